"""Nominating, accepting, taking up, declining, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import seats, steps, telling
from lms.people import clock
from lms.people.errors import Refusal
from lms.people.models import User, WorkUnit
from lms.people.services import add_person

S = EnrolmentState


@transaction.atomic
def nominate(*, actor: User, cohort: Cohort, user: User) -> Enrolment:
    """Put somebody on a cohort's list, to be decided on. Takes no seat.

    The unit is the person's present one. Raises Refusal when the cohort has ended, the person is on its list already, or the account is
    closed.
    """
    return nominate_many(actor=actor, cohort=cohort, users=[user])[0]


@transaction.atomic
def nominate_many(*, actor: User, cohort: Cohort, users: Sequence[User]) -> list[Enrolment]:
    """Put many on the list at once, all or none. Same refusals as `nominate`."""
    locked = open_list(cohort)
    _check_not_listed(locked, users)
    now = clock.now()
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(
                cohort=locked,
                user=user,
                work_unit_id=user.work_unit_id,
                state=S.NOMINATED,
                state_at=now,
                created_at=now,
            )
            for user in users
        ],
        batch_size=steps.BATCH,
    )
    steps.record_events(rows, before="", actor=actor)
    return rows


@transaction.atomic
def accept(*, actor: User, enrolment: Enrolment) -> None:
    """Give a nominated person a seat, or, when none is free, the last place of the waiting list.

    An accepted person without an account is invited. Seats never exceed the capacity: the cohort's row is locked.
    """
    locked = open_list(enrolment.cohort)
    seats.give_or_list(actor=actor, cohort=locked, enrolment=enrolment)
    telling.decided(actor=actor, enrolments=[enrolment])


@transaction.atomic
def accept_many(*, actor: User, cohort: Cohort, enrolments: Sequence[Enrolment]) -> None:
    """Give nominated people seats in the order given; from the first who finds none, the waiting list. Tells nobody."""
    locked = open_list(cohort)
    free = 0 if seats.somebody_waits(locked) else max(0, locked.capacity - seats.taken(locked))
    steps.move_many(enrolments[:free], S.ACCEPTED, actor=actor)
    waiting = enrolments[free:]
    steps.move_many(waiting, S.WAITLISTED, actor=actor, listed_at=clock.now())
    # Each a moment after the one before: a place on the waiting list can then be handed on without losing its order.
    for number, one in enumerate(waiting):
        one.listed_at = clock.now() + timedelta(microseconds=number)
    Enrolment.objects.bulk_update(waiting, ["listed_at"], batch_size=steps.BATCH)


@transaction.atomic
def accept_listed(*, actor: User, cohort: Cohort, ids: Sequence[str] | None = None) -> list[Enrolment]:
    """Accept those of a cohort who are still nominated, in the order they were nominated: all, or the ones with these public ids.

    Whoever was decided on meanwhile is left as decided, so that a second click changes nothing. Everybody is told. Returns whom it
    concerned; their states say who got a seat and who waits.
    """
    locked = open_list(cohort)
    rows = Enrolment.objects.filter(cohort=locked, state=S.NOMINATED).select_related("user", "cohort")
    if ids is not None:
        rows = rows.filter(public_id__in=ids)
    chosen = list(rows.order_by("created_at", "id"))
    accept_many(actor=actor, cohort=locked, enrolments=chosen)
    telling.decided(actor=actor, enrolments=chosen)
    return chosen


@transaction.atomic
def enrol(*, actor: User, cohort: Cohort, user: User) -> Enrolment:
    """Nominate and accept in one step; look at the state of what is returned: accepted or waitlisted."""
    enrolment = nominate(actor=actor, cohort=cohort, user=user)
    accept(actor=actor, enrolment=enrolment)
    return enrolment


@transaction.atomic
def enrol_by_email(
    *, actor: User, cohort: Cohort, email: str, name: str = "", work_unit: WorkUnit | None = None
) -> tuple[Enrolment, bool]:
    """Enrol the person with this address, added first when there is none yet. Returns the enrolment and whether the person is new.

    Raises Refusal when a new person has no name or no unit, or the person is on the list already.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is not None:
        return enrol(actor=actor, cohort=cohort, user=user), False
    if not name.strip() or work_unit is None:
        raise Refusal(_("Nobody with this address is here yet: give the name and the work unit too."))
    user = add_person(actor=actor, email=email, name=name, work_unit=work_unit)
    return enrol(actor=actor, cohort=cohort, user=user), True


@transaction.atomic
def take_up(*, actor: User, enrolment: Enrolment) -> None:
    """The participant says yes to the place: accepted becomes active. Said twice it stays said once."""
    if enrolment.state != S.ACTIVE:
        steps.move(enrolment, S.ACTIVE, actor=actor)


@transaction.atomic
def take_up_many(*, enrolments: Sequence[Enrolment]) -> None:
    """Many participants of a cohort say yes: accepted becomes active, all or none."""
    steps.move_many(enrolments, S.ACTIVE, actor=None)


@transaction.atomic
def take_up_all(*, user: User) -> int:
    """The person has taken up the account: every accepted place becomes active. Returns how many."""
    mine = list(Enrolment.objects.filter(user=user, state=S.ACCEPTED).select_related("user", "cohort"))
    steps.move_many(mine, S.ACTIVE, actor=user, reason=_("Invitation accepted"))
    return len(mine)


@transaction.atomic
def decline(*, actor: User, enrolment: Enrolment, reason: str) -> None:
    """Turn a nominated or waiting person down, with the reason."""
    steps.move(enrolment, S.DECLINED, actor=actor, reason=said(reason))
    telling.decided(actor=actor, enrolments=[enrolment], reason=said(reason))


@transaction.atomic
def withdraw(*, actor: User, enrolment: Enrolment, reason: str) -> list[Enrolment]:
    """Take somebody off the cohort, with the reason; a seat that becomes free goes to the first waiting. Returns who moved up.

    What the person did stays on record; the person is told, and why. Raises Refusal without a reason, Conflict when the enrolment moved meanwhile.
    """
    locked = seats.lock(enrolment.cohort)
    steps.move(enrolment, S.WITHDRAWN, actor=actor, reason=said(reason))
    telling.taken_off(actor=actor, enrolment=enrolment, reason=said(reason))
    return seats.promote(actor=actor, cohort=locked)


def said(reason: str) -> str:
    """Return a reason without the spaces round it. Raises Refusal when there is none."""
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the enrolment."))
    return reason.strip()


def open_list(cohort: Cohort) -> Cohort:
    """Return the cohort's row, locked, while its list may still change. Raises Refusal when the cohort has ended."""
    locked = seats.lock(cohort)
    if locked.state not in {CohortState.PLANNED, CohortState.OPEN}:
        raise Refusal(
            _("The list of this cohort is closed: it is “%(state)s”.") % {"state": locked.get_state_display()}
        )
    return locked


def _check_not_listed(cohort: Cohort, users: Sequence[User]) -> None:
    live = Enrolment.objects.filter(cohort=cohort).exclude(state__in=[S.DECLINED, S.WITHDRAWN])
    listed = set(live.values_list("user_id", flat=True))
    for user in users:
        if user.pk in listed:
            raise Refusal(_("%(name)s is on the list of this cohort already.") % {"name": user})
        if not user.is_active:
            raise Refusal(_("The account of %(name)s is closed. An administrator can open it again.") % {"name": user})
