"""Pauses: weeks and due days move; what is handed in stays; overlapping; taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assignments.models import Extension, Grade, Task
from assignments.queries.tasks import due_day, set_task
from assignments.services.tasks import extend
from courses.services import enrolments
from fieldpractice.enums import PauseKind
from fieldpractice.kinds import placements as kinds
from fieldpractice.models import PlacementPause
from fieldpractice.queries.placements import due_shifts, in_force
from fieldpractice.services.placements import add_pause, take_pause_back
from fieldpractice.tasks.placements import shift_due_days
from fieldpractice.weeks import Span, shifted
from lms.notices.models import Notice
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from tests.assignments.grading.asking import GOOD, grade
from tests.conftest import Cast
from tests.factories.assignments.grading import make_task as make_plain_task
from tests.factories.assignments.grading import make_work
from tests.factories.assignments.submissions import make_handed_in, make_task
from tests.fieldpractice.practice import FIRST, Practice, day, fresh


def rest(practice: Practice, first: int, last: int, *, actor: User | None = None, **more: str) -> PlacementPause:
    fields = {"kind": PauseKind.DISASTER, "reason": "Banjir di kota"} | more
    return add_pause(
        actor=actor or practice.cast.coordinator,
        placement=practice.placement,
        starts_on=day(first),
        ends_on=day(last),
        **fields,
    )


def due(task: Task, practice: Practice) -> date:
    return due_day(task, Extension.objects.filter(task=task), practice.enrolment.pk)


def test_a_pause_moves_the_weeks_after_it_and_the_last_day(practice: Practice) -> None:
    rest(practice, 16, 18)
    placement = fresh(practice.placement)
    weeks = placement.weeks()
    assert [(week.starts_on, week.ends_on) for week in weeks[1:4]] == [
        (day(7), day(13)),
        (day(14), day(23)),
        (day(24), day(30)),
    ]
    assert placement.ends_on == day(86)
    assert placement.sequence == 1
    assert Notice.objects.get(kind=kinds.PAUSED).to == practice.user


def test_due_days_after_a_pause_move_and_those_before_it_stay(practice: Practice, cast: Cast) -> None:
    before = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(15))
    within = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(17))
    after = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    rest(practice, 16, 18)
    assert [due(one, practice) for one in (before, within, after)] == [day(15), day(20), day(43)]
    assert set_task(after, practice.enrolment).extended
    other = due_day(after, after.extensions.all(), None)
    assert other == day(40), "a pause of one person moves nobody else's day"


def test_a_pause_over_a_graded_week_shifts_only_what_is_not_handed_in(practice: Practice, cast: Cast) -> None:
    done = make_plain_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(20))
    handed_in = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(20))
    to_do = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(20))
    make_handed_in(task=handed_in, enrolment=practice.enrolment)
    grade(cast.facilitator, make_work(task=done, enrolment=practice.enrolment), GOOD)
    before = list(Grade.objects.values_list("pk", "points"))
    spans = [Span(day(10), day(12))]
    shown = {one.task.pk: one for one in due_shifts(practice.placement, spans)}
    assert [(shown[one.pk].stays, shown[one.pk].graded) for one in (done, handed_in, to_do)] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    rest(practice, 10, 12)
    assert [due(one, practice) for one in (done, handed_in, to_do)] == [day(20), day(20), day(23)]
    assert list(Grade.objects.values_list("pk", "points")) == before


def test_overlapping_pauses_rest_each_day_once(practice: Practice, cast: Cast) -> None:
    task = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    rest(practice, 16, 20)
    rest(practice, 18, 24, kind=PauseKind.LEAVE)
    assert due(task, practice) == day(49)
    assert fresh(practice.placement).ends_on == day(83 + 9)


def test_a_pause_taken_back_never_shortens_a_due_day(practice: Practice, cast: Cast) -> None:
    task = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    pause = rest(practice, 16, 18)
    take_pause_back(actor=cast.coordinator, pause=pause, reason="Keliru orang")
    assert fresh(practice.placement).ends_on == day(83)
    assert due(task, practice) == day(43)
    assert PlacementPause.objects.get().taken_back_because == "Keliru orang"
    assert Notice.objects.filter(kind=kinds.PAUSE_BACK, to=practice.user).count() == 1
    with pytest.raises(Conflict):
        take_pause_back(actor=cast.coordinator, pause=pause, reason="Lagi")


def test_the_same_pause_again_is_the_one_there_is(practice: Practice, cast: Cast) -> None:
    make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    assert rest(practice, 16, 18) == rest(practice, 16, 18)
    assert (PlacementPause.objects.count(), Extension.objects.count()) == (1, 1)
    assert shift_due_days() == 0


def test_a_later_day_given_by_hand_stays(practice: Practice, cast: Cast) -> None:
    task = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    extend(actor=cast.coordinator, task=task, due_on=day(60), reason="Sakit", enrolment=practice.enrolment)
    rest(practice, 16, 18)
    assert due(task, practice) == day(60)


def test_a_task_set_after_the_pause_moves_too(practice: Practice, cast: Cast) -> None:
    rest(practice, 16, 18)
    task = make_task(actor=cast.coordinator, cohort=practice.cohort, opens_on=day(0), due_on=day(40))
    assert shift_due_days() == 1
    assert due(task, practice) == day(43)
    assert shift_due_days() == 0


@pytest.mark.parametrize(
    ("first", "last", "more", "says"),
    [
        (18, 16, {}, "before its first"),
        (-9, -3, {}, "outside the practice"),
        (84, 90, {}, "outside the practice"),
        (10, 140, {}, "at most"),
        (16, 18, {"reason": "  "}, "why"),
        (16, 18, {"kind": "holiday"}, "kind"),
    ],
)
def test_days_that_cannot_rest_are_refused(
    practice: Practice, first: int, last: int, more: dict[str, str], says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        rest(practice, first, last, **more)
    assert not PlacementPause.objects.exists()


def test_who_may_pause(practice: Practice, cast: Cast) -> None:
    rest(practice, 20, 20, actor=cast.facilitator)
    for user in (cast.supervisor, cast.reviewer, practice.user, cast.outsider, cast.unit_contact):
        with pytest.raises(NotAllowed):
            rest(practice, 16, 18, actor=user)
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah")
    practice.placement.enrolment.refresh_from_db()
    with pytest.raises(Refusal, match="over"):
        rest(practice, 16, 18)


def test_in_force_leaves_out_what_was_taken_back(practice: Practice, cast: Cast) -> None:
    take_pause_back(actor=cast.coordinator, pause=rest(practice, 16, 18), reason="Keliru")
    rest(practice, 30, 31)
    assert in_force(fresh(practice.placement)) == [Span(day(30), day(31))]


@pytest.mark.parametrize(
    ("number", "spans", "after"),
    [
        (-3, [(0, 5)], -3),
        (4, [(5, 6)], 4),
        (5, [(5, 6)], 7),
        (10, [(-4, 1)], 12),
        (10, [(3, 5), (4, 8), (20, 30)], 16),
        (10, [], 10),
    ],
)
def test_a_day_moves_by_the_days_that_rest_up_to_it(number: int, spans: list[tuple[int, int]], after: int) -> None:
    pauses = [Span(day(first), day(last)) for first, last in spans]
    assert shifted(day(number), FIRST, pauses) - FIRST == timedelta(days=after)
