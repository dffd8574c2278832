"""What participants are told of their grades, and graders of their desks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from assignments.models import RegradeRequest, Work
from assignments.queries.reminders import desks
from assignments.services import releases
from assignments.services.drafts import Marked
from assignments.services.grading import Seen, return_work
from courses.models import CohortFacilitator
from courses.services.facilitators import add_facilitator
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.assignments.grading.asking import BEST, grade
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import make_work
from tests.factories.courses import make_enrolment
from tests.factories.people import give_role, make_user

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


def test_who_graded_it_is_told_that_somebody_asks_to_look_again_until_it_is_answered(desk: Desk) -> None:
    work = release(desk)
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    asked = Notice.objects.get(kind="assignments.asked")
    assert (asked.to, asked.path) == (desk.grader, f"/grading/{work.public_id}/")
    assert asked.values["reason"] == "Mohon lihat lampiran"
    grade(desk.grader, work, BEST, reason="Lampiran terbaca")
    asked.refresh_from_db()
    assert asked.withdrawn_at


def test_where_the_grader_has_gone_all_who_grade_are_told_and_a_word_answers_too(desk: Desk) -> None:
    work = release(desk)
    CohortFacilitator.objects.filter(user=desk.grader).delete()
    third = make_user(name="Penilai Ketiga")
    give_role(third, Role.FACILITATOR)
    add_facilitator(actor=desk.cast.coordinator, cohort=desk.cohort, user=third)
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    asked = Notice.objects.filter(kind="assignments.asked")
    assert {one.to for one in asked} == {desk.second, third}
    releases.uphold(actor=desk.second, request=RegradeRequest.objects.get(), answer="Sudah dihitung")
    assert not asked.filter(withdrawn_at=None).exists()


def test_an_organiser_who_graded_it_is_told(desk: Desk) -> None:
    grade(desk.cast.coordinator, desk.work)
    releases.release(actor=desk.cast.coordinator, works=[desk.work])
    work = Work.objects.select_related("grade", "enrolment").get()
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    assert Notice.objects.get(kind="assignments.asked").to == desk.cast.coordinator


def test_where_nobody_grades_any_more_those_who_organise_are_told(desk: Desk) -> None:
    work = release(desk)
    CohortFacilitator.objects.all().delete()
    releases.ask_again(actor=desk.participant, work=work, reason="Mohon lihat lampiran")
    asked = Notice.objects.filter(kind="assignments.asked")
    assert {one.to for one in asked} == {desk.cast.coordinator, desk.cast.admin}


def waiting(desk: Desk) -> dict[User, int]:
    return {one.to: one.values["count"] for one in desks(clock.now() + timedelta(days=5))}


def test_what_nobody_has_taken_is_told_to_all_who_may_take_it(desk: Desk) -> None:
    """As a cohort begins: whoever takes it grades it. Were nobody told, it would wait for good."""
    assert waiting(desk) == {desk.grader: 1, desk.second: 1}
    mine = make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
    Work.objects.filter(pk=mine.pk).update(grader=desk.grader)
    assert waiting(desk) == {desk.grader: 2, desk.second: 1}


def test_a_second_marking_nobody_has_is_not_told_to_who_marked_first(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader, awaits="second")
    assert waiting(desk) == {desk.second: 1}


def test_a_second_marking_nobody_in_charge_may_take_is_told_to_those_who_organise(desk: Desk) -> None:
    CohortFacilitator.objects.filter(user=desk.second).delete()
    Work.objects.update(grader=desk.grader, awaits="second")
    assert waiting(desk) == {desk.cast.coordinator: 1, desk.cast.admin: 1}


def test_what_two_are_to_agree_on_is_told_to_both(desk: Desk) -> None:
    Work.objects.update(grader=desk.grader, second_grader=desk.second, awaits="agreed")
    assert waiting(desk) == {desk.grader: 1, desk.second: 1}


def test_where_nobody_is_in_charge_those_who_organise_are_told(desk: Desk) -> None:
    CohortFacilitator.objects.all().delete()
    assert waiting(desk) == {desk.cast.coordinator: 1, desk.cast.admin: 1}


@pytest.mark.parametrize("many", [1, 3])
def test_desks_cost_the_same_for_one_and_three(
    desk: Desk, many: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _n in range(many - 1):
        make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
    with django_assert_num_queries(5):
        assert len(waiting(desk)) == 2
