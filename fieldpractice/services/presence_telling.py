"""Tells people of decisions about presence, and staff of reports that did not come, in the transaction of the event."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse

from courses.queries.visible import charges_held
from fieldpractice.enums import PresenceState
from fieldpractice.kinds.presence import DECIDED, UNSETTLED
from fieldpractice.models import MonitoringSession, PresenceDecision
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User


def day_of(session: MonitoringSession) -> date:
    """Return the day of a session as the cohort's clocks show it."""
    return session.starts_at.astimezone(ZoneInfo(session.cohort.time_zone)).date()


def tell_decided(decision: PresenceDecision) -> None:
    """Tell a person of the decision about the own presence."""
    session = decision.session
    values = {
        "session": session.title,
        "day": day_of(session),
        "state": PresenceState(decision.after).label,
        "reason": decision.reason,
    }
    key = f"{DECIDED}:{decision.pk}"
    path = session.get_absolute_url()
    tell(
        kind=DECIDED,
        to=decision.enrolment.user,
        path=path,
        values=values,
        key=key,
        about=decision,
        actor=decision.actor,
    )


def tell_unsettled(session: MonitoringSession) -> None:
    """Tell coordinators and the cohort's facilitators that a day has passed without a report."""
    path = reverse("fieldpractice:session_presence", args=[session.public_id])
    values = {"session": session.title, "day": day_of(session)}
    tell_many(
        Telling(
            kind=UNSETTLED, to=user, path=path, values=values, key=f"{UNSETTLED}:{session.pk}:{user.pk}", about=session
        )
        for user in _staff(session)
    )


def _staff(session: MonitoringSession) -> list[User]:
    coordinators = RoleAssignment.objects.valid().filter(role=Role.COORDINATOR).values("user")
    charged = charges_held().filter(cohort=session.cohort_id).values("user")
    people = User.objects.filter(pk__in=coordinators) | User.objects.filter(pk__in=charged)
    return list(people.distinct().order_by("pk"))
