"""One example of every kind, and of what a kind may be told to do otherwise.

An example is named by its kind, or by its kind, a slash and what is particular about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """A body, the same question with another key, and responses that a learner may leave: finished or not."""

    body: dict[str, Any]
    other_key: dict[str, Any]
    finished: list[dict[str, Any]]
    unfinished: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    # The legends of its form, where they are not the stem alone.
    legends: list[str] = field(default_factory=list)


PICTURE = {
    "file": "a1" * 32,
    "type": "image/png",
    "alt": "Sơ đồ thôn",
    "width": 640,
    "height": 480,
}
SOUND = {"file": "b2" * 32, "type": "audio/mpeg", "alt": "Lời ghi âm: xin chào"}


def options(*texts: str) -> list[dict[str, Any]]:
    return [{"id": letter, "text": text} for letter, text in zip("abcdefgh", texts, strict=False)]


CHOICES = {
    "stem": "Cách chọn nào đúng với mục II.5?",
    "options": options("Bốc thăm", "Có uy tín", "Người nhà", "Khá giả"),
}
MATCHING = {
    "stem": "Ghép mỗi chủ thể với việc của mình.",
    "left": [{"id": "L1", "text": "Công an xã"}, {"id": "L2", "text": "Mặt trận"}],
    "right": [
        {"id": "R1", "text": "Gần dân"},
        {"id": "R2", "text": "Giám sát"},
        {"id": "R3", "text": "Xét xử"},
    ],
}
ORDERING = {
    "stem": "Sắp xếp các bước.",
    "items": [
        {"id": "S1", "text": "Tổng kết"},
        {"id": "S2", "text": "Sơ kết"},
        {"id": "S3", "text": "Nhân rộng"},
    ],
}

PLAIN: dict[str, Example] = {
    "single_choice": Example(
        body={**CHOICES, "correct": "b"},
        other_key={**CHOICES, "correct": "c"},
        finished=[{"choice": "b"}, {"choice": "d"}],
    ),
    "multiple_choice": Example(
        body={**CHOICES, "correct": ["b", "d"], "scoring": "shares"},
        other_key={**CHOICES, "correct": ["a"]},
        finished=[{"choices": ["b", "d"]}, {"choices": ["a"]}, {"choices": ["a", "b", "c", "d"]}],
    ),
    "true_false": Example(
        body={"stem": "Luật không nhận phụ nữ.", "correct": "false"},
        other_key={"stem": "Luật không nhận phụ nữ.", "correct": "true"},
        finished=[{"choice": "true"}, {"choice": "false"}],
    ),
    "matching": Example(
        body={**MATCHING, "correct": {"L1": "R1", "L2": "R2"}},
        other_key={**MATCHING, "correct": {"L1": "R3", "L2": "R3"}, "scoring": "all_or_nothing"},
        finished=[{"pairs": {"L1": "R1", "L2": "R2"}}, {"pairs": {"L1": "R3", "L2": "R3"}}],
        unfinished=[{"pairs": {"L2": "R1"}}],
    ),
    "ordering": Example(
        body={**ORDERING, "correct": ["S2", "S1", "S3"]},
        other_key={**ORDERING, "correct": ["S3", "S1", "S2"], "scoring": "adjacent_pairs"},
        finished=[{"places": {"S1": 2, "S2": 1, "S3": 3}}, {"places": {"S1": 1, "S2": 2, "S3": 3}}],
        unfinished=[{"places": {"S3": 2}}, {"places": {"S1": 2, "S2": 2, "S3": 3}}],
    ),
    "short_answer": Example(
        body={"stem": "Công an xã phải thế nào?", "accepted": ["gần dân CANARY", "sát dân CANARY"]},
        other_key={"stem": "Công an xã phải thế nào?", "accepted": ["xa dân"]},
        finished=[{"text": "gần dân CANARY"}, {"text": 'gần "dân" <b>'}],
        secrets=["CANARY"],
    ),
    "numerical": Example(
        body={
            "stem": "Nhiệm kỳ dài bao nhiêu tháng?",
            "accepted": [
                {"value": "30.5", "tolerance": "0.25", "feedback": "CANARY đúng"},
                {"value": "31", "share": "0.5"},
            ],
            "unit": "tháng",
        },
        other_key={
            "stem": "Nhiệm kỳ dài bao nhiêu tháng?",
            "accepted": [{"value": "24"}],
            "unit": "tháng",
        },
        finished=[{"text": "30,5", "number": "30.5"}, {"text": "-4", "number": "-4"}],
        unfinished=[{"text": 'ba mươi "<b>', "number": None}],
        secrets=["30,5", "30.5", "0,25", "0.25", "CANARY"],
    ),
    "cloze": Example(
        body={
            "stem": "Điền theo mục II.\nTrưởng thôn do [[1]] bầu,\nnhiệm kỳ [[2]] năm, là [[3]].",
            "gaps": [
                {"id": "1", "kind": "short_answer", "points": "2", "body": {"accepted": ["nhân dân CANARY"]}},
                {"id": "2", "kind": "numerical", "body": {"accepted": [{"value": "2.5"}], "unit": ""}},
                {
                    "id": "3",
                    "kind": "single_choice",
                    "body": {"options": options("Cán bộ", "Người đứng đầu"), "correct": "b"},
                },
            ],
            "hints": ["Gợi ý CANARY"],
        },
        other_key={
            "stem": "Điền theo mục II.\nTrưởng thôn do [[1]] bầu,\nnhiệm kỳ [[2]] năm, là [[3]].",
            "gaps": [
                {"id": "1", "kind": "short_answer", "body": {"accepted": ["chủ tịch"]}},
                {"id": "2", "kind": "numerical", "body": {"accepted": [{"value": "3", "tolerance": "1"}]}},
                {
                    "id": "3",
                    "kind": "single_choice",
                    "body": {"options": options("Cán bộ", "Người đứng đầu"), "correct": "a"},
                },
            ],
        },
        finished=[
            {
                "gaps": {
                    "1": {"text": "nhân dân CANARY"},
                    "2": {"text": "2,5", "number": "2.5"},
                    "3": {"choice": "b"},
                }
            },
            {
                "gaps": {
                    "1": {"text": 'ai "<b>'},
                    "2": {"text": "1200", "number": "1200"},
                    "3": {"choice": "a"},
                }
            },
        ],
        unfinished=[
            {"gaps": {"3": {"choice": "a"}}},
            {"gaps": {"1": {"text": "dân"}, "2": {"text": "hai", "number": None}, "3": {"choice": "b"}}},
        ],
        secrets=["CANARY", "2,5", "2.5"],
        legends=["Điền theo mục II."],
    ),
    "situation": Example(
        body={
            "stem": "Chuyện ở thôn\nBà Sáu gọi điện lúc nửa đêm.",
            "parts": [
                {
                    "id": "a",
                    "kind": "multiple_choice",
                    "points": "1.5",
                    "body": {**CHOICES, "correct": ["b"]},
                },
                {
                    "id": "b",
                    "kind": "matching",
                    "body": {**MATCHING, "correct": {"L1": "R1", "L2": "R2"}, "media": [PICTURE]},
                },
                {"id": "c", "kind": "short_answer", "body": {"stem": "Gọi ai?", "accepted": ["CANARY"]}},
            ],
        },
        other_key={
            "stem": "Chuyện ở thôn\nBà Sáu gọi điện lúc nửa đêm.",
            "parts": [
                {"id": "a", "kind": "multiple_choice", "body": {**CHOICES, "correct": ["a", "c"]}},
                {
                    "id": "b",
                    "kind": "matching",
                    "body": {**MATCHING, "correct": {"L1": "R3", "L2": "R2"}, "media": [PICTURE]},
                },
                {"id": "c", "kind": "short_answer", "body": {"stem": "Gọi ai?", "accepted": ["tổ trưởng"]}},
            ],
        },
        finished=[
            {
                "parts": {
                    "a": {"choices": ["b"]},
                    "b": {"pairs": {"L1": "R1", "L2": "R2"}},
                    "c": {"text": "CANARY"},
                }
            },
            {
                "parts": {
                    "a": {"choices": ["a", "d"]},
                    "b": {"pairs": {"L1": "R3", "L2": "R3"}},
                    "c": {"text": "</fieldset>"},
                }
            },
        ],
        unfinished=[
            {"parts": {"c": {"text": "công an"}}},
            {"parts": {"a": {"choices": ["a"]}, "b": {"pairs": {"L2": "R1"}}, "c": {"text": "x"}}},
        ],
        secrets=["CANARY"],
        legends=[
            "Chuyện ở thôn",
            "Phần 1. Cách chọn nào đúng với mục II.5?",
            "Phần 2. Ghép mỗi chủ thể với việc của mình.",
            "Phần 3. Gọi ai?",
        ],
    ),
    "essay": Example(
        body={
            "stem": "Viết hai việc cụ thể.\n(a) Ở nhà. (b) Ở thôn.",
            "model_answer": "Mẫu CANARY",
            "rubric": [
                {"criterion": "Nêu CANARY", "points": 3},
                {"criterion": "Rõ ràng", "points": "1.5"},
            ],
        },
        other_key={"stem": "Viết hai việc cụ thể.\n(a) Ở nhà. (b) Ở thôn."},
        finished=[{"text": "Một.\n\nHai </textarea><b>."}],
        secrets=["CANARY", "1.5", "1,5"],
    ),
}
