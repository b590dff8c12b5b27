"""Examples of every kind, and how the tests answer a question: by the form that its template draws.

An example is named by its kind, or by its kind, a slash and what is particular about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import render_to_string

from quizzes.kinds import Kind, kind_named

VOID = {"br", "input", "img", "hr"}


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


_CHOICES = {
    "stem": "Cách chọn nào đúng với mục II.5?",
    "options": options("Bốc thăm", "Có uy tín", "Người nhà", "Khá giả"),
}
_MATCHING = {
    "stem": "Ghép mỗi chủ thể với việc của mình.",
    "left": [{"id": "L1", "text": "Công an xã"}, {"id": "L2", "text": "Mặt trận"}],
    "right": [
        {"id": "R1", "text": "Gần dân"},
        {"id": "R2", "text": "Giám sát"},
        {"id": "R3", "text": "Xét xử"},
    ],
}
_ORDERING = {
    "stem": "Sắp xếp các bước.",
    "items": [
        {"id": "S1", "text": "Tổng kết"},
        {"id": "S2", "text": "Sơ kết"},
        {"id": "S3", "text": "Nhân rộng"},
    ],
}

EXAMPLES: dict[str, Example] = {
    "single_choice": Example(
        body={**_CHOICES, "correct": "b"},
        other_key={**_CHOICES, "correct": "c"},
        finished=[{"choice": "b"}, {"choice": "d"}],
    ),
    "multiple_choice": Example(
        body={**_CHOICES, "correct": ["b", "d"], "scoring": "shares"},
        other_key={**_CHOICES, "correct": ["a"]},
        finished=[{"choices": ["b", "d"]}, {"choices": ["a"]}, {"choices": ["a", "b", "c", "d"]}],
    ),
    "true_false": Example(
        body={"stem": "Luật không nhận phụ nữ.", "correct": "false"},
        other_key={"stem": "Luật không nhận phụ nữ.", "correct": "true"},
        finished=[{"choice": "true"}, {"choice": "false"}],
    ),
    "matching": Example(
        body={**_MATCHING, "correct": {"L1": "R1", "L2": "R2"}},
        other_key={**_MATCHING, "correct": {"L1": "R3", "L2": "R3"}, "scoring": "all_or_nothing"},
        finished=[{"pairs": {"L1": "R1", "L2": "R2"}}, {"pairs": {"L1": "R3", "L2": "R3"}}],
        unfinished=[{"pairs": {"L2": "R1"}}],
    ),
    "ordering": Example(
        body={**_ORDERING, "correct": ["S2", "S1", "S3"]},
        other_key={**_ORDERING, "correct": ["S3", "S1", "S2"], "scoring": "adjacent_pairs"},
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
                    "body": {**_CHOICES, "correct": ["b"]},
                },
                {
                    "id": "b",
                    "kind": "matching",
                    "body": {**_MATCHING, "correct": {"L1": "R1", "L2": "R2"}, "media": [PICTURE]},
                },
                {"id": "c", "kind": "short_answer", "body": {"stem": "Gọi ai?", "accepted": ["CANARY"]}},
            ],
        },
        other_key={
            "stem": "Chuyện ở thôn\nBà Sáu gọi điện lúc nửa đêm.",
            "parts": [
                {"id": "a", "kind": "multiple_choice", "body": {**_CHOICES, "correct": ["a", "c"]}},
                {
                    "id": "b",
                    "kind": "matching",
                    "body": {**_MATCHING, "correct": {"L1": "R3", "L2": "R2"}, "media": [PICTURE]},
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
_RICH_CHOICES = {**_CHOICES, **_SHOWN, "options": _rich(_CHOICES["options"])}
_RICH_MATCHING = {
    **_MATCHING,
    **_SHOWN,
    "left": _rich(_MATCHING["left"]),
    "right": _rich(_MATCHING["right"]),
}
_RICH_ORDERING = {**_ORDERING, **_SHOWN, "items": _rich(_ORDERING["items"])}

EXAMPLES |= {
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


def question(name: str) -> tuple[Kind[Any], Any, Example]:
    """The kind of this example, its body, and the example."""
    kind, example = kind_named(name.partition("/")[0]), EXAMPLES[name]
    return kind, kind.read(example.body), example


def draw(kind: Kind[Any], shown: dict[str, Any], *, field: str = "answer", **context: Any) -> str:
    """The question as HTML, as a learner gets it."""
    return render_to_string(kind.template, {"q": {**shown, "uid": "KH157/B1-Q01", "name": field}, **context})


def form(pairs: list[tuple[str, str]]) -> QueryDict:
    """What a browser would post."""
    return QueryDict(urlencode(pairs))


class Page(HTMLParser):
    """What of a piece of HTML a browser and assistive technology work with."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.posted: list[tuple[str, str]] = []
        self.names: list[str] = []
        self.unlabelled: list[str] = []
        self.label_targets: set[str] = set()
        self.legends: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._select = ""
        self._area: tuple[str, str] | None = None
        self.feed(html)
        self.close()
        assert self._open == [], f"not closed: {self._open}"

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        name = attributes.get("name") or ""
        if tag == "legend":
            self.legends.append("")
        elif tag == "label":
            self.label_targets.add(attributes.get("for") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in attributes:
            self.posted.append((self._select, attributes.get("value") or ""))
        elif tag == "textarea":
            self._area = (name, "")
        elif tag == "input" and attributes.get("type") in {"radio", "checkbox"}:
            if "checked" in attributes:
                self.posted.append((name, attributes.get("value") or ""))
        elif tag == "input":
            self.posted.append((name, attributes.get("value") or ""))
        if tag in {"input", "select", "textarea"}:
            self.names.append(name)
            if "label" not in self._open and attributes.get("id") not in self.label_targets:
                self.unlabelled.append(name)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> without a start"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()
        if tag == "textarea" and self._area:
            name, text = self._area
            self.posted.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            self._area = (self._area[0], self._area[1] + data)
        if "legend" in self._open:
            self.legends[-1] += data
