"""How days and numbers are written on English pages: as people here write them."""
