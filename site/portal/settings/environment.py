"""Lists from the environment."""

import os


def listed(name: str, default: str = "") -> list[str]:
    """The values of a variable that are parted by commas; spaces around them and empty ones do not count."""
    return split(os.environ.get(name, default))


def split(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
