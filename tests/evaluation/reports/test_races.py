"""Two at once: the later one is told, and nothing is written twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.evaluation.models import ReportFinal, ReportText
from lms.evaluation.services import reports
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict
from lms.programme.models import Review
from lms.programme.services import refresh_review
from tests.evaluation.reports.conftest import Desk
from tests.factories.programme import sign_all
from tests.factories.reports import ask_units, fresh, section_of, write_all


def test_a_save_on_an_old_count_writes_nothing(desk: Desk) -> None:
    for seq, text in ((0, "a"), (1, "b")):
        reports.save_text(actor=desk.actor, section=section_of(desk.report), language="id", text=text, seq=seq)
    for seq in (0, 1, 7):
        with pytest.raises(Conflict):
            reports.save_text(actor=desk.actor, section=section_of(desk.report), language="id", text="c", seq=seq)
    assert ReportText.objects.get(section=section_of(desk.report), language="id").text == "b"


def test_a_stale_object_does_not_open_a_second_review(desk: Desk) -> None:
    write_all(desk.report, desk.actor)
    stale, due = fresh(desk.report), clock.today() + timedelta(days=3)
    one = reports.open_report(actor=desk.actor, report=desk.report, due_on=due)
    assert reports.open_report(actor=desk.cast.admin, report=stale, due_on=due).pk == one.pk
    assert Review.objects.count() == 1


def test_an_edit_and_the_last_signature_leave_one_final(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    assert not refresh_review(review=review, actor=desk.actor).anything
    sign_all(review, Column.ILO, desk.ilo)
    assert ReportFinal.objects.count() == 1
    with pytest.raises(Conflict):
        reports.refresh_figures(actor=desk.actor, report=desk.report)


def test_a_figure_read_by_two_at_once_is_one_row(desk: Desk) -> None:
    before = desk.report.figures.count()
    reports.read_figures(report=desk.report)
    reports.read_figures(report=fresh(desk.report))
    assert desk.report.figures.count() == before
