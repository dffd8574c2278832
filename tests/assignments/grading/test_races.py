"""Real threads at one work: one grade stands, everybody is told, and every text is there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from assignments.enums import WorkState
from assignments.models import Grade, GradeDraft, GradeRelease, Task, Work
from assignments.queries.rubrics import digest_of_moves
from assignments.services import allocation, releases
from assignments.services.grading import Seen, give_grade, return_work
from assignments.services.rubrics import improve_rubric, move_to_newest
from lms.people.models import User
from tests import racing
from tests.assignments.grading.asking import BEST, GOOD, grade, marked, seen
from tests.assignments.grading.conftest import Desk
from tests.assignments.grading.test_rubrics_service import changed
from tests.factories.courses import DURING

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run these at the same instant; return what each was told ("" for done)."""
    return racing.told(racing.at_once(*calls, when=DURING))


def giving(desk: Desk, who: User, levels: dict[str, str], words: str, opened: Seen) -> Callable[[], object]:
    def give() -> None:
        work = Work.objects.get(pk=desk.work.pk)
        give_grade(actor=who, work=work, marked=marked(levels, comment=words), seen=opened)

    return give


def test_two_graders_at_the_same_instant(desk: Desk) -> None:
    opened = seen(desk.work)
    told = at_once(
        giving(desk, desk.grader, GOOD, "Dari Facilitator", opened),
        giving(desk, desk.second, BEST, "Dari Penilai Kedua", opened),
    )
    stands, kept = Grade.objects.get(), GradeDraft.objects.get()
    assert sorted(bool(words) for words in told) == [False, True]
    assert stands.grader.name in "".join(told)
    assert {stands.comment, kept.comment} == {"Dari Facilitator", "Dari Penilai Kedua"}
    assert stands.grader != kept.grader
    assert Work.objects.get().grade == stands


def test_one_grades_while_the_other_returns(desk: Desk) -> None:
    opened = seen(desk.work)

    def back() -> None:
        work = Work.objects.get(pk=desk.work.pk)
        return_work(actor=desk.second, work=work, marked=marked({}, comment="Lengkapi"), seen=opened)

    told = at_once(giving(desk, desk.grader, GOOD, "Rapi", opened), back)
    assert sorted(bool(words) for words in told) == [False, True]
    work, kept = Work.objects.select_related("submission").get(), GradeDraft.objects.get()
    assert (work.state, kept.comment) in {(WorkState.GRADED, "Lengkapi"), (WorkState.RETURNED, "Rapi")}
    assert Grade.objects.count() == (work.state == WorkState.GRADED)


def test_a_double_click_is_one_grade(desk: Desk) -> None:
    opened = seen(desk.work)
    click = giving(desk, desk.grader, GOOD, "Rapi", opened)
    told = at_once(click, click, click)
    assert Grade.objects.count() == 1
    # Two saves of one draft at the same instant may tell one of them to send it again; none is told of somebody else.
    assert all(not words or desk.grader.name not in words for words in told)


def test_two_releases_at_once_release_once(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    Task.objects.update(release_at=DURING - timedelta(hours=1))

    def by_hand() -> None:
        releases.release(actor=desk.grader, works=list(Work.objects.all()))

    assert at_once(by_hand, releases.release_due, by_hand) == ["", "", ""]
    assert GradeRelease.objects.count() == 1
    assert Work.objects.get().state == WorkState.RELEASED


def test_a_rubric_that_moves_while_somebody_grades_by_it(desk: Desk) -> None:
    old, opened = desk.work.rubric, seen(desk.work)
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    dry_run = digest_of_moves(new, [])

    def move() -> None:
        move_to_newest(actor=desk.cast.coordinator, old=old, new=new, reason="Lebih adil", graded=True, seen=dry_run)

    told = at_once(giving(desk, desk.grader, GOOD, "Rapi", opened), move)
    assert told[0] == ""
    one = Grade.objects.get()
    assert (one.rubric, one.points) in {(old, Decimal(60)), (new, Decimal(70))}
    assert Work.objects.get().rubric == one.rubric


def test_handed_over_twice_at_once_goes_to_one(desk: Desk) -> None:
    def over(to: User) -> Callable[[], object]:
        stale = Work.objects.select_related("cohort").get(pk=desk.work.pk)
        return lambda: allocation.transfer(actor=desk.cast.coordinator, works=[stale], to=to)

    told = at_once(over(desk.grader), over(desk.second))
    assert sorted(bool(words) for words in told) == [False, True]
    assert Work.objects.get().grader in {desk.grader, desk.second}
