"""A large portal: a bank of 100,000 questions, 50,000 people who sat a test, and files of 10,000 questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from people import api as people
from portal.bench.bulk import (
    as_json,
    is_sqlite,
    joined,
    multiply,
    next_key,
    numbers,
    person_key,
    settle_keys,
    text,
)
from quizzes import api as quizzes

TOPICS = 10
LEVELS = ("recall", "understand", "apply")
OPTIONS = [
    {"id": "a", "text": "Báo ngay cho Công an xã"},
    {"id": "b", "text": "Họp dân ở nhà văn hóa thôn"},
    {"id": "c", "text": "Tự mình xử phạt"},
    {"id": "d", "text": "Chờ cấp trên giao việc"},
]
STEM = "Câu hỏi số #: khi có tin báo thì người trực ở thôn làm gì trước?"
BODIES: dict[str, dict[str, Any]] = {
    "single_choice": {"stem": STEM, "options": OPTIONS, "correct": "a"},
    "multiple_choice": {"stem": STEM, "options": OPTIONS, "correct": ["a", "b"]},
    "true_false": {"stem": STEM, "correct": "true"},
    "short_answer": {"stem": STEM, "accepted": ["báo công an"]},
}
SLOTS, CHOICES = 20, 3


def lay_foundation() -> None:
    """Tables, roles, and ten topics without questions."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("lay_foundation", verbosity=0)
    for number in range(TOPICS):
        topic = quizzes.Topic(uid=f"lon-{number}", title=f"Chủ đề lớn {number}")
        topic.tidy()
        topic.save()


def fill_bank(count: int) -> None:
    """`count` more published questions: each kind and each level alike, in all topics."""
    topics = list(quizzes.Topic.objects.filter(uid__startswith="lon-").order_by("pk"))
    first_topic = topics[0].pk
    share = count // len(BODIES)
    for kind, body in BODIES.items():
        template = _question(kind, body, topics[0])
        version = template.current_version_id
        question, version_key = next_key(quizzes.Question), next_key(quizzes.QuestionVersion)
        level = f"CASE n % 3 WHEN 0 THEN '{LEVELS[0]}' WHEN 1 THEN '{LEVELS[1]}' ELSE '{LEVELS[2]}' END"
        body_text = as_json(f"replace({text('t.body')}, '#', {text('n')})")
        # A question and its version point at each other: first without, then with the version.
        quizzes.Question.objects.filter(pk=template.pk).update(current_version=None)
        multiply(
            quizzes.Question, template.pk, share, first=question, uid=f"'lon-{question}-' || n", level=level,
            topic_id=f"{first_topic} + n % {TOPICS}", stem=f"replace(t.stem, '#', {text('n')})", body=body_text,
        )  # fmt: skip
        multiply(
            quizzes.QuestionVersion, version, share, first=version_key, question_id=f"{question} + n", level=level,
            body=body_text, content_hash=f"'lon-{question}-' || n",
        )  # fmt: skip
        _run(
            "UPDATE quizzes_question SET current_version_id = id + %s WHERE id >= %s AND id < %s",
            [version_key - question, question, question + share],
        )
    settle_keys(quizzes.Question, quizzes.QuestionVersion)


def _question(kind: str, body: dict[str, Any], topic: quizzes.Topic) -> quizzes.Question:
    """One published question as the product makes it, to be copied."""
    key = next_key(quizzes.Question)
    question = quizzes.Question.objects.create(
        uid=f"lon-mau-{key}", topic=topic, kind=kind, stem=body["stem"], body=body, level=LEVELS[0], live=True,
        explanation="Vì người dân cần được giúp ngay.",
    )  # fmt: skip
    quizzes.keep_version(question, at=timezone.now())
    return question


def a_test() -> quizzes.Quiz:
    """A test of twenty questions from four topics with a level mix, as a trainer would set it up."""
    quiz, _new = quizzes.Quiz.objects.get_or_create(
        uid="lon",
        defaults={
            "title": "Bài kiểm tra lớn",
            "minutes": 40,
            "cooldown_minutes": 0,
            "level_mix": [
                {"level": "recall", "bound": "≤40%"},
                {"level": "understand", "bound": "≥30%"},
                {"level": "apply", "bound": "≥30%"},
            ],
        },
    )
    if not quiz.sections.exists():
        for place, topic in enumerate(
            quizzes.Topic.objects.filter(uid__startswith="lon-").order_by("pk")[:4]
        ):
            quizzes.Section.objects.create(quiz=quiz, topic=topic, count=5, sort_order=place)
    return quiz


def a_person(number: int) -> people.User:
    person = people.User(username=f"lon{number}", full_name=f"Người Đo {number}")
    person.tidy()
    person.set_unusable_password()
    person.save()
    return person


def sit_in_crowds(count: int, *, at: datetime) -> quizzes.Quiz:
    """`count` people sat a test of twenty questions and were graded: twenty answers each.

    Who stands higher in the list answers better. In each place one of three questions was dealt.
    """
    topic = quizzes.Topic.objects.get(uid="lon-0")
    quiz = quizzes.Quiz.objects.create(uid="lon-da-lam", title="Bài đã làm", minutes=40)
    quizzes.Section.objects.create(quiz=quiz, topic=topic, count=SLOTS)
    single = quizzes.Question.objects.filter(kind="single_choice", live=True, uid__contains="-").order_by(
        "pk"
    )
    version = single.filter(current_version__isnull=False).values_list("current_version_id", flat=True)[0]
    person = a_person(10**6)
    multiply(
        people.User, person.pk, count, id=person_key("n + 1"), username="'dong-' || n", login_folded="'dong-' || n",
    )  # fmt: skip
    attempt = quizzes.start_attempt(person, quiz, at=at)
    first, dealt = next_key(quizzes.Attempt), attempt.questions.order_by("pk")[0]
    ended = _moment(at + timedelta(minutes=30))
    multiply(
        quizzes.Attempt, attempt.pk, count, first=first, uid="'dong-' || n", person_id=person_key("n + 1"),
        submitted_at=ended, ended_by="'person'",
    )  # fmt: skip
    first_dealt = next_key(quizzes.AttemptQuestion)
    whose, place = f"(n / {SLOTS})", f"(n % {SLOTS})"
    multiply(
        quizzes.AttemptQuestion, dealt.pk, count * SLOTS, first=first_dealt, attempt_id=f"{first} + {whose}",
        position=f"{place} + 1", version_id=f"{version} + {place} * {CHOICES} + {whose} % {CHOICES}",
    )  # fmt: skip
    _answer(count, first_dealt, ended)
    _grade(count, first, ended)
    return quiz


def _answer(count: int, first_dealt: int, ended: str) -> None:
    """Each answer is right as often as its person is good: from a fifth to nine tenths."""
    whose, place = f"(n / {SLOTS})", f"(n % {SLOTS})"
    chance = f"(({whose} * 7919 + {place} * 104729 + {whose} * {place} * 31) % 1000)"
    right = f"{chance} < 200 + 700 * {whose} / {count}"
    wrong = f"CASE {chance} % 3 WHEN 0 THEN 'b' WHEN 1 THEN 'c' ELSE 'd' END"
    choice = f"CASE WHEN {right} THEN 'a' ELSE {wrong} END"
    data = as_json('\'{"choice": "\' || ' + choice + " || '\"}'")
    yes = "1" if is_sqlite() else "true"
    _run(
        f"""
INSERT INTO quizzes_response (attempt_question_id, sequence, data, complete, at, recorded_at)
SELECT {first_dealt} + n, 1, {data}, {yes}, {ended}, {ended} FROM {numbers(count * SLOTS)}
"""  # noqa: S608
    )
    settle_keys(quizzes.Response)


def _grade(count: int, first: int, ended: str) -> None:
    """The grade of each attempt from its answers, and the result on the attempt."""
    chosen = "json_extract(r.data, '$.choice')" if is_sqlite() else "r.data ->> 'choice'"
    share = f"CASE WHEN {chosen} = 'a' THEN '1' ELSE '0' END"
    one = '\'{"position": \' || q.position || \', "share": "\' || ' + share + " || '\"}'"
    shares = as_json("'[' || " + joined(one, ", ") + " || ']'")
    earned = f"SUM(CASE WHEN {chosen} = 'a' THEN 1 ELSE 0 END)"
    _run(
        f"""
INSERT INTO quizzes_grade (attempt_id, number, earned, out_of, percent, passed, shares, rule, reason, at, recorded_at)
SELECT q.attempt_id, 1, {earned}, {SLOTS}, {earned} * 100.0 / {SLOTS}, {earned} * 100 >= 70 * {SLOTS}, {shares}, '1', '',
  {ended}, {ended}
FROM quizzes_attemptquestion q JOIN quizzes_response r ON r.attempt_question_id = q.id
WHERE q.attempt_id >= {first} AND q.attempt_id < {first + count} GROUP BY q.attempt_id
"""  # noqa: S608
    )
    _run(
        "UPDATE quizzes_attempt SET earned = g.earned, percent = g.percent, passed = g.passed FROM quizzes_grade g "
        "WHERE g.attempt_id = quizzes_attempt.id"
    )
    settle_keys(quizzes.Grade, quizzes.Attempt, quizzes.AttemptQuestion)


def _moment(at: datetime) -> str:
    """A moment as both databases store it, written out."""
    return f"'{connection.ops.adapt_datetimefield_value(at)}'" + ("" if is_sqlite() else "::timestamptz")


def _run(statement: str, values: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
