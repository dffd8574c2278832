"""Two at once: the later one is told, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import override

from lms.evaluation.models import ProgrammeReport, ReplicationCriterion, ReportFinal, ReportText
from lms.evaluation.report_parts import digest_of_parts, parts_of
from lms.evaluation.services import reports
from lms.evaluation.services.replication import change_criterion
from lms.people import clock
from lms.people.enums import Column
from lms.people.errors import Conflict, Refusal
from lms.programme.models import Review
from lms.programme.services import open_review, sign
from lms.programme.services.signing import PartsChanged
from tests.evaluation.replication.making import make_scorecard, send, words
from tests.evaluation.reports.conftest import Desk
from tests.factories.courses import DURING
from tests.factories.programme import seen_of, sign_all
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


def between(held: QuerySet[Any], *acts: Callable[[], object]) -> list[object]:
    """Run acts one after the other in threads, each begun when the former waits, while somebody holds rows that the first one needs.

    Where rows are locked each comes as far as it can before the rows are let go; on SQLite, which lets one write at a time, they follow.
    """

    def run(act: Callable[[], object]) -> object:
        try:
            with clock.at(DURING), override("en"):
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        if connection.vendor != "postgresql":
            return [pool.submit(run, act).result(timeout=60) for act in acts]
        with transaction.atomic():
            list(held.select_for_update())
            begun = []
            for many, act in enumerate(acts, 1):
                begun.append(pool.submit(run, act))
                _until_waiting(many)
        return [one.result(timeout=60) for one in begun]


def _until_waiting(many: int) -> None:
    until = monotonic() + 20
    while monotonic() < until:
        with connection.cursor() as cursor:
            # What PostgreSQL tells of others is told once a transaction, unless it is asked to forget it.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= many:
                return
        sleep(0.02)
    raise AssertionError("Nobody waits.")


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_the_last_signature_at_once_sign_nothing_unseen(desk: Desk) -> None:
    """Whoever edits and whoever signs lock in one order: the signature waits, is told, and nothing is final unsigned."""
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    seen, section = seen_of(review, Column.ILO), section_of(desk.report, "impact")
    edited, signed = between(
        ReportText.objects.filter(section=section),
        lambda: reports.save_text(actor=desk.actor, section=section, language="id", text="Baru.", seq=1),
        lambda: sign(review=review, column="ILO", verdict="approve", reason="", seen=seen, actor=desk.ilo),
    )
    assert isinstance(edited, ReportText)
    assert isinstance(signed, PartsChanged)
    assert not ReportFinal.objects.exists()
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    final = ReportFinal.objects.get()
    assert final.digest == digest_of_parts(parts_of(fresh(desk.report)))
    with pytest.raises(Conflict):
        reports.refresh_figures(actor=desk.actor, report=desk.report)


@pytest.mark.django_db(transaction=True)
def test_a_criterion_changed_while_the_last_unit_signs_is_not_agreed_unseen(desk: Desk) -> None:
    scorecard = make_scorecard(desk.actor, desk.report)
    review = send(desk.actor, desk.report)
    sign_all(review, Column.PASKER, desk.pasker)
    one, seen = scorecard.criteria.get(), seen_of(review, Column.ILO)
    changed, signed = between(
        ReplicationCriterion.objects.filter(pk=one.pk),
        lambda: change_criterion(actor=desk.actor, criterion=one, words=words(title="Peserta lulus"), seq=one.seq),
        lambda: sign(review=review, column="ILO", verdict="approve", reason="", seen=seen, actor=desk.ilo),
    )
    assert changed is None
    assert isinstance(signed, PartsChanged)
    scorecard.refresh_from_db()
    assert not scorecard.is_agreed


@pytest.mark.django_db(transaction=True)
def test_two_ways_of_asking_the_units_at_once_are_one_review(desk: Desk) -> None:
    """One presses on the report, one on the page of reviews: activity, reviews, report are locked in one order."""
    write_all(desk.report, desk.actor)
    report, due = fresh(desk.report), clock.today() + timedelta(days=3)
    found = between(
        ProgrammeReport.objects.filter(pk=report.pk),
        lambda: reports.open_report(actor=desk.actor, report=report, due_on=due),
        lambda: open_review(subject=fresh(report), activity_no=10, due_on=due, actor=desk.cast.admin),
    )
    assert [type(one) for one in found] == [Review, Conflict]
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_figure_read_by_two_at_once_is_one_row(desk: Desk) -> None:
    before = set(desk.report.figures.values_list("cohort", "key"))
    desk.report.figures.filter(key=min(key for _cohort, key in before)).delete()
    first, second = desk.report, fresh(desk.report)
    answers = between(
        ProgrammeReport.objects.filter(pk=desk.report.pk),
        lambda: reports.read_figures(report=first),
        lambda: reports.read_figures(report=second),
    )
    assert not [one for one in answers if isinstance(one, Exception)]
    assert sorted(desk.report.figures.values_list("cohort", "key")) == sorted(before)
