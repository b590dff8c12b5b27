"""Numbers of legal and Party documents: what they look like, and how they are found in a sentence. Pure."""

import re

# State acts "30/2023/QH15", "40/2024/NĐ-CP", "521/2005/QĐ-TTg"; resolutions of the Standing Committee "1666/NQ-UBTVQH15".
STATE = re.compile(r"\d{1,4}/(?P<year>\d{4})/(?:QH\d{2}|NĐ-CP|TT-[A-ZĐ]+|TTLT-[A-ZĐ-]+|NQ-CP|QĐ-TTg|CT-TTg)")
STANDING_COMMITTEE = re.compile(r"\d{1,4}/NQ-UBTVQH\d{2}")
# Party documents "157-KH/TU", "399-QĐ/TW".
PARTY = re.compile(r"\d{1,4}-(?:CT|KL|QĐ|NQ|HD|KH)/(?:TW|TU|VPTW)")

# "21/2023": a number without its issuer. Of a law it could also be a decree's, so it stands for nothing by itself.
SHORT = re.compile(r"\d{1,4}/\d{4}")

KINDS = {
    "NĐ-CP": "nghị định",
    "NQ-CP": "nghị quyết",
    "QĐ-TTg": "quyết định",
    "CT-TTg": "chỉ thị",
    "TT-": "thông tư",
    "TTLT-": "thông tư liên tịch",
    "NQ-UBTVQH": "nghị quyết",
    "-CT/": "chỉ thị (Đảng)",
    "-KL/": "kết luận (Đảng)",
    "-QĐ/": "quy định (Đảng)",
    "-NQ/": "nghị quyết (Đảng)",
    "-HD/": "hướng dẫn (Đảng)",
    "-KH/": "kế hoạch (Đảng)",
}


def is_number(text: str) -> bool:
    """Whether the text is a whole number of a document."""
    return any(form.fullmatch(text) for form in (STATE, STANDING_COMMITTEE, PARTY))


def year_in(number: str) -> int | None:
    """The year that a number names: 2023 of "30/2023/QH15"; None where the form has none."""
    found = STATE.fullmatch(number)
    return int(found["year"]) if found else None


def number_at_start(text: str) -> str:
    """The whole number with which a text begins; empty when it begins with something else."""
    found = [match.group() for form in (STATE, STANDING_COMMITTEE, PARTY) if (match := form.match(text))]
    return max(found, key=len, default="")


def kind_by_number(number: str) -> str:
    """The kind that a number tells by its letters. The National Assembly's "QH" may be a law or a resolution."""
    for letters, kind in KINDS.items():
        if letters in number:
            return kind
    return "văn bản"
