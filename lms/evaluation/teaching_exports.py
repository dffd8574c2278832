"""What was said of facilitators and classes as a spreadsheet: every question with its mean, as far as it may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation.queries.teaching import Judged, Teaching
from lms.evaluation.sheets import Table, workbook
from lms.evaluation.statistics import rounded


def teaching_xlsx(teaching: Teaching) -> bytes:
    """Return the workbook: one line a question; a survey whose answers may not be shown has one line that says why."""
    heads = [
        _("About"), _("Day"), _("Survey"), _("Question"), _("Mean"), _("Low (95%)"), _("High (95%)"), "n", _("Upper end"),
        _("Why there is none"),
    ]  # fmt: skip
    return workbook([Table(_("Facilitators and classes"), heads, list(_lines(teaching)))])


def _lines(teaching: Teaching) -> Iterator[list[Any]]:
    for person in teaching.facilitators:
        for one in person.judged:
            yield from _judged([person.user.display_name, None], one)
    for group in teaching.classes:
        for one in group.judged:
            yield from _judged([group.meeting.title, group.meeting.local_start.date()], one)


def _judged(about: list[Any], one: Judged) -> Iterator[list[Any]]:
    head = [*about, one.run.title]
    if not one.results.shown:
        yield [*head, *[None] * 6, one.results.why]
        return
    for line in one.lines:
        mean: Any = line.mean
        bounds = [None if value is None else rounded(value, 2) for value in (mean.value, mean.low, mean.high)]
        yield [*head, line.line.text, *bounds, mean.n, one.top]
