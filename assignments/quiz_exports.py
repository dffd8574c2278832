"""A quiz's results as a spreadsheet: the figures of the screen, for everybody."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from assignments.enums import HandedInBy
from assignments.models import Quiz
from assignments.queries.quiz_results import Person, streamed_people, topic_percents, topics_in
from assignments.queries.quizzes import percent_of
from lms.people import clock


def results_xlsx(quiz: Quiz) -> bytes:
    """Return the workbook: one line a person, the attempt that counts, percent by topic, times in WIB. Text stays text."""
    import xlsxwriter  # heavy: loaded by whoever asks for a spreadsheet

    out = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": False,
    }
    people, topics = list(streamed_people(quiz)), topics_in(quiz)
    shares = topic_percents([one.counted.pk for one in people if one.counted])
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Results"))
        bold, time = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        number = book.add_format({"num_format": "0.00"})
        head = [*_head(), *(name for _pk, name in topics)]
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 1, 32)
        sheet.set_column(2, len(head), 16)
        sheet.write_row(0, 0, head, bold)
        for row, one in enumerate(people, start=1):
            mine = shares.get(one.counted.pk, {}) if one.counted else {}
            _write(sheet, row, [*_cells(one), *(mine.get(pk) for pk, _name in topics)], time, number)
    return out.getvalue()


def _head() -> list[str]:
    return [
        _("Participant"),
        _("Work unit"),
        _("State"),
        _("Attempts"),
        _("Begun (WIB)"),
        _("Handed in (WIB)"),
        _("Handed in by"),
        _("Points"),
        _("Of"),
        _("Percent"),
        _("Passed"),
        _("Seconds late, counted"),
        _("Answers too late"),
    ]


def _cells(one: Person) -> list[Any]:
    attempt = one.counted or one.last
    unit = one.enrolment.work_unit
    start: list[Any] = [str(one.enrolment.user), unit.name if unit else "", _state(one), len(one.attempts)]
    if attempt is None:
        return start + [None] * (len(_head()) - len(start))
    value = percent_of(attempt)
    return [
        *start,
        attempt.started_at,
        attempt.handed_in_at,
        str(HandedInBy(attempt.handed_in_by).label) if attempt.handed_in_by else "",
        attempt.points,
        attempt.points_max,
        value,
        "" if one.passed is None else _("yes") if one.passed else _("no"),
        one.late_seconds or None,
        one.refused or None,
    ]


def _state(one: Person) -> str:
    shown = one.counted or one.last
    return str(shown.get_state_display()) if shown else _("Not begun")


def _write(sheet: Any, row: int, cells: list[Any], time: Any, number: Any) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value.astimezone(clock.WIB).replace(tzinfo=None), time)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), number)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value:
            sheet.write_string(row, column, str(value))
