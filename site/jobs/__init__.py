"""LONG WORK, and the book of who did what."""
