"""How lessons are called: the number stands apart, so it is taken off a title that repeats it."""

import re

NUMBERED = re.compile(r"^\s*(bài|lesson)\s+\d+\s*[.:–-]\s*", re.IGNORECASE)


def bare_title(title: str) -> str:
    """ "Bài 5. Lực lượng nòng cốt" -> "Lực lượng nòng cốt"."""
    return NUMBERED.sub("", title) or title
