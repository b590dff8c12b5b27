"""How days and numbers are written on English pages: the British way."""
