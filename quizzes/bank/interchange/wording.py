"""The words that question files for people use: kinds, levels, yes and no, letters, numbers. Pure.

They are the language of the files, not of the screen, so they are Vietnamese whoever reads or writes the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from vietnamese import api as vietnamese

KIND_WORDS: Mapping[str, str] = {
    "single_choice": "Chọn một phương án",
    "multiple_choice": "Chọn nhiều phương án",
    "true_false": "Đúng hay sai",
    "matching": "Ghép cặp",
    "ordering": "Sắp xếp thứ tự",
    "short_answer": "Trả lời ngắn",
    "numerical": "Điền số",
    "cloze": "Điền vào chỗ trống",
    "essay": "Tự luận",
    "situation": "Tình huống có nhiều câu hỏi",
}
_OTHER_KIND_WORDS = {
    "single_choice": ("mot lua chon", "chon mot", "trac nghiem mot dap an", "mot dap an dung", "trac nghiem"),
    "multiple_choice": ("nhieu lua chon", "chon nhieu", "trac nghiem nhieu dap an", "nhieu dap an dung"),
    "true_false": ("dung sai", "dung/sai", "dung - sai"),
    "matching": ("ghep doi", "noi cot", "ghep noi", "noi"),
    "ordering": ("sap xep", "thu tu"),
    "short_answer": ("tra loi ngan", "dien khuyet"),
    "numerical": ("so", "tra loi bang so"),
    "cloze": ("dien cho trong", "dien tu"),
    "essay": ("tu luan", "viet"),
    "situation": ("tinh huong",),
}
LEVEL_WORDS: Mapping[str, str] = {"recall": "Nhận biết", "understand": "Thông hiểu", "apply": "Vận dụng"}
_LEVELS = {
    "nhan biet": "recall", "nb": "recall", "biet": "recall", "nho": "recall", "recall": "recall",
    "thong hieu": "understand", "th": "understand", "hieu": "understand", "understand": "understand",
    "van dung": "apply", "vd": "apply", "van dung thap": "apply", "vdt": "apply", "van dung cao": "apply",
    "vdc": "apply", "apply": "apply",
}  # fmt: skip

YES, NO = "Có", "Không"
TRUE, FALSE = "Đúng", "Sai"
_YES = {"co", "yes", "true", "dung", "x", "1"}
_NO = {"khong", "no", "false", "sai", "0"}
_TRUE = {"dung", "d", "true", "t"}
_FALSE = {"sai", "s", "false", "f"}
ALL_OR_NOTHING, IN_SHARES = "Đúng hết mới có điểm", "Từng phần"
_POINTS = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?) *(?:đ|điểm)?\.?", re.IGNORECASE)


def plain(text: str) -> str:
    """A word of a file as it is compared: without accents, case, needless spaces and signs at its ends."""
    return vietnamese.clean_line(vietnamese.fold(text)).strip(" .,:;()[]")


KIND_BY_WORDS: Mapping[str, str] = {
    **{plain(words): kind for kind, words in KIND_WORDS.items()},
    **{words: kind for kind, all_words in _OTHER_KIND_WORDS.items() for words in all_words},
    **{kind: kind for kind in KIND_WORDS},
    **{kind.replace("_", " "): kind for kind in KIND_WORDS},
}


def kind_from(words: str) -> str:
    """The kind that words name; empty for words that name none."""
    return KIND_BY_WORDS.get(plain(words), "")


def level_from(words: str) -> str:
    """The level that words or letters name (nhận biết, TH, vận dụng cao …); empty for words that name none."""
    return _LEVELS.get(plain(words), "")


def truth_from(words: str) -> bool | None:
    """Whether words say Đúng or Sai; None for anything else."""
    word = plain(words)
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def yes_from(words: str) -> bool | None:
    """Whether words say yes or no; None for anything else."""
    word = plain(words)
    if word in _YES:
        return True
    return False if word in _NO else None


def points_from(words: str) -> Decimal | None:
    """The points that words give ("2", "0,5 điểm", "1.5đ"); None for anything else."""
    found = _POINTS.fullmatch(words.strip())
    return Decimal(found[1].replace(",", ".")) if found else None


def number_from(words: str) -> str | None:
    """The number that words write, with a decimal point ("1.234,5" is "1234.5"); None for anything else."""
    try:
        return f"{vietnamese.parse_decimal(words):f}"
    except vietnamese.NotANumber:
        return None


def number_words(number: str | Decimal) -> str:
    """A number with a decimal comma."""
    return vietnamese.decimal_comma(Decimal(number))


def letter(index: int) -> str:
    """The letter of an option: 0 is A, 25 is Z."""
    return chr(ord("A") + index)
