"""Citations as people write them in question files, and read back: "điểm a khoản 2 Điều 13, 30/2023/QH15". Pure."""

from __future__ import annotations

import re

from quizzes.bank.interchange.base import Cited
from vietnamese import api as vietnamese

_VALUE = r"[^\s,;|]+(?: ?[-–và,] ?[^\s,;|]+)*?"
_PLACE = re.compile(
    rf"(?:điểm (?P<point>{_VALUE}))? ?(?:khoản (?P<clause>{_VALUE}))? ?(?:điều (?P<article>{_VALUE}))? ?"
    rf"(?:mục (?P<provision>{_VALUE}))?",
    re.IGNORECASE,
)
# 30/2023/QH15, 40/2024/NĐ-CP, 157-KH/TU, 05-HD/VPTW.
DOCUMENT = re.compile(r"\d{1,4}/\d{4}/[A-ZĐ][A-ZĐ0-9\-]*|\d{1,4}[-–/]?[A-ZĐ]{1,6}/[A-ZĐ][A-ZĐ0-9\-/]*")
_ARTICLE = re.compile(r"\bđiều (\d+[a-zđ]?(?:[-–]\d+[a-zđ]?)?)", re.IGNORECASE)
_CLAUSE = re.compile(r"\bkhoản (\d+[a-zđ]?(?:[-–]\d+)?)", re.IGNORECASE)
_POINT = re.compile(r"\bđiểm ([a-zđ]{1,2})\b", re.IGNORECASE)
_SECTION = re.compile(r"\b(?:mục|phần) ([IVX]+(?:\.\d+)*|\d+(?:\.\d+)*)", re.IGNORECASE)
_MORE = {"đọc ngày": "read_on", "mức xác thực": "evidence", "trích": "paraphrase", "nguồn": "source"}


def cited_in_words(cited: Cited) -> str:
    """One citation in one line, from which `cited_from` makes an equal one."""
    places = (
        ("điểm", cited.point), ("khoản", cited.clause), ("Điều", cited.article), ("mục", cited.provision),
    )  # fmt: skip
    place = " ".join(f"{word} {vietnamese.clean_line(value)}" for word, value in places if value)
    words = ", ".join(filter(None, (place, vietnamese.clean_line(cited.document))))
    for label, name in _MORE.items():
        if value := vietnamese.clean_line(getattr(cited, name)):
            value = value.replace("|", "¦")
            words += f" | {label}: {_day_in_words(value) if name == 'read_on' else value}"
    return words


def cited_from(words: str) -> Cited | None:
    """The citation that a line writes, in our own order or freely; None where no document is named in it."""
    head, *rest = (part.strip() for part in vietnamese.clean_line(words).split("|"))
    more = {}
    for part in rest:
        label, colon, value = part.partition(":")
        if colon and (name := _MORE.get(label.strip().lower())):
            more[name] = _iso_day(value.strip()) if name == "read_on" else value.strip()
    place, comma, document = head.rpartition(",")
    found = _PLACE.fullmatch(place.strip()) if comma else _PLACE.fullmatch("")
    if found and document.strip() and (comma or rest or DOCUMENT.fullmatch(document.strip())):
        return Cited(document.strip(), **{k: v or "" for k, v in found.groupdict().items()}, **more)
    named = DOCUMENT.search(head)
    if named is None:
        return None
    found_in = {
        "article": _ARTICLE.search(head),
        "clause": _CLAUSE.search(head),
        "point": _POINT.search(head),
        "provision": _SECTION.search(head),
    }
    return Cited(named[0], **{name: match[1] for name, match in found_in.items() if match}, **more)


def _day_in_words(iso: str) -> str:
    try:
        return vietnamese.show_day(vietnamese.parse_day(iso))
    except vietnamese.NotADay:
        return iso


def _iso_day(words: str) -> str:
    try:
        return vietnamese.parse_day(words).isoformat()
    except vietnamese.NotADay:
        return words
