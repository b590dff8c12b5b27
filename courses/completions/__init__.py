"""A course completed: a fact with a date and a snapshot."""
