"""Places in a document: how people name them, and the anchor of each on the document's page. Pure."""

import re

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
INDENT = re.compile(r"(.+)\.g(\d+)")
NAMED_SECTIONS = {
    "HEADER": "phần đầu văn bản",
    "TITLE": "tiêu đề",
    "PREAMBLE": "phần mở đầu",
    "NOI_NHAN": "phần nơi nhận",
    "KY": "phần ký",
}


def anchor(ref: str) -> str:
    """The id of a section on its page: "II.5.g2" stays as it is; other characters become hyphens."""
    safe = UNSAFE.sub("-", ref).strip("-") or "muc"
    return safe if safe[0].isalpha() else f"muc-{safe}"


def section_words(ref: str) -> str:
    """A section as people say it: "II.5.g2" is "mục II.5, gạch đầu dòng 2", "II.5.h" is "mục II.5"."""
    if ref in NAMED_SECTIONS:
        return NAMED_SECTIONS[ref]
    if found := INDENT.fullmatch(ref):
        return f"mục {found[1]}, gạch đầu dòng {found[2]}"
    return f"mục {ref.removesuffix('.h')}"


def article_words(article: str | None, clause: str | None, point: str | None) -> str:
    """As people write it: "Điểm a khoản 2 Điều 13"; ranges such as "7-12" stay as they are."""
    parts = []
    if point:
        parts.append(f"điểm {point}")
    if clause:
        parts.append(f"khoản {clause}")
    if article:
        parts.append(f"Điều {article}")
    place = " ".join(parts)
    return place[:1].upper() + place[1:]
