"""What stands against one paper: it never keeps a number for ever undrawn, and never stops the papers of others."""

import sqlite3
import threading
import time
import unicodedata
from dataclasses import replace
from datetime import timedelta

import make
import make_courses
import make_people
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from make_certificates import a_completion, a_course, an_issuer
from office import browser_of
from racing import GUARDED, ON_POSTGRES, UNGUARDED, Meeting, after, errors, together

from courses.certificates import services, verification
from courses.certificates.drawing import CannotBeDrawn, CertificatePaper, preflight, render
from courses.certificates.models import Certificate, IssuingBody, RegisterBook
from people import api as people
from vietnamese import api as vietnamese

pytestmark = pytest.mark.django_db

RESULTS = "/ket-qua-cua-toi/"
SPACES = [
    chr(point) for point in range(0x80, 0x3001) if unicodedata.category(chr(point)) in ("Zs", "Zl", "Zp")
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_every_space_is_drawn_as_a_plain_one_or_refused_before_a_number_is_taken(
    paper: CertificatePaper, space: str
) -> None:
    odd = replace(paper, course_title=f"Kế hoạch số{space}157 về phong trào")
    try:
        layout = preflight(odd)
    except CannotBeDrawn:
        return
    assert " ".join(layout.title.lines) == "Kế hoạch số 157 về phong trào"
    assert render(odd).startswith(b"%PDF")


def test_a_title_and_an_issuing_body_pasted_from_word_are_stored_plain_and_composed() -> None:
    course = make_courses.a_course(title=unicodedata.normalize("NFD", "Kế hoạch số\u00a0157"))
    course.refresh_from_db()
    assert course.title == "Kế hoạch số 157"
    sent = {
        "name": unicodedata.normalize("NFD", "Trường Chính\u00a0trị"),
        "parent_name": "",
        "place": unicodedata.normalize("NFD", "Hưng Yên"),
        "number_format": "{number:02d}/{year}/GCN",
        "template": "plain",
        "signer_title": unicodedata.normalize("NFD", "TM. Ban Thường vụ"),
        "signer_name": "",
    }
    add = "/quan-tri/snippets/courses/issuingbody/add/"
    browser = browser_of(make.a_person(is_superuser=True))
    browser.post(add, sent)
    body = IssuingBody.objects.get()
    assert (body.name, body.place, body.signer_title) == ("Trường Chính trị", "Hưng Yên", "TM. Ban Thường vụ")
    browser.post(add, sent | {"name": "Trường Chính trị"})
    assert IssuingBody.objects.count() == 1, "one name, however it is typed"


@pytest.mark.parametrize(
    "form", ["GCN-{year}", "{number:090d}", "{number}" + "/GCN" * 20, "{other}", "{number:s}"]
)
def test_a_form_of_the_number_that_cannot_number_is_refused(form: str) -> None:
    body = IssuingBody(name="Đơn vị mẫu", place="Hưng Yên", number_format=form)
    with pytest.raises(ValidationError) as refused:
        body.full_clean()
    assert "number_format" in refused.value.message_dict


# --- a paper that cannot be drawn


def undrawable() -> Certificate:
    """A paper that took its number in a time when nothing looked at its letters."""
    certificate = services.issue_for(a_completion(a_course("A1", issuer=an_issuer())), at=make.NOON)
    assert certificate is not None
    Certificate.objects.filter(pk=certificate.pk).update(paper=certificate.paper | {"course_title": "漢"})
    return Certificate.objects.get(pk=certificate.pk)


def test_one_paper_that_cannot_be_drawn_does_not_stop_the_others() -> None:
    broken = undrawable()
    good = services.issue_for(a_completion(a_course("A2", issuer=broken.book.issuer)), at=make.NOON)
    assert good is not None
    with pytest.raises(CommandError, match=broken.number_words):
        call_command("issue_certificates")
    good.refresh_from_db()
    assert good.drawn_at is not None


def test_the_download_of_a_paper_that_cannot_be_drawn_says_that_it_is_not_at_hand(client: Client) -> None:
    broken = undrawable()
    client.force_login(broken.completion.person)
    answer = client.get(f"/xac-minh/{broken.code}/tai-ve/")
    assert answer.status_code == 503
    assert broken.number_words in answer.content.decode()


# --- revoking


def test_a_paper_that_was_replaced_meanwhile_is_not_revoked_in_place_of_the_new_one() -> None:
    first = services.issue_for(a_completion(a_course(issuer=an_issuer())), at=make.NOON)
    assert first is not None
    new = services.reissue(first, full_name="Tên Mới", by=make.a_person(), reason="Sai dấu", at=make.NOON)
    with pytest.raises(services.NotIssued):
        services.revoke(first, by=make.a_person(), reason="Cấp nhầm", at=make.NOON)
    assert not hasattr(Certificate.objects.get(pk=first.pk), "revocation")
    assert verification.find(new.code).is_valid  # type: ignore[union-attr]


def test_a_reason_is_stored_composed_and_one_that_is_too_long_is_refused_with_a_sentence() -> None:
    hy = make_people.a_small_province()
    record = a_completion(a_course(issuer=an_issuer()), hy.learner)
    first = services.issue_for(record, at=make.NOON)
    assert first is not None
    browser = browser_of(hy.provincial)
    for act in ("thu-hoi", "cap-lai"):
        answer = browser.post(f"/quan-tri/ban-ghi/{record.uid}/{act}/", {"reason": "a" * 301}, follow=True)
        assert "300" in " ".join(str(each) for each in answer.context["messages"])
    reason = unicodedata.normalize("NFD", "Sai tên\u00a0người")
    browser.post(f"/quan-tri/ban-ghi/{record.uid}/thu-hoi/", {"reason": reason})
    first.refresh_from_db()
    assert first.revocation.reason == "Sai tên người"


def unlocked(paper: Certificate) -> Certificate:
    return Certificate.objects.select_related("completion", "book__issuer").get(pk=paper.pk)


class TestRaces:
    pytestmark = ON_POSTGRES

    @pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control without the lock"])
    def test_reissued_and_revoked_at_once_one_of_the_two_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, guarded: bool
    ) -> None:
        call_command("lay_foundation", verbosity=0)
        first = services.issue_for(a_completion(a_course(issuer=an_issuer())), at=make.NOON)
        by = make.a_person()
        if not guarded:
            monkeypatch.setattr(services, "locked_paper", unlocked)
        meeting = Meeting(2, patience=GUARDED if guarded else UNGUARDED)
        after(monkeypatch, services, "locked_paper", meeting)
        monkeypatch.setattr(services, "draw_after_commit", lambda pk: None)
        assert first is not None
        outcomes = together(
            lambda: services.reissue(first, full_name="Tên Mới", by=by, reason="Sai dấu", at=make.NOON),
            lambda: services.revoke(first, by=by, reason="Cấp nhầm", at=make.NOON),
        )
        assert len(errors(outcomes)) == (1 if guarded else 0)

    @pytest.mark.parametrize("apart", [True, False], ids=["each its own", "control in one transaction"])
    def test_two_people_of_two_issuers_do_not_wait_for_each_other(
        self, monkeypatch: pytest.MonkeyPatch, apart: bool
    ) -> None:
        call_command("lay_foundation", verbosity=0)
        one, other = (a_course(name, issuer=an_issuer(f"Đơn vị {name}")) for name in ("X1", "Y1"))
        first, second = make.a_person(), make.a_person()
        later = make.NOON + timedelta(hours=1)
        for person, courses in ((first, (one, other)), (second, (other, one))):
            for course, at in zip(courses, (make.NOON, later), strict=True):
                a_completion(course, person, at=at)
        for course in (one, other):
            RegisterBook.objects.create(issuer=course.issuing_body, year=2026)
        after(monkeypatch, services, "locked_book", Meeting(2, patience=UNGUARDED))
        monkeypatch.setattr(services, "draw_after_commit", lambda pk: None)

        def issue(person: people.User) -> int:
            if apart:
                return services.issue_missing(at=later, person=person)
            with transaction.atomic():
                return services.issue_missing(at=later, person=person)

        outcomes = together(lambda: issue(first), lambda: issue(second))
        assert outcomes == [2, 2] if apart else len(errors(outcomes)) == 1

    def test_the_page_of_results_shows_itself_while_somebody_else_holds_the_register(
        self, client: Client
    ) -> None:
        call_command("lay_foundation", verbosity=0)
        issuer, person, year = an_issuer(), make.a_person(), vietnamese.local_day(timezone.now()).year
        completion = a_completion(a_course(issuer=issuer), person)
        RegisterBook.objects.create(issuer=issuer, year=year)
        client.force_login(person)
        held, seen = threading.Event(), threading.Event()

        def hold() -> None:
            with transaction.atomic():
                services.locked_book(issuer, year)
                held.set()
                seen.wait(30)

        def look() -> int:
            held.wait(30)
            try:
                return client.get(RESULTS).status_code
            finally:
                seen.set()

        assert together(hold, look) == [None, 200]
        assert not completion.certificates.exists()
        client.get(RESULTS)
        assert completion.certificates.exists()


# --- the page of results


def test_a_page_of_results_with_nothing_to_issue_writes_nothing(client: Client) -> None:
    person = make.a_person()
    a_completion(a_course(), person)
    client.force_login(person)
    client.get(RESULTS)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(RESULTS)
    told = [each["sql"] for each in asked.captured_queries]
    assert not [sql for sql in told if sql.startswith(("INSERT", "UPDATE", "BEGIN", "SAVEPOINT"))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("issuing", [False, True], ids=["nothing to issue", "something to issue"])
def test_the_page_of_results_shows_itself_while_somebody_else_writes(client: Client, issuing: bool) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    call_command("lay_foundation", verbosity=0)
    person = make.a_person()
    completion = a_completion(a_course(issuer=an_issuer() if issuing else None), person)
    client.force_login(person)
    if not issuing:
        client.get(RESULTS)
    client.get("/")
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=1, uri=True)
    writer.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        answer = client.get(RESULTS)
        assert answer.status_code == 200
        assert time.monotonic() - began < 10
        assert completion.course_title in answer.content.decode()
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    client.get(RESULTS)
    assert completion.certificates.count() == (1 if issuing else 0)
