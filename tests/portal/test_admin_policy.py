"""Two policies: Wagtail's admin may have inline scripts and styles, the learners' pages may not."""

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
