"""Sums of the rooms below as components of a result. Each asks the query that its own screen asks, so that a figure has one definition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import Any, TypeVar

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.enums import ColumnKind, QuizKind
from assignments.models import Quiz
from assignments.queries import gradebook
from assignments.results import Part, PartState
from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort, Enrolment
from courses.queries.attended import hours_by_person
from courses.queries.learning import facts_of
from courses.queries.ledger import earned_by_person
from fieldpractice.enums import LhpkState, PresenceState, SessionState
from fieldpractice.models import Lhpk, MonitoringSession, Placement
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.overview import kept_weeks
from fieldpractice.queries.presence import presence_of
from fieldpractice.queries.totals import WORTH
from lms.evaluation.components import EXCUSED, MISSING, Sum, component_of

T = TypeVar("T")
Ids = Collection[int]

# What was read once for several components of the same people.
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def read_together() -> Iterator[None]:
    """Let the components read inside share what they read of the same people."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _once(name: str, cohort: Cohort, ids: Ids, read: Callable[[], T]) -> T:
    kept = _kept.get()
    if kept is None:
        return read()
    key = f"{name}:{cohort.pk}:{hash(tuple(sorted(ids)))}"
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


def sums_of(cohort: Cohort, ids: Ids, keys: Iterable[str]) -> dict[int, dict[str, Sum]]:
    """Return by enrolment the sums of these components: as many queries for one as for thousands.

    Whom a component says nothing of, and a component nobody offers any more, is missing.
    """
    found: dict[int, dict[str, Sum]] = {pk: {} for pk in ids}
    with read_together():
        for key in keys:
            component = component_of(key)
            read = component.read(cohort, ids) if component else {}
            for pk in ids:
                found[pk][key] = read.get(pk, MISSING)
    return found


# --- Lessons and classes ---


def lessons(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """Online lessons finished, of those of the pinned version. One query."""
    online = facts_of(cohort).outline.online
    if not online:
        return {}
    done = earned_by_person(ids, facts_of(cohort).outline)
    return {pk: Sum(Fraction(len(done.get(pk, ()))), len(online)) for pk in ids}


def attendance(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """JP of the held classes attended; a half counts half, leave on record does not count. Two queries."""
    hours = hours_by_person(cohort.pk)
    coming = ClassMeeting.objects.filter(stage__cohort=cohort).aggregate(
        planned=Count("pk", filter=Q(state=MeetingState.PLANNED, jp__gt=0))
    )["planned"]
    words = ngettext("%(n)s class is still to be held", "%(n)s classes are still to be held", coming) % {"n": coming}
    pending = words if coming else ""
    found = {}
    for pk in ids:
        attended, held = hours.get(pk, (0, 0))
        found[pk] = Sum(Fraction(attended), held, missing=not held, pending=pending)
    return found


# --- What is graded ---


def _lines(cohort: Cohort, ids: Ids) -> dict[int, list[gradebook.Cell]]:
    def read() -> dict[int, list[gradebook.Cell]]:
        people = Enrolment.objects.filter(pk__in=ids).order_by("pk")
        return {line.enrolment: list(line.cells) for line in gradebook.lines_of(cohort, people)}

    return _once("gradebook", cohort, ids, read)


def _kinds(cohort: Cohort, ids: Ids) -> dict[str, str]:
    rows = _once("kinds", cohort, ids, lambda: list(Quiz.objects.filter(cohort=cohort).values_list("pk", "kind")))
    return {f"quiz:{pk}": kind for pk, kind in rows}


def weighed(parts: list[Part]) -> Sum:
    """Return the weighted sum of parts: left-out and excused ones do not count; where none weighs anything, each weighs one."""
    if not parts:
        return MISSING
    counting = [part for part in parts if part.state != PartState.EXCUSED and not part.dropped]
    if not counting:
        return EXCUSED
    level = not any(part.weight for part in parts)
    weights = [(Fraction(1) if level else Fraction(part.weight), part) for part in counting if level or part.weight]
    if any(part.share is None for _weight, part in weights) or not weights:
        return MISSING
    total = sum((weight * (part.share or 0) for weight, part in weights), Fraction(0))
    return Sum(total, sum((weight for weight, _part in weights), Fraction(0)))


def _graded(cohort: Cohort, ids: Ids, wanted: Callable[[gradebook.Cell], bool]) -> dict[int, Sum]:
    return {pk: weighed([cell.part for cell in cells if wanted(cell)]) for pk, cells in _lines(cohort, ids).items()}


def _quizzes(kind: QuizKind) -> Callable[[Cohort, Ids], dict[int, Sum]]:
    def read(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
        kinds = _kinds(cohort, ids)
        return _graded(cohort, ids, lambda cell: kinds.get(cell.column.subject) == kind)

    return read


pre_test = _quizzes(QuizKind.PRE_TEST)
post_test = _quizzes(QuizKind.POST_TEST)
tests = _quizzes(QuizKind.TEST)


def tasks(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """Field tasks by their weights, as the gradebook has them."""
    return _graded(cohort, ids, lambda cell: cell.column.kind == ColumnKind.TASK)


def lab(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """Exercises of the matching lab by their weights, as the gradebook has them."""
    return _graded(cohort, ids, lambda cell: cell.column.kind == ColumnKind.EXERCISE)


# --- The field ---


def field_presence(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """Monitoring sessions attended, of those held to which somebody was asked; in part counts half, leave does not count. Three queries."""
    coming = MonitoringSession.objects.filter(cohort=cohort, state=SessionState.PLANNED).count()
    words = ngettext("%(n)s session is still to be held", "%(n)s sessions are still to be held", coming) % {"n": coming}
    pending = words if coming else ""
    _sessions, known = presence_of(cohort)
    found = {}
    for pk in ids:
        states = [one.state for one in known.get(pk, {}).values()]
        counted = [state for state in states if state != PresenceState.EXCUSED]
        if states and not counted:
            found[pk] = EXCUSED
        else:
            total = sum((WORTH[PresenceState(state)] for state in counted), Fraction(0))
            found[pk] = Sum(total, len(counted), missing=not counted, pending=pending)
    return found


def logbook(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """Weeks of the field practice with an entry in the logbook, of those that are over. The supervisor's word changes nothing here. Six queries."""
    placements = Placement.objects.filter(enrolment__in=ids, enrolment__cohort=cohort)
    kept = kept_weeks(placements)
    found = {}
    for one in placements.order_by("pk"):
        today, weeks = today_at(one), kept.weeks[one.pk]
        over = [week for week in weeks if week.ends_on < today]
        logged = kept.logged_of(one.pk)
        last = weeks[-1].ends_on
        words = _("the field practice goes on until %(day)s") % {"day": date_format(last, "j F Y")}
        pending = words if len(over) < len(weeks) else ""
        total = Fraction(sum(1 for week in over if week.number in logged))
        found[one.enrolment_id] = Sum(total, len(over), missing=not over, pending=pending)
    return found


def lhpk(cohort: Cohort, ids: Ids) -> dict[int, Sum]:
    """The report of the field practice, accepted; anything else is missing. One query."""
    rows = Lhpk.objects.filter(
        placement__enrolment__in=ids, placement__enrolment__cohort=cohort, state=LhpkState.ACCEPTED
    )
    return {pk: Sum(Fraction(1), 1) for pk in rows.values_list("placement__enrolment", flat=True)}
