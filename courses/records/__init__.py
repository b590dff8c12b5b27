"""Completion records as administrators read and export them. One query feeds screen and file."""
