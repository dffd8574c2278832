"""What the one screen of a session under way reads: who is here, who could take something on, what was written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from courses.queries.visible import charges_held
from fieldpractice.enums import PresenceState
from fieldpractice.models import FollowUp, MonitoringSession, Presence
from fieldpractice.queries.minutes.content import people_of
from fieldpractice.queries.presence import who_is_here
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User


@dataclass(frozen=True)
class Seat:
    """Somebody who was asked to the session; `left` is who was in the meeting and is not any more."""

    name: str
    unit: str
    state: str
    left: bool = False


@dataclass(frozen=True)
class Room:
    """Who is present and who is missing."""

    here: list[Seat]
    missing: list[Seat]

    @property
    def asked(self) -> int:
        return len(self.here) + len(self.missing)


def room_of(session: MonitoringSession) -> Room:
    """Return who is in a session and who is not: live from Zoom's notifications while it goes on, as decided once it was held.

    Where nothing was heard from Zoom, what was decided on presence counts. Four queries at most.
    """
    states = dict(Presence.objects.filter(session=session).values_list("enrolment", "state"))
    live = {} if session.is_held else {one.enrolment_id: one.here for one in who_is_here(session)}
    here: list[Seat] = []
    missing: list[Seat] = []
    for one in people_of(session):
        state = states.get(one.pk, PresenceState.ABSENT)
        is_here = live.get(one.pk, False) if live else state in (PresenceState.PRESENT, PresenceState.PARTLY)
        unit = one.work_unit.name if one.work_unit else ""
        (here if is_here else missing).append(Seat(one.user.display_name, unit, state, left=live.get(one.pk) is False))
    return Room(here, missing)


def could_take_on(session: MonitoringSession | None, cohort_id: int) -> QuerySet[User]:
    """Return who may be made responsible: those asked to the session, the cohort's facilitators, the organisers. One query."""
    charged = charges_held().filter(cohort=cohort_id).values("user")
    organisers = RoleAssignment.objects.valid().filter(role=Role.COORDINATOR).values("user")
    wanted = Q(pk__in=charged) | Q(pk__in=organisers)
    if session is not None:
        wanted |= Q(pk__in=people_of(session).order_by().values("user"))
        wanted |= Q(pk=session.facilitator_id)
    else:
        wanted |= Q(enrolments__cohort=cohort_id)
    return User.objects.filter(wanted, is_active=True).distinct().order_by("name", "id")


def label_of(user: User) -> str:
    """Return the name under which somebody is chosen: with the unit, so that two of one name are told apart."""
    return f"{user.display_name} ({user.work_unit.name})" if user.work_unit else user.display_name


# A list to choose from that is longer than this is no help; the name is typed.
MOST_LABELS = 300


def labels_of(session: MonitoringSession | None, cohort_id: int) -> list[str]:
    """Return the names to choose from. One query."""
    return [label_of(one) for one in could_take_on(session, cohort_id).select_related("work_unit")[:MOST_LABELS]]


def people_by_label(session: MonitoringSession | None, cohort_id: int) -> dict[str, User | None]:
    """Return who is meant by what was typed, in small letters: the label, or a name; None for a name that several have. One query."""
    people = list(could_take_on(session, cohort_id).select_related("work_unit"))
    found: dict[str, User | None] = {}
    for one in people:
        for name in {one.name.casefold(), one.display_name.casefold()}:
            found[name] = None if name in found else one
    return found | {label_of(one).casefold(): one for one in people if one.work_unit}


def follow_ups_of(session: MonitoringSession) -> list[FollowUp]:
    """Return what follows from a session, as written. One query."""
    rows = FollowUp.objects.filter(session=session).select_related("responsible", "cohort", "session")
    return list(rows.order_by("id"))
