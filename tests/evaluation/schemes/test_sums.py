"""Components: the sums that the rooms below give, each the figure of its own screen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.results import Part, PartState
from courses.enums import AttendanceState
from courses.models import Attendance, ClassMeeting
from courses.queries.learning import facts_of
from courses.services.learning import mark_done_many
from fieldpractice.enums import PresenceState
from fieldpractice.models import Presence
from lms.evaluation.components import EXCUSED, MISSING, Sum, component_of, components
from lms.evaluation.figures import figure_of
from lms.evaluation.queries import sums
from lms.evaluation.queries.panel.board import attitude_sums
from lms.evaluation.services.panel.scoring import mark_attitude
from lms.people import clock
from tests.evaluation.sitting import Sitting
from tests.factories.assignments.quizzes import make_quiz, sit
from tests.factories.classes import make_meeting
from tests.factories.courses import START
from tests.factories.evaluation_panel import adopt, attitude_at
from tests.factories.fieldpractice import make_entry, make_placement, make_session

KEYS = {
    "pre_test", "lessons", "attendance", "tests", "lab", "tasks", "field_presence", "logbook", "lhpk", "post_test",
    "attitude", "panel",
}  # fmt: skip


def test_the_registry_has_them_all() -> None:
    assert {one.key for one in components()} == KEYS
    assert component_of("nothing") is None


def ids(sitting: Sitting) -> list[int]:
    return [one.pk for one in sitting.people]


def test_lessons_are_counted_of_those_of_the_version(bare: Sitting) -> None:
    online = facts_of(bare.cohort).outline.online
    mark_done_many(cohort=bare.cohort, work={bare.people[0]: [(one, clock.now()) for one in online[:3]]})
    found = sums.lessons(bare.cohort, ids(bare))
    assert (found[bare.people[0].pk], found[bare.people[1].pk]) == (Sum(Fraction(3), 4), Sum(Fraction(0), 4))


def test_attendance_counts_jp_a_half_half_and_leave_not(bare: Sitting) -> None:
    first, second, third = bare.people
    one = make_meeting(actor=bare.cast.coordinator, cohort=bare.cohort)
    two = make_meeting(actor=bare.cast.coordinator, cohort=bare.cohort, begins=(13, 0), ends=(14, 30))
    assert all(one.missing for one in sums.attendance(bare.cohort, ids(bare)).values())
    states = {
        first: (AttendanceState.LATE, AttendanceState.HALF),
        second: (AttendanceState.EXCUSED, AttendanceState.ABSENT),
        third: (AttendanceState.EXCUSED, AttendanceState.EXCUSED),
    }
    ClassMeeting.objects.filter(pk__in=[one.pk, two.pk]).update(state="held")
    for who, pair in states.items():
        for meeting, state in zip((one, two), pair, strict=True):
            Attendance.objects.create(meeting=meeting, enrolment=who, state=state, decided=True)
    found = sums.attendance(bare.cohort, ids(bare))
    assert found[first.pk].share == Fraction(one.jp * 2 + two.jp, (one.jp + two.jp) * 2)
    assert found[second.pk].share == 0
    assert found[third.pk].missing
    assert found[first.pk].pending == ""
    make_meeting(actor=bare.cast.coordinator, cohort=bare.cohort, begins=(15, 0), ends=(16, 30))
    assert "1 class" in str(sums.attendance(bare.cohort, ids(bare))[first.pk].pending)


def test_a_test_counts_its_best_attempt_and_who_missed_it_is_missing(bare: Sitting) -> None:
    quiz = make_quiz(actor=bare.cast.facilitator, cohort=bare.cohort, questions=3)
    sit(quiz, bare.people[0], right=2)
    found = sums.pre_test(bare.cohort, ids(bare))
    assert found[bare.people[0].pk].share == Fraction(2, 3)
    assert found[bare.people[1].pk] == MISSING
    assert sums.post_test(bare.cohort, ids(bare))[bare.people[0].pk] == MISSING


def part(state: PartState, weight: str = "1", got: str = "0", most: str = "10", *, dropped: bool = False) -> Part:
    return Part("task", "x", Decimal(weight), state, Decimal(got), Decimal(most), dropped)


P = PartState


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([], MISSING),
        ([part(P.EXCUSED)], EXCUSED),
        ([part(P.GRADED, "3", "5"), part(P.GRADED, "1", "10")], Sum(Fraction(5, 2), 4)),
        ([part(P.GRADED, "1", "5"), part(P.WAITING)], MISSING),
        ([part(P.GRADED, "1", "5"), part(P.MISSING, "0")], Sum(Fraction(1, 2), 1)),
        ([part(P.GRADED, "1", "5"), part(P.EXCUSED)], Sum(Fraction(1, 2), 1)),
        ([part(P.GRADED, "1", "5"), part(P.GRADED, "1", "1", dropped=True)], Sum(Fraction(1, 2), 1)),
        # Where nothing weighs anything, each part weighs one.
        ([part(P.GRADED, "0", "5"), part(P.GRADED, "0", "10")], Sum(Fraction(3, 2), 2)),
    ],
)
def test_parts_are_weighed_as_the_gradebook_does(parts: list[Part], wanted: Sum) -> None:
    assert sums.weighed(parts) == wanted


def test_presence_in_part_counts_half_and_leave_not(bare: Sitting) -> None:
    first, second, third = bare.people
    held = [
        make_session(bare.cohort, actor=bare.cast.coordinator, state="held", starts_at=clock.now() - timedelta(days=n))
        for n in (1, 2, 3)
    ]
    states = {
        first: (PresenceState.PRESENT, PresenceState.PARTLY, PresenceState.ABSENT),
        second: (PresenceState.EXCUSED,) * 3,
    }
    for who, row in states.items():
        for session, state in zip(held, row, strict=True):
            decided = (
                {"decided_by": bare.cast.coordinator, "decided_at": clock.now(), "decided_because": "Surat"}
                if state == PresenceState.EXCUSED
                else {}
            )
            Presence.objects.create(session=session, enrolment=who, state=state, **decided)
    found = sums.field_presence(bare.cohort, ids(bare))
    assert found[first.pk] == Sum(Fraction(3, 2), 3)
    assert found[second.pk] == EXCUSED
    assert found[third.pk].missing
    assert found[first.pk].pending == ""
    coming = make_session(bare.cohort, actor=bare.cast.coordinator, starts_at=clock.now() + timedelta(days=3))
    assert coming.is_planned
    assert "1 session" in str(sums.field_presence(bare.cohort, ids(bare))[first.pk].pending)
    # The figure of the report counts as the result does: one and a half of three.
    figure = figure_of("sessions.presence")
    assert figure is not None
    assert figure.read(bare.cohort).value == 50


def test_weeks_of_the_logbook_that_are_over(bare: Sitting) -> None:
    first, second, third = bare.people
    placement = make_placement(
        first, actor=bare.cast.coordinator, starts_on=START - timedelta(days=21), work_unit=bare.cast.unit
    )
    make_placement(second, actor=bare.cast.coordinator, starts_on=START, work_unit=bare.cast.unit)
    for back in (20, 19, 6):
        make_entry(placement, day=START - timedelta(days=back))
    found = sums.logbook(bare.cohort, ids(bare))
    assert (found[first.pk].sum, found[first.pk].count) == (2, 3)
    assert "goes on until" in str(found[first.pk].pending)
    assert found[second.pk].missing
    assert third.pk not in found
    with clock.at(clock.at_midday(date(2026, 12, 31))):
        over = sums.logbook(bare.cohort, ids(bare))[first.pk]
    assert (over.sum, over.count, over.pending) == (2, 12, "")


def test_attitude_is_the_mean_of_each_facilitators_last_word(bare: Sitting) -> None:
    adopt(bare.cohort, ("attitude", "100"), actor=bare.cast.coordinator)
    one = bare.people[0]
    for actor, level in (
        (bare.cast.facilitator, "kurang"),
        (bare.cast.facilitator, "baik"),
        (bare.cast.admin, "sangat-baik"),
    ):
        mark_attitude(actor=actor, enrolment=one, levels=attitude_at(level))
    assert attitude_sums(bare.cohort, ids(bare)) == {one.pk: Sum(Fraction(185, 100), 2)}


def test_all_of_them_cost_the_same_for_one_and_for_three(bare: Sitting) -> None:
    make_quiz(actor=bare.cast.facilitator, cohort=bare.cohort, questions=3)
    for one in bare.people:
        make_placement(one, actor=bare.cast.coordinator, work_unit=bare.cast.unit)
    counts = []
    # The first reading takes the outline and the plan of the cohort into memory.
    sums.sums_of(bare.cohort, ids(bare), sorted(KEYS))
    for chosen in (ids(bare)[:1], ids(bare)):
        with CaptureQueriesContext(connection) as asked:
            found = sums.sums_of(bare.cohort, chosen, sorted(KEYS))
        counts.append(len(asked))
        assert {key for one in found.values() for key in one} == KEYS
    assert counts[0] == counts[1]
