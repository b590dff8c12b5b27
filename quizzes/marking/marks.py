"""Marks by people: giving a mark, taking it back, asking for another look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from jobs import api as jobs
from people import api as people
from quizzes import grading
from quizzes.attempts.grades import add_grade, earned_in
from quizzes.attempts.models import Attempt, AttemptQuestion
from quizzes.bank.questions import QuestionVersion
from quizzes.behaviours import behaviour_named
from quizzes.kinds import kind_named
from quizzes.marking.models import Mark, MarkRequest
from quizzes.marking.waiting import SITUATION, NothingToMark, answer_for, answers_for
from vietnamese import api as vietnamese

LONGEST_REASON = 300


class MarkRefused(ValueError):
    """The mark cannot be given; the sentence says why and what to do."""

    @property
    def sentence(self) -> str:
        return str(self)


@transaction.atomic
def give_mark(
    marker: people.User,
    attempt_uid: str,
    position: int,
    *,
    seen: int,
    at: datetime,
    share: Decimal | None = None,
    rubric: Sequence[Decimal] | None = None,
    comment: str = "",
    reason: str = "",
    reading: str = Mark.Reading.FIRST,
) -> Mark:
    """Mark one answer, by a share (0–1) or by the points of each criterion of its rubric; a new grade follows at once.

    `seen`: the number of the latest mark that the marker had before the eyes, 0 for none: somebody who was faster is not
    overruled unseen. A mark over another one needs a reason. Refuses with `MarkRefused` and `NothingToMark`.
    """
    attempt = _locked(marker, attempt_uid, position, at=at)
    answer = answer_for(marker, attempt_uid, position, at=at)
    latest = answer.marks.order_by("-number").first()
    number = latest.number if latest else 0
    if number != seen:
        raise MarkRefused(
            gettext(
                "Somebody has marked this answer in the meantime. Nothing was changed; please look at it again."
            )
        )
    reason = vietnamese.clean_line(reason)[:LONGEST_REASON]
    if answer.is_marked and not reason:
        raise MarkRefused(gettext("This answer has a mark already. A reason is needed to change it."))
    parts = _parts(answer, rubric)
    earned_share = _share_by_rubric(answer, parts) if rubric is not None else share
    if earned_share is None or not 0 <= earned_share <= 1:
        raise MarkRefused(gettext("Give points from 0 to the most that the question is worth."))
    grade = _grade_with(attempt, position, grading.to_share(earned_share), by=marker, reason=reason, at=at)
    try:
        mark = Mark.objects.create(
            attempt_question=answer,
            number=number + 1,
            reading=reading,
            response_sequence=answer.latest_sequence or 0,
            share=grading.to_share(earned_share),
            rubric=[{"criterion": place, "points": str(points)} for place, points in enumerate(parts)],
            comment=vietnamese.clean_text(comment).strip(),
            reason=reason,
            by=marker,
            grade=grade,
            at=at,
        )
    except IntegrityError as error:
        raise MarkRefused(
            gettext(
                "Somebody has marked this answer in the meantime. Nothing was changed; please look at it again."
            )
        ) from error
    close_requests(answer, by=marker, at=at, words=mark.comment)
    jobs.record("mark.given", by=marker, at=at, details=_told(answer, mark))
    return mark


@transaction.atomic
def take_mark_back(
    marker: people.User, attempt_uid: str, position: int, *, reason: str, seen: int, at: datetime
) -> Mark:
    """The latest mark counts no more: the answer waits again, by a new row and a new grade. Needs a reason."""
    attempt = _locked(marker, attempt_uid, position, at=at)
    answer = answer_for(marker, attempt_uid, position, at=at)
    latest = answer.marks.order_by("-number").first()
    reason = vietnamese.clean_line(reason)[:LONGEST_REASON]
    if latest is None or latest.reading == Mark.Reading.UNDO or latest.number != seen:
        raise MarkRefused(gettext("There is no mark to take back. Please look at the answer again."))
    if not reason:
        raise MarkRefused(gettext("A reason is needed to take a mark back."))
    grade = _grade_with(attempt, position, None, by=marker, reason=reason, at=at)
    mark = Mark.objects.create(
        attempt_question=answer,
        number=latest.number + 1,
        reading=Mark.Reading.UNDO,
        response_sequence=latest.response_sequence,
        share=None,
        reason=reason,
        by=marker,
        grade=grade,
        at=at,
    )
    jobs.record("mark.taken_back", by=marker, at=at, details=_told(answer, mark))
    return mark


@transaction.atomic
def ask_second_reader(
    marker: people.User, attempt_uid: str, position: int, *, reason: str, at: datetime
) -> MarkRequest:
    """Ask another marker to read an answer too. One open request for an answer."""
    answer = answer_for(marker, attempt_uid, position, at=at)
    return _request(answer, MarkRequest.Kind.SECOND_READER, reason=reason, by=marker, at=at)


@transaction.atomic
def appeal(person: people.User, attempt_uid: str, position: int, *, reason: str, at: datetime) -> MarkRequest:
    """The learner asks for another look at the mark of one own answer. Refuses with `MarkRefused` and `NothingToMark`.

    The same words once more are the same press: they find the request of the first one.
    """
    answer = (
        AttemptQuestion.objects.filter(
            attempt__uid=attempt_uid,
            attempt__person=person.pk,
            attempt__submitted_at__isnull=False,
            attempt__voided_at__isnull=True,
            position=position,
        )
        .select_related("version__question", "attempt__quiz")
        .first()
    )
    if answer is None or not answer.marks.exists():
        raise NothingToMark(f"{attempt_uid}/{position}")
    return _request(answer, MarkRequest.Kind.APPEAL, reason=reason, by=person, at=at)


def open_requests(marker: people.User, *, at: datetime) -> QuerySet[MarkRequest]:
    """Requests that this person may answer: not the own ones, and no answer that the own mark stands on."""
    mine = Mark.objects.filter(attempt_question=OuterRef("attempt_question"), by=marker)
    return (
        MarkRequest.objects.filter(
            closed_at__isnull=True, attempt_question__in=answers_for(marker, at=at).values("pk")
        )
        .exclude(by=marker)
        .exclude(Exists(mine))
        .select_related("attempt_question__version__question", "attempt_question__attempt__quiz")
        .order_by("at", "pk")
    )


def close_requests(answer: AttemptQuestion, *, by: people.User, at: datetime, words: str) -> None:
    """A new mark answers whatever others had asked about the answer."""
    rows = MarkRequest.objects.filter(attempt_question=answer, closed_at__isnull=True).exclude(by=by)
    rows.update(closed_at=at, closed_by=by, answer=words)


def criteria_of(version: QuestionVersion) -> list[dict[str, Any]]:
    """What points are given for: the rubric of an essay, or those parts of a situation that a machine cannot mark.

    [{"criterion", "points"}], of a situation also "part". Empty: the question is marked as a whole.
    """
    if version.kind != SITUATION:
        return list(version.body.get("rubric", []))
    return [
        {"criterion": part["body"]["stem"], "points": part.get("points", "1"), "part": part["id"]}
        for part in version.body["parts"]
        if kind_named(part["kind"]).marked_by_person
    ]


def _locked(marker: people.User, attempt_uid: str, position: int, *, at: datetime) -> Attempt:
    """The attempt, locked before anything of it is looked at."""
    allowed = people.people_marked_by(marker, at=at).values("pk")
    attempt = (
        Attempt.objects.select_for_update(of=("self",)).filter(uid=attempt_uid, person__in=allowed).first()
    )
    if attempt is None:
        raise NothingToMark(f"{attempt_uid}/{position}")
    return attempt


def _grade_with(
    attempt: Attempt, position: int, share: Decimal | None, *, by: people.User, reason: str, at: datetime
) -> Any:
    earned = [
        replace(each, share=share) if each.position == position else each for each in earned_in(attempt)
    ]
    behaviour = behaviour_named(attempt.rules.get("behaviour", "deferred"))
    # Passed with less than the pass mark: a corrected key left the person that pass, and a mark does not take it.
    kept = bool(attempt.passed) and (attempt.percent or 0) < attempt.pass_mark_percent
    return add_grade(
        attempt,
        earned,
        at=at,
        by=by,
        reason=reason or gettext("marked"),
        keep_pass=kept,
        least=behaviour.least_share,
    )


def _parts(answer: AttemptQuestion, rubric: Sequence[Decimal] | None) -> list[Decimal]:
    """The points of each criterion. Refuses what does not fit the rubric."""
    if rubric is None:
        return []
    criteria = criteria_of(answer.version)
    if len(rubric) != len(criteria):
        raise MarkRefused(gettext("Give points for each criterion of the rubric."))
    for points, criterion in zip(rubric, criteria, strict=True):
        if not 0 <= points <= Decimal(str(criterion["points"])):
            raise MarkRefused(
                gettext("“%(criterion)s”: from 0 to %(most)s points are possible.")
                % {"criterion": criterion["criterion"], "most": criterion["points"]}
            )
    return list(rubric)


def _share_by_rubric(answer: Any, parts: Sequence[Decimal]) -> Decimal:
    """The share of the whole question; of a situation, together with what the machine gave for the other parts."""
    version = answer.version
    criteria = criteria_of(version)
    if version.kind == SITUATION:
        kind = kind_named(SITUATION)
        given = {
            each["part"]: grading.to_share(points / Decimal(str(each["points"])))
            for each, points in zip(criteria, parts, strict=True)
        }
        return kind.share_with(kind.read(version.body), answer.latest_data, given) or Decimal(0)  # type: ignore[attr-defined, no-any-return]
    most = sum((Decimal(str(each["points"])) for each in criteria), Decimal(0))
    return sum(parts, Decimal(0)) / most if most else Decimal(0)


def _request(
    answer: AttemptQuestion, kind: str, *, reason: str, by: people.User, at: datetime
) -> MarkRequest:
    reason = vietnamese.clean_text(reason).strip()
    if not reason:
        raise MarkRefused(gettext("Please say in a few words why another look is needed."))
    waiting = MarkRequest.objects.filter(attempt_question=answer, kind=kind, closed_at__isnull=True)
    asked = waiting.first()
    if asked is None:
        try:
            with transaction.atomic():
                request = MarkRequest.objects.create(
                    attempt_question=answer, kind=kind, reason=reason, by=by, at=at
                )
        except IntegrityError:
            # Another press was quicker by a moment.
            asked = waiting.first()
    if asked is not None:
        if (asked.by_id, asked.reason) == (by.pk, reason):
            return asked
        raise MarkRefused(gettext("Another look was asked for already; it has not been answered yet."))
    jobs.record("mark.asked_again", by=by, at=at, details={"kind": kind, "uid": answer.version.question.uid})
    return request


def _told(answer: AttemptQuestion, mark: Mark) -> dict[str, Any]:
    return {"uid": answer.version.question.uid, "number": mark.number, "reading": mark.reading}
