"""Who is told of a cohort that does not take place, and who is reminded of classes and places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from courses import class_notices, kinds, reminders
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import cohorts, enrolments, meetings
from lms.notices import services
from lms.notices.models import Delivery, Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.classes import FIRST, at, make_meeting, make_plan
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_user


def told(user: User) -> set[str]:
    return set(Notice.objects.filter(to=user, withdrawn_at__isnull=True).values_list("kind", flat=True))


@pytest.fixture
def trainer(db: None) -> User:
    user = make_user(name="Pengajar")
    give_role(user, Role.FACILITATOR)
    return user


def test_a_cohort_called_off_is_told_to_its_list_and_who_teaches(cast: Cast, cohort: Cohort, trainer: User) -> None:
    active = make_enrolment(actor=cast.coordinator, cohort=cohort)
    accepted = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.ACCEPTED)
    gone = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.WITHDRAWN)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=trainer)
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
    for user in (active.user, accepted.user, trainer):
        assert told(user) == {kinds.CALLED_OFF}
    assert kinds.CALLED_OFF not in told(gone.user) | told(cast.coordinator)
    assert Notice.objects.get(to=trainer, kind=kinds.CALLED_OFF).values["reason"] == "Anggaran"
    (event,) = class_notices.events(trainer)
    assert (event.cancelled, event.sequence) == (True, meeting.sequence + 1)
    assert services.send_due() == 4, "three of the cohort, and who was taken off it before"
    assert Delivery.objects.filter(state="withdrawn").exists(), "the mail of a seat that nobody has"


def test_who_is_taken_off_a_cohort_is_told_why(cast: Cast, cohort: Cohort) -> None:
    taken, left = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    enrolments.withdraw(actor=cast.coordinator, enrolment=taken, reason=" Pindah tugas ")
    enrolments.withdraw(actor=left.user, enrolment=left, reason="Sakit")
    assert Notice.objects.get(to=taken.user, kind=kinds.WITHDRAWN).values == {
        "cohort": str(cohort),
        "reason": "Pindah tugas",
    }
    assert kinds.SEAT_GIVEN not in told(taken.user)
    assert kinds.WITHDRAWN not in told(left.user)


def test_calling_off_takes_the_same_queries_for_three_as_for_one(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    counts = []
    for people in (1, 3):
        cohort = make_cohort(actor=cast.coordinator, number=40 + people)
        for _ in range(people):
            make_enrolment(actor=cast.coordinator, cohort=cohort)
        with django_assert_max_num_queries(100) as asked:
            cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_waited_when_a_cohort_ends_waits_no_more(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    waiting = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.WAITLISTED)
    assert told(waiting.user) == {kinds.WAITING}
    with clock.at(at(9, on=max(stage.ends_on for stage in cohort.stages.all()))):
        cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)
    assert told(waiting.user) == set()


def test_before_a_class_who_comes_and_who_teaches_is_reminded_once(cast: Cast, cohort: Cohort, trainer: User) -> None:
    coming = make_enrolment(actor=cast.coordinator, cohort=cohort)
    over = make_enrolment(actor=cast.coordinator, cohort=cohort)
    Enrolment.objects.filter(pk=over.pk).update(state=EnrolmentState.NOT_COMPLETED)
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, trainer=trainer)
    eve = at(20, on=FIRST - timedelta(days=1))
    first = list(class_notices.reminders(eve))
    assert [row.to for row in first] == [coming.user, trainer]
    plan = make_plan(cohort, title="Konseling kerja kelompok")
    assert not meetings.change_meeting(actor=cast.coordinator, meeting=meeting, plan=plan, seen=meeting.sequence)
    assert [row.key for row in class_notices.reminders(eve)] == [row.key for row in first]
    assert list(class_notices.reminders(at(8))) == []


def test_of_a_class_in_a_cohort_called_off_nobody_is_reminded(cast: Cast, cohort: Cohort, trainer: User) -> None:
    make_meeting(actor=cast.coordinator, cohort=cohort, trainer=trainer)
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
    assert list(class_notices.reminders(at(20, on=FIRST - timedelta(days=1)))) == []


def test_reminding_of_classes_takes_three_queries(
    cast: Cast, cohort: Cohort, trainer: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(3):
        make_enrolment(actor=cast.coordinator, cohort=cohort)
        make_meeting(
            actor=cast.coordinator,
            cohort=cohort,
            trainer=trainer,
            begins=(8 + 2 * number, 0),
            ends=(10 + 2 * number, 0),
        )
        with django_assert_num_queries(3):
            assert list(class_notices.reminders(at(20, on=FIRST - timedelta(days=1))))


def test_a_place_is_kept_since_the_day_of_its_reader(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.ACCEPTED)
    given = (clock.now() - timedelta(days=5)).replace(hour=18)  # 01.00 WIB of the next day
    Enrolment.objects.filter(pk=enrolment.pk).update(state_at=given)
    (row,) = reminders.places(clock.now())
    assert row.values["since"] == given.date() + timedelta(days=1)
