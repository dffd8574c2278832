"""Placing a cohort in one step: proposed, as typed, again, bad input, and many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment
from courses.services import cohorts, enrolments
from fieldpractice.kinds import placements as kinds
from fieldpractice.models import Placement
from fieldpractice.queries.placements import Draft, drafts_for, field_days, unplaced
from fieldpractice.services.placements import place_cohort
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_unit, make_user
from tests.fieldpractice.practice import FIRST, Practice


def test_everybody_is_placed_as_proposed_and_told(practice: Practice, cast: Cast) -> None:
    placement = practice.placement
    assert (placement.work_unit, placement.supervisor) == (cast.unit, cast.supervisor)
    assert (placement.starts_on, placement.ends_on) == (FIRST, FIRST + timedelta(days=83))
    assert placement.time_zone == cast.unit.time_zone
    assert Notice.objects.filter(kind=kinds.PLACED, to=practice.user).count() == 1
    assert Notice.objects.filter(kind=kinds.SUPERVISES, to=cast.supervisor).count() == 1
    assert AuditEntry.objects.filter(action="fieldpractice.placement.create").count() == 1


def test_again_changes_nothing_and_adds_who_came_late(practice: Practice, cast: Cast) -> None:
    late = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Citra", work_unit=make_unit())
    before = Placement.objects.filter(pk=practice.placement.pk).values().get()
    placed = place_cohort(actor=cast.coordinator, cohort=practice.cohort)
    assert [one.enrolment for one in placed.made] == [late]
    # Put on the list after the first day: the own twelve weeks begin today.
    assert placed.made[0].starts_on == clock.today()
    assert Placement.objects.filter(pk=practice.placement.pk).values().get() == before
    assert place_cohort(actor=cast.coordinator, cohort=practice.cohort).made == []
    assert Notice.objects.filter(kind=kinds.PLACED).count() == 2


def test_a_row_as_typed_wins_over_what_was_proposed(practice: Practice, cast: Cast) -> None:
    unit = make_unit(time_zone="Asia/Jayapura")
    one = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Dewi", work_unit=cast.unit)
    row = Draft(one, unit, FIRST + timedelta(days=7), None, "Ibu Rahayu", "Rahayu@Example.test", "0812 3456 7890")
    placed = place_cohort(actor=cast.coordinator, cohort=practice.cohort, rows=[row])
    made = placed.made[0]
    assert (made.work_unit, made.time_zone, made.supervisor) == (unit, "Asia/Jayapura", None)
    assert (made.supervisor_name, made.supervisor_email) == ("Ibu Rahayu", "rahayu@example.test")
    assert made.supervisor_phone == "+6281234567890"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"supervisor_email": "ibu@example.test"}, "no name"),
        ({"supervisor_name": "Ibu", "supervisor_email": "bukan-alamat"}, "no e-mail address"),
        ({"supervisor_name": "Ibu", "supervisor_phone": "12"}, "telephone"),
        ({"supervisor_name": "Diri", "supervisor_email": "dewi@example.test"}, "own supervisor"),
    ],
)
def test_a_supervisor_typed_wrongly_is_refused_and_nobody_is_placed(
    practice: Practice, cast: Cast, typed: dict[str, str], says: str
) -> None:
    one = make_enrolment(
        actor=cast.coordinator, cohort=practice.cohort, name="Dewi", email="dewi@example.test", work_unit=cast.unit
    )
    other = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Eko", work_unit=cast.unit)
    rows = [Draft(other, cast.unit, FIRST), Draft(one, cast.unit, FIRST, **typed)]
    with pytest.raises(Refusal, match=says):
        place_cohort(actor=cast.coordinator, cohort=practice.cohort, rows=rows)
    assert Placement.objects.count() == 1


def test_who_has_no_unit_is_left_out_and_named(practice: Practice, cast: Cast) -> None:
    make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Tanpa Unit")
    placed = place_cohort(actor=cast.coordinator, cohort=practice.cohort)
    assert placed.made == []
    assert [one.enrolment.user.name for one in placed.missing] == ["Tanpa Unit"]


def test_nobody_supervises_oneself_and_two_supervisors_are_left_to_choose(practice: Practice, cast: Cast) -> None:
    stage = field_days(practice.cohort)
    assert stage is not None
    own, shared = make_unit(), make_unit()
    head = make_user(name="Kepala", work_unit=own)
    give_role(head, Role.SUPERVISOR, work_unit=own)
    for name in ("Satu", "Dua"):
        give_role(make_user(name=name), Role.SUPERVISOR, work_unit=shared)
    make_enrolment(actor=cast.coordinator, cohort=practice.cohort, user=head)
    make_enrolment(actor=cast.coordinator, cohort=practice.cohort, name="Fajar", work_unit=shared)
    assert [one.supervisor for one in drafts_for(stage, unplaced(practice.cohort))] == [None, None]


def test_only_organisers_place(practice: Practice, cast: Cast) -> None:
    for user in (cast.facilitator, cast.supervisor, cast.reviewer, practice.user, cast.outsider):
        with pytest.raises(NotAllowed):
            place_cohort(actor=user, cohort=practice.cohort)


def test_a_stranger_and_a_cohort_that_is_over_are_refused(practice: Practice, cast: Cast) -> None:
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator), work_unit=cast.unit)
    with pytest.raises(Refusal, match="not in this cohort"):
        place_cohort(actor=cast.coordinator, cohort=practice.cohort, rows=[Draft(other, cast.unit, FIRST)])
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=practice.cohort, reason="Anggaran")
    with pytest.raises(Refusal, match="nobody is placed"):
        place_cohort(actor=cast.coordinator, cohort=practice.cohort)


def test_who_withdrew_is_not_placed_and_a_placement_survives_withdrawal(practice: Practice, cast: Cast) -> None:
    gone = make_enrolment(actor=cast.coordinator, cohort=practice.cohort, state="withdrawn", work_unit=cast.unit)
    assert place_cohort(actor=cast.coordinator, cohort=practice.cohort).made == []
    assert not Placement.objects.filter(enrolment=gone).exists()
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah tugas")
    assert Placement.objects.filter(enrolment=practice.enrolment).exists()


def _cost(cast: Cast, people: int) -> int:
    cohort = make_cohort(actor=cast.coordinator, capacity=200)
    units = [make_unit() for _ in range(3)]
    for number in range(people):
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=units[number % 3])
    with CaptureQueriesContext(connection) as asked:
        placed = place_cohort(actor=cast.coordinator, cohort=cohort)
    assert len(placed.made) == people
    assert Enrolment.objects.filter(cohort=cohort, placement__isnull=True).count() == 0
    return len(asked)


def test_placing_costs_the_same_for_three_and_for_forty(cast: Cast) -> None:
    _cost(cast, 1)
    assert _cost(cast, 3) == _cost(cast, 40)
