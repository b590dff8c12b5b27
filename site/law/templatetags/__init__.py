"""Template tags of the legal register."""
