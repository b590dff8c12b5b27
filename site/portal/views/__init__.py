"""Pages that belong to no course."""
