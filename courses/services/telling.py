"""Whom the steps of a list are told to. Written in the transaction of the step; an invitation goes to who has no account yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from courses import kinds
from courses.class_notices import MOVED, NAMED, TOMORROW
from courses.enums import EnrolmentState
from courses.models import (
    Announcement,
    ClassMeeting,
    Cohort,
    CohortFacilitator,
    Enrolment,
    MeetingTrainer,
    Nomination,
    NominationCall,
    Nominee,
    NomineeQuestion,
    Stage,
)
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw, withdraw_many
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User, WorkUnit
from lms.people.services import invite_many

S = EnrolmentState
ABOUT_A_PLACE = (kinds.SEAT_GIVEN, kinds.WAITING, kinds.PROMOTED)


def decided(*, actor: User | None, enrolments: Sequence[Enrolment], reason: str = "") -> None:
    """Tell people of one cohort that they have a seat, wait, or were not accepted, and those who nominated them."""
    if not enrolments:
        return
    _invite(actor, enrolments)
    tell_many(_places(enrolments, {S.ACCEPTED: kinds.SEAT_GIVEN, S.WAITLISTED: kinds.WAITING}))
    turned_down = [one for one in enrolments if one.state == S.DECLINED and one.user.has_usable_password()]
    for one in turned_down:
        values = {"cohort": str(one.cohort), "reason": reason}
        no_place(enrolment=one)
        tell(
            kind=kinds.DECLINED,
            to=one.user,
            path=_home(),
            values=values,
            key=f"{kinds.DECLINED}:{one.pk}",
            about=one,
            actor=actor,
        )
    _tell_senders(enrolments)


def promoted(*, actor: User | None, enrolments: Sequence[Enrolment]) -> None:
    """Tell those who moved up from the waiting list, and those who nominated them; that they wait is no longer true."""
    if not enrolments:
        return
    for one in enrolments:
        no_place(enrolment=one)
    _invite(actor, enrolments)
    tell_many(_places(enrolments, {S.ACCEPTED: kinds.PROMOTED}))
    _tell_senders(enrolments)


def no_place(*, enrolment: Enrolment) -> None:
    """Take back what was said of somebody's place and is not true any more."""
    withdraw(about=enrolment, kinds=ABOUT_A_PLACE)


def taken_off(*, actor: User, enrolment: Enrolment, reason: str) -> None:
    """Tell somebody who was taken off a cohort, and why, unless it was the person's own step; what was said of the place is over."""
    no_place(enrolment=enrolment)
    if actor == enrolment.user or not enrolment.user.has_usable_password():
        return
    values, kind = {"cohort": str(enrolment.cohort), "reason": reason}, kinds.WITHDRAWN
    tell(
        kind=kind,
        to=enrolment.user,
        path=_home(),
        values=values,
        key=f"{kind}:{enrolment.pk}",
        about=enrolment,
        actor=actor,
    )


def called_off(*, actor: User, cohort: Cohort, released: Sequence[Enrolment], reason: str) -> None:
    """Tell everybody on the list of a cohort that does not take place, who teaches in it, and who nominated for it.

    What was said of their places, of who teaches, and of classes that moved, is no longer true. Who was only nominated and has no account knows of nothing.
    """
    over(enrolments=released)
    withdraw_many(about=list(ClassMeeting.objects.filter(stage__cohort=cohort)), kinds=(MOVED, TOMORROW))
    trainers = list(MeetingTrainer.objects.filter(meeting__stage__cohort=cohort, user__isnull=False))
    withdraw_many(about=trainers, kinds=(NAMED,))
    staff = User.objects.filter(
        Q(pk__in={one.user_id for one in trainers})
        | Q(pk__in=CohortFacilitator.objects.filter(cohort=cohort).values("user"))
    )
    people = [one.user for one in released if one.state != S.DECLINED or one.user.has_usable_password()]
    values, kind = {"cohort": str(cohort), "reason": reason}, kinds.CALLED_OFF
    tell_many(
        Telling(kind, one, _home(), values, f"{kind}:{cohort.pk}:{one.pk}", cohort, actor)
        for one in dict.fromkeys([*people, *staff])
        if one != actor
    )
    _tell_senders(released)


def over(*, enrolments: Sequence[Enrolment]) -> None:
    """Take back what was said of the places of those who have none any more."""
    withdraw_many(about=enrolments, kinds=ABOUT_A_PLACE)


def called(*, call: NominationCall, units: QuerySet[WorkUnit]) -> None:
    """Tell the contacts of these units that they may nominate, once for each last day."""
    values = {"cohort": str(call.cohort), "until": call.until}
    tell_many(
        Telling(kinds.CALLED, one, reverse("courses:nomination_list"), values, f"{kinds.CALLED}:{call.pk}:{call.until}:{one.pk}", call)
        for one in contacts_of(units)
    )  # fmt: skip


def nominated(*, nomination: Nomination, count: int) -> None:
    """Tell the coordinators that a letter with nominees has come."""
    values = {
        "unit": str(nomination.work_unit),
        "count": count,
        "cohort": str(nomination.cohort),
        "letter": nomination.letter_number,
    }
    path = reverse("courses:cohort_nominations", args=[nomination.cohort.public_id])
    tell_many(
        Telling(kinds.NOMINATED, one, path, values, f"{kinds.NOMINATED}:{nomination.pk}:{one.pk}", nomination)
        for one in holders(Role.COORDINATOR)
    )


def asked(*, question: NomineeQuestion) -> None:
    """Tell who nominated the person, or the unit's contacts, that something is asked."""
    one = question.enrolment
    values = {"name": str(one.user), "cohort": str(one.cohort), "question": question.text}
    path = reverse("courses:enrolment_answer", args=[one.public_id])
    tell_many(
        Telling(kinds.ASKED, to, path, values, f"{kinds.ASKED}:{question.pk}:{to.pk}", question)
        for to in _for_the_unit(one)
    )


def answered(*, question: NomineeQuestion) -> None:
    """Tell who asked; that an answer is wanted is no longer true for the unit."""
    withdraw(about=question, kinds=[kinds.ASKED])
    one = question.enrolment
    tell(
        kind=kinds.ANSWERED,
        to=question.asked_by,
        path=reverse("courses:enrolment_detail", args=[one.public_id]),
        values={"name": str(one.user), "unit": str(one.work_unit or ""), "answer": question.answer},
        key=f"{kinds.ANSWERED}:{question.pk}",
        about=question,
        actor=question.answered_by,
    )


def announced(*, announcement: Announcement, people: Iterable[User], again: str = "") -> None:
    """Tell people of a cohort that there is something to read; `again` names a second telling."""
    values = {
        "title": announcement.title,
        "cohort": str(announcement.cohort),
        "author": str(announcement.author),
    }
    path = announcement.get_absolute_url()
    tell_many(
        Telling(
            kinds.ANNOUNCED, one, path, values, f"{kinds.ANNOUNCED}:{announcement.pk}{again}:{one.pk}", announcement
        )
        for one in people
    )


def contacts_of(units: QuerySet[WorkUnit]) -> QuerySet[User]:
    """Return the contacts of these units in force today."""
    return holders(Role.UNIT_CONTACT, work_unit__in=units)


def holders(role: Role, **scope: Any) -> QuerySet[User]:
    """Return who holds a role today."""
    held = RoleAssignment.objects.valid().filter(role=role, **scope)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk")


def _invite(actor: User | None, enrolments: Sequence[Enrolment]) -> None:
    seated = [one.user for one in enrolments if one.state == S.ACCEPTED]
    invite_many(actor=actor, users=seated, reason=str(enrolments[0].cohort))


def _places(enrolments: Iterable[Enrolment], by_state: dict[str, str]) -> Iterator[Telling]:
    """Yield what each is told of the place. Who has no account is invited instead, and finds the place behind the invitation."""
    first_days: dict[int, Any] = {}
    for one in enrolments:
        kind = by_state.get(one.state)
        if kind is None or not one.user.has_usable_password():
            continue
        if one.cohort_id not in first_days:
            first_days[one.cohort_id] = _first_day(one.cohort)
        values = {"cohort": str(one.cohort)}
        if kind != kinds.WAITING:
            values["starts_on"] = first_days[one.cohort_id]
        yield Telling(kind, one.user, _home(), values, f"{kind}:{one.pk}", one)


def _first_day(cohort: Cohort) -> Any:
    return Stage.objects.filter(cohort=cohort).order_by("order").values_list("starts_on", flat=True).first()


def _tell_senders(enrolments: Sequence[Enrolment]) -> None:
    """Tell each letter's sender what was decided: one notice a letter and state, however many people it concerns."""
    states = {one.pk: one for one in enrolments if one.state != S.NOMINATED}
    came_with = Nominee.objects.filter(enrolment__in=states).select_related("nomination__sent_by", "nomination__cohort")

    def of(row: Nominee) -> tuple[int, str]:
        return row.nomination_id, states[row.enrolment_id].state

    rows = []
    for (pk, state), group in groupby(sorted(came_with, key=lambda row: (*of(row), row.pk)), of):
        found = list(group)
        letter = found[0].nomination
        people = [states[row.enrolment_id] for row in found]
        values = {
            "cohort": str(letter.cohort),
            "names": ", ".join(str(one.user) for one in people[:3]) + (" …" if len(people) > 3 else ""),
            "state": S(state).label,
        }
        key = f"{kinds.DECIDED}:{pk}:{state}:{people[0].pk}"
        rows.append(Telling(kinds.DECIDED, letter.sent_by, letter.get_absolute_url(), values, key, letter))
    tell_many(rows)


def _for_the_unit(enrolment: Enrolment) -> list[User]:
    """Return who answers for a nominee: the contacts of the unit."""
    units = WorkUnit.objects.filter(enrolments=enrolment)
    return list(contacts_of(units))


def _home() -> str:
    return reverse("dashboard")
