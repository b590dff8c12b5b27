"""Rows into files that people open: formula-safe cells, formats, and the base of every export."""
