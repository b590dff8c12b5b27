"""What the register's English and Vietnamese phrases have in common: parts between semicolons, told one by one."""

from collections.abc import Callable

from vietnamese import api as vietnamese


def part_by_part(words: str, tell: Callable[[str], str]) -> str:
    """Each part in the words of `tell`, parted as they were; a part of which it says nothing is left out."""
    parts = (part for each in words.split(";") if (part := each.strip()))
    return "; ".join(told for part in parts if (told := tell(part)))


def is_vietnamese(words: str) -> bool:
    """Written with marks: by an editor of the house, not taken over from a file in English."""
    return vietnamese.fold(words) != words.casefold()
