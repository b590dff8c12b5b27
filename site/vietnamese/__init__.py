"""Vietnamese text, days and numbers: pure functions, no model, no query."""
