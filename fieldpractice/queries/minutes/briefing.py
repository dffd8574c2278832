"""What to know before a session, from live data: who is late, what is hard, what was agreed on, who was not there.

The same number of queries whatever is found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from assignments.models import Task
from assignments.queries.classes import overdue
from courses.enums import EnrolmentState
from courses.models import Enrolment
from courses.queries.learning import facts_of
from courses.queries.risks import limits_of
from courses.registry import signs_for
from fieldpractice.enums import (
    OPEN_ACTIONS,
    ConstraintState,
    PresenceState,
    SessionState,
)
from fieldpractice.models import (
    Constraint,
    ConstraintAnswer,
    ConstraintEvent,
    FollowUp,
    MonitoringSession,
    Presence,
)
from fieldpractice.queries.constraints import figures
from fieldpractice.queries.minutes.content import people_of
from fieldpractice.queries.minutes.queue import open_in, units_sharing
from lms.people import clock

# So many of a kind are named; how many more there are is said.
MOST = 60


@dataclass(frozen=True)
class Late:
    """Somebody with the tasks that are overdue, the longest overdue first."""

    enrolment: Enrolment
    tasks: list[Task]

    @property
    def codes(self) -> str:
        return ", ".join(task.form_version.form.code for task in self.tasks)

    @property
    def since(self) -> date:
        return self.tasks[0].due_on


@dataclass(frozen=True)
class Silent:
    """Somebody of whom nothing was seen for some days; `last` is None when nothing ever was."""

    enrolment: Enrolment
    last: datetime | None
    days: int


@dataclass(frozen=True)
class Met:
    """An open constraint, how many units share it, and whether it is new since the last session."""

    constraint: Constraint
    units: int
    is_new: bool


@dataclass(frozen=True)
class Solved:
    """A constraint that the last weeks have brought on: the step, what was said, and where."""

    constraint: Constraint
    state: str
    at: datetime
    note: str
    answers: list[ConstraintAnswer] = field(default_factory=list)

    @property
    def lessons(self) -> list[ConstraintAnswer]:
        """The lessons that were made stronger for it."""
        return [one for one in self.answers if one.is_material]

    @property
    def is_resolved(self) -> bool:
        return self.state == ConstraintState.RESOLVED


@dataclass
class Briefing:
    """One session's briefing. `previous` is the session before it, where there was one."""

    session: MonitoringSession
    previous: MonitoringSession | None
    people: int
    late: list[Late] = field(default_factory=list)
    constraints: list[Met] = field(default_factory=list)
    by_service: list[tuple[str, int]] = field(default_factory=list)
    by_unit: list[tuple[str, int]] = field(default_factory=list)
    by_severity: list[tuple[str, int]] = field(default_factory=list)
    solved: list[Solved] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    absent: list[Enrolment] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    silent_days: int = 14

    @property
    def new(self) -> int:
        return sum(one.is_new for one in self.constraints)

    @property
    def still_open(self) -> list[FollowUp]:
        return [one for one in self.follow_ups if one.is_open]


def previous_of(session: MonitoringSession) -> MonitoringSession | None:
    """Return the session before this one: of the same people, begun, and not called off. One query."""
    rows = MonitoringSession.objects.filter(cohort=session.cohort_id, starts_at__lt=session.starts_at)
    rows = rows.filter(starts_at__lte=clock.now()).exclude(state=SessionState.CANCELLED)
    same = Q(group=None) | Q(group=session.group_id) if session.group_id else Q(group=None)
    return rows.filter(same).order_by("-starts_at", "-id").first()


def briefing_of(session: MonitoringSession) -> Briefing:
    """Return the briefing of a session as things stand now."""
    previous = previous_of(session)
    people = {one.pk: one for one in people_of(session)}
    silent_days = limits_of(session.cohort_id).silent_days
    since = previous.starts_at if previous else None
    met = _constraints(session, since)
    return Briefing(
        session=session,
        previous=previous,
        people=len(people),
        late=_late(session, people),
        constraints=met,
        by_service=figures.by_service(one.constraint.service for one in met),
        by_unit=figures.by_unit(session.cohort_id),
        by_severity=figures.by_severity(one.constraint.severity for one in met),
        solved=_solved(session, since),
        follow_ups=_follow_ups(session, previous),
        absent=_absent(previous, people),
        silent=_silent(session, people, silent_days),
        silent_days=silent_days,
    )


def _late(session: MonitoringSession, people: dict[int, Enrolment]) -> list[Late]:
    found = [Late(people[pk], tasks) for pk, tasks in overdue(session.cohort_id).items() if pk in people]
    return sorted(found, key=lambda one: (-len(one.tasks), one.since, one.enrolment.user.name))


def _constraints(session: MonitoringSession, since: datetime | None) -> list[Met]:
    rows = list(open_in(session.cohort_id))
    units = units_sharing({row.pk for row in rows})
    found = [Met(row, units[row.pk], since is None or row.raised_at >= since) for row in rows]
    return sorted(found, key=lambda one: (not one.is_new, -one.units * one.constraint.severity, one.constraint.pk))


def _solved(session: MonitoringSession, since: datetime | None) -> list[Solved]:
    """What was strengthened or resolved since the last session, the last step of each, with what was done. Two queries."""
    steps = ConstraintEvent.objects.filter(
        constraint__cohort=session.cohort_id, after__in=(ConstraintState.STRENGTHENED, ConstraintState.RESOLVED)
    )
    if since is not None:
        steps = steps.filter(at__gte=since)
    last: dict[int, Solved] = {}
    for step in steps.select_related("constraint__work_unit").order_by("at", "id"):
        if step.before != step.after:
            last[step.constraint_id] = Solved(step.constraint, step.after, step.at, step.note)
    # What was opened again since is not solved.
    found = [one for one in reversed(last.values()) if one.constraint.state == one.state]
    by_id = {one.constraint.pk: one for one in found}
    for answer in ConstraintAnswer.objects.filter(constraint__in=by_id).select_related("constraint", "before", "after"):
        by_id[answer.constraint_id].answers.append(answer)
    return found


def _follow_ups(session: MonitoringSession, previous: MonitoringSession | None) -> list[FollowUp]:
    """Those of the last session whatever their state, and what earlier ones left open: the open ones first, by day. One query."""
    wanted = Q(state__in=OPEN_ACTIONS) | Q(session=previous.pk if previous else None, session__isnull=False)
    rows = FollowUp.objects.filter(wanted, cohort=session.cohort_id).exclude(session=session.pk)
    rows = rows.select_related("responsible", "session")
    far = date.max
    return sorted(rows, key=lambda one: (not one.is_open, one.due_on or far, one.pk))


def _absent(previous: MonitoringSession | None, people: dict[int, Enrolment]) -> list[Enrolment]:
    """Who was absent from the last session. One query, none without one."""
    if previous is None:
        return []
    rows = Presence.objects.filter(session=previous, state=PresenceState.ABSENT).values_list("enrolment", flat=True)
    return sorted((people[pk] for pk in rows if pk in people), key=lambda one: (one.user.name, one.pk))


def _silent(session: MonitoringSession, people: dict[int, Enrolment], days: int) -> list[Silent]:
    """Active people without a sign of life for so many days: no lesson, hand-in, class or line in the logbook."""
    seen = signs_for(facts_of(session.cohort))
    now, found = clock.now(), []
    for pk, one in people.items():
        if one.state != EnrolmentState.ACTIVE:
            continue
        signs = [at for at in (one.last_seen_at, seen.get(pk)) if at]
        last = max(signs, default=None)
        quiet = now - (last or one.state_at)
        if quiet >= timedelta(days=days):
            found.append(Silent(one, last, quiet.days))
    return sorted(found, key=lambda row: (-row.days, row.enrolment.user.name))
