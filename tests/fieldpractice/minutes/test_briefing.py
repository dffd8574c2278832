"""The briefing before a session, from live data, in the same number of queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldpractice import minutes_papers
from fieldpractice.enums import ConstraintState, PresenceState, SessionState, Severity
from fieldpractice.models import Constraint, ConstraintEvent, MonitoringSession, Presence
from fieldpractice.queries.minutes.briefing import Briefing, briefing_of, previous_of
from fieldpractice.queries.minutes.content import with_all
from fieldpractice.queries.minutes.words import text_of
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up, move_follow_up
from lms.people import clock
from tests.conftest import Cast
from tests.factories.assignments.submissions import make_task
from tests.factories.courses import DURING, make_enrolment
from tests.factories.fieldpractice import make_constraint, make_entry, make_placement, make_session
from tests.fieldpractice.minutes.conftest import NOW, Field


def briefing(field: Field) -> Briefing:
    return briefing_of(with_all(MonitoringSession.objects.filter(pk=field.session.pk)).get())


def test_the_session_before_is_the_last_that_took_place_for_the_same_people(cast: Cast, field: Field) -> None:
    assert previous_of(field.session) == field.first
    assert previous_of(field.first) is None
    begins = field.session.starts_at - timedelta(days=1)
    make_session(
        field.cohort, actor=cast.coordinator, starts_at=begins, state=SessionState.CANCELLED, cancelled_because="Banjir"
    )
    assert previous_of(field.session) == field.first


def test_who_is_late_with_which_tasks(cast: Cast, field: Field) -> None:
    with clock.at(DURING):
        task = make_task(actor=cast.coordinator, cohort=field.cohort)
    code = task.form_version.form.code
    assert [(one.enrolment, one.codes) for one in briefing(field).late] == [(field.ayu, code), (field.bima, code)]


def test_new_and_open_constraints_and_what_was_brought_on(cast: Cast, field: Field) -> None:
    with clock.at(NOW - timedelta(days=30)):
        old = make_constraint(field.ayu, title="Lama", severity=Severity.HIGH)
        solved = make_constraint(field.bima, title="Beres")
    make_constraint(field.bima, title="Baru", severity=Severity.LOW, service=7)
    Constraint.objects.filter(pk=solved.pk).update(state=ConstraintState.RESOLVED)
    ConstraintEvent.objects.create(
        constraint=solved, before="strengthened", after="resolved", actor=cast.coordinator, note="Modul 3 ditambah",
        at=NOW - timedelta(days=2),
    )  # fmt: skip
    found = briefing(field)
    assert [(one.constraint.title, one.is_new) for one in found.constraints] == [("Baru", True), ("Lama", False)]
    assert old.title in [one.constraint.title for one in found.constraints]
    assert found.new == 1
    assert [count for _name, count in found.by_service] == [1, 1]
    assert [(one.constraint, one.note, one.is_resolved) for one in found.solved] == [(solved, "Modul 3 ditambah", True)]


def test_what_was_opened_again_is_not_brought_on(cast: Cast, field: Field) -> None:
    again = make_constraint(field.ayu)
    ConstraintEvent.objects.create(constraint=again, before="strengthened", after="resolved", actor=cast.coordinator)
    ConstraintEvent.objects.create(constraint=again, before="resolved", after="raised", actor=cast.coordinator)
    assert briefing(field).solved == []


def test_follow_ups_of_before_absent_and_silent_people(cast: Cast, field: Field) -> None:
    def planned(action: str, session: MonitoringSession) -> object:
        plan = Plan(action=action, responsible=field.ayu.user, due_on=date(2026, 9, 20))
        return add_follow_up(
            actor=cast.facilitator, cohort=field.cohort, session=session, plan=plan, key=f"kunci-{action}"
        )

    done = planned("selesai", field.first)
    planned("terbuka", field.first)
    planned("sekarang", field.session)
    move_follow_up(actor=field.ayu.user, follow_up=done, to="done", seen="open")  # type: ignore[arg-type]
    found = briefing(field)
    assert [(one.action, one.state) for one in found.follow_ups] == [("terbuka", "open"), ("selesai", "done")]
    assert found.absent == [field.bima]
    assert {one.enrolment for one in found.silent} == {field.ayu, field.bima}
    make_entry(make_placement(field.ayu, actor=cast.coordinator), created_at=NOW - timedelta(days=1))
    assert [one.enrolment for one in briefing(field).silent] == [field.bima]


def test_the_text_for_a_group_names_nobody_who_is_late_or_was_absent(cast: Cast, field: Field) -> None:
    with clock.at(DURING):
        make_task(actor=cast.coordinator, cohort=field.cohort)
    make_constraint(field.ayu, title="OTP tidak masuk")
    text = text_of(briefing(field), "https://padan.test/monitoring/x/")
    assert "OTP tidak masuk" in text
    assert "https://padan.test/monitoring/x/" in text
    assert "10.00 WIB" in text
    assert "12.00 WIT" in text
    assert "Bima" not in text
    assert "Ayu" not in text


def test_the_first_session_has_a_briefing_too(field: Field) -> None:
    found = briefing_of(with_all(MonitoringSession.objects.filter(pk=field.first.pk)).get())
    assert (found.previous, found.absent, found.people) == (None, [], 2)


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_however_much_there_is(
    cast: Cast, field: Field, many: int, django_assert_num_queries: object
) -> None:
    with clock.at(DURING):
        make_task(actor=cast.coordinator, cohort=field.cohort)
        for _ in range(many):
            one = make_enrolment(actor=cast.coordinator, cohort=field.cohort, work_unit=cast.unit)
            make_constraint(one)
            Presence.objects.create(session=field.first, enrolment=one, state=PresenceState.ABSENT)
    briefing(field)
    session = with_all(MonitoringSession.objects.filter(pk=field.session.pk)).get()
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        found = briefing_of(session)
    assert len(found.constraints) == many


QUERIES = 18


def test_the_paper_is_set(field: Field) -> None:
    make_constraint(field.ayu, title="OTP #tidak *masuk*")
    assert minutes_papers.briefing_pdf(briefing(field)).startswith(b"%PDF-")
