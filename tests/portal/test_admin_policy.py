"""The frame of the admin: a policy of its own for scripts and styles, and the name of the portal in its windows."""

from typing import Any

import make
import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_admin_alone_has_the_weaker_policy(client: Client) -> None:
    client.force_login(make.a_person(is_superuser=True))
    assert "script-src 'self' 'unsafe-inline'" in client.get("/quan-tri/")["Content-Security-Policy"]
    strict = client.get("/tai-khoan/dang-xuat/")["Content-Security-Policy"]
    assert "unsafe" not in strict
    assert "default-src 'none'" in strict


def test_windows_of_the_admin_carry_the_name_of_the_portal(client: Client, settings: Any) -> None:
    client.force_login(make.a_trainer())
    for address in ("/quan-tri/", "/quan-tri/khong-co/"):
        assert f"- {settings.WAGTAIL_SITE_NAME}</title>" in client.get(address).content.decode()
