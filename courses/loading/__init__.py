"""Courses from files: read whole, checked, stored as drafts, and told back leaf by leaf."""
