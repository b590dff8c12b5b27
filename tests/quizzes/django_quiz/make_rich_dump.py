"""Writes rich_dump.json: a dump with everything that the old package could hold. Run it to make the file anew."""

import json
import unicodedata
from pathlib import Path

ROWS: list[dict] = []


def row(model: str, pk: object, **fields: object) -> None:
    ROWS.append({"model": model, "pk": pk, "fields": fields})


def question(pk: int, content: str, quiz: list[int], category: int | None = 1, **fields: object) -> None:
    usual = {"sub_category": None, "figure": "", "explanation": ""}
    row("quiz.question", pk, category=category, content=content, quiz=quiz, **{**usual, **fields})


def multichoice(pk: int, options: list[tuple[int, str, bool]], order: str | None = None) -> None:
    row("multichoice.mcquestion", pk, answer_order=order)
    for key, content, correct in options:
        row("multichoice.answer", key, question=pk, content=content, correct=correct)


def quiz(pk: int, title: str, url: str, **fields: object) -> None:
    usual = {
        "description": "", "category": 1, "random_order": False, "max_questions": None, "answers_at_end": True,
        "exam_paper": True, "single_attempt": False, "pass_mark": 60, "success_text": "", "fail_text": "", "draft": False,
    }  # fmt: skip
    row("quiz.quiz", pk, title=title, url=url, **{**usual, **fields})


def sitting(
    pk: int, user: object, of: int, order: str, *, score: int, complete: bool = True, **fields: object
) -> None:
    usual = {"question_list": "", "incorrect_questions": "", "user_answers": "{}", "end": None}
    row(
        "quiz.sitting", pk, user=user, quiz=of, question_order=order, current_score=score, complete=complete,
        **{**usual, **fields},
    )  # fmt: skip


row("auth.user", 1, username="lan")
row("quiz.category", 1, category="an-ninh")
row("quiz.category", 2, category="hòa-giải,-cơ-sở")
row("quiz.subcategory", 1, sub_category="tự quản", category=1)
row("quiz.subcategory", 2, sub_category=None, category=2)

question(
    1,
    "Bốn hình thức tự là gì?",
    [1, 2],
    sub_category=1,
    explanation="<p>Xem <b>mục II</b>.</p><p>Đọc lại.</p>",
)
multichoice(1, [(11, "Tự quản", True), (12, "Tự phòng", True), (13, "Tự xử phạt", False)], "random")
question(2, unicodedata.normalize("NFD", "Nhân dân là chủ thể?"), [1, 2, 3])
row("true_false.tf_question", 2, correct=True)
question(3, "Viết lời vận động.", [1])
row("essay.essay_question", 3)
question(4, "Ai hòa giải ở thôn?", [2, 4], category=2, figure="uploads/2015/09/01/to-hoa-giai.png")
multichoice(4, [(41, "Tòa án", False), (42, "Hòa giải viên", True), (43, "An ninh", False)], "content")
question(5, "Chỉ có một phương án", [2], category=None)
multichoice(5, [(51, "Một mình", True)])
question(6, "Không quiz nào", [], category=2, sub_category=2)
row("true_false.tf_question", 6, correct=False)

quiz(
    1,
    "Bài thi an ninh",
    "bai-thi-an-ninh",
    success_text="Đạt rồi &amp; tốt",
    fail_text="Chưa đạt",
    single_attempt=True,
)
quiz(
    2,
    "Luyện tập ngẫu nhiên",
    "luyen-tap",
    random_order=True,
    max_questions=2,
    exam_paper=False,
    answers_at_end=False,
)
quiz(3, "Bản nháp", "nhap", draft=True, category=None)
quiz(4, "Thứ tự ngẫu nhiên", "thu-tu", random_order=True, pass_mark=100)

# Everything answered; the essay was marked right later, so progress says less than the sitting.
sitting(
    1, 1, 1, "1,2,3,", score=2, incorrect_questions="2,",
    user_answers='{"1": "11", "2": "False", "3": "K\\u00ednh th\\u01b0a b\\u00e1c"}',
    start="2018-09-30T01:00:00Z", end="2018-09-30T01:20:00.5Z",
)  # fmt: skip
# The same person, later, unfinished; an older unfinished one besides.
sitting(2, 1, 4, "4,", score=0, complete=False, question_list="4,", start="2018-10-02T01:00:00Z")
sitting(3, 1, 4, "4,", score=0, complete=False, question_list="4,", start="2018-10-01T01:00:00Z")
# Somebody whom the map does not know; an answer that is gone; a question that is gone; a score that does not fit.
sitting(
    4, 7, 1, "1,2,99,", score=3, incorrect_questions="1,,99,", user_answers='{"1": "777", "2": "True"}',
    start="2018-10-03T01:00:00Z", end="2018-10-03T01:02:00Z",
)  # fmt: skip
sitting(
    5,
    7,
    4,
    "4,",
    score=1,
    user_answers='{"4": "42"}',
    start="2018-10-04T01:00:00Z",
    end="2018-10-04T01:01:00Z",
)
row("quiz.progress", 1, user=1, score="an-ninh,1,3,hòa-giải,-cơ-sở,0,0,")
row("quiz.progress", 2, user=7, score="an-ninh,1,2,hòa-giải,-cơ-sở,1,1,")

if __name__ == "__main__":
    text = json.dumps(ROWS, ensure_ascii=False, indent=1)
    Path(__file__).with_name("rich_dump.json").write_text(text + "\n", encoding="utf-8")
