"""The audit log as a provincial administrator reads it."""

import re
from pathlib import Path

import make
import make_people
import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail import hooks

from jobs import api as jobs
from jobs.audit_words import ACTIONS
from jobs.wagtail_hooks import READABLE, readable
from people import api as people

RECORDED = re.compile(r'jobs\.record\(\s*"([a-z_.]+)"')


def actions_in_code() -> set[str]:
    root = Path(settings.ROOT)
    files = [file for folder in ("site", "courses", "quizzes") for file in (root / folder).rglob("*.py")]
    found = {action for file in files for action in RECORDED.findall(file.read_text(encoding="utf-8"))}
    assert "grant.given" in found
    return found


def test_every_action_that_is_recorded_has_a_name() -> None:
    assert actions_in_code() <= ACTIONS.keys()


@pytest.mark.django_db
def test_the_log_is_read_in_vietnamese(client: Client) -> None:
    province = make.a_province()
    administrator = make.an_administrator(province, role=people.Role.PROVINCIAL_ADMINISTRATOR)
    jobs.record(
        "grant.given", by=administrator, at=make.NOON, details={"role": "trainer", "unit": province.uid}
    )
    jobs.record(
        "course.loaded",
        by=None,
        at=make.NOON,
        details={"code": "C5", "hash": "0123456789abcdef", "since": "2026-11-20", "to": ""},
    )
    client.force_login(administrator)
    page = client.get(reverse("audit")).content.decode()
    assert "giao vai trò" in page
    assert f"vai trò: giảng viên; đơn vị: {province.uid}" in page
    assert "mã khóa học: C5; dấu của tệp: 0123456789ab; từ ngày: 20/11/2026" in page
    assert "0123456789abc" not in page
    assert "hệ thống" in page
    assert "grant.given" not in page
    assert "course.loaded" not in page


@pytest.mark.django_db
def test_a_commune_reads_what_it_did_and_what_was_done_to_its_people(client: Client) -> None:
    hy = make_people.a_small_province()
    for by, about, source in (
        (hy.administrator, None, "việc tự làm"),
        (hy.provincial, hy.learner, "việc về người của xã"),
        (hy.other_administrator, hy.other_learner, "việc của xã khác"),
        (hy.provincial, None, "việc của tỉnh"),
        (hy.provincial, hy.provincial, "việc về cấp trên"),
        (None, None, "việc của máy"),
    ):
        jobs.record("person.edited", by=by, at=make.NOON, about=about, details={"source": source})
    for address in (reverse("audit"), reverse("audit_results")):
        client.force_login(hy.administrator)
        page = client.get(address).content.decode()
        assert "việc tự làm" in page
        assert "việc về người của xã" in page
        for hidden in ("việc của xã khác", "việc của tỉnh", "việc về cấp trên", "việc của máy"):
            assert hidden not in page
        client.force_login(hy.provincial)
        page = client.get(address).content.decode()
        for seen in ("việc tự làm", "việc của xã khác", "việc của tỉnh", "việc của máy"):
            assert seen in page


@pytest.mark.django_db
def test_every_limit_that_is_registered_counts(rf: RequestFactory) -> None:
    jobs.record("law.loaded", by=None, at=make.NOON)
    request = rf.get("/")
    request.user = make.an_administrator(make.a_province(), role=people.Role.PROVINCIAL_ADMINISTRATOR)
    assert readable(request).exists()
    with hooks.register_temporarily(READABLE, lambda _request, entries: entries.none()):
        assert not readable(request).exists()
