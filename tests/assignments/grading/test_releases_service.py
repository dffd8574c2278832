"""Grades reach participants when they are released, and each can be asked about once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.enums import RegradeState, WorkState
from assignments.models import GradeRelease, RegradeRequest, Task, Work
from assignments.queries.results import view_of
from assignments.services import releases
from lms.people import clock
from lms.people.changes import changes_in_words
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from lms.ui.times import instant_in_words
from tests.assignments.grading.asking import BEST, grade
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import make_works
from tests.factories.courses import make_enrolment


def release(desk: Desk) -> Work:
    grade(desk.grader, desk.work)
    releases.release(actor=desk.grader, works=[desk.work])
    return Work.objects.select_related("grade", "enrolment").get(pk=desk.work.pk)


def test_released_once_however_often_it_is_sent(desk: Desk) -> None:
    work = release(desk)
    assert work.state == WorkState.RELEASED
    assert releases.release(actor=desk.second, works=[work]) == 0
    stale = Work.objects.get(pk=work.pk)
    stale.state = WorkState.GRADED
    assert releases.release(actor=desk.second, works=[stale]) == 0
    assert GradeRelease.objects.get().actor == desk.grader


def test_what_waits_is_not_released(desk: Desk) -> None:
    assert releases.release(actor=desk.grader, works=[desk.work]) == 0
    assert view_of(desk.work) is None


def test_released_at_the_set_time(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    Task.objects.update(release_at=clock.now() + timedelta(hours=2))
    assert releases.release_due() == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert (releases.release_due(), releases.release_due()) == (1, 0)
    assert GradeRelease.objects.get().actor is None


def test_what_has_no_task_is_released_at_a_set_time_too_and_the_last_time_counts(desk: Desk) -> None:
    now = clock.now()
    assert releases.release_later(actor=desk.grader, works=[desk.work], at=now + timedelta(hours=1)) == 0, "no grade"
    grade(desk.grader, desk.work)
    with pytest.raises(Refusal):
        releases.release_later(actor=desk.grader, works=[desk.work], at=now)
    for hours in (1, 3):
        assert releases.release_later(actor=desk.grader, works=[desk.work], at=now + timedelta(hours=hours)) == 1
    entry = AuditEntry.objects.filter(action="assignments.work.release_later").latest("pk")
    told = changes_in_words(entry.changes)[0]
    times = [instant_in_words(now + timedelta(hours=hours), style="paper") for hours in (1, 3)]
    assert [told.label, told.before, told.after] == ["Direncanakan pada", *times]
    with clock.at(now + timedelta(hours=2)):
        assert releases.release_due() == 0
    with clock.at(now + timedelta(hours=3)):
        assert (releases.release_due(), releases.release_due()) == (1, 0)
    assert GradeRelease.objects.get().actor is None


@pytest.mark.parametrize(("tasks", "own"), [(1, 3), (3, 1)])
def test_of_two_times_its_own_counts(desk: Desk, tasks: int, own: int) -> None:
    now = clock.now()
    grade(desk.grader, desk.work)
    Task.objects.update(release_at=now + timedelta(hours=tasks))
    releases.release_later(actor=desk.grader, works=[desk.work], at=now + timedelta(hours=own))
    with clock.at(now + timedelta(hours=own, minutes=-1)):
        assert releases.release_due() == 0
    with clock.at(now + timedelta(hours=own)):
        assert releases.release_due() == 1


def test_a_work_with_a_time_of_its_own_is_not_shown_as_it_is_graded_after_that_of_its_task(desk: Desk) -> None:
    Task.objects.update(release_at=clock.now() - timedelta(hours=1))
    Work.objects.update(release_at=clock.now() + timedelta(hours=1))
    grade(desk.grader, Work.objects.get())
    assert Work.objects.get().state == WorkState.GRADED


def test_a_time_is_called_off_and_that_of_the_task_holds_again(desk: Desk) -> None:
    now = clock.now()
    grade(desk.grader, desk.work)
    Task.objects.update(release_at=now + timedelta(hours=2))
    releases.release_later(actor=desk.grader, works=[desk.work], at=now + timedelta(hours=1))
    assert [releases.call_off(actor=desk.grader, works=list(Work.objects.all())) for _again in range(2)] == [1, 0]
    assert AuditEntry.objects.filter(action="assignments.work.release_off").count() == 1
    with clock.at(now + timedelta(hours=1)):
        assert releases.release_due() == 0
    with clock.at(now + timedelta(hours=2)):
        assert releases.release_due() == 1


def test_together(desk: Desk) -> None:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(3)]
    works = make_works(task=desk.task, enrolments=people)
    for work in works:
        grade(desk.grader, work)
    assert releases.release(actor=desk.grader, works=works) == 3


def test_a_changed_grade_is_shown_at_once_with_its_reason(desk: Desk) -> None:
    work = release(desk)
    grade(desk.grader, work, BEST, reason="Bukti kedua terlewat")
    view = view_of(Work.objects.select_related("grade__grader", "grade__rubric").get(pk=work.pk))
    assert view is not None
    assert [one.reason for one in view.changes] == ["Bukti kedua terlewat"]
    assert view.percent == 100


def test_asked_once_with_a_reason(desk: Desk) -> None:
    work = release(desk)
    with pytest.raises(Refusal):
        releases.ask_again(actor=desk.participant, work=work, reason=" ")
    asked = releases.ask_again(actor=desk.participant, work=work, reason="Bukti ada di lampiran 2")
    assert releases.ask_again(actor=desk.participant, work=work, reason="Bukti ada di lampiran 2") == asked
    with pytest.raises(Refusal):
        releases.ask_again(actor=desk.participant, work=work, reason="Sekali lagi")


def test_nobody_asks_for_somebody_else_or_too_early(desk: Desk) -> None:
    with pytest.raises(Refusal):
        releases.ask_again(actor=desk.participant, work=desk.work, reason="Belum ada")
    work = release(desk)
    with pytest.raises(Refusal):
        releases.ask_again(actor=desk.second, work=work, reason="Untuk orang lain")


def test_upheld_with_the_answer_once(desk: Desk) -> None:
    asked = releases.ask_again(actor=desk.participant, work=release(desk), reason="Mohon dilihat")
    with pytest.raises(Refusal):
        releases.uphold(actor=desk.grader, request=asked, answer="")
    releases.uphold(actor=desk.grader, request=asked, answer="Lampiran 2 kosong")
    with pytest.raises(Conflict):
        releases.uphold(actor=desk.second, request=asked, answer="Sama")
    assert RegradeRequest.objects.get().state == RegradeState.UPHELD


def test_a_changed_grade_answers_the_request(desk: Desk) -> None:
    work = release(desk)
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon dilihat")
    grade(desk.second, work, BEST, reason="Lampiran 2 memang ada")
    answered = RegradeRequest.objects.get()
    assert (answered.state, answered.answer, answered.answered_by) == (
        RegradeState.CHANGED,
        "Lampiran 2 memang ada",
        desk.second,
    )
