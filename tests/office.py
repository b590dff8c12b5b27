"""An administrator's browser: the pages on people, what is read on them and what is sent to them."""

import re

import make_people
from django.test import Client

from people import api as people

LIST = "/quan-tri/hoc-vien/"
ADD = LIST + "them/"
ROLES = "/quan-tri/vai-tro/"
UNITS = "/quan-tri/don-vi/"


def browser_of(person: people.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(person: people.User, act: str = "") -> str:
    return f"{LIST}{person.pk}/{act}"


def text_of(response) -> str:  # type: ignore[no-untyped-def]
    return response.content.decode()


def names_in(response) -> list[str]:  # type: ignore[no-untyped-def]
    """The full names in a list, from top to bottom."""
    cells = re.findall(r'<td class="title[^"]*">.*?</td>', text_of(response), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def a_form(client: Client, **fields: str) -> dict[str, str]:
    key = re.search(r'name="key" value="([^"]+)"', text_of(client.get(ADD)))
    assert key
    return {"key": key.group(1), "full_name": "Hoàng Thị Mới", "unit": "demo-tan-hung-1", **fields}


def slip_in(response) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """The login name and the first password on a slip."""
    page = text_of(response)
    login, password = (re.search(rf"{mark}>([^<]+)<", page) for mark in ("data-login", "data-first-password"))
    assert login
    assert password
    return login.group(1), password.group(1)


def can_sign_in(login: str, password: str) -> bool:
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": login, "password": password})
    return "_auth_user_id" in client.session


def roles_of(person: people.User) -> str:
    return f"{ROLES}{person.pk}/"


def a_role(**fields: str) -> dict[str, str]:
    return {"role": "commune-administrator", "unit": "hy-xa-tan-hung", "last_day": "", **fields}


def changed(_hy: make_people.Province, **fields: str) -> dict[str, str]:
    """What the form of Đỗ Thị Ngữ sends, with something in it changed."""
    return {"full_name": "Đỗ Thị Ngữ", "unit": "demo-tan-hung-1", "email": "", "phone": "", **fields}
