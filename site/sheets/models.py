"""Names every model of sheets for Django."""

from sheets.uploads import Upload

__all__ = ["Upload"]
