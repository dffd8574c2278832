"""What happened in the field: weeks, service, sessions, constraints, what was made stronger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import stdev
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum
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
from fieldpractice.queries.logbook import totals_by_service
from fieldpractice.queries.totals import WORTH, placed_in, seen_weeks
from fieldpractice.weeks import WEEKS
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared_facts
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


@shared_facts
def placed(cohort: Cohort) -> list[Placed]:
    """Return everybody with a seat who is placed: one query."""
    named = (
        placed_in(cohort)
        .order_by("enrolment__public_id")
        .values_list("pk", "enrolment__public_id", "enrolment__field_jp")
    )
    return [Placed(*row) for row in named]


@shared_facts
def weeks_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned by field weeks, of those of the practice."""
    people = placed(cohort)
    whole = field_jp(facts_of(cohort).outline) if people else 0
    return [Share(one.code, one.field_jp, whole) for one in people]


@shared_facts
def weeks_seen(cohort: Cohort) -> list[Share]:
    """Return how many of the twelve weeks the supervisor has seen as they stand now: four queries more."""
    seen = seen_weeks(placed_in(cohort))
    return [Share(one.code, seen.get(one.placement, 0), WEEKS) for one in placed(cohort)]


@shared_facts
def logged(cohort: Cohort) -> list[tuple[str, int, Decimal]]:
    """Return of each person who is placed the people served and the hours logged: one query."""
    rows = LogbookEntry.objects.filter(placement__enrolment__cohort=cohort, struck_at=None).order_by()
    added = rows.values_list("placement").annotate(people=Sum("served"), spent=Sum("hours"))
    sums = {placement: (people, spent) for placement, people, spent in added}
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
    return [(Service(one.key).label, one.served) for one in totals_by_service(cohort) if one.entries]


# --- Sessions ---


@shared_facts
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


def _asked(cohort: Cohort) -> QuerySet[Presence]:
    """Who was asked to the sessions held, of those with a seat."""
    return Presence.objects.filter(
        session__cohort=cohort,
        session__state=SessionState.HELD,
        enrolment__cohort=cohort,
        enrolment__state__in=SEATED,
    ).order_by()


@shared_facts
def presence(cohort: Cohort) -> list[Share]:
    """Return of how many sessions each person was present, of those somebody was asked to and not excused from: one query."""
    known = _states_by(cohort, "enrolment")
    return [_presence_share(one.public_id, known.get(one.id, {})) for one in seats(cohort)]


def _states_by(cohort: Cohort, name: str) -> dict[int, dict[str, int]]:
    """Return how often each state was decided, by person or by session: one query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for one, state, many in _asked(cohort).values_list(name, "state").annotate(Count("pk")).iterator(5000):
        found[one][state] = many
    return found


def _presence_share(code: str, states: Mapping[str, int]) -> Share:
    counted = [(WORTH[PresenceState(state)], many) for state, many in states.items() if state != PresenceState.EXCUSED]
    there = sum((worth * many for worth, many in counted), Fraction(0))
    return Share(code, there, sum(many for _worth, many in counted))


@shared_facts
def _presence_by_session(cohort: Cohort) -> dict[int, dict[str, int]]:
    return _states_by(cohort, "session")


def _presence_series(cohort: Cohort) -> Sequence[tuple[Any, float]]:
    states = _presence_by_session(cohort)
    held = [one for one in sessions(cohort) if one.is_held]
    return [(one.title, _presence_share("", states.get(one.pk, {})).percent) for one in held]


# --- Constraints ---


class Met(NamedTuple):
    """A constraint as the register has it, duplicates left out."""

    public_id: str
    kind: str
    service: int | None
    state: str
    raised_at: Any
    state_at: Any


@shared_facts
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


@shared_facts
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


@shared_facts
def strengthened(cohort: Cohort) -> list[tuple[str, str, str]]:
    """Return the lessons that were made stronger for a constraint of the cohort: title, digest before, digest after. One query."""
    return strengthened_lessons(cohort)


def _lesson_rows(cohort: Cohort) -> Rows:
    return Rows([_("Lesson"), _("Digest before"), _("Digest after")], strengthened(cohort))


@shared_facts
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
