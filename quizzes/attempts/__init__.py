"""The engine: an attempt, what it was dealt, every answer as it came, every grade."""
