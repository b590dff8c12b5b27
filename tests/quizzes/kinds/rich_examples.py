"""Examples with pictures and sounds, remarks on options and hints."""

from __future__ import annotations

from typing import Any

from tests.quizzes.kinds.plain_examples import CHOICES, MATCHING, ORDERING, PICTURE, SOUND, Example


def _rich(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options with a picture, a sound, and what is said to whoever chose them."""
    first, second, *rest = entries
    return [
        {**first, "media": PICTURE, "feedback": "Nhận xét CANARY"},
        {**second, "media": SOUND, "feedback": "Nhận xét CANARY hai"},
        *rest,
    ]


_SHOWN = {"media": [PICTURE, SOUND]}
_KEPT_BACK = {"hints": ["Gợi ý CANARY", "Gợi ý CANARY hai"]}
_RICH_CHOICES = {**CHOICES, **_SHOWN, "options": _rich(CHOICES["options"])}
_RICH_MATCHING = {
    **MATCHING,
    **_SHOWN,
    "left": _rich(MATCHING["left"]),
    "right": _rich(MATCHING["right"]),
}
_RICH_ORDERING = {**ORDERING, **_SHOWN, "items": _rich(ORDERING["items"])}

RICH: dict[str, Example] = {
    "single_choice/rich": Example(
        body={**_RICH_CHOICES, **_KEPT_BACK, "correct": "a"},
        other_key={
            **_RICH_CHOICES,
            "options": [{**each, "feedback": ""} for each in _RICH_CHOICES["options"]],
            "correct": "d",
        },
        finished=[{"choice": "a"}, {"choice": "b"}],
        secrets=["CANARY"],
    ),
    "multiple_choice/rich": Example(
        body={**_RICH_CHOICES, **_KEPT_BACK, "correct": ["a", "b"], "scoring": "all_or_nothing"},
        other_key={**_RICH_CHOICES, "correct": ["c"], "scoring": "shares"},
        finished=[{"choices": ["a", "b"]}, {"choices": ["a"]}],
        secrets=["CANARY"],
    ),
    "true_false/rich": Example(
        body={
            "stem": "Ai cũng vào được.",
            **_SHOWN,
            **_KEPT_BACK,
            "correct": "false",
            "options": [
                {"id": "true", "text": "Đúng", "feedback": "CANARY: chưa đủ tuổi"},
                {"id": "false", "text": "Sai"},
            ],
        },
        other_key={"stem": "Ai cũng vào được.", **_SHOWN, "correct": "true"},
        finished=[{"choice": "false"}, {"choice": "true"}],
        secrets=["CANARY"],
    ),
    "matching/rich": Example(
        body={
            **_RICH_MATCHING,
            **_KEPT_BACK,
            "correct": {"L1": "R1", "L2": "R1"},
            "scoring": "all_or_nothing",
        },
        other_key={**_RICH_MATCHING, "correct": {"L1": "R2", "L2": "R3"}},
        finished=[{"pairs": {"L1": "R1", "L2": "R1"}}, {"pairs": {"L1": "R2", "L2": "R1"}}],
        unfinished=[{"pairs": {"L1": "R1"}}],
        secrets=["CANARY"],
    ),
    "ordering/rich": Example(
        body={
            **_RICH_ORDERING,
            **_KEPT_BACK,
            "correct": ["S3", "S2", "S1"],
            "scoring": "adjacent_pairs",
        },
        other_key={**_RICH_ORDERING, "correct": ["S2", "S3", "S1"]},
        finished=[{"places": {"S1": 3, "S2": 2, "S3": 1}}, {"places": {"S1": 2, "S2": 3, "S3": 1}}],
        unfinished=[{"places": {"S2": 1}}],
        secrets=["CANARY"],
    ),
    "short_answer/rich": Example(
        body={
            "stem": "Ai hòa giải?",
            **_SHOWN,
            **_KEPT_BACK,
            "accepted": ["hòa giải* CANARY", "tổ hòa giải CANARY"],
            "wildcards": True,
            "feedback": [{"text": "công an*", "feedback": "CANARY: chưa cần"}],
        },
        other_key={"stem": "Ai hòa giải?", **_SHOWN, "accepted": ["trưởng thôn"]},
        finished=[{"text": "tổ hòa giải CANARY"}, {"text": "công an xã"}],
        secrets=["CANARY"],
    ),
    "essay/rich": Example(
        body={
            "stem": "Viết và gửi ảnh.",
            **_SHOWN,
            **_KEPT_BACK,
            "least_words": 20,
            "uploads": 2,
            "model_answer": "Mẫu CANARY",
        },
        other_key={"stem": "Viết và gửi ảnh.", **_SHOWN, "least_words": 20, "uploads": 2},
        finished=[
            {"text": "Xong."},
            {"text": "", "files": ["tep-thu-nhat", "tep-thu-hai"]},
            {"text": "Kèm ảnh.", "files": ["tep-thu-hai"]},
        ],
        secrets=["Mẫu CANARY", "CANARY"],
    ),
    "situation/essay": Example(
        body={
            "stem": "Một câu chuyện dài. " * 20,
            "parts": [
                {"id": "a", "kind": "true_false", "body": {"stem": "Nên chờ.", "correct": "false"}},
                {
                    "id": "b",
                    "kind": "essay",
                    "points": 3,
                    "body": {"stem": "Bác làm gì?", "model_answer": "CANARY", "uploads": 1},
                },
            ],
        },
        other_key={
            "stem": "Một câu chuyện dài. " * 20,
            "parts": [
                {"id": "a", "kind": "true_false", "body": {"stem": "Nên chờ.", "correct": "true"}},
                {"id": "b", "kind": "essay", "body": {"stem": "Bác làm gì?", "uploads": 1}},
            ],
        },
        finished=[{"parts": {"a": {"choice": "false"}, "b": {"text": "Gọi.", "files": ["tep-so-mot"]}}}],
        unfinished=[{"parts": {"a": {"choice": "true"}}}, {"parts": {"b": {"text": "Gọi."}}}],
        secrets=["CANARY"],
        legends=[
            "Đọc tình huống rồi trả lời 2 câu hỏi.",
            "Phần 1. Nên chờ.",
            "Phần 2. Bác làm gì?",
        ],
    ),
}
