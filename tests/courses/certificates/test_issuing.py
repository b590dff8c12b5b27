"""Certificates are numbered without gaps, drawn once, replaced and revoked by new facts, and checked by anyone."""

import threading
from datetime import timedelta
from pathlib import Path
from unittest import mock

import make
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import translation
from make_certificates import a_completion, a_course, an_issuer

from courses.certificates import services, store, verification
from courses.certificates.codes import LETTERS, as_code, grouped, new_code
from courses.certificates.models import Certificate, IssuingBody, RegisterBook
from courses.models import ReleaseGateItem
from courses.pages import release

pytestmark = pytest.mark.django_db


def test_a_code_is_random_and_forgives_how_it_is_typed() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == 26 and set(code) <= set(LETTERS) for code in codes)
    code = new_code()
    assert as_code(grouped(code).lower()) == code
    assert as_code("o0-iL1") == "00111"


def test_numbers_run_without_gap_within_issuer_and_year() -> None:
    issuer = an_issuer()
    course = a_course(issuer=issuer)
    issued = [services.issue_for(a_completion(course), at=make.NOON) for _ in range(3)]
    next_year = services.issue_for(a_completion(course), at=make.NOON + timedelta(days=60))
    assert [paper.number_words for paper in issued if paper] == ["01/2026/GCN", "02/2026/GCN", "03/2026/GCN"]
    assert next_year is not None
    assert next_year.number_words == "01/2027/GCN"


def test_issuing_twice_gives_the_same_certificate() -> None:
    completion = a_completion(a_course(issuer=an_issuer()))
    assert services.issue_for(completion, at=make.NOON) == services.issue_for(completion, at=make.NOON)
    assert RegisterBook.objects.get().last_number == 1


def test_a_name_that_cannot_be_drawn_takes_no_number_and_says_what_to_correct() -> None:
    course = a_course(issuer=an_issuer())
    completion = a_completion(course, make.a_person("Nguyễn 漢 An"))
    assert services.issue_for(completion, at=make.NOON) is None
    completion.refresh_from_db()
    assert "漢" in completion.certificate_note
    assert completion.certificate_note.startswith("Đã ghi nhận hoàn thành."), "it is not the learner's fault"
    assert not Certificate.objects.exists()
    following = services.issue_for(a_completion(course), at=make.NOON)
    assert following is not None
    assert following.number == 1


def test_a_corrected_name_is_issued_by_the_command() -> None:
    person = make.a_person("Nguyễn 漢 An")
    completion = a_completion(a_course(issuer=an_issuer()), person)
    services.issue_for(completion, at=make.NOON)
    person.full_name = "Nguyễn Hán An"
    person.tidy()
    person.save()
    call_command("issue_certificates")
    completion.refresh_from_db()
    assert completion.certificate_note == ""
    assert completion.certificates.get().paper["full_name"] == "Nguyễn Hán An"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_course_under_notice_gives_a_reason_in_vietnamese_and_no_certificate(language: str) -> None:
    course = a_course(issuer=an_issuer())
    ReleaseGateItem.objects.create(course=course, text="Mở văn bản chính thức")
    completion = a_completion(course, under_notice=True)
    with translation.override(language):
        assert services.issue_for(completion, at=make.NOON) is None
        services.issue_what_waits(completion.person, at=make.NOON)
    call_command("issue_certificates")
    completion.refresh_from_db()
    assert completion.certificate_note.startswith("Khóa học chưa được thẩm định pháp lý")
    assert not Certificate.objects.exists()


def test_when_the_last_matter_is_settled_those_who_completed_before_get_their_certificate() -> None:
    course = a_course(issuer=an_issuer())
    first, last = (ReleaseGateItem.objects.create(course=course, text=text) for text in ("Một", "Hai"))
    completion = a_completion(course, under_notice=True)
    reviewer = make.a_person()
    release.settle(first, by=reviewer, at=make.NOON, source="Công báo số 1")
    call_command("issue_certificates")
    assert not Certificate.objects.exists()
    release.settle(last, by=reviewer, at=make.NOON, source="Công báo số 2")
    call_command("issue_certificates")
    completion.refresh_from_db()
    assert completion.certificates.count() == 1
    assert completion.certificate_note == ""


def test_when_the_last_matter_is_settled_the_page_of_results_issues_what_waited(client: Client) -> None:
    course = a_course(issuer=an_issuer())
    matter = course.gate_items.create(text="Đối chiếu bản hợp nhất")
    person = make.a_person()
    completion = a_completion(course, person, under_notice=True)
    assert services.issue_for(completion, at=make.NOON) is None
    client.force_login(person)
    client.get("/ket-qua-cua-toi/")
    assert not completion.certificates.exists()
    matter.ticked_at = make.NOON
    matter.save()
    page = client.get("/ket-qua-cua-toi/").content.decode()
    assert completion.certificates.get().number_words in page
    client.get("/ket-qua-cua-toi/")
    assert completion.certificates.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_pdf_is_drawn_once_after_commit_and_told_by_its_hash(client: Client) -> None:
    call_command("lay_foundation")
    person = make.a_person("Đỗ Thị Ngữ")
    certificate = services.issue_for(a_completion(a_course(issuer=an_issuer()), person), at=make.NOON)
    assert certificate is not None
    certificate.refresh_from_db()
    first = store.pdf_of(certificate)
    assert first == store.pdf_of(certificate)
    client.force_login(person)
    answer = client.get(f"/xac-minh/{grouped(certificate.code)}/tai-ve/")
    assert answer.status_code == 200
    assert answer.content == first


@pytest.mark.django_db(transaction=True)
def test_a_process_that_died_before_drawing_loses_nothing() -> None:
    call_command("lay_foundation")
    with mock.patch("courses.certificates.store.render", side_effect=RuntimeError("killed here")):
        certificate = services.issue_for(a_completion(a_course(issuer=an_issuer())), at=make.NOON)
    assert certificate is not None
    certificate.refresh_from_db()
    assert certificate.drawn_at is None
    call_command("issue_certificates")
    certificate.refresh_from_db()
    assert certificate.drawn_at is not None
    assert store.pdf_of(certificate).startswith(b"%PDF")


def drawn_certificate(full_name: str = "Hoàng Thúy Hòa") -> Certificate:
    certificate = services.issue_for(
        a_completion(a_course(issuer=an_issuer()), make.a_person(full_name)), at=make.NOON
    )
    assert certificate is not None
    return store.draw(certificate)


def test_a_changed_file_is_never_handed_out(client: Client) -> None:
    certificate = drawn_certificate()
    path = Path(store.storages["private"].path(certificate.file))
    path.write_bytes(path.read_bytes() + b" ")
    client.force_login(certificate.completion.person)
    assert client.get(f"/xac-minh/{certificate.code}/tai-ve/").status_code == 503


def test_another_persons_certificate_does_not_exist(client: Client) -> None:
    certificate = drawn_certificate()
    client.force_login(make.a_person())
    assert client.get(f"/xac-minh/{certificate.code}/tai-ve/").status_code == 404


def test_the_public_page_shows_initials_until_the_name_is_typed(client: Client) -> None:
    certificate = drawn_certificate("Hoàng Thúy Hòa")
    address = f"/xac-minh/{grouped(certificate.code).lower()}/"
    page = client.get(address).content.decode()
    assert "H. T. H." in page
    assert "Thúy" not in page
    assert certificate.number_words in page
    # Other tone placement, case and spaces; decomposed letters.
    right = client.post(address, {"name": "  hoàng  thuý   HOÀ "}).content.decode()
    assert "<p>Hoàng Thúy Hòa</p>" in right, "as it is printed, not as it was typed"
    assert "hoàng" not in right
    wrong = client.post(address, {"name": "Hoàng Thúy Hoa"}).content.decode()
    assert "Thúy" not in wrong


def test_the_answer_about_a_name_stands_above_what_is_said_of_the_paper(client: Client) -> None:
    """On a phone the large word "valid" is all that is seen at first: it must not pass for an answer about the name."""
    certificate = drawn_certificate("Hoàng Thúy Hòa")
    address = f"/xac-minh/{grouped(certificate.code)}/"
    for name, words in (("Trần Văn Sai", "Họ tên chưa khớp"), ("Hoàng Thúy Hòa", "Họ tên khớp")):
        page = client.post(address, {"name": name}).content.decode()
        assert page.index(words) < page.index("Còn giá trị")
        assert page.count("data-next") == 1


def test_brackets_are_no_initials(client: Client) -> None:
    certificate = drawn_certificate("Đỗ Thị Ngữ (học viên mẫu)")
    assert "Đ. T. N. H. V. M." in client.get(f"/xac-minh/{grouped(certificate.code)}/").content.decode()


def test_a_name_can_be_tried_ten_times_an_hour(client: Client) -> None:
    certificate = drawn_certificate("Hoàng Thúy Hòa")
    answers = [verification.check_name(certificate.code, "ai đó", at=make.NOON) for _ in range(10)]
    assert set(answers) == {verification.NameAnswer.OTHER}
    assert (
        verification.check_name(certificate.code, "Hoàng Thúy Hòa", at=make.NOON)
        is verification.NameAnswer.TOO_MANY
    )
    later = make.NOON + timedelta(hours=1)
    assert (
        verification.check_name(certificate.code, "Hoàng Thúy Hòa", at=later) is verification.NameAnswer.SAME
    )


def test_a_right_and_a_wrong_name_take_the_same_path() -> None:
    certificate = drawn_certificate("Hoàng Thúy Hòa")
    counts = []
    for name in ("Hoàng Thúy Hòa", "Trần Văn Sai"):
        with mock.patch.object(
            verification.hmac, "compare_digest", wraps=verification.hmac.compare_digest
        ) as compared:
            verification.check_name(certificate.code, name, at=make.NOON)
        counts.append(compared.call_count)
    assert counts == [1, 1]


def test_an_unknown_code_is_said_to_be_unknown(client: Client) -> None:
    answer = client.get(f"/xac-minh/{new_code()}/")
    assert answer.status_code == 404
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_a_replaced_paper_names_the_new_one(client: Client) -> None:
    certificate = drawn_certificate("Nguyển Văn An")
    new = services.reissue(
        certificate, full_name="Nguyễn Văn An", by=make.a_person(), reason="Sai dấu", at=make.NOON
    )
    page = client.get(f"/xac-minh/{certificate.code}/").content.decode()
    assert new.number_words in page
    assert verification.find(new.code).is_valid  # type: ignore[union-attr]
    with pytest.raises(services.NotIssued):
        services.reissue(certificate, full_name="X Y", by=None, reason="lần nữa", at=make.NOON)


@pytest.mark.parametrize("act", ["cap-lai", "thu-hoi"])
def test_a_button_pressed_twice_acts_on_the_paper_that_was_looked_at(client: Client, act: str) -> None:
    certificate = drawn_certificate()
    record = certificate.completion
    client.force_login(make.a_person(is_superuser=True))
    address = f"/quan-tri/ban-ghi/{record.uid}/"
    assert f'value="{certificate.code}"' in client.get(address).content.decode()
    data = {"paper": certificate.code, "reason": "Sai dấu"}
    client.post(f"{address}{act}/", data)
    answer = client.post(f"{address}{act}/", data, follow=True)
    assert "Chưa làm gì thêm" in " ".join(str(each) for each in answer.context["messages"])
    assert record.certificates.count() == (2 if act == "cap-lai" else 1)


def test_a_revoked_paper_says_so_and_fails_the_command() -> None:
    certificate = drawn_certificate()
    call_command("verify_certificate", certificate.code)
    services.revoke(certificate, by=make.a_person(), reason="Cấp nhầm", at=make.NOON)
    with pytest.raises(CommandError, match="Đã thu hồi") as refused:
        call_command("verify_certificate", grouped(certificate.code))
    assert refused.value.returncode == 1


def test_the_command_says_the_same_as_the_public_page(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = drawn_certificate()
    call_command("verify_certificate", certificate.code)
    page = client.get(f"/xac-minh/{certificate.code}/").content.decode()
    said = capsys.readouterr().out.strip().split("\n")
    assert said[0].startswith("Còn giá trị. ")
    assert [line for line in said if line.split(": ")[-1].split(". ")[-1] not in page] == [
        f"Mã kiểm tra: {grouped(certificate.code)}"
    ]


def test_the_command_knows_the_issued_file_from_an_altered_one(tmp_path: Path) -> None:
    certificate = drawn_certificate()
    good, bad, other = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.pdf"
    content = store.pdf_of(certificate)
    good.write_bytes(content)
    bad.write_bytes(content + b"\n% changed")
    other.write_bytes(b"not a pdf")
    call_command("verify_certificate", str(good))
    with pytest.raises(CommandError, match="Bị sửa"):
        call_command("verify_certificate", str(bad))
    with pytest.raises(CommandError, match="Không tìm thấy"):
        call_command("verify_certificate", str(other))


def in_threads(count: int, work) -> None:  # type: ignore[no-untyped-def]
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control without the lock"])
def test_numbers_taken_at_the_same_time_have_no_double_and_no_gap(guarded: bool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: SQLite lets one writer in at a time and would prove nothing")
    call_command("lay_foundation")
    issuer = an_issuer()
    course = a_course(issuer=issuer)
    RegisterBook.objects.create(issuer=issuer, year=2026)
    waiting = [a_completion(course) for _ in range(24)]
    started, refused = threading.Barrier(8), []

    def unlocked(body: IssuingBody, year: int) -> RegisterBook:
        return RegisterBook.objects.get(issuer=body, year=year)

    def work() -> None:
        started.wait()
        while waiting:
            try:
                completion = waiting.pop()
            except IndexError:
                return
            try:
                with transaction.atomic():
                    services.issue_for(completion, at=make.NOON)
                    if completion.pk % 10 == 0:
                        raise RuntimeError("rolled back on purpose")
            except Exception as fault:  # noqa: BLE001  (every refusal is counted)
                refused.append(fault)

    with mock.patch("courses.certificates.services.draw_after_commit"):
        if guarded:
            in_threads(8, work)
        else:
            with mock.patch("courses.certificates.services.locked_book", unlocked):
                in_threads(8, work)
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    on_purpose = [fault for fault in refused if isinstance(fault, RuntimeError)]
    if guarded:
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(on_purpose) == len(refused)
    else:
        # Without the lock the same number is taken twice: the unique constraint refuses, or the counter falls behind.
        assert len(refused) > len(on_purpose)
