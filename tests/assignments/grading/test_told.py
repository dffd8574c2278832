"""What participants are told of their grades, and graders of their desks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from assignments.models import RegradeRequest, Work
from assignments.queries.reminders import desks
from assignments.services import releases
from assignments.services.drafts import Marked
from assignments.services.grading import Seen, return_work
from lms.notices.models import Notice
from lms.people import clock
from tests.assignments.grading.asking import BEST, grade
from tests.assignments.grading.conftest import Desk

pytestmark = pytest.mark.django_db


def told(desk: Desk) -> list[str]:
    return list(_of_grading(desk).values_list("kind", flat=True))


def _of_grading(desk: Desk) -> QuerySet[Notice]:
    """What the participant was told by this room: of the seat another one has told before."""
    return Notice.objects.filter(to=desk.participant, kind__startswith="assignments.").order_by("pk")


def release(desk: Desk) -> Work:
    grade(desk.grader, desk.work)
    releases.release(actor=desk.grader, works=[desk.work])
    return Work.objects.select_related("grade", "enrolment").get(pk=desk.work.pk)


def test_a_grade_is_told_when_it_is_released_and_not_before(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    assert told(desk) == []
    releases.release(actor=desk.grader, works=[desk.work])
    releases.release(actor=desk.grader, works=[desk.work])
    (notice,) = _of_grading(desk)
    assert notice.kind == "assignments.released"
    assert notice.path == f"/results/{desk.work.public_id}/"
    assert str(desk.task) in notice.values["task"]["id"]
    assert notice.values.keys() == {"task"}, "no points in a mail"


def test_a_changed_grade_is_told_with_its_reason(desk: Desk) -> None:
    work = release(desk)
    grade(desk.grader, work, BEST, reason="Bukti kedua terlewat")
    assert told(desk) == ["assignments.released", "assignments.changed"]
    assert Notice.objects.get(kind="assignments.changed").values["reason"] == "Bukti kedua terlewat"


def test_a_request_is_answered_by_the_changed_grade_or_by_the_word(desk: Desk) -> None:
    work = release(desk)
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    grade(desk.grader, work, BEST, reason="Lampiran terbaca")
    assert told(desk) == ["assignments.released", "assignments.answered"]


def test_upheld_is_an_answer_too(desk: Desk) -> None:
    work = release(desk)
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    releases.uphold(actor=desk.grader, request=RegradeRequest.objects.get(), answer="Sudah dihitung")
    assert Notice.objects.get(kind="assignments.answered").values["answer"] == "Sudah dihitung"


def test_what_came_back_is_told_with_the_reason(desk: Desk) -> None:
    number = desk.work.submission.current.number  # type: ignore[union-attr]
    return_work(
        actor=desk.grader,
        work=desk.work,
        marked=Marked(comment="Tulis langkahnya"),
        seen=Seen(grades=0, version=number),
    )
    (notice,) = _of_grading(desk)
    assert (notice.kind, notice.values["reason"]) == ("assignments.returned", "Tulis langkahnya")
    assert notice.path == f"/tasks/{desk.task.public_id}/1/"


def test_a_desk_is_told_once_a_day_of_what_waits_too_long(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader)
    assert list(desks(clock.now() + timedelta(days=4))) == []
    later = clock.now() + timedelta(days=5)
    (one,) = desks(later)
    assert (one.to, one.values["count"]) == (desk.grader, 1)
    assert next(iter(desks(later + timedelta(hours=1)))).key == one.key
    assert next(iter(desks(later + timedelta(days=1)))).key != one.key
    grade(desk.grader, desk.work)
    assert list(desks(later)) == []


def test_the_second_marking_waits_on_the_second_desk(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader, second_grader=desk.second, awaits="second")
    (one,) = desks(clock.now() + timedelta(days=5))
    assert one.to == desk.second
