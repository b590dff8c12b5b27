"""Signing in and out and choosing a password, as the person at the screen meets it."""

import re
import unicodedata
from datetime import timedelta

import make
import make_people
import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs import api as jobs
from people import api as people
from people.models import SignInFailure

SIGN_IN = "/tai-khoan/dang-nhap/"
SIGN_OUT = "/tai-khoan/dang-xuat/"
CHANGE = "/tai-khoan/doi-mat-khau/"
NOT_MATCHING = "Mã hoặc số PIN chưa khớp. Xem lại phiếu rồi nhập lại. Tài khoản không bị khóa."
WAIT = "Xin đợi năm phút"
OWN = "cau-tre-lac-lu"

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> people.User:
    return make.a_person("Đỗ Thị Ngữ", username="nguoi1")


def sign_in(client: Client, login: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    return response.content.decode()


@pytest.mark.parametrize(
    "login", ["nguoi1", "NGUOI1", " nguoi 1 ", "người1", unicodedata.normalize("NFD", "Người1")]
)
def test_a_login_name_is_found_however_it_is_typed(client: Client, learner: people.User, login: str) -> None:
    assert sign_in(client, login, make.PASSWORD)["Location"] == "/viec-cua-toi/"
    assert is_signed_in(client)


def test_a_password_in_decomposed_unicode_is_the_same_password(client: Client, learner: people.User) -> None:
    learner.set_password("cầu tre lắc lẻo")
    learner.save()
    sign_in(client, "nguoi1", unicodedata.normalize("NFD", "cầu tre lắc lẻo"))
    assert is_signed_in(client)


def test_a_pin_may_be_typed_with_the_space_that_the_slip_shows(client: Client, learner: people.User) -> None:
    learner.set_password("48271930")
    learner.save()
    sign_in(client, "nguoi1", "4827 1930")
    assert is_signed_in(client)


@pytest.mark.parametrize(("login", "password"), [("nguoi1", "khong-dung-dau"), ("khong-co", make.PASSWORD)])
def test_what_does_not_match_gets_the_same_words(
    client: Client, learner: people.User, login: str, password: str
) -> None:
    response = sign_in(client, login, password)
    assert NOT_MATCHING in text_of(response)
    assert not is_signed_in(client)


def test_a_closed_account_gets_the_same_words_as_a_wrong_pin(client: Client, learner: people.User) -> None:
    learner.is_active = False
    learner.save()
    assert NOT_MATCHING in text_of(sign_in(client, "nguoi1", make.PASSWORD))


def test_the_key_of_the_session_changes_when_somebody_signs_in(client: Client, learner: people.User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    sign_in(client, "nguoi1", make.PASSWORD)
    assert client.session.session_key != before


def test_next_is_kept_over_a_wrong_try(client: Client, learner: people.User) -> None:
    page = text_of(client.get(SIGN_IN, {"next": "/khoa-hoc/?a=1"}))
    assert 'name="next" value="/khoa-hoc/?a=1"' in page
    again = text_of(sign_in(client, "nguoi1", "sai", next="/khoa-hoc/?a=1"))
    assert 'name="next" value="/khoa-hoc/?a=1"' in again
    assert sign_in(client, "nguoi1", make.PASSWORD, next="/khoa-hoc/?a=1")["Location"] == "/khoa-hoc/?a=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_to_another_site(client: Client, learner: people.User, elsewhere: str) -> None:
    assert sign_in(client, "nguoi1", make.PASSWORD, next=elsewhere)["Location"] == "/viec-cua-toi/"


def test_ten_failures_in_five_minutes_make_one_login_name_wait(client: Client, learner: people.User) -> None:
    for _try in range(10):
        assert NOT_MATCHING in text_of(sign_in(client, "nguoi1", "sai"))
    assert WAIT in text_of(sign_in(client, "NGƯỜI1", make.PASSWORD))
    assert not is_signed_in(client)
    make.a_person(username="nguoi2")
    sign_in(client, "nguoi2", make.PASSWORD)
    assert is_signed_in(client)


def test_after_five_minutes_the_right_password_opens_again(client: Client, learner: people.User) -> None:
    for _try in range(10):
        sign_in(client, "nguoi1", "sai")
    SignInFailure.objects.update(at=timezone.now() - timedelta(minutes=5, seconds=1))
    sign_in(client, "nguoi1", make.PASSWORD)
    assert is_signed_in(client)


def test_a_class_behind_one_address_is_not_kept_out(client: Client) -> None:
    for number in range(40):
        make.a_person(username=f"lop{number}")
        for _try in range(3):
            sign_in(client, f"lop{number}", "sai")
        sign_in(client, f"lop{number}", make.PASSWORD)
        assert is_signed_in(client)
        client.logout()


def test_one_address_has_three_hundred_failures(client: Client, learner: people.User) -> None:
    now = timezone.now()
    sign_in(client, "nobody", "sai")
    (address,) = {row.key for row in SignInFailure.objects.all()} - {
        row.key for row in SignInFailure.objects.all()[:1]
    }
    SignInFailure.objects.bulk_create(SignInFailure(key=address, at=now) for _number in range(299))
    assert WAIT in text_of(sign_in(client, "nguoi1", make.PASSWORD))


def test_what_is_kept_of_a_failure_names_nobody(client: Client, learner: people.User) -> None:
    sign_in(client, "nguoi1", "sai")
    kept = " ".join(row.key for row in SignInFailure.objects.all())
    assert "nguoi1" not in kept
    assert "127.0.0.1" not in kept


def test_signing_in_writes_no_counters(client: Client, learner: people.User) -> None:
    sign_in(client, "nguoi1", make.PASSWORD)
    assert not SignInFailure.objects.exists()


def test_the_sign_in_page_follows_the_contract(client: Client) -> None:
    page = text_of(client.get(SIGN_IN))
    assert len(re.findall(r"<form[^>]* data-main", page)) == 1
    assert len(re.findall(r"\bdata-next\b", page)) == 1
    assert '<label for="id_login">Mã đăng nhập</label>' in page
    assert client.get(SIGN_IN)["Cache-Control"].count("no-store")


def test_a_wrong_field_is_tied_to_its_error(client: Client) -> None:
    page = text_of(sign_in(client, "", ""))
    assert 'id="id_login_error"' in page
    assert re.search(r'<input[^>]*name="login"[^>]*aria-describedby="id_login_error id_login_helptext"', page)
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("address", [CHANGE, SIGN_OUT, "/tai-khoan/doi-mat-khau/xong/"])
def test_every_page_of_the_account_follows_the_contract(
    client: Client, learner: people.User, address: str
) -> None:
    client.force_login(learner)
    page = text_of(client.get(address))
    assert len(re.findall(r"\bdata-next\b", page)) == 1
    assert len(re.findall(r"<form[^>]* data-main", page)) <= 1


@pytest.mark.parametrize(
    "address", ["/tai-khoan/quen-mat-khau/", "/tai-khoan/dang-ky/", "/tai-khoan/ngung-hoat-dong/"]
)
def test_who_cannot_get_in_is_told_who_helps(client: Client, address: str) -> None:
    page = text_of(client.get(address))
    assert "án bộ phụ trách của xã" in page
    assert len(re.findall(r"\bdata-next\b", page)) == 1
    assert client.post(address, {"email": "a@b.vn"}).status_code == 405


def test_signing_out_is_asked_and_then_done(client: Client, learner: people.User) -> None:
    client.force_login(learner)
    assert client.get(SIGN_OUT).status_code == 200
    assert is_signed_in(client)
    assert client.post(SIGN_OUT)["Location"] == "/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_logout",
        "account_change_password",
        "account_inactive",
        "account_reset_password",
        "account_signup",
    ],
)
def test_allauths_names_lead_under_one_address(name: str) -> None:
    assert reverse(name).startswith("/tai-khoan/")


def test_wagtails_own_form_for_signing_in_is_not_served(client: Client, learner: people.User) -> None:
    assert (
        client.post("/quan-tri/login/", {"username": "nguoi1", "password": make.PASSWORD})["Location"]
        == SIGN_IN
    )
    assert not is_signed_in(client)


def test_passwords_are_kept_as_argon2id(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["people.hashers.Argon2idHasher"]
    person = make.a_person()
    assert person.password.startswith("argon2$argon2id$")
    assert identify_hasher(person.password).algorithm == "argon2"


# --- The password on the slip


@pytest.fixture
def slip(learner: people.User) -> str:
    return people.reset_password(learner, by=None, at=timezone.now())


def test_the_first_password_of_a_learner_is_a_pin(learner: people.User, slip: str) -> None:
    assert re.fullmatch(r"\d{8}", slip)


def test_after_a_first_password_the_way_leads_over_choosing_ones_own(client: Client, slip: str) -> None:
    assert sign_in(client, "nguoi1", slip, next="/khoa-hoc/")["Location"] == f"{CHANGE}?next=%2Fkhoa-hoc%2F"
    page = text_of(client.get(f"{CHANGE}?next=%2Fkhoa-hoc%2F"))
    assert "Tự đặt số PIN" in page
    assert 'href="/khoa-hoc/">Để lúc khác' in page
    response = client.post(
        CHANGE, {"oldpassword": slip, "password1": OWN, "password2": OWN, "next": "/khoa-hoc/"}
    )
    assert response["Location"] == "/khoa-hoc/"
    assert is_signed_in(client)
    client.logout()
    assert sign_in(client, "nguoi1", OWN)["Location"] == "/viec-cua-toi/"


def test_a_first_password_dies_after_fourteen_days(client: Client, learner: people.User, slip: str) -> None:
    learner.refresh_from_db()
    assert timedelta(days=13) < learner.first_password_until - timezone.now() <= timedelta(days=14)
    people.User.objects.update(first_password_until=timezone.now() - timedelta(seconds=1))
    assert "Phiếu này đã quá 14 ngày" in text_of(sign_in(client, "nguoi1", slip))
    assert not is_signed_in(client)
    assert NOT_MATCHING in text_of(sign_in(client, "nguoi1", "11112222"))


def test_the_same_pin_as_on_the_slip_is_not_taken(client: Client, slip: str) -> None:
    sign_in(client, "nguoi1", slip)
    page = text_of(client.post(CHANGE, {"oldpassword": slip, "password1": slip, "password2": slip}))
    assert "Xin chọn số khác" in page


@pytest.mark.parametrize(
    "plain", ["123456", "000000", "12121212", "01021960", "987654", "19600201", "12345", "password"]
)
def test_what_is_guessed_first_is_not_taken(client: Client, learner: people.User, plain: str) -> None:
    client.force_login(learner)
    client.post(CHANGE, {"oldpassword": make.PASSWORD, "password1": plain, "password2": plain})
    learner.refresh_from_db()
    assert learner.check_password(make.PASSWORD)


def test_a_pin_of_ones_own_is_enough_for_a_learner(client: Client, learner: people.User) -> None:
    client.force_login(learner)
    response = client.post(
        CHANGE, {"oldpassword": make.PASSWORD, "password1": "482719", "password2": "482719"}
    )
    assert response["Location"] == "/tai-khoan/doi-mat-khau/xong/"


def test_a_wrong_present_password_changes_nothing(client: Client, learner: people.User) -> None:
    client.force_login(learner)
    page = text_of(client.post(CHANGE, {"oldpassword": "sai", "password1": OWN, "password2": OWN}))
    assert "hiện tại chưa khớp" in page
    learner.refresh_from_db()
    assert learner.check_password(make.PASSWORD)


def test_who_gets_the_present_password_wrong_again_and_again_is_asked_to_wait_in_our_own_face(
    client: Client, learner: people.User
) -> None:
    client.force_login(learner)
    wrong = {"oldpassword": "khong-phai", "password1": OWN, "password2": OWN}
    answers = [client.post(CHANGE, wrong) for _ in range(7)]
    page = answers[-1].content.decode()
    assert answers[-1].status_code == 429
    assert "Xin đợi một phút" in page
    assert page.count("data-next") == 1


def test_changing_the_password_ends_the_other_sessions(learner: people.User) -> None:
    here, elsewhere = Client(), Client()
    for each in (here, elsewhere):
        sign_in(each, "nguoi1", make.PASSWORD)
    here.post(CHANGE, {"oldpassword": make.PASSWORD, "password1": OWN, "password2": OWN})
    assert here.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302


def test_changing_a_password_is_for_those_who_are_signed_in(client: Client) -> None:
    assert client.get(CHANGE)["Location"] == f"{SIGN_IN}?next={CHANGE}"


# --- Whoever sees others needs more than a PIN


def test_the_first_password_of_an_administrator_is_long() -> None:
    hy = make_people.a_small_province()
    assert len(people.reset_password(hy.administrator, by=None, at=timezone.now())) >= 12


def test_the_admin_is_closed_until_a_long_password_is_set(client: Client) -> None:
    hy = make_people.a_small_province()
    first = people.reset_password(hy.administrator, by=None, at=timezone.now())
    sign_in(client, hy.administrator.username, first)
    assert client.get("/quan-tri/")["Location"] == f"{CHANGE}?next=%2Fquan-tri%2F"
    page = text_of(client.get(CHANGE))
    assert "Để lúc khác" not in page
    short = text_of(
        client.post(CHANGE, {"oldpassword": first, "password1": "mua-he-8", "password2": "mua-he-8"})
    )
    assert "ít nhất 12 ký tự" in short
    client.post(CHANGE, {"oldpassword": first, "password1": OWN, "password2": OWN})
    assert client.get("/quan-tri/").status_code == 200


def test_a_learner_with_a_pin_who_is_given_a_role_is_asked_for_a_long_password(client: Client) -> None:
    hy = make_people.a_small_province()
    hy.learner.set_password("482719")
    hy.learner.save()
    people.give_role(hy.learner, people.Role.TRAINER, hy.province, by=hy.provincial, at=timezone.now())
    sign_in(client, "ngu.do", "482719")
    assert client.get("/quan-tri/")["Location"].startswith(CHANGE)
    assert jobs.AuditEntry.objects.filter(action="grant.given", person=hy.learner, by=hy.provincial).exists()


def test_a_grant_that_has_ended_opens_no_admin(client: Client) -> None:
    hy = make_people.a_small_province()
    client.force_login(hy.administrator)
    assert client.get("/quan-tri/").status_code == 200
    people.end_grant(hy.administrator.grants.get(), by=hy.provincial, at=timezone.now())
    assert client.get("/quan-tri/").status_code == 403
    assert client.get("/quan-tri/hoc-vien/").status_code == 403


def test_a_learner_in_the_admin_is_refused_and_not_sent_round_in_a_circle(
    client: Client, learner: people.User
) -> None:
    sign_in(client, "nguoi1", make.PASSWORD, next="/quan-tri/")
    response = client.get("/quan-tri/")
    assert response.status_code == 403
    assert "Trang này của người khác" in text_of(response)
    assert client.post("/quan-tri/logout/").status_code == 302
