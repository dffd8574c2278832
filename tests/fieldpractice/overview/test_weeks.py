"""How a week of a person stands: by its tasks, the logbook, the supervisor's word, the pauses. The clock stands in the third week."""

from __future__ import annotations

from assignments.enums import SubmissionState
from assignments.models import Submission
from fieldpractice.enums import CellState, PauseKind, Verdict
from fieldpractice.models import Disagreement
from fieldpractice.services.logbook import keep_entry
from fieldpractice.services.placements import add_pause
from fieldpractice.services.supervision import close_case
from lms.people import clock
from tests.factories.assignments.submissions import make_handed_in
from tests.fieldpractice.overview.keeping import cell, note, say, task_of
from tests.fieldpractice.practice import Practice, day, on

C = CellState


def test_a_week_that_is_over_without_a_line_in_the_logbook_is_late(practice: Practice) -> None:
    assert cell(practice, 1).state == C.LATE
    assert cell(practice, 3).state == C.NOTHING
    assert cell(practice, 4).state == C.COMING


def test_a_week_waits_for_the_supervisor_until_the_word_is_given_and_again_when_the_logbook_changes(
    practice: Practice,
) -> None:
    entry = note(practice, 1)
    assert cell(practice, 1).state == C.WAITING
    say(practice, 1)
    assert cell(practice, 1).state == C.DONE
    keep_entry(
        actor=practice.user,
        placement=practice.placement,
        day=entry.day,
        service=entry.service,
        served=9,
        hours=entry.hours,
        client_key=entry.client_key,
        seq=entry.seq,
        reason="Salah hitung",
    )
    assert cell(practice, 1).state == C.WAITING


def test_a_disagreement_waits_until_its_case_is_closed(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1, Verdict.DISAGREES, "Hari itu tidak masuk")
    assert cell(practice, 1).state == C.WAITING
    assert any("disagrees" in words for words in cell(practice, 1).reasons)
    close_case(actor=practice.cast.facilitator, case=Disagreement.objects.get(), reason="Sudah dicek")
    assert cell(practice, 1).state == C.DONE


def test_what_the_supervisor_has_not_seen_waits_for_a_later_word(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1, Verdict.NOT_SEEN)
    assert cell(practice, 1).state == C.WAITING
    assert any("not seen" in words for words in cell(practice, 1).reasons)
    say(practice, 1)
    assert cell(practice, 1).state == C.DONE


def test_the_worst_task_decides(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1)
    handed, late = task_of(practice, 1), task_of(practice, 1)
    assert cell(practice, 1).state == C.LATE
    with clock.at(on(5)):
        make_handed_in(task=late, enrolment=practice.enrolment)
        make_handed_in(task=handed, enrolment=practice.enrolment)
    assert (cell(practice, 1).state, cell(practice, 1).tasks_in) == (C.WAITING, 2)
    # A form that came back after its due day is returned, not late: it was there in time.
    Submission.objects.filter(task=late).update(state=SubmissionState.RETURNED)
    assert cell(practice, 1).state == C.RETURNED
    Submission.objects.update(state=SubmissionState.ACCEPTED)
    assert cell(practice, 1).state == C.DONE


def test_of_a_task_with_several_forms_all_must_be_in(practice: Practice) -> None:
    task = task_of(practice, 1, count=2)
    note(practice, 1)
    say(practice, 1)
    with clock.at(on(5)):
        make_handed_in(task=task, enrolment=practice.enrolment)
    assert cell(practice, 1).state == C.LATE


def test_the_due_minute_itself_is_in_time(practice: Practice) -> None:
    task_of(practice, 3)
    assert cell(practice, 3).state == C.RUNNING
    due = cell(practice, 3).facts.tasks[0].due_at
    with clock.at(due):
        assert cell(practice, 3).state == C.RUNNING
    with clock.at(due.replace(second=1)):
        assert cell(practice, 3).state == C.LATE


def test_a_pause_rests_the_week_it_lies_in_and_moves_those_after(practice: Practice) -> None:
    add_pause(
        actor=practice.cast.coordinator,
        placement=practice.placement,
        kind=PauseKind.DISASTER,
        starts_on=day(14),
        ends_on=day(20),
        reason="Banjir",
    )
    rests = cell(practice, 3)
    assert (rests.state, rests.facts.week.starts_on) == (C.PAUSED, day(21))
    assert cell(practice, 4).state == C.COMING
    with clock.at(on(21)):
        assert cell(practice, 3).state == C.NOTHING


def test_a_task_without_a_planned_week_stands_in_the_week_of_its_due_day(practice: Practice) -> None:
    task_of(practice, 2, first_week=None, last_week=None)
    late_one = task_of(practice, 12, first_week=None, last_week=None, due_on=day(200))
    task_of(practice, 1, first_week=None, last_week=None, opens_on=day(-20), due_on=day(-1))
    assert len(cell(practice, 2).facts.tasks) == 1
    assert [one.task.pk for one in cell(practice, 12).facts.tasks] == [late_one.pk]
    assert cell(practice, 1).facts.tasks == ()
