"""Questions as files have them: one of every kind with all that it can say, and plain ones."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PIL import Image

from quizzes.bank.interchange import Cited, Drafted
from quizzes.bank.interchange.findings import key_of_file, media_in
from quizzes.kinds import kind_named


def a_picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(out, "PNG")
    return out.getvalue()


SOUND = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(range(256))
RED, BLUE = a_picture("red"), a_picture("blue")
FILES = {key_of_file(each): each for each in (RED, BLUE, SOUND)}


def shown(data: bytes, alt: str) -> dict[str, Any]:
    told = {"file": key_of_file(data), "alt": alt}
    if data is SOUND:
        return {**told, "type": "audio/mpeg"}
    return {**told, "type": "image/png", "width": 12, "height": 8}


CITED = Cited(
    document="30/2023/QH15",
    article="13",
    clause="2",
    point="a",
    read_on="2026-05-01",
    evidence="A",
    paraphrase="Lời luật",
)

BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "stem": "Ai ký Kế hoạch?\n\nChọn một: 2 < 3 & {a} = ~b~ #1 \\ :c",
        "options": [
            {"id": "x1", "text": "Ban Thường vụ = {1}", "feedback": "Đúng # rồi"},
            {"id": "x2", "text": "Công an <xã>"},
            {"id": "x3", "text": "Tất cả đáp án trên", "pinned": True, "media": shown(BLUE, "Ô “xanh”")},
        ],
        "correct": "x1",
        "shuffle_options": False,
        "media": [shown(RED, "Ô đỏ"), shown(SOUND, "Lời đọc")],
        "hints": ["Xem mục II.", "Xem\nlại"],
    },
    "multiple_choice": {
        "stem": "Ba hình thức “tự” là gì?",
        "options": [{"id": each, "text": f"Tự {each}"} for each in ("quan", "phong", "hoa", "phat", "xu")],
        "correct": ["quan", "phong", "hoa"],
        "scoring": "all_or_nothing",
    },
    "true_false": {
        "stem": "Phụ nữ được tham gia.",
        "options": [
            {"id": "true", "text": "Có", "feedback": "Phải."},
            {"id": "false", "text": "Không"},
        ],
        "correct": "true",
    },
    "matching": {
        "stem": "Ghép việc với nơi làm.",
        "left": [
            {"id": "A", "text": "Kiểm tra -> báo cáo", "media": shown(RED, "Ô đỏ")},
            {"id": "B", "text": "Giám sát"},
            {"id": "C", "text": "Vận động"},
        ],
        "right": [
            {"id": "1", "text": "Cấp ủy", "media": shown(BLUE, "Ô xanh")},
            {"id": "2", "text": "Mặt trận"},
            {"id": "3", "text": "Tòa án"},
        ],
        "correct": {"A": "1", "B": "2", "C": "2"},
        "scoring": "all_or_nothing",
    },
    "ordering": {
        "stem": "Sắp xếp các bước.",
        "items": [{"id": "t", "text": "Tổng kết"}, {"id": "s", "text": "Sơ kết"}, {"id": "n", "text": "Nhân rộng"}],
        "correct": ["s", "t", "n"],
        "scoring": "adjacent_pairs",
    },
    "short_answer": {
        "stem": "Công an xã phải thế nào?",
        "accepted": ["gần dân", "sát * dân"],
        "wildcards": True,
        "normalise": ["NFC", "casefold", "marks"],
        "label": "Hai chữ còn thiếu",
        "feedback": [{"text": "gần dân", "feedback": "Đúng."}, {"text": "xa dân", "feedback": "Ngược lại."}],
    },
    "numerical": {
        "stem": "Bao nhiêu ngày?",
        "accepted": [
            {"value": "12.5", "tolerance": "0.5", "share": "1", "feedback": "Đúng"},
            {"value": "12", "tolerance": "2", "share": "0.5", "feedback": ""},
        ],
        "unit": "ngày",
    },
    "cloze": {
        "stem": "Điền vào chỗ trống.\nTrưởng thôn do [[b]] bầu, nhiệm kỳ [[n]] năm, [[k]] được bầu lại < 2 lần.",
        "gaps": [
            {
                "id": "b",
                "kind": "short_answer",
                "points": "0.5",
                "body": {"accepted": ["dân ~ thôn", "nhân dân"], "feedback": [{"text": "xã", "feedback": "Không } phải"}]},
            },
            {"id": "n", "kind": "numerical", "points": "1", "body": {"accepted": [{"value": "2.5", "tolerance": "0.5"}], "unit": "năm"}},
            {
                "id": "k",
                "kind": "single_choice",
                "points": "1.5",
                "body": {"options": [{"id": "c", "text": "có"}, {"id": "k", "text": "không"}], "correct": "c"},
            },
        ],
        "media": [shown(RED, "Ô đỏ")],
    },
    "essay": {
        "stem": "Viết hai việc cụ thể.",
        "model_answer": "Mẫu.\n\nHai đoạn.",
        "rubric": [{"criterion": "Nêu việc", "points": 3}, {"criterion": "Rõ ràng", "points": "1.5"}],
        "least_words": 20,
        "most_words": 200,
        "uploads": 2,
    },
    "situation": {
        "stem": "Đêm mưa\nMột nhà bị cháy.",
        "media": [shown(RED, "Ô đỏ")],
        "parts": [
            {
                "id": "a",
                "kind": "single_choice",
                "points": "1",
                "body": {
                    "stem": "Gọi ai trước?",
                    "options": [{"id": "a", "text": "114", "media": shown(BLUE, "Số")}, {"id": "b", "text": "Họ hàng"}],
                    "correct": "a",
                },
            },
            {"id": "b", "kind": "essay", "points": "2.5", "body": {"stem": "Kể lại.", "model_answer": "Mẫu"}},
            {
                "id": "c",
                "kind": "matching",
                "points": "1",
                "body": {
                    "stem": "Ghép.",
                    "left": [{"id": "L", "text": "Lửa"}, {"id": "M", "text": "Mưa"}],
                    "right": [{"id": "N", "text": "Nước"}, {"id": "O", "text": "Ô"}],
                    "correct": {"L": "N", "M": "O"},
                },
            },
        ],
    },
}  # fmt: skip


def a_draft(kind: str = "single_choice", *, body: dict[str, Any] | None = None, **fields: Any) -> Drafted:
    """A question of this kind with a sound body, and the files that it shows."""
    sound = kind_named(kind).write(kind_named(kind).read(body or BODIES[kind]))
    files = {each["file"]: FILES[each["file"]] for each in media_in(sound)}
    return Drafted(kind, sound, files=files, **fields)


def a_full_draft(kind: str) -> Drafted:
    """A question with everything that any question can say."""
    return a_draft(
        kind,
        uid=f"THU/{kind}",
        topic=("Bài 1", "Mục a/b"),
        level="apply",
        points=Decimal("2.5"),
        explanation="Vì văn bản ghi:\n\n“gần dân” & <sát dân>.",
        place="Mục II.5",
        tags=("phòng cháy", "ôn [tập]"),
        citations=(CITED,),
        practice_only=True,
        needs_legal_review=True,
        review_reasons=("Văn bản đã đổi",),
        advice_sources=({"name": "Bác sĩ", "year": 2024},),
    )


def a_plain_choice(number: int = 1, **fields: Any) -> Drafted:
    """A question that every format can say."""
    body = {
        "stem": f"Câu hỏi số {number}?",
        "options": [{"id": each, "text": f"Phương án {each} {number}"} for each in "abc"],
        "correct": "b",
    }
    return a_draft(body=body, **fields)


def without_lines(question: Drafted) -> Drafted:
    """A question to compare with another: where it stood in a file does not count."""
    return replace(question, line=0)
