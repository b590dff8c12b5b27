"""The table of questions as a file."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from quizzes.statistics.showing import rounded, sentences
from sheets import api as sheets


class QuestionSheet(sheets.RecordResource):
    """One question a row; figures in percent with one decimal, empty where nothing can be said."""

    uid = sheets.Column(_("Question key"), "uid")
    stem = sheets.Column(_("Question"), "stem")
    kind = sheets.Column(_("Kind of question"), "kind")
    attempts = sheets.Column(_("Attempts"), lambda row: row.figures.attempts)
    versions = sheets.Column(_("Versions"), lambda row: len(row.figures.versions))
    facility = sheets.Column(_("Facility (%)"), lambda row: _percent(row.figures.facility))
    facility_low = sheets.Column(_("Facility, from (%)"), lambda row: _low(row.facility_interval))
    facility_high = sheets.Column(_("Facility, to (%)"), lambda row: _high(row.facility_interval))
    deviation = sheets.Column(_("Standard deviation (%)"), lambda row: _percent(row.figures.deviation))
    discrimination = sheets.Column(_("Discrimination (%)"), lambda row: _percent(row.figures.discrimination))
    discrimination_low = sheets.Column(
        _("Discrimination, from (%)"), lambda row: _low(row.discrimination_interval)
    )
    discrimination_high = sheets.Column(
        _("Discrimination, to (%)"), lambda row: _high(row.discrimination_interval)
    )
    efficiency = sheets.Column(
        _("Discriminative efficiency (%)"), lambda row: _percent(row.figures.efficiency)
    )
    intended = sheets.Column(_("Intended weight (%)"), lambda row: _percent(row.figures.intended))
    effective = sheets.Column(_("Effective weight (%)"), lambda row: _percent(row.figures.effective))
    guess = sheets.Column(_("Score by guessing (%)"), lambda row: _percent(row.figures.guess))
    remark = sheets.Column(_("Remark"), lambda row: sentences(row.remarks))


def _percent(value: float | None) -> Decimal | None:
    return None if value is None else rounded(100 * value, 1)


def _low(interval: object) -> Decimal | None:
    return _percent(getattr(interval, "low", None))


def _high(interval: object) -> Decimal | None:
    return _percent(getattr(interval, "high", None))
