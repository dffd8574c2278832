"""What happened in the field: weeks, service, sessions, constraints, what was made stronger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import stdev
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from courses.enums import SEATED
from courses.models import Cohort
from courses.queries.learning import facts_of
from fieldpractice.enums import (
    ActionState,
    ConstraintKind,
    ConstraintState,
    PresenceState,
    Service,
    SessionState,
)
from fieldpractice.models import (
    Constraint,
    FollowUp,
    LogbookEntry,
    MonitoringSession,
    Presence,
)
from fieldpractice.queries.constraints.figures import days_to_state, strengthened_lessons
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.totals import WORTH, placed_in, seen_weeks
from fieldpractice.weeks import WEEKS
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared
from lms.evaluation.queries.lower_figures.people import seats
from lms.evaluation.queries.lower_figures.shares import (
    PERSON,
    Share,
    counts,
    day_of,
    page_of,
    reads_share,
    rows_of_shares,
)

NOT_YET = _("Nobody is placed in a unit yet.")


class Placed(NamedTuple):
    """Somebody who is placed: the placement, the code of the enrolment, the JP of the weeks kept on it."""

    placement: int
    code: str
    field_jp: int


@shared
def placed(cohort: Cohort) -> list[Placed]:
    """Return everybody with a seat who is placed: one query."""
    named = (
        placed_in(cohort)
        .order_by("enrolment__public_id")
        .values_list("pk", "enrolment__public_id", "enrolment__field_jp")
    )
    return [Placed(*row) for row in named]


@shared
def weeks_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned by field weeks, of those of the practice."""
    people = placed(cohort)
    whole = field_jp(facts_of(cohort).outline) if people else 0
    return [Share(one.code, one.field_jp, whole) for one in people]


@shared
def weeks_seen(cohort: Cohort) -> list[Share]:
    """Return how many of the twelve weeks the supervisor has seen as they stand now: five queries more."""
    seen = seen_weeks(placed_in(cohort))
    return [Share(one.code, seen.get(one.placement, 0), WEEKS) for one in placed(cohort)]


@shared
def _entries(cohort: Cohort) -> list[tuple[int, int, int, Decimal]]:
    """Return placement, service, people served and hours, added up: one query."""
    rows = LogbookEntry.objects.filter(placement__enrolment__cohort=cohort, struck_at=None).order_by()
    added = rows.values_list("placement", "service").annotate(people=Sum("served"), spent=Sum("hours"))
    return [(placement, service, people, spent) for placement, service, people, spent in added]


@shared
def logged(cohort: Cohort) -> list[tuple[str, int, Decimal]]:
    """Return of each person who is placed the people served and the hours logged."""
    sums: dict[int, tuple[int, Decimal]] = {}
    for placement, _service, people, spent in _entries(cohort):
        served, hours = sums.get(placement, (0, Decimal(0)))
        sums[placement] = served + people, hours + spent
    return [(one.code, *sums.get(one.placement, (0, Decimal(0)))) for one in placed(cohort)]


def _sum(place: int) -> Any:
    def read(cohort: Cohort) -> Reading:
        rows = logged(cohort)
        if not rows:
            return Reading(None, why=NOT_YET)
        values = [Decimal(row[place]) for row in rows]
        return Reading(sum(values, Decimal(0)), n=len(rows), spread=stdev(values) if len(values) > 1 else None)

    return read


def _logged_rows(cohort: Cohort) -> Rows:
    return Rows([PERSON, _("People served"), _("Hours")], logged(cohort))


def _served_by_service(cohort: Cohort) -> Sequence[tuple[Any, int]]:
    found: dict[int, int] = defaultdict(int)
    for _placement, service, people, _spent in _entries(cohort):
        found[service] += people
    return [(Service(service).label, found[service]) for service in sorted(found)]


# --- Sessions ---


@shared
def sessions(cohort: Cohort) -> list[MonitoringSession]:
    """Return the sessions that were not called off, in order: one query."""
    rows = MonitoringSession.objects.filter(cohort=cohort).exclude(state=SessionState.CANCELLED)
    return list(rows.order_by("starts_at", "pk"))


def _held(cohort: Cohort) -> Reading:
    rows = sessions(cohort)
    if not rows:
        return Reading(None, why=_("No session is planned yet."))
    return Reading(Decimal(sum(one.is_held for one in rows)), of=len(rows))


def _session_rows(cohort: Cohort) -> Rows:
    lines = [[one.title, day_of(one.starts_at), one.get_state_display()] for one in sessions(cohort)]
    return Rows([_("Session"), _("Day"), _("State")], lines)


@shared
def _presence(cohort: Cohort) -> dict[str, list[tuple[int, str]]]:
    """Return session and presence by person, of the sessions held: one query."""
    rows = Presence.objects.filter(
        session__cohort=cohort,
        session__state=SessionState.HELD,
        enrolment__cohort=cohort,
        enrolment__state__in=SEATED,
    ).order_by()
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for code, session, state in rows.values_list("enrolment__public_id", "session", "state").iterator(5000):
        found[code].append((session, state))
    return found


@shared
def presence(cohort: Cohort) -> list[Share]:
    """Return of how many sessions each person was present, of those somebody was asked to and not excused from."""
    known = _presence(cohort)
    return [
        _presence_share(one.public_id, [state for _pk, state in known.get(one.public_id, [])]) for one in seats(cohort)
    ]


def _presence_share(code: str, states: Sequence[str]) -> Share:
    counted = [state for state in states if state != PresenceState.EXCUSED]
    return Share(code, sum((WORTH[PresenceState(state)] for state in counted), Fraction(0)), len(counted))


def _presence_series(cohort: Cohort) -> Sequence[tuple[Any, float]]:
    by_session: dict[int, list[str]] = defaultdict(list)
    for states in _presence(cohort).values():
        for session, state in states:
            by_session[session].append(state)
    held = [one for one in sessions(cohort) if one.is_held]
    return [(one.title, _presence_share("", by_session[one.pk]).percent) for one in held]


# --- Constraints ---


class Met(NamedTuple):
    """A constraint as the register has it, duplicates left out."""

    public_id: str
    kind: str
    service: int | None
    state: str
    raised_at: Any
    state_at: Any


@shared
def constraints(cohort: Cohort) -> list[Met]:
    """Return the constraints of a cohort, in order: one query."""
    rows = Constraint.objects.filter(cohort=cohort, merged_into__isnull=True).order_by("raised_at", "pk")
    return [Met(*row) for row in rows.values_list(*Met._fields)]


def _constraint_rows(cohort: Cohort) -> Rows:
    heads = [_("Constraint (code)"), _("Kind"), _("Service"), _("State"), _("Raised"), _("In this state since")]
    return Rows(heads, [_constraint_row(one) for one in constraints(cohort)])


def _constraint_row(one: Met) -> list[Any]:
    kind, state = ConstraintKind(one.kind).label, ConstraintState(one.state).label
    service = Service(one.service).label if one.service else "–"
    return [one.public_id, kind, service, state, day_of(one.raised_at), day_of(one.state_at)]


def _by_kind(cohort: Cohort) -> Sequence[tuple[Any, int]]:
    found: dict[str, int] = defaultdict(int)
    for one in constraints(cohort):
        found[one.kind] += 1
    return [(ConstraintKind(kind).label, many) for kind, many in sorted(found.items(), key=lambda pair: -pair[1])]


@shared
def resolved(cohort: Cohort) -> list[Share]:
    """Return whether each constraint is resolved."""
    return [Share(one.public_id, int(one.state == ConstraintState.RESOLVED), 1) for one in constraints(cohort)]


def _resolved(cohort: Cohort) -> Reading:
    rows = resolved(cohort)
    if not rows:
        return Reading(None, why=_("No constraint has been raised."))
    return Reading(Decimal(sum(int(one.part) for one in rows)) * 100 / len(rows), n=len(rows))


def _days(cohort: Cohort) -> Reading:
    """The median of the register's own page of figures."""
    found = next((one for one in days_to_state(cohort) if one.state == ConstraintState.RESOLVED), None)
    if found is None or found.median is None:
        return Reading(None, why=_("No constraint is resolved yet."))
    return Reading(Decimal(repr(found.median)), n=found.count)


@shared
def strengthened(cohort: Cohort) -> list[tuple[str, str, str]]:
    """Return the lessons that were made stronger for a constraint of the cohort: title, digest before, digest after. One query."""
    return strengthened_lessons(cohort)


def _lesson_rows(cohort: Cohort) -> Rows:
    return Rows([_("Lesson"), _("Digest before"), _("Digest after")], strengthened(cohort))


@shared
def follow_ups(cohort: Cohort) -> list[Share]:
    """Return whether each follow-up is done; dropped ones are left out."""
    rows = FollowUp.objects.filter(cohort=cohort).exclude(state=ActionState.DROPPED).order_by("created_at", "pk")
    return [Share(code, int(state == ActionState.DONE), 1) for code, state in rows.values_list("public_id", "state")]


def _done(cohort: Cohort) -> Reading:
    rows = follow_ups(cohort)
    if not rows:
        return Reading(None, why=_("No follow-up has been planned."))
    return Reading(Decimal(sum(int(one.part) for one in rows)) * 100 / len(rows), n=len(rows))


FIELD_FIGURES = (
    Figure(
        key="field.weeks",
        title=_("JP earned by field weeks"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=8,
        read=reads_share(weeks_jp, why=NOT_YET),
        rows=rows_of_shares(weeks_jp, case=PERSON, part=_("JP earned"), whole=_("JP to earn")),
        source=_("The ledger of JP: weeks of the logbook, of the JP of the field practice."),
        href=page_of("fieldpractice:field_figures"),
    ),
    Figure(
        key="field.seen",
        title=_("Field weeks seen by the supervisor"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=8,
        read=reads_share(weeks_seen, why=NOT_YET),
        rows=rows_of_shares(weeks_seen, case=PERSON, part=_("Weeks seen"), whole=_("Weeks")),
        source=_(
            "The supervisors’ word on each of the twelve weeks of everybody who is placed, as far as it holds for what stands there now."
        ),
        href=page_of("fieldpractice:field_figures"),
    ),
    Figure(
        key="field.served",
        title=_("People served during the field practice"),
        unit=Unit.COUNT,
        criterion=Criterion.IMPACT,
        activity_no=8,
        read=_sum(1),
        rows=_logged_rows,
        series=_served_by_service,
        source=_("People served, added up over the logbooks; somebody served twice counts twice."),
        href=page_of("fieldpractice:field_figures"),
    ),
    Figure(
        key="field.hours",
        title=_("Hours of field practice"),
        unit=Unit.HOURS,
        criterion=Criterion.EFFICIENCY,
        activity_no=8,
        read=_sum(2),
        rows=_logged_rows,
        source=_("Hours, added up over the logbooks."),
        href=page_of("fieldpractice:field_figures"),
    ),
    Figure(
        key="sessions.held",
        title=_("Monitoring sessions held"),
        unit=Unit.COUNT,
        criterion=Criterion.EFFICIENCY,
        activity_no=8,
        read=_held,
        rows=_session_rows,
        source=_("Sessions held, of those planned and not called off."),
        href=page_of("fieldpractice:cohort_sessions"),
    ),
    Figure(
        key="sessions.presence",
        title=_("Presence at the monitoring sessions"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=8,
        read=reads_share(presence, why=_("No session has been held yet.")),
        rows=rows_of_shares(presence, case=PERSON, part=_("Sessions attended"), whole=_("Sessions counted")),
        series=_presence_series,
        source=_(
            "Present as decided, of the sessions held to which somebody was asked: in part counts half, leave is not counted."
        ),
        href=page_of("fieldpractice:field_figures"),
    ),
    Figure(
        key="constraints.raised",
        title=_("Constraints raised"),
        unit=Unit.COUNT,
        criterion=Criterion.RELEVANCE,
        activity_no=8,
        read=counts(constraints),
        rows=_constraint_rows,
        series=_by_kind,
        source=_("The register of constraints; a duplicate counts with what it was merged into."),
        href=page_of("fieldpractice:constraint_figures"),
    ),
    Figure(
        key="constraints.resolved",
        title=_("Constraints resolved"),
        unit=Unit.PERCENT,
        criterion=Criterion.IMPACT,
        activity_no=8,
        read=_resolved,
        rows=_constraint_rows,
        source=_("Constraints in the state resolved, of those raised."),
        href=page_of("fieldpractice:constraint_figures"),
    ),
    Figure(
        key="constraints.days",
        title=_("Days from raised to resolved"),
        unit=Unit.DAYS,
        criterion=Criterion.EFFICIENCY,
        activity_no=8,
        read=_days,
        rows=_constraint_rows,
        source=_("Median of the days from being raised to being resolved for the first time."),
        href=page_of("fieldpractice:constraint_figures"),
    ),
    Figure(
        key="lessons.strengthened",
        title=_("Lessons made stronger by what the field showed"),
        unit=Unit.COUNT,
        criterion=Criterion.SUSTAINABILITY,
        activity_no=5,
        read=counts(strengthened),
        rows=_lesson_rows,
        source=_("Lessons whose later version answers a constraint of the cohort, each counted once."),
        href=page_of("fieldpractice:constraint_figures"),
    ),
    Figure(
        key="follow_ups.done",
        title=_("Follow-ups done"),
        unit=Unit.PERCENT,
        criterion=Criterion.SUSTAINABILITY,
        activity_no=8,
        read=_done,
        rows=rows_of_shares(follow_ups, case=_("Follow-up (code)"), part=_("Done"), whole=_("Planned")),
        source=_("Follow-ups of the sessions that are done, of those not dropped."),
        href=page_of("fieldpractice:cohort_follow_ups"),
    ),
)
