"""Two mark one work: blind until both are there, and the second marking never waits for somebody who is gone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignments.enums import AllocationMode, Marking, WorkState
from assignments.models import Task, Work
from assignments.queries.graders import ages_by_grader
from assignments.services import allocation
from assignments.services.grading import return_work
from assignments.services.works import put_on_desk
from courses.models import CohortFacilitator
from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Refusal
from lms.people.models import RoleAssignment, User
from tests.assignments.grading.asking import BEST, FAIR, GOOD, at, grade, marked, seen
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user
from tests.factories.assignments.grading import hand_in, piece_of
from tests.factories.people import give_role, make_user

SECRET = "Catatan penilai pertama"


def now(desk: Desk) -> Work:
    return Work.objects.select_related("cohort", "grade", "submission__task", "second_grader").get(pk=desk.work.pk)


@pytest.fixture
def by_two(desk: Desk) -> Desk:
    Task.objects.update(second_marking=True, tolerance=Decimal(10))
    return desk


@pytest.fixture
def third(by_two: Desk) -> User:
    user = make_user(email="facilitator3@example.test", name="Penilai Ketiga")
    give_role(user, Role.FACILITATOR)
    add_facilitator(actor=by_two.cast.coordinator, cohort=by_two.cohort, user=user)
    return user


def marked_first(desk: Desk) -> Work:
    words = {"field_comments": {"ringkasan": SECRET}, "comment": SECRET, "private_note": SECRET}
    grade(desk.grader, now(desk), FAIR, **words)
    return now(desk)


def test_the_second_reads_nothing_of_the_first_anywhere(by_two: Desk) -> None:
    work = marked_first(by_two)
    second, first = as_user(by_two.second), as_user(by_two.grader)
    form = f"/submissions/{work.submission.public_id}/"
    for url in (at("work_detail", work.public_id), at("work_compare", work.public_id), form):
        assert SECRET.encode() not in second.get(url).content
    assert SECRET.encode() in first.get(at("work_detail", work.public_id)).content
    grade(by_two.second, work, BEST)
    assert SECRET.encode() in second.get(at("work_detail", work.public_id)).content


def test_who_are_to_agree_see_where_they_differ(by_two: Desk) -> None:
    grade(by_two.grader, now(by_two), BEST)
    assert sheet_criteria(by_two, by_two.second) == [[], []]
    grade(by_two.second, now(by_two), {**FAIR, "bukti": "u"})
    for one in (by_two.grader, by_two.second):
        assert sheet_criteria(by_two, one) == [
            [(by_two.grader.name, "Unggul"), (by_two.second.name, "Cukup")],
            [(by_two.grader.name, "Unggul"), (by_two.second.name, "Unggul")],
        ]
    page = as_user(by_two.second).get(at("work_detail", by_two.work.public_id))
    assert [one.apart for one in page.context["criteria"]] == [True, False]
    assert page.content.decode().count("Berbeda") == 1


def sheet_criteria(desk: Desk, user: User) -> list[list[tuple[str, str]]]:
    page = as_user(user).get(at("work_detail", desk.work.public_id))
    return [one.given for one in page.context["criteria"]]


def test_what_a_round_before_brought_is_kept_from_the_second_too(by_two: Desk) -> None:
    work = marked_first(by_two)
    return_work(actor=by_two.second, work=work, marked=marked({}, comment="Lengkapi"), seen=seen(work))
    url, second = at("work_detail", work.public_id), as_user(by_two.second)
    assert second.get(url).context["sheet"].grades == []
    hand_in(work.submission)
    put_on_desk(**vars(piece_of(work.submission)))
    page = second.get(url)
    assert page.context["sheet"].grades == []
    assert SECRET.encode() not in page.content
    assert b"Lengkapi" in page.content


def test_returned_by_the_second_it_comes_back_to_the_first(by_two: Desk) -> None:
    work = marked_first(by_two)
    return_work(actor=by_two.second, work=work, marked=marked({}, comment="Lengkapi"), seen=seen(work))
    hand_in(work.submission)
    put_on_desk(**vars(piece_of(work.submission)))
    back = now(by_two)
    assert (back.state, back.awaits, back.grader) == (WorkState.WAITING, Marking.FIRST, by_two.grader)
    grade(by_two.grader, back, GOOD)
    grade(by_two.second, now(by_two), GOOD)
    done = now(by_two)
    assert (done.state, done.grade.points, done.grade.on_version.number) == (WorkState.GRADED, Decimal(60), 2)


def test_the_second_marking_is_handed_over(by_two: Desk, third: User) -> None:
    Work.objects.update(second_grader=by_two.second)
    work = marked_first(by_two)
    url = at("work_transfer", work.public_id)
    assert as_user(third).post(url, {"to": third.public_id}).status_code == 422
    assert f"Sekarang pada {by_two.second}." in as_user(by_two.cast.coordinator).get(url).content.decode()
    as_user(by_two.second).post(url, {"to": third.public_id})
    moved = now(by_two)
    assert (moved.grader, moved.second_grader) == (by_two.grader, third)
    grade(third, moved, FAIR)
    assert now(by_two).state == WorkState.GRADED


def test_the_second_marking_is_given_to_somebody_beforehand(by_two: Desk, third: User) -> None:
    url = at("work_transfer", by_two.work.public_id)
    as_user(by_two.cast.coordinator).post(url, {"to": third.public_id, "marking": "second"})
    given = now(by_two)
    assert (given.grader, given.second_grader) == (None, third)
    assert as_user(by_two.cast.coordinator).post(url, {"to": third.public_id}).status_code == 422


def away(desk: Desk, grader: User, substitute: User | None) -> None:
    today = clock.today()
    allocation.record_absence(
        actor=desk.cast.coordinator,
        grader=grader,
        first_day=today,
        last_day=today + timedelta(days=2),
        substitute=substitute,
    )


def test_a_second_marker_who_is_away_is_stood_in_for(by_two: Desk, third: User) -> None:
    Work.objects.update(second_grader=by_two.second)
    marked_first(by_two)
    away(by_two, by_two.second, third)
    moved = now(by_two)
    assert (moved.grader, moved.second_grader) == (by_two.grader, third)


def test_the_first_marker_never_stands_in_for_the_second(by_two: Desk) -> None:
    Work.objects.update(second_grader=by_two.second)
    marked_first(by_two)
    away(by_two, by_two.second, by_two.grader)
    moved = now(by_two)
    assert (moved.grader, moved.second_grader) == (by_two.grader, None)


def test_a_first_marker_who_goes_away_afterwards_stays_the_first(by_two: Desk, third: User) -> None:
    marked_first(by_two)
    away(by_two, by_two.grader, third)
    assert now(by_two).grader == by_two.grader


def test_days_to_come_of_a_second_marker(by_two: Desk, third: User) -> None:
    Work.objects.update(second_grader=by_two.second)
    marked_first(by_two)
    with clock.at(clock.now() - timedelta(days=1)):
        allocation.record_absence(
            actor=by_two.cast.coordinator,
            grader=by_two.second,
            first_day=clock.today() + timedelta(days=1),
            last_day=clock.today() + timedelta(days=3),
            substitute=third,
        )
    assert (allocation.hand_over_due(), allocation.hand_over_due()) == (1, 0)
    assert now(by_two).second_grader == third


@pytest.mark.parametrize("what", ["role", "charge"])
def test_a_second_marker_whose_role_or_charge_has_ended_is_waited_for_no_longer(by_two: Desk, what: str) -> None:
    Work.objects.update(second_grader=by_two.second)
    marked_first(by_two)
    charge = RoleAssignment.objects if what == "role" else CohortFacilitator.objects
    charge.filter(user=by_two.second).update(valid_until=clock.today())
    assert allocation.hand_over_due() == 0, "the last day is one of them"
    with clock.at(clock.now() + timedelta(days=1)):
        assert (allocation.hand_over_due(), allocation.hand_over_due()) == (1, 0)
    assert (now(by_two).grader, now(by_two).second_grader) == (by_two.grader, None)


def test_work_of_a_former_grader_goes_by_the_plan(desk: Desk) -> None:
    allocation.set_plan(
        actor=desk.cast.coordinator, cohort=desk.cohort, mode=AllocationMode.EVEN, even=[desk.grader, desk.second]
    )
    Work.objects.update(grader=desk.grader)
    CohortFacilitator.objects.filter(user=desk.grader).update(valid_until=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        assert allocation.hand_over_due() == 1
    assert Work.objects.get().grader == desk.second


def test_an_organiser_who_began_keeps_the_work(desk: Desk) -> None:
    Work.objects.update(grader=desk.cast.coordinator)
    assert allocation.hand_over_due() == 0
    assert Work.objects.get().grader == desk.cast.coordinator


def test_where_both_have_gone_a_third_settles_it(by_two: Desk, third: User) -> None:
    grade(by_two.grader, now(by_two), FAIR)
    grade(by_two.second, now(by_two), BEST)
    with pytest.raises(Refusal):
        grade(third, now(by_two), GOOD)
    as_user(by_two.cast.coordinator).post(at("work_transfer", by_two.work.public_id), {"to": third.public_id})
    grade(third, now(by_two), GOOD)
    done = now(by_two)
    assert (done.state, done.grade.marking, done.grade.grader) == (WorkState.GRADED, Marking.AGREED, third)


def test_sharing_everything_out_anew_leaves_the_first_marking_where_it_is(by_two: Desk) -> None:
    marked_first(by_two)
    allocation.set_plan(
        actor=by_two.cast.coordinator, cohort=by_two.cohort, mode=AllocationMode.EVEN, even=[by_two.second]
    )
    allocation.share_out(actor=by_two.cast.coordinator, cohort=by_two.cohort, everything=True)
    assert now(by_two).grader == by_two.grader


def test_the_ages_and_the_filters_go_by_whose_turn_it_is(by_two: Desk) -> None:
    marked_first(by_two)
    assert [row["turn"] for row in ages_by_grader(Work.objects.all())] == [None]
    Work.objects.update(second_grader=by_two.second)
    assert [(row["turn"], row["waiting"]) for row in ages_by_grader(Work.objects.all())] == [(by_two.second.pk, 1)]
    assert [row["late"] for row in ages_by_grader(Work.objects.all())] == [0]
    with clock.at(clock.now() + timedelta(days=5)):
        assert [row["late"] for row in ages_by_grader(Work.objects.all())] == [1]
    client = as_user(by_two.cast.coordinator)

    def found(who: str, **more: str) -> int:
        return len(client.get(at("grading_list"), {"grader": who, **more}).context["page"].rows)

    assert (found(by_two.second.public_id), found(by_two.grader.public_id), found("none")) == (1, 0, 0)
    grade(by_two.second, now(by_two), FAIR)
    for one in (by_two.second, by_two.grader):
        assert found(one.public_id, state="graded") == 1
