"""The list of a cohort: steps, seats, waiting list."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from courses.enums import SEATED, TRANSITIONS, EnrolmentState
from courses.models import Cohort, Enrolment, EnrolmentEvent
from courses.queries.cohorts import fingerprint
from courses.services import cohorts, enrolments, steps
from lms.people import clock
from lms.people.enums import InvitationState
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, Invitation
from lms.people.services import accept_invitation
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment
from tests.factories.people import make_unit, make_user

S = EnrolmentState


def test_enrolling_gives_a_seat_and_leaves_a_trace(cast: Cast, cohort: Cohort) -> None:
    unit = make_unit()
    enrolment = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=unit))
    assert enrolment.state == S.ACCEPTED
    assert enrolment.work_unit == unit
    steps_taken = list(EnrolmentEvent.objects.filter(enrolment=enrolment).values_list("before", "after", "actor"))
    assert steps_taken == [("", S.NOMINATED, cast.coordinator.pk), (S.NOMINATED, S.ACCEPTED, cast.coordinator.pk)]
    assert AuditEntry.objects.filter(action="courses.enrolment.accepted", object_id=str(enrolment.pk)).exists()


def test_a_new_person_is_added_and_invited(cast: Cast, cohort: Cohort) -> None:
    enrolment, new = enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="Wayan@Example.test", name="Wayan", work_unit=cast.unit
    )
    assert new
    assert enrolment.user.email == "wayan@example.test"
    assert Invitation.objects.get(user=enrolment.user).reason == cohort.name


def test_an_existing_person_is_found_by_address_and_not_invited(cast: Cast, cohort: Cohort) -> None:
    user = make_user(email="ratna@example.test")
    enrolment, new = enrolments.enrol_by_email(actor=cast.coordinator, cohort=cohort, email=" RATNA@example.test ")
    assert (enrolment.user, new) == (user, False)
    assert not Invitation.objects.exists()


def test_a_new_person_needs_name_and_unit(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        enrolments.enrol_by_email(actor=cast.coordinator, cohort=cohort, email="baru@example.test", name="Baru")
    assert not Enrolment.objects.exists()


def test_nobody_is_on_a_list_twice(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=enrolment.user)


def test_nobody_whose_account_is_closed_is_enrolled(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user(is_active=False))
    assert not Enrolment.objects.exists()


def test_who_withdrew_can_be_enrolled_again(cast: Cast, cohort: Cohort) -> None:
    first = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.WITHDRAWN)
    again = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=first.user)
    assert again.pk != first.pk
    assert again.state == S.ACCEPTED


def test_a_full_cohort_lists_and_a_withdrawal_promotes_the_longest_waiting(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    later, earlier = make_user(name="Later"), make_user(name="Earlier")
    with clock.at(DURING + timedelta(hours=2)):
        second = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=later)
    with clock.at(DURING + timedelta(hours=1)):
        first = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=earlier)
    assert {first.state, second.state} == {S.WAITLISTED}
    promoted = enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="Pindah tugas")
    assert [one.pk for one in promoted] == [first.pk]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.ACCEPTED, S.WAITLISTED)


def test_listed_at_the_same_instant_the_lower_id_goes_first(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    waiting = [enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user()) for _ in range(2)]
    promoted = enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="x")
    assert [one.pk for one in promoted] == [waiting[0].pk]


def test_a_promoted_person_without_account_is_invited(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    seated = make_enrolment(actor=cast.coordinator, cohort=cohort)
    waiting, _new = enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="tunggu@example.test", name="Tunggu", work_unit=cast.unit
    )
    assert not Invitation.objects.filter(user=waiting.user).exists()
    enrolments.withdraw(actor=cast.coordinator, enrolment=seated, reason="x")
    assert Invitation.objects.filter(user=waiting.user).exists()


def test_more_seats_promote_and_fewer_than_taken_are_refused(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    for _ in range(3):
        enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())

    def edit(capacity: int, seen: str) -> list[Enrolment]:
        kept = {"name": cohort.name, "time_zone": cohort.time_zone}
        return cohorts.edit_cohort(actor=cast.coordinator, cohort=cohort, seen=seen, capacity=capacity, **kept)

    opened = fingerprint(cohort)
    assert len(edit(2, opened)) == 1
    with pytest.raises(Conflict):
        edit(3, opened)
    cohort.refresh_from_db()
    assert cohort.capacity == 2
    with pytest.raises(Refusal, match="2"):
        edit(1, fingerprint(cohort))


def test_accepting_the_invitation_takes_up_the_place(cast: Cast, cohort: Cohort) -> None:
    enrolment, _new = enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email="baru@example.test", name="Baru", work_unit=cast.unit
    )
    invitation = Invitation.objects.get(user=enrolment.user)
    accept_invitation(invitation=invitation, password="panjang-sekali-1", consent_text=None, language="id")
    enrolment.refresh_from_db()
    assert enrolment.state == S.ACTIVE
    assert Invitation.objects.get().state == InvitationState.ACCEPTED


def test_taking_up_twice_is_taking_up_once(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    enrolments.take_up(actor=enrolment.user, enrolment=enrolment)
    assert EnrolmentEvent.objects.filter(enrolment=enrolment, after=S.ACTIVE).count() == 1


@pytest.mark.parametrize("verb", [enrolments.withdraw, enrolments.decline])
def test_a_reason_is_needed(cast: Cast, cohort: Cohort, verb: object) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    with pytest.raises(Refusal):
        verb(actor=cast.coordinator, enrolment=enrolment, reason="  ")  # type: ignore[operator]


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_every_step_that_is_not_in_the_table_is_refused(cast: Cast, cohort: Cohort, before: S, after: S) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=before, listed_at=clock.now())
    enrolment.refresh_from_db()
    if after in TRANSITIONS[before]:
        steps.move(enrolment, after, actor=cast.coordinator)
        assert Enrolment.objects.get(pk=enrolment.pk).state == after
    else:
        with pytest.raises(Refusal):
            steps.move(enrolment, after, actor=cast.coordinator)
        assert Enrolment.objects.get(pk=enrolment.pk).state == before


def test_two_decisions_on_one_enrolment_the_second_is_told(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    stale = Enrolment.objects.get(pk=enrolment.pk)
    enrolments.accept(actor=cast.coordinator, enrolment=enrolment)
    with pytest.raises(Conflict):
        enrolments.decline(actor=cast.admin, enrolment=stale, reason="Terlambat")
    assert EnrolmentEvent.objects.filter(enrolment=enrolment).count() == 2


def test_events_are_append_only(cast: Cast, cohort: Cohort) -> None:
    event = EnrolmentEvent.objects.get(
        enrolment=make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    )
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        EnrolmentEvent.objects.all().update(reason="x")


def test_many_are_nominated_and_accepted_with_the_same_invariants(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=3)
    rows = enrolments.nominate_many(actor=cast.coordinator, cohort=cohort, users=[make_user() for _ in range(5)])
    enrolments.accept_many(actor=cast.coordinator, cohort=cohort, enrolments=rows)
    states = list(Enrolment.objects.filter(cohort=cohort).order_by("id").values_list("state", flat=True))
    assert states == [S.ACCEPTED] * 3 + [S.WAITLISTED] * 2
    assert EnrolmentEvent.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_seats_never_exceed_the_capacity_when_many_are_enrolled_at_once(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    people = [make_user() for _ in range(6)]
    errors = in_threads(
        [lambda user=user: enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=user) for user in people]
    )
    assert not errors
    assert Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count() == 2
    assert Enrolment.objects.filter(cohort=cohort, state=S.WAITLISTED).count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_promote_two_different_people(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=2)
    seated = [make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2)]
    for _ in range(3):
        enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    errors = in_threads(
        [lambda one=one: enrolments.withdraw(actor=cast.coordinator, enrolment=one, reason="x") for one in seated]
    )
    assert not errors
    assert Enrolment.objects.filter(cohort=cohort, state=S.ACCEPTED).count() == 2
    assert Enrolment.objects.filter(cohort=cohort, state=S.WAITLISTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_person_enrolled_twice_at_once_is_on_the_list_once(cast: Cast, cohort: Cohort) -> None:
    user = make_user()
    errors = in_threads([lambda: enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=user)] * 2)
    assert [type(error) for error in errors] == [Refusal]
    assert Enrolment.objects.filter(user=user).count() == 1


def in_threads(calls: list[object]) -> list[Refusal]:
    """Run all calls at once, each on its own connection; return what they raised."""
    errors: list[Refusal] = []
    barrier = threading.Barrier(len(calls))

    def run(call: object) -> None:
        try:
            barrier.wait()
            with clock.at(DURING):
                call()  # type: ignore[operator]
        except Refusal as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors
