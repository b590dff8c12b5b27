"""Exports declared as columns, from a queryset to a file."""

import csv
import datetime as dt
import io
import json
import unicodedata
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from sheets import api as sheets

ANH = unicodedata.normalize("NFD", "Nguyễn Thị Ánh")


class Results(sheets.RecordResource):
    name = sheets.Column(_("Họ và tên"), "person__full_name")
    passed_on = sheets.Column("Ngày đạt", "passed_on")
    score = sheets.Column("Điểm", lambda record: Decimal(record.points) / 2)
    note = sheets.Column("=Ghi chú", "note")

    def dehydrate_note(self, record):
        return f"={record.note}"


def result(**changed):
    facts = {
        "person": SimpleNamespace(full_name=ANH),
        "passed_on": dt.date(2026, 4, 4),
        "points": 17,
        "note": "tốt",
    }
    return SimpleNamespace(**(facts | changed))


def test_columns_come_from_paths_functions_and_methods_in_the_order_declared():
    assert Results().headings() == ["Họ và tên", "Ngày đạt", "Điểm", "=Ghi chú"]
    assert list(Results().rows([result()])) == [
        ["Nguyễn Thị Ánh", dt.date(2026, 4, 4), Decimal("8.5"), "=tốt"]
    ]


def test_a_missing_link_gives_an_empty_cell():
    assert next(Results().rows([result(person=None)]))[0] is None


def test_files_for_people_have_headings_and_files_for_programs_have_names():
    table = Results().file([result()], as_format=sheets.CSV())
    assert list(csv.reader(io.StringIO(table.decode("utf-8-sig")))) == [
        ["Họ và tên", "Ngày đạt", "Điểm", "'=Ghi chú"],
        ["Nguyễn Thị Ánh", "04/04/2026", "8.5", "'=tốt"],
    ]
    assert json.loads(Results().file([result()], as_format=sheets.JSON())) == [
        {"name": "Nguyễn Thị Ánh", "passed_on": "2026-04-04", "score": 8.5, "note": "=tốt"}
    ]


def test_some_columns_may_be_chosen_and_unknown_ones_are_refused():
    assert Results().headings(only={"score", "name"}) == ["Họ và tên", "Điểm"]
    assert list(Results().rows([result()], only={"score"})) == [[Decimal("8.5")]]
    with pytest.raises(ValueError, match="birth"):
        Results().headings(only={"birth"})


def test_the_library_s_own_export_gives_the_same_rows():
    dataset = Results().export([result()])
    assert dataset.headers == Results().headings()
    assert list(dataset[0]) == next(Results().rows([result()]))


class Groups(sheets.RecordResource):
    name = sheets.Column("Tên", "name")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sheets.FORMATS)
def test_ten_thousand_records_leave_through_one_query(kind, django_assert_num_queries):
    Group.objects.bulk_create(Group(name=f"x{number:05}") for number in range(10_000))
    out = io.BytesIO()
    groups = Group.objects.filter(name__startswith="x").order_by("name")
    with django_assert_num_queries(1):
        assert Groups().write(groups, to=out, as_format=kind()) == 10_000
    assert groups._result_cache is None
    assert out.tell() > 10_000


@pytest.mark.django_db
def test_related_rows_are_prefetched_by_the_batch(django_assert_num_queries):
    Group.objects.bulk_create(Group(name=f"x{number:05}") for number in range(2001))

    class Counts(sheets.RecordResource):
        count = sheets.Column("Số quyền", lambda group: len(group.permissions.all()))

    groups = Group.objects.filter(name__startswith="x").order_by("name").prefetch_related("permissions")
    with django_assert_num_queries(3):
        assert sum(1 for _row in Counts().rows(groups)) == 2001
