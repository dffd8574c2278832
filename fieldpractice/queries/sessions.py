"""Sessions of a cohort, of a reader, of a calendar; and who is asked to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from courses.enums import SEATED, EnrolmentState
from courses.models import Cohort, Enrolment
from fieldpractice.enums import RegistrantState, SessionState
from fieldpractice.models import MonitoringSession, Registrant, SessionGroup, SessionRecording
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import NOW, PreparedModels

# Who still has the course before them.
EXPECTED = (EnrolmentState.ACCEPTED, EnrolmentState.ACTIVE)


def with_people(sessions: QuerySet[MonitoringSession]) -> QuerySet[MonitoringSession]:
    """Return the same with cohort, group, host and facilitator, in the same query."""
    return sessions.select_related("cohort", "group", "host__user", "facilitator", "zoom_work")


def split(sessions: Iterable[MonitoringSession]) -> tuple[list[MonitoringSession], list[MonitoringSession]]:
    """Return those to come, the next one first, and those over or called off, the last one first."""
    now = clock.now()
    rows = list(sessions)
    coming = [one for one in rows if one.is_planned and one.ends_at > now]
    over = [one for one in rows if one not in coming]
    return coming, over[::-1]


def asked_to(session: MonitoringSession) -> QuerySet[Enrolment]:
    """Return those who are asked to a session: of the group, or of the cohort, whose course is not over."""
    rows = Enrolment.objects.filter(state__in=EXPECTED, cohort=session.cohort_id)
    if session.group_id:
        rows = rows.filter(session_groups=session.group_id)
    return rows.select_related("user__work_unit").order_by("pk")


def people_of(session: MonitoringSession) -> list[User]:
    """Return everybody who is told of a session: who is asked to it, the facilitator, and who opens the meeting. Two queries."""
    found = {one.user_id: one.user for one in asked_to(session)}
    staff = [session.facilitator, session.host.user if session.host else None]
    return list((found | {one.pk: one for one in staff if one is not None}).values())


def mine_in(session: MonitoringSession, user: User) -> Enrolment | None:
    """Return the reader's own seat, if the reader is asked to this session."""
    rows = Enrolment.objects.filter(user=user, cohort=session.cohort_id, state__in=SEATED)
    if session.group_id:
        rows = rows.filter(session_groups=session.group_id)
    return rows.first()


def registrant_of(session: MonitoringSession, user: User) -> Registrant | None:
    """Return the reader's own place on the meeting's list."""
    rows = Registrant.objects.filter(session=session, enrolment__user=user, state=RegistrantState.ADDED)
    return rows.first()


def next_session(user: User) -> MonitoringSession | None:
    """Return the session under way, or the next one, that somebody with a seat is asked to: one query."""
    return next(iter(coming_session(user.pk)), None)


def _coming(user_id: int) -> QuerySet[MonitoringSession]:
    seated = Enrolment.objects.filter(user_id=user_id, state__in=sorted(SEATED))
    groups = SessionGroup.objects.filter(members__in=seated.values("pk"))
    asked = Q(group__isnull=True, cohort__in=seated.values("cohort")) | Q(group__in=groups.values("pk"))
    coming = MonitoringSession.objects.filter(asked, state=SessionState.PLANNED, ends_at__gt=NOW)
    return coming.order_by("starts_at", "id")[:1]


coming_session = PreparedModels(
    lambda user_id: (
        _coming(user_id)
        .select_related("cohort")
        .only("public_id", "title", "starts_at", "ends_at", "cohort__time_zone")
    )
)


def is_today(session: MonitoringSession) -> bool:
    """Whether a session is today, or under way, by the clocks of its cohort."""
    zone = ZoneInfo(session.cohort.time_zone)
    return session.starts_at.astimezone(zone).date() <= clock.now().astimezone(zone).date()


def sessions_to_lead(user: User, days: int = 14) -> list[MonitoringSession]:
    """Return the sessions somebody leads or opens in the next days, and those of the cohorts in that person's charge: one query."""
    now = clock.now()
    rows = MonitoringSession.objects.filter(
        Q(facilitator=user) | Q(host__user=user) | Q(cohort__in=_charged(user)),
        state=SessionState.PLANNED,
        ends_at__gt=now,
        starts_at__lt=now + timedelta(days=days),
    )
    return list(rows.select_related("cohort", "group").order_by("starts_at", "id").distinct()[:5])


def calendar_of(user: User) -> QuerySet[MonitoringSession]:
    """Return the sessions somebody is asked to, leads or opens: the last half year and all to come, also those called off."""
    seated = Enrolment.objects.filter(user=user, state__in=SEATED)
    mine = (
        Q(group__isnull=True, cohort__in=seated.values("cohort"))
        | Q(group__in=SessionGroup.objects.filter(members__in=seated).values("pk"))
        | Q(facilitator=user)
        | Q(host__user=user)
    )
    since = clock.now() - timedelta(days=183)
    rows = MonitoringSession.objects.filter(mine, ends_at__gt=since)
    return rows.select_related("cohort").order_by("starts_at", "id")


def coming_within(now: datetime, span: timedelta) -> list[MonitoringSession]:
    """Return the planned sessions that begin within a span from now."""
    rows = MonitoringSession.objects.filter(
        state=SessionState.PLANNED, starts_at__gt=now, starts_at__lte=now + span
    ).select_related("cohort", "group", "host__user__work_unit", "facilitator__work_unit")
    return list(rows.order_by("starts_at", "id"))


def asked_to_each(sessions: Iterable[MonitoringSession]) -> dict[int, list[User]]:
    """Return who is asked to each of these sessions, and who leads and opens it: two queries for all."""
    rows = list(sessions)
    by_cohort: dict[int, list[Enrolment]] = {}
    seated = Enrolment.objects.filter(cohort__in={one.cohort_id for one in rows}, state__in=EXPECTED)
    for one in seated.select_related("user__work_unit").order_by("pk"):
        by_cohort.setdefault(one.cohort_id, []).append(one)
    groups = {one.group_id for one in rows if one.group_id}
    pairs = SessionGroup.members.through.objects.filter(sessiongroup__in=groups).values_list(
        "sessiongroup_id", "enrolment_id"
    )
    members: dict[int, set[int]] = {}
    for group_id, enrolment_id in pairs if groups else ():
        members.setdefault(group_id, set()).add(enrolment_id)
    found: dict[int, list[User]] = {}
    for session in rows:
        within = members.get(session.group_id, set()) if session.group_id else None
        asked = [one.user for one in by_cohort.get(session.cohort_id, []) if within is None or one.pk in within]
        staff = [one for one in (session.facilitator, session.host.user if session.host else None) if one]
        found[session.pk] = list({one.pk: one for one in [*asked, *staff]}.values())
    return found


def groups_of(cohort: Cohort) -> QuerySet[SessionGroup]:
    """Return the groups of a cohort with their members' names: two queries."""
    return SessionGroup.objects.filter(cohort=cohort).prefetch_related("members__user")


def recordings_of(session: MonitoringSession) -> list[SessionRecording]:
    """Return what was recorded of a session, also what is shown no longer."""
    return list(session.recordings.select_related("deleted_by"))


def _charged(user: User) -> QuerySet[Cohort]:
    from courses.models import CohortFacilitator

    return CohortFacilitator.objects.valid().filter(user=user).values("cohort")  # type: ignore[return-value]
