"""A dump of django-quiz-app brought into the bank and the attempts, whole or not at all, and however often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from jobs import api as jobs
from people import api as people
from quizzes.attempts.models import Attempt, AttemptQuestion, Grade, Response
from quizzes.bank.questions import Question, QuestionVersion
from quizzes.bank.search import words_of_question
from quizzes.bank.services import keep_topic
from quizzes.bank.topics import Topic
from quizzes.bank.versioning import keep_version
from quizzes.blueprint.quizzes import Quiz, Section
from quizzes.django_quiz.checking import check_progress
from quizzes.django_quiz.dump import Dump, OldQuestion, OldQuiz, OldSitting
from quizzes.django_quiz.mapping import (
    Mapped,
    asked_in_order,
    bands_of,
    is_drawn,
    mapped_answer,
    mapped_question,
    percent_of,
)
from quizzes.django_quiz.report import Report
from vietnamese import api as vietnamese

ORIGIN = "django-quiz"


@dataclass
class _Bringing:
    """What is at hand while one dump comes in."""

    dump: Dump
    prefix: str
    users: Mapping[str, str]
    by: people.User | None
    at: datetime
    report: Report = field(default_factory=Report)
    topics: dict[str, Topic] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    versions: dict[str, QuestionVersion] = field(default_factory=dict)
    mapped: dict[str, Mapped] = field(default_factory=dict)
    quizzes: dict[str, Quiz] = field(default_factory=dict)
    persons: dict[str, people.User] = field(default_factory=dict)


class UnknownLogins(ValueError):
    """The map of users names logins that nobody has. `logins` holds them."""

    def __init__(self, logins: Sequence[str]) -> None:
        super().__init__(", ".join(logins))
        self.logins = list(logins)


@transaction.atomic
def bring(
    dump: Dump,
    *,
    users: Mapping[str, str],
    prefix: str,
    by: people.User | None,
    at: datetime,
    dry_run: bool = False,
) -> Report:
    """Topics, questions, quizzes and attempts of the dump, under keys that begin with `prefix`; a second run adds nothing.

    `users`: old user key -> login of ours; attempts of others are kept under a placeholder person each. Scores stay as the old
    site told them. With `dry_run` everything is tried and nothing stays. Refuses with `UnknownLogins`.
    """
    work = _Bringing(dump, prefix, users, by, at)
    _find_people(work)
    _bring_topics(work)
    for old in dump.questions.values():
        _bring_question(work, old)
    for quiz in dump.quizzes.values():
        _bring_quiz(work, quiz)
    _bring_sittings(work)
    check_progress(dump, work.report)
    if not dry_run:
        jobs.record(
            "questions.brought", by=by, at=at, details={"from": ORIGIN, "counts": dict(work.report.made)}
        )
    else:
        transaction.set_rollback(True)
    return work.report


def _find_people(work: _Bringing) -> None:
    wanted = {people.folded_login(login): login for login in work.users.values()}
    found = {each.login_folded: each for each in people.User.objects.filter(login_folded__in=wanted)}
    if missing := [login for folded, login in wanted.items() if folded not in found]:
        raise UnknownLogins(missing)
    work.persons = {key: found[people.folded_login(login)] for key, login in work.users.items()}


def _person(work: _Bringing, key: str) -> people.User:
    """Whoever the old user is here; a placeholder that cannot sign in where nobody said who it is."""
    if key not in work.persons:
        login = f"{work.prefix.lower()}-{vietnamese.slug(key) or '0'}"
        person = people.User.objects.filter(login_folded=people.folded_login(login)).first()
        if person is None:
            name = gettext("Learner %(key)s of the old site") % {"key": key}
            person = people.User.objects.create_user(
                login, None, full_name=name, is_active=False, closed_at=work.at
            )
            work.report.made["placeholders"] += 1
        work.persons[key] = person
    if key not in work.users:
        work.report.unknown_users[key] += 1
    return work.persons[key]


def _bring_topics(work: _Bringing) -> None:
    root = keep_topic(work.prefix, gettext("From the old site"))
    work.topics[""] = root
    for order, old in enumerate(work.dump.categories.values()):
        work.topics[f"c{old.key}"] = keep_topic(
            f"{work.prefix}-C{old.key}", old.name or gettext("Without a name"), parent=root, order=order
        )
    for order, old in enumerate(work.dump.sub_categories.values()):
        parent = work.topics.get(f"c{old.parent}", root)
        work.topics[f"s{old.key}"] = keep_topic(
            f"{work.prefix}-S{old.key}", old.name or gettext("Without a name"), parent=parent, order=order
        )
    work.report.made["topics"] = len(work.topics) - 1


def _bring_question(work: _Bringing, old: OldQuestion) -> None:
    mapped = mapped_question(old)
    work.mapped[old.key] = mapped
    for remark in mapped.remarks:
        work.report.say(gettext("Question %(key)s: %(remark)s") % {"key": old.key, "remark": remark})
    uid = f"{work.prefix}/{old.key}"
    question = Question.objects.filter(uid=uid).select_related("current_version", "topic").first()
    if question is None:
        topic = (
            work.topics.get(f"s{old.sub_category}") or work.topics.get(f"c{old.category}") or work.topics[""]
        )
        question = Question(
            uid=uid,
            topic=topic,
            kind=mapped.kind,
            stem=mapped.body["stem"],
            body=mapped.body,
            explanation=mapped.explanation,
            live=True,
            has_unpublished_changes=False,
            first_published_at=work.at,
            last_published_at=work.at,
            retired_at=None if mapped.usable else work.at,
        )
        question.search_folded = words_of_question(question)
        question.save()
        keep_version(question, at=work.at)
        work.report.made["questions"] += 1
        work.report.kinds[mapped.kind] += 1
    else:
        work.report.there["questions"] += 1
    work.questions[old.key] = question
    first = question.versions.order_by("number").first()
    assert first is not None, uid
    work.versions[old.key] = first


def _bring_quiz(work: _Bringing, old: OldQuiz) -> None:
    uid = f"{work.prefix}-Q{old.key}"
    quiz = Quiz.objects.filter(uid=uid).first()
    if quiz is not None:
        work.quizzes[old.key] = quiz
        work.report.there["quizzes"] += 1
        return
    quiz = Quiz(
        uid=uid,
        title=old.title or uid,
        description=old.description,
        topic=work.topics.get(f"c{old.category}"),
        minutes=None,
        cooldown_minutes=0,
        extra_time_percent=0,
        attempts_allowed=1 if old.single_attempt else None,
        pass_mark_percent=Decimal(old.pass_mark),
        behaviour="deferred" if old.answers_at_end else "immediate",
        movement=Quiz.Movement.SEQUENTIAL,
        shuffle=old.random_order,
        bands=bands_of(old),
        practice=not old.exam_paper,
        listed=not old.draft,
        without_sign_in=not old.draft and not old.exam_paper,
        search_folded=vietnamese.fold(f"{uid} {old.title}"),
    )
    quiz.save()
    _bring_sections(work, old, quiz)
    work.quizzes[old.key] = quiz
    work.report.made["quizzes"] += 1


def _bring_sections(work: _Bringing, old: OldQuiz, quiz: Quiz) -> None:
    """Fixed questions in their order; where each attempt drew some, a tag names those it drew from."""
    mine = [each for each in work.dump.questions.values() if old.key in each.quizzes]
    mine.sort(key=lambda each: (len(each.key), each.key))
    usable = [each for each in mine if work.mapped[each.key].usable]
    if len(usable) < len(mine):
        work.report.say(
            gettext(
                "Quiz “%(quiz)s”: %(count)d of its questions cannot be asked as they stand and were left out."
            )
            % {"quiz": quiz.title, "count": len(mine) - len(usable)}
        )
    if not usable:
        work.report.say(gettext("Quiz “%(quiz)s” has no questions.") % {"quiz": quiz.title})
        quiz.listed = quiz.without_sign_in = False
        quiz.save(update_fields=["listed", "without_sign_in"])
        return
    if is_drawn(old, len(usable)):
        tag = f"{work.prefix}-{old.url or old.key}".lower()[:100]
        for each in usable:
            work.questions[each.key].tags.add(tag)
            work.questions[each.key].save()
        Section.objects.create(quiz=quiz, topic=work.topics[""], tag=tag, count=old.max_questions or 1)
        return
    for order, each in enumerate(asked_in_order(old, usable)):
        Section.objects.create(quiz=quiz, question=work.questions[each.key], count=1, sort_order=order)


def _bring_sittings(work: _Bringing) -> None:
    """In the order of their start, so that attempts are numbered as they happened."""
    there = set(Attempt.objects.filter(origin__startswith=f"{ORIGIN}:").values_list("origin", flat=True))
    open_ones: dict[tuple[str, str], OldSitting] = {}
    sittings = sorted(work.dump.sittings, key=lambda each: (each.start, len(each.key), each.key))
    for sitting in sittings:
        if not sitting.complete:
            open_ones[(sitting.user, sitting.quiz)] = sitting
    for sitting in sittings:
        origin = _origin(work, sitting)
        if origin in there:
            work.report.there["attempts"] += 1
        elif sitting.quiz not in work.quizzes:
            work.report.say(
                gettext("Sitting %(key)s belongs to a quiz that is not in the file; it was left out.")
                % {"key": sitting.key}
            )
            work.report.left_out["sittings"] += 1
        else:
            is_last = open_ones.get((sitting.user, sitting.quiz)) is sitting
            _bring_sitting(work, sitting, origin, stays_open=not sitting.complete and is_last)


def _origin(work: _Bringing, sitting: OldSitting) -> str:
    return f"{ORIGIN}:{work.prefix}:{sitting.key}"[:40]


def _bring_sitting(work: _Bringing, sitting: OldSitting, origin: str, *, stays_open: bool) -> None:
    quiz, person = work.quizzes[sitting.quiz], _person(work, sitting.user)
    old_quiz = work.dump.quizzes[sitting.quiz]
    asked = [key for key in sitting.order if key in work.versions]
    if lost := len(sitting.order) - len(asked):
        work.report.say(
            gettext(
                "Sitting %(key)s: %(count)d of its questions are not in the file; its score stays as it was told."
            )
            % {"key": sitting.key, "count": lost}
        )
    if stays_open and Attempt.objects.open().filter(person=person, quiz=quiz).exists():
        stays_open = False
    ended_at = None if stays_open else (sitting.end or sitting.start)
    percent = percent_of(sitting)
    attempt = Attempt.objects.create(
        person=person,
        quiz=quiz,
        number=Attempt.objects.filter(person=person, quiz=quiz).count() + 1,
        seed="",
        blueprint={
            "sections": [
                {"topic": topic, "title": title, "count": count}
                for topic, title, count in _parts(work, asked)
            ],
            "level_mix": [],
            "excluded_kinds": [],
            "shuffle": old_quiz.random_order,
        },
        points=Decimal(len(sitting.order)),
        pass_mark_percent=Decimal(old_quiz.pass_mark),
        started_at=sitting.start,
        position=_first_open(asked, sitting),
        submitted_at=ended_at,
        ended_by="" if stays_open else _ended_by(sitting),
        earned=None if stays_open else Decimal(sitting.score),
        percent=None if stays_open else percent,
        passed=None if stays_open else sitting.complete and percent >= old_quiz.pass_mark,
        rules={
            "behaviour": quiz.behaviour,
            "bands": quiz.bands,
            "practice": quiz.practice,
            "movement": quiz.movement,
        },
        origin=origin,
    )
    shares = _bring_answers(work, attempt, asked, sitting)
    work.report.made["attempts" if sitting.complete else "unfinished attempts"] += 1
    if ended_at is None:
        return
    Grade.objects.create(
        attempt=attempt,
        number=1,
        earned=Decimal(sitting.score),
        out_of=Decimal(len(sitting.order)),
        percent=percent,
        passed=attempt.passed,
        shares=shares,
        rule=ORIGIN,
        reason=gettext("As the old site told it."),
        at=ended_at,
    )
    counted = sum(share["share"] == "1" for share in shares)
    if sitting.complete and counted != sitting.score:
        work.report.say(
            gettext(
                "Sitting %(key)s tells %(told)d right, its answers make %(counted)d; the told score was kept."
            )
            % {"key": sitting.key, "told": sitting.score, "counted": counted}
        )
        work.report.mismatches += 1


def _ended_by(sitting: OldSitting) -> str:
    return str(Attempt.EndedBy.PERSON if sitting.complete else Attempt.EndedBy.ABANDONED)


def _first_open(asked: Sequence[str], sitting: OldSitting) -> int:
    remaining = set(sitting.remaining)
    for position, key in enumerate(asked, start=1):
        if key in remaining:
            return position
    return 1


def _parts(work: _Bringing, asked: Sequence[str]) -> list[tuple[str, str, int]]:
    # By the topics of now: an earlier run's questions may have been moved since.
    topics = [work.questions[key].topic for key in asked]
    counts = Counter((topic.uid, topic.title) for topic in topics)
    return [(uid, title, count) for (uid, title), count in counts.items()]


def _bring_answers(
    work: _Bringing, attempt: Attempt, asked: Sequence[str], sitting: OldSitting
) -> list[dict[str, Any]]:
    """The questions as they were asked and what was answered; the share of each by the old list of wrong ones."""
    rows = AttemptQuestion.objects.bulk_create(
        [
            AttemptQuestion(
                attempt=attempt,
                position=position,
                page=position,
                version=work.versions[key],
                section=work.questions[key].topic.uid,
                points=Decimal(1),
                dealt=_dealt(work.versions[key]),
            )
            for position, key in enumerate(asked, start=1)
        ]
    )
    moment = attempt.submitted_at or sitting.start
    responses, shares = [], []
    for row, key in zip(rows, asked, strict=True):
        stored = sitting.answers.get(key)
        answered = stored is not None or (sitting.complete and key not in sitting.remaining)
        data = mapped_answer(work.mapped[key], stored) if stored is not None else None
        if stored and data is None:
            work.report.left_out["answers"] += 1
        if data is not None:
            responses.append(Response(attempt_question=row, sequence=1, data=data, complete=True, at=moment))
        right = answered and key not in sitting.incorrect
        shares.append({"position": row.position, "share": "1" if right else "0"})
        if work.dump.questions[key].kind == "essay" and answered and sitting.complete:
            work.report.made["essays marked right" if right else "essays not marked right"] += 1
    Response.objects.bulk_create(responses)
    return shares


def _dealt(version: QuestionVersion) -> dict[str, Any]:
    """The author's order: the old site did not keep the one it showed."""
    options = version.body.get("options", [])
    return {"options": [option["id"] for option in options]} if options else {}
