"""Every address of the resolver, asked for by everybody."""

from collections.abc import Iterator

import pytest
from access.addresses import Address, all_addresses
from access.matrix import (
    BAD,
    ERROR,
    GONE,
    MATRIX,
    OK,
    POST_ONLY,
    REFUSED,
    SIGN_IN,
    Line,
    line_for,
)
from access.world import ROLES, World
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

pytestmark = pytest.mark.django_db

CLOSED = {SIGN_IN, REFUSED, GONE, POST_ONLY}
ADDRESSES = all_addresses()
SIGN_IN_PAGES = (settings.LOGIN_URL, "/quan-tri/login/")


def outcome_of(response: HttpResponse) -> str:
    status, where = response.status_code, response.headers.get("Location", "")
    if status in (301, 302):
        if where.startswith(SIGN_IN_PAGES):
            return SIGN_IN
        return REFUSED if where == "/quan-tri/" else OK
    kinds = {200: OK, 400: BAD, 401: BAD, 422: BAD, 403: REFUSED, 404: GONE, 405: POST_ONLY, 500: ERROR}
    return kinds.get(status, str(status))


def asked(browser: Client, method: str, url: str, data: dict[str, str]) -> str:
    """The answer, and nothing that the request did remains."""
    with transaction.atomic():
        outcome = outcome_of(getattr(browser, method)(url, data))
        transaction.set_rollback(True)
    return outcome


def addresses_of(line: Line) -> Iterator[Address]:
    return (address for address in ADDRESSES if line_for(address.key) is line)


def test_every_address_stands_in_the_matrix() -> None:
    unlisted = [str(address) for address in ADDRESSES if line_for(address.key) is None]
    assert not unlisted, "no line of tests/access/matrix.py speaks of:\n" + "\n".join(unlisted)


def test_every_line_speaks_of_some_address() -> None:
    idle = [line.names for line in MATRIX if not any(addresses_of(line))]
    assert not idle, "nothing has these names any more:\n" + "\n".join(idle)


@pytest.mark.slow
@pytest.mark.parametrize("line", MATRIX, ids=lambda line: line.names[:60])
def test_everybody_gets_the_answer_of_the_matrix(world: World, line: Line) -> None:
    browsers = [world.browser(role, raise_request_exception=False) for role in ROLES]
    wrong = []
    for address in addresses_of(line):
        url = address.written_out(world)
        for place, role in enumerate(ROLES):
            outcome = asked(browsers[place], line.method, url, line.data)
            if outcome not in line.right(place):
                wrong.append(
                    f"{line.method} {address}: {role} got {outcome}, not {sorted(line.right(place))}"
                )
            if line.right(place) & {SIGN_IN, REFUSED, GONE} and line.method == "get":
                posted = asked(browsers[place], "post", url, {})
                if posted not in CLOSED:
                    wrong.append(f"post {address}: {role} got {posted}, closed for get")
    assert not wrong, "\n".join(wrong)
