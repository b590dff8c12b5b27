"""Makers of topics, questions and quizzes, as they stand in the bank; and what forms of the admin send."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

from make import NOON
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from quizzes.bank.files import QuestionFile, keep_file
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.search import words_of_question
from quizzes.bank.topics import Topic

_numbers = count(1)

BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "stem": "Ai ký Kế hoạch số 157-KH/TU?",
        "options": [
            {"id": "a", "text": "Ban Thường vụ Tỉnh ủy", "pinned": False},
            {"id": "b", "text": "Công an xã", "pinned": False},
            {"id": "c", "text": "Trưởng thôn", "pinned": True},
        ],
        "correct": "a",
        "shuffle_options": True,
    },
    "multiple_choice": {
        "stem": "Bốn hình thức “tự” gồm những gì?",
        "options": [
            {"id": "a", "text": "Tự quản", "pinned": False},
            {"id": "b", "text": "Tự phòng", "pinned": False},
            {"id": "c", "text": "Tự xử phạt", "pinned": False},
        ],
        "correct": ["a", "b"],
        "scoring": "shares",
        "shuffle_options": False,
    },
    "true_false": {
        "stem": "Nhân dân là chủ thể của phong trào.",
        "options": [
            {"id": "true", "text": "Đúng", "pinned": False},
            {"id": "false", "text": "Sai", "pinned": False},
        ],
        "correct": "true",
        "shuffle_options": False,
    },
    "matching": {
        "stem": "Ghép việc với nơi làm.",
        "left": [
            {"id": "L1", "text": "Kiểm tra", "pinned": False},
            {"id": "L2", "text": "Giám sát", "pinned": False},
            {"id": "L3", "text": "Vận động", "pinned": False},
        ],
        "right": [
            {"id": "R1", "text": "Cấp ủy", "pinned": False},
            {"id": "R2", "text": "Mặt trận", "pinned": False},
            {"id": "R3", "text": "Tòa án", "pinned": False},
        ],
        "correct": {"L1": "R1", "L2": "R2", "L3": "R2"},
        "scoring": "all_or_nothing",
    },
    "ordering": {
        "stem": "Xếp các bước theo thứ tự.",
        "items": [
            {"id": "S1", "text": "Tổng kết", "pinned": False},
            {"id": "S2", "text": "Bàn bạc", "pinned": False},
            {"id": "S3", "text": "Thực hiện", "pinned": False},
        ],
        "correct": ["S2", "S3", "S1"],
        "scoring": "adjacent_pairs",
    },
    "short_answer": {
        "stem": "Điền hai chữ: thế trận …",
        "normalise": ["NFC", "tone_placement", "casefold", "collapse_spaces", "strip_punctuation", "marks"],
        "accepted": ["lòng dân", "lòng người"],
        "label": "Hai chữ còn thiếu",
    },
    "numerical": {
        "stem": "Thôn có bao nhiêu hộ?",
        "accepted": [
            {"value": "120.5", "tolerance": "0.5", "share": "1", "feedback": ""},
            {"value": "100", "tolerance": "0", "share": "0.25", "feedback": "Đó là số của năm trước."},
        ],
        "unit": "hộ",
    },
    "cloze": {
        "stem": "Điền theo mục II.\nDựa vào [[1]], nhiệm kỳ [[2]] năm, do [[3]] bầu.",
        "gaps": [
            {
                "id": "1",
                "kind": "short_answer",
                "points": "2",
                "body": {
                    "normalise": [
                        "NFC",
                        "tone_placement",
                        "casefold",
                        "collapse_spaces",
                        "strip_punctuation",
                    ],
                    "accepted": ["nhân dân", "dân"],
                    "label": "",
                },
            },
            {
                "id": "2",
                "kind": "numerical",
                "points": "1",
                "body": {
                    "accepted": [{"value": "2.5", "tolerance": "0.5", "share": "1", "feedback": ""}],
                    "unit": "",
                },
            },
            {
                "id": "3",
                "kind": "single_choice",
                "points": "1",
                "body": {
                    "options": [
                        {"id": "a", "text": "cử tri", "pinned": False},
                        {"id": "b", "text": "cấp trên", "pinned": False},
                    ],
                    "shuffle_options": True,
                    "correct": "a",
                },
            },
        ],
    },
    "essay": {
        "stem": "Viết lời vận động một gia đình.",
        "model_answer": "Trước hết hỏi thăm.\nSau đó giải thích.",
        "rubric": [{"criterion": "Có lời hỏi thăm", "points": 2}, {"criterion": "Có lý do", "points": "1.5"}],
        "least_words": 120,
        "most_words": 200,
    },
}
BODIES["situation"] = {
    "stem": "Chuyện ở thôn\nBà Sáu gọi điện lúc nửa đêm.",
    "parts": [
        {"id": "a", "kind": "single_choice", "points": "1.5", "body": BODIES["single_choice"]},
        {"id": "b", "kind": "short_answer", "points": "1", "body": BODIES["short_answer"]},
    ],
}


def a_topic(title: str = "", *, parent: Topic | None = None, uid: str = "", order: int = 0) -> Topic:
    number = next(_numbers)
    topic = Topic(uid=uid or f"t{number}", title=title or f"Chủ đề {number}", parent=parent, order=order)
    topic.tidy()
    topic.save()
    return topic


def a_draft(
    kind: str = "single_choice", *, topic: Topic | None = None, uid: str = "", **fields: Any
) -> Question:
    """A question that was never published."""
    number = next(_numbers)
    body = fields.pop("body", None) or {**BODIES[kind], "stem": f"{BODIES[kind]['stem']} ({number})"}
    question = Question(
        uid=uid or f"q{number}",
        topic=topic or a_topic(),
        kind=kind,
        stem=body["stem"],
        body=body,
        live=False,
        **fields,
    )
    question.search_folded = words_of_question(question)
    question.save()
    return question


def a_question_in_use(kind: str = "single_choice", *, at: datetime = NOON, **fields: Any) -> Question:
    """A question that tests may deal, with its first version."""
    question = a_draft(kind, **fields)
    version = QuestionVersion.objects.create(
        question=question, number=1, kind=question.kind, level=question.level, body=question.body,
        points=question.points, content_hash="1" * 64, recorded_at=at,
    )  # fmt: skip
    question.current_version, question.live = version, True
    question.save()
    return question


def a_picture(
    *, size: tuple[int, int] = (40, 30), colour: str = "red", format: str = "PNG", **more: Any
) -> bytes:
    """The bytes of a picture."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format=format, **more)
    return out.getvalue()


# What a telephone writes into a photograph, each part with this word in it.
TOLD_BY_CAMERA = b"CANARY"


def a_photograph(*, size: tuple[int, int] = (40, 30), format: str = "JPEG") -> bytes:
    """A photograph as it leaves a telephone: camera, position on Earth, comment, and what editors add."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    position = exif.get_ifd(0x8825)
    position |= {1: "N", 2: (20.0, 25.0, 11.0), 3: "E", 4: (106.0, 10.0, 1.0), 29: "CANARY-POSITION"}
    exif[0x8825] = position
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY-XMP</x:xmpmeta>'
    out = BytesIO()
    picture = Image.effect_noise(size, 50).convert("RGB")
    if format == "MPO":
        second = Image.new("RGB", (20, 15), "blue")
        picture.save(out, format, save_all=True, append_images=[second], exif=exif.tobytes())
    elif format == "PNG":
        texts = PngInfo()
        texts.add_text("Comment", "CANARY-COMMENT")
        picture.save(out, format, exif=exif.tobytes(), pnginfo=texts)
    else:
        picture.save(out, format, exif=exif.tobytes(), xmp=xmp, comment=b"CANARY-COMMENT")
    return out.getvalue()


def a_question_file(data: bytes = b"") -> QuestionFile:
    """A picture of questions, as it is stored."""
    return keep_file(data or a_picture(), by=None, at=NOON)


def sent_rows(name: str, rows: list[Mapping[str, Any]], *, spare: int = 2) -> dict[str, Any]:
    """Rows as the form sends them: numbered, with empty ones after."""
    data: dict[str, Any] = {f"body-{name}-TOTAL_FORMS": len(rows) + spare, f"body-{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        for field, value in row.items():
            if value not in (None, False):
                data[f"body-{name}-{number}-{field}"] = "on" if value is True else value
    return data


def sent_body(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as an author types it into an empty form: no ids."""
    return {**_sent_fields(kind, body), **sent_rows("media", [])}


def _sent_fields(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": kind, "body-stem": body["stem"]}
    if kind == "numerical":
        rows = [
            {
                "value": each["value"].replace(".", ","),
                "tolerance": each["tolerance"].replace(".", ","),
                "percent": f"{float(each['share']) * 100:g}",
                "feedback": each["feedback"],
            }
            for each in body["accepted"]
        ]
        return {**data, "body-unit": body["unit"], **sent_rows("accepted", rows)}
    if kind == "cloze":
        answers = ["nhân dân\ndân", "2,5 ± 0,5", "*cử tri\ncấp trên"]
        rows = [
            {"id": gap["id"], "kind": gap["kind"], "points": gap["points"], "answers": lines}
            for gap, lines in zip(body["gaps"], answers, strict=True)
        ]
        return {**data, **sent_rows("gaps", rows)}
    if kind == "situation":
        data["body-parts-TOTAL"] = len(body["parts"])
        for number, part in enumerate(body["parts"]):
            inner = sent_body(part["kind"], part["body"])
            prefix = f"body-parts-{number}"
            data |= {
                key.replace("body-", f"{prefix}-", 1): value for key, value in inner.items() if key != "kind"
            }
            data |= {f"{prefix}-kind": part["kind"], f"{prefix}-points": part["points"].replace(".", ",")}
        return data
    for field in ("scoring", "label", "normalise", "model_answer", "least_words", "most_words"):
        if body.get(field):
            data[f"body-{field}"] = body[field]
    if body.get("shuffle_options"):
        data["body-shuffle_options"] = "on"
    if kind == "true_false":
        data["body-correct"] = body["correct"]
    elif kind in {"single_choice", "multiple_choice"}:
        rows = [{"text": each["text"], "pinned": each["pinned"]} for each in body["options"]]
        if kind == "single_choice":
            data["body-correct"] = str([each["id"] for each in body["options"]].index(body["correct"]))
        else:
            rows = [
                {**row, "right": each["id"] in body["correct"]}
                for row, each in zip(rows, body["options"], strict=True)
            ]
        data |= sent_rows("options", rows)
    elif kind == "matching":
        right = {each["id"]: each["text"] for each in body["right"]}
        data |= sent_rows(
            "pairs",
            [{"left": each["text"], "right": right[body["correct"][each["id"]]]} for each in body["left"]],
        )
        data |= sent_rows(
            "extra", [{"right": text} for key, text in right.items() if key not in body["correct"].values()]
        )
    elif kind == "ordering":
        text = {each["id"]: each["text"] for each in body["items"]}
        data |= sent_rows(
            "items", [{"text": text[each], "ORDER": place} for place, each in enumerate(body["correct"], 1)]
        )
    elif kind == "short_answer":
        data |= sent_rows("accepted", [{"text": text} for text in body["accepted"]])
        data |= sent_rows("feedback", [])
    elif kind == "essay":
        data |= sent_rows(
            "rubric", [{**row, "points": str(row["points"]).replace(".", ",")} for row in body["rubric"]]
        )
    return data


def sent_question(topic: Topic, kind: str, /, **changes: Any) -> dict[str, Any]:
    """All that the form of a new question sends."""
    body = changes.pop("body", BODIES[kind])
    data = {
        "topic": topic.pk, "level": "recall", "points": "1", "uid": "", "explanation": "", "place": "", "review_reasons": "",
        "advice_sources": "", "citations-TOTAL_FORMS": 0, "citations-INITIAL_FORMS": 0, **sent_body(kind, body),
    }  # fmt: skip
    return {**data, **changes}
