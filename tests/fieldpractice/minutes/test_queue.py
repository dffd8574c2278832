"""The queue of constraints: its order, one at a time, put off, discussed with a note."""

from __future__ import annotations

import pytest

from fieldpractice.enums import ConstraintState, QueueState, SessionState, Severity
from fieldpractice.models import Constraint, ConstraintEvent, ConstraintVoice, MinutesItem, QueueMark
from fieldpractice.queries.minutes.queue import queue_of, units_sharing
from fieldpractice.services.minutes.queue import discuss_in_session, postpone, take_up
from lms.people.errors import Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.fieldpractice import make_constraint, make_session
from tests.fieldpractice.minutes.conftest import Field


def titles(field: Field) -> list[str]:
    return [one.constraint.title for one in queue_of(field.session)]


@pytest.fixture
def otp(field: Field) -> Constraint:
    return make_constraint(field.ayu, title="OTP", severity=Severity.MEDIUM)


@pytest.fixture
def printer(field: Field) -> Constraint:
    return make_constraint(field.bima, title="Printer", severity=Severity.HIGH)


def voice(constraint: Constraint, enrolment: object) -> None:
    ConstraintVoice.objects.create(constraint=constraint, enrolment=enrolment, work_unit=enrolment.work_unit)  # type: ignore[attr-defined,misc]


def test_what_touches_more_units_more_gravely_comes_first(field: Field, otp: Constraint, printer: Constraint) -> None:
    assert titles(field) == ["Printer", "OTP"]
    voice(otp, field.bima)
    # Twice medium weighs more than once high.
    assert titles(field) == ["OTP", "Printer"]
    assert [one.weight for one in queue_of(field.session)] == [4, 3]


def test_units_are_counted_once_and_those_of_merged_constraints_too(field: Field, otp: Constraint) -> None:
    other = make_constraint(field.bima, title="OTP tidak masuk", merged_into=otp)
    voice(otp, field.ayu)
    assert units_sharing({otp.pk}) == {otp.pk: 2}
    voice(other, field.ayu)
    assert units_sharing({otp.pk}) == {otp.pk: 2}
    assert titles(field) == ["OTP"]


def test_one_is_under_discussion_and_stands_first(
    cast: Cast, field: Field, otp: Constraint, printer: Constraint
) -> None:
    for constraint in (printer, otp):
        take_up(actor=cast.facilitator, session=field.session, constraint=constraint)
    assert [(one.constraint, one.is_now) for one in queue_of(field.session)] == [(otp, True), (printer, False)]
    lines = AuditEntry.objects.filter(action="fieldpractice.queue.take_up").order_by("pk")
    assert [(one.actor, one.object_label) for one in lines] == [
        (cast.facilitator, "Printer"),
        (cast.facilitator, "OTP"),
    ]


def test_put_off_it_waits_at_the_end_and_in_the_next_session(
    cast: Cast, field: Field, otp: Constraint, printer: Constraint
) -> None:
    postpone(actor=cast.facilitator, session=field.first, constraint=printer)
    Constraint.objects.filter(pk=printer.pk).update(state=ConstraintState.DISCUSSED)
    # Discussed once before: it is here because the last session put it off.
    assert [(one.constraint, one.put_off) for one in queue_of(field.session)] == [(printer, True), (otp, False)]
    postpone(actor=cast.facilitator, session=field.session, constraint=printer)
    assert titles(field) == ["OTP", "Printer"]
    lines = AuditEntry.objects.filter(action="fieldpractice.queue.postpone").order_by("pk")
    assert [one.changes for one in lines] == [{"session": str(one)} for one in (field.first, field.session)]


def test_discussed_it_is_in_the_minutes_and_in_the_register_once(cast: Cast, field: Field, otp: Constraint) -> None:
    for _ in range(2):
        discuss_in_session(
            actor=cast.facilitator, session=field.session, constraint=otp, note=" Pakai surel ", key="kunci-otp"
        )
    otp.refresh_from_db()
    assert otp.state == ConstraintState.DISCUSSED
    step = ConstraintEvent.objects.get()
    assert (step.before, step.after, step.note, step.session) == ("raised", "discussed", "Pakai surel", field.session)
    assert (MinutesItem.objects.get().text, MinutesItem.objects.get().constraint) == ("Pakai surel", otp)
    assert QueueMark.objects.get().state == QueueState.DISCUSSED
    assert [one.is_discussed for one in queue_of(field.session)] == [True]


def test_discussing_takes_no_constraint_back(cast: Cast, field: Field, otp: Constraint) -> None:
    Constraint.objects.filter(pk=otp.pk).update(state=ConstraintState.ASSIGNED)
    otp.refresh_from_db()
    discuss_in_session(
        actor=cast.facilitator, session=field.session, constraint=otp, note="Materi jalan", key="kunci-otp"
    )
    otp.refresh_from_db()
    assert otp.state == ConstraintState.ASSIGNED


def test_what_is_refused(cast: Cast, field: Field, otp: Constraint, printer: Constraint) -> None:
    who = {"actor": cast.facilitator, "session": field.session}
    with pytest.raises(Refusal):
        discuss_in_session(**who, constraint=otp, note="  ", key="kunci-otp")
    Constraint.objects.filter(pk=otp.pk).update(state=ConstraintState.RESOLVED)
    otp.refresh_from_db()
    with pytest.raises(Refusal):
        take_up(**who, constraint=otp)
    called_off = make_session(
        field.cohort, actor=cast.coordinator, state=SessionState.CANCELLED, cancelled_because="Banjir"
    )
    with pytest.raises(Refusal):
        postpone(actor=cast.facilitator, session=called_off, constraint=printer)
    assert not QueueMark.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_costs_the_same_however_long(field: Field, many: int, django_assert_num_queries: object) -> None:
    for _ in range(many):
        voice(make_constraint(field.ayu), field.bima)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(queue_of(field.session)) == many
