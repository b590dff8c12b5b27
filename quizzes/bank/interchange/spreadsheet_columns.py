"""The columns of our spreadsheet of questions: one design for all kinds, made for trainers. Pure."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizzes.bank.interchange.wording import KIND_WORDS, LEVEL_WORDS, NO, YES, letter, plain


@dataclass(frozen=True)
class Column:
    """One column: its name in the code, its heading, other headings that mean it, what to write there, its width."""

    name: str
    heading: str
    others: tuple[str, ...] = ()
    help: str = ""
    width: int = 16
    choices: tuple[str, ...] = ()


LETTERS = 8
MOST_LETTERS = 26

_BEFORE = (
    Column("uid", "Mã", ("mã câu hỏi", "mã số", "mã câu"), "Để trống nếu là câu mới.", 14),
    Column("topic", "Chủ đề", ("chuyên đề",), "Chủ đề con viết sau dấu >, ví dụ: Bầu cử > Trưởng thôn", 24),
    Column(
        "kind",
        "Dạng",
        ("dạng câu hỏi", "loại câu hỏi", "loại"),
        "Chọn trong danh sách. Để trống: máy đoán theo phương án và đáp án.",
        22,
        tuple(KIND_WORDS.values()),
    ),
    Column(
        "level", "Mức độ", ("mức độ nhận thức",), "Chọn trong danh sách.", 13, tuple(LEVEL_WORDS.values())
    ),
    Column("points", "Điểm", ("số điểm",), "Để trống là 1 điểm. Ví dụ: 0,5", 8),
    Column("stem", "Câu hỏi", ("nội dung", "nội dung câu hỏi", "đề bài"), "Bắt buộc.", 60),
)
_AFTER = (
    Column(
        "answer",
        "Đáp án đúng",
        ("đáp án", "đa", "phương án đúng", "câu trả lời đúng"),
        "B · A, C · Đúng · nhân dân; dân · 12,5 ± 0,5",
        26,
    ),
    Column("explanation", "Giải thích", ("lời giải", "hướng dẫn giải"), "Học viên đọc sau khi làm.", 50),
    Column("tags", "Nhãn", ("từ khóa", "thẻ"), "Nhiều nhãn cách nhau bằng dấu ;", 20),
    Column(
        "law",
        "Căn cứ",
        ("căn cứ pháp lý", "cơ sở pháp lý"),
        "Mỗi căn cứ một dòng: khoản 2 Điều 13, số văn bản",
        36,
    ),
    Column("place", "Vị trí", ("trích từ", "nguồn"), "Mục của tài liệu, ví dụ: mục II.5", 20),
    Column(
        "practice", "Chỉ tự kiểm tra", ("tự kiểm tra",), "Có: không ra trong bài kiểm tra.", 14, (YES, NO)
    ),
    Column(
        "review", "Chờ thẩm định", ("chờ thẩm định pháp lý",), "Có: còn chờ thẩm định pháp lý.", 14, (YES, NO)
    ),
    Column("more", "Phần thêm", (), "Máy ghi khi xuất tệp. Không sửa cột này.", 16),
)


def columns(letters: int = LETTERS) -> Sequence[Column]:
    """All columns in their order, with so many columns for options."""
    return (*_BEFORE, *(_option(letter(at)) for at in range(letters)), *_AFTER)


def _option(name: str) -> Column:
    number = string.ascii_uppercase.index(name) + 1
    words = ("phương án", "lựa chọn", "đáp án", "option")
    return Column(
        name,
        name,
        (*(f"{each} {sign}" for each in words for sign in (name, number)), f"câu {name}"),
        "Một phương án. Ghép cặp: trái → phải. Tự luận: tiêu chí (2 điểm)",
        28,
    )


def _known() -> Mapping[str, str]:
    return {
        plain(words): column.name
        for column in columns(MOST_LETTERS)
        for words in (column.heading, column.name, *column.others)
    }


KNOWN = _known()


def named(headings: Iterable[str]) -> dict[int, str]:
    """The columns that headings name, by their place from 0; headings that name none are left out."""
    return {at: KNOWN[words] for at, each in enumerate(headings) if (words := plain(each)) in KNOWN}
