"""Tags and filters of courses."""
