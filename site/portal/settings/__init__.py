"""Settings: base, and what differs in dev (`make run`), production and tests."""
