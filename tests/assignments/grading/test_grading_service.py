"""Grades are added, never overwritten; who comes second is told and keeps the own text; two markings are reconciled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignments.enums import Marking, SubmissionState, WorkState
from assignments.models import FieldComment, Grade, GradeDraft, GraderNote, Task, Work
from assignments.services.grading import give_grade, return_work
from assignments.services.works import put_on_desk
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.assignments.grading.asking import BEST, FAIR, GOOD, grade, marked, seen
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import hand_in, piece_of


def fresh(desk: Desk) -> Work:
    return Work.objects.select_related("grade", "submission").get(pk=desk.work.pk)


def test_a_grade_stands_and_the_form_is_accepted(desk: Desk) -> None:
    assert grade(desk.grader, desk.work, comment="Rapi.") == Decimal("60.00")
    work = fresh(desk)
    assert (work.state, work.grade.points, work.grader) == (WorkState.GRADED, Decimal("60.00"), desk.grader)
    assert work.submission.state == SubmissionState.ACCEPTED
    assert not GradeDraft.objects.exists()
    assert AuditEntry.objects.filter(action="assignments.work.grade", actor=desk.grader).exists()


def test_every_criterion_needs_a_level_and_what_was_chosen_is_kept(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Bukti"):
        grade(desk.grader, desk.work, {"isi": "b"}, comment="Hampir selesai")
    draft = GradeDraft.objects.get()
    assert (draft.levels, draft.comment) == ({"isi": "b"}, "Hampir selesai")
    assert not Grade.objects.exists()


def test_a_level_that_the_rubric_does_not_have_is_none(desk: Desk) -> None:
    with pytest.raises(Refusal):
        grade(desk.grader, desk.work, {**GOOD, "isi": "sempurna"})


def test_two_graders_race_and_nothing_is_lost(desk: Desk) -> None:
    opened = seen(desk.work)
    give_grade(actor=desk.grader, work=desk.work, marked=marked(comment="Dari yang pertama"), seen=opened)
    with pytest.raises(Conflict, match="Facilitator"):
        give_grade(actor=desk.second, work=desk.work, marked=marked(BEST, comment="Dari yang kedua"), seen=opened)
    assert [one.comment for one in Grade.objects.all()] == ["Dari yang pertama"]
    kept = GradeDraft.objects.get()
    assert (kept.grader, kept.comment, kept.levels) == (desk.second, "Dari yang kedua", BEST)


def test_the_same_sheet_sent_twice_is_one_grade(desk: Desk) -> None:
    opened = seen(desk.work)
    sheet = {"work": desk.work, "marked": marked(comment="Rapi. "), "seen": opened}
    first = give_grade(actor=desk.grader, **sheet)
    assert give_grade(actor=desk.grader, **sheet) == first
    assert not GradeDraft.objects.exists()
    with pytest.raises(Conflict):
        give_grade(actor=desk.grader, work=desk.work, marked=marked(BEST), seen=opened)
    with pytest.raises(Conflict):
        give_grade(actor=desk.second, **sheet)
    assert Grade.objects.count() == 1


def test_a_change_sent_twice_is_one_change(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    again = {"work": fresh(desk), "marked": marked(BEST), "seen": seen(desk.work), "reason": "Lampiran terlewat"}
    assert give_grade(actor=desk.grader, **again) == give_grade(actor=desk.grader, **again)
    assert Grade.objects.count() == 2


def test_the_same_return_sent_twice_is_one_return(desk: Desk) -> None:
    sheet = {"work": desk.work, "marked": marked({}, comment="Lengkapi"), "seen": seen(desk.work)}
    for _again in range(2):
        return_work(actor=desk.grader, **sheet)
    assert FieldComment.objects.count() == 1
    assert not GradeDraft.objects.exists()


def test_a_newer_hand_in_is_looked_at_first(desk: Desk) -> None:
    opened = seen(desk.work)
    hand_in(desk.work.submission)
    with pytest.raises(Conflict, match="2"):
        give_grade(actor=desk.grader, work=desk.work, marked=marked(), seen=opened)
    assert GradeDraft.objects.count() == 1
    assert not Grade.objects.exists()


def test_a_change_needs_a_reason_and_the_old_grade_stays(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    with pytest.raises(Refusal):
        grade(desk.second, desk.work, BEST)
    grade(desk.second, desk.work, BEST, reason="Lampiran kedua terlewat")
    assert [(one.number, one.points, one.reason) for one in Grade.objects.all()] == [
        (1, Decimal("60.00"), ""),
        (2, Decimal("100.00"), "Lampiran kedua terlewat"),
    ]
    assert fresh(desk).grade.number == 2


def test_return_needs_a_word_and_leaves_no_grade(desk: Desk) -> None:
    with pytest.raises(Refusal):
        return_work(actor=desk.grader, work=desk.work, marked=marked({}), seen=seen(desk.work))
    back = marked({}, comment="Lengkapi bukti", field_comments={"ringkasan": "Terlalu singkat"})
    return_work(actor=desk.grader, work=desk.work, marked=back, seen=seen(desk.work))
    work = fresh(desk)
    assert (work.state, work.submission.state, work.grade) == (WorkState.RETURNED, SubmissionState.RETURNED, None)
    assert FieldComment.objects.filter(field="ringkasan").get().text == "Terlalu singkat"


def test_what_was_returned_is_graded_when_it_comes_back(desk: Desk) -> None:
    return_work(actor=desk.grader, work=desk.work, marked=marked({}, comment="Lengkapi"), seen=seen(desk.work))
    with pytest.raises(Refusal):
        grade(desk.grader, desk.work)
    hand_in(desk.work.submission)
    put_on_desk(**vars(piece_of(desk.work.submission)))
    grade(desk.grader, fresh(desk))
    assert Grade.objects.get().on_version.number == 2


def test_two_returns_race(desk: Desk) -> None:
    opened = seen(desk.work)
    return_work(actor=desk.grader, work=desk.work, marked=marked({}, comment="Lengkapi"), seen=opened)
    with pytest.raises(Refusal):
        return_work(actor=desk.second, work=desk.work, marked=marked({}, comment="Perbaiki"), seen=opened)
    assert GradeDraft.objects.get().comment == "Perbaiki"


def test_comments_on_fields_and_notes_are_kept_once(desk: Desk) -> None:
    words = {"field_comments": {"ringkasan": "Bagus"}, "private_note": "Cek dengan unit"}
    grade(desk.grader, desk.work, **words)
    grade(desk.grader, desk.work, BEST, reason="Dihitung ulang", **words)
    assert FieldComment.objects.count() == 1
    assert GraderNote.objects.count() == 1


@pytest.fixture
def by_two(desk: Desk) -> Desk:
    Task.objects.filter(pk=desk.task.pk).update(second_marking=True, tolerance=Decimal(10))
    desk.work.submission.task.refresh_from_db()
    return desk


def test_markings_within_the_tolerance_agree_by_themselves(by_two: Desk) -> None:
    grade(by_two.grader, by_two.work, comment="Satu")
    work = fresh(by_two)
    assert (work.state, work.awaits, work.grade) == (WorkState.WAITING, Marking.SECOND, None)
    second = {"work": work, "marked": marked({"isi": "b", "bukti": "c"}, comment="Dua"), "seen": seen(work)}
    assert give_grade(actor=by_two.second, **second) == give_grade(actor=by_two.second, **second)
    work = fresh(by_two)
    assert (work.state, work.grade.marking, work.grade.points) == (WorkState.GRADED, Marking.AGREED, Decimal("55.00"))
    assert work.grade.comment == "Satu\n\nDua"
    assert work.submission.state == SubmissionState.ACCEPTED


def test_exactly_the_tolerance_is_within_it(by_two: Desk) -> None:
    Task.objects.update(tolerance=Decimal(20))
    grade(by_two.grader, by_two.work, GOOD)
    grade(by_two.second, fresh(by_two), FAIR)
    assert fresh(by_two).state == WorkState.GRADED


def test_markings_too_far_apart_are_reconciled_by_one_of_the_two(by_two: Desk) -> None:
    grade(by_two.grader, by_two.work, FAIR)
    grade(by_two.second, fresh(by_two), BEST)
    work = fresh(by_two)
    assert (work.state, work.awaits) == (WorkState.WAITING, Marking.AGREED)
    with pytest.raises(Refusal):
        grade(by_two.cast.coordinator, work)
    grade(by_two.second, fresh(by_two), GOOD)
    work = fresh(by_two)
    assert (work.state, work.grade.marking, work.grade.points) == (WorkState.GRADED, Marking.AGREED, Decimal("60.00"))


def test_nobody_marks_twice(by_two: Desk) -> None:
    grade(by_two.grader, by_two.work)
    with pytest.raises(Refusal):
        grade(by_two.grader, fresh(by_two))


def test_the_second_marking_is_for_whom_it_was_given_to(by_two: Desk) -> None:
    Work.objects.update(second_grader=by_two.cast.coordinator)
    grade(by_two.grader, by_two.work)
    with pytest.raises(Refusal, match="Coordinator"):
        grade(by_two.second, fresh(by_two))


def test_past_the_set_time_a_grade_is_released_at_once(desk: Desk) -> None:
    Task.objects.update(release_at=clock.now() - timedelta(hours=1))
    grade(desk.grader, fresh(desk))
    assert fresh(desk).state == WorkState.RELEASED


def test_without_a_rubric_points_are_typed(desk: Desk) -> None:
    Work.objects.update(rubric=None)
    for points in (None, Decimal("100.01")):
        with pytest.raises(Refusal):
            give_grade(actor=desk.grader, work=fresh(desk), marked=marked({}, points=points), seen=seen(desk.work))
    assert grade(desk.grader, fresh(desk), {}, points=Decimal("72.5")) == Decimal("72.50")
