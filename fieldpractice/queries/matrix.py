"""What the field says in the matrix: who practises, which sessions were held, which constraints are whose. Five queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import SEATED, CohortState
from fieldpractice.enums import OPEN_CONSTRAINTS, AnswerKind, ConstraintState, LhpkState, SessionState
from fieldpractice.models import Constraint, ConstraintAnswer, MonitoringSession, Placement
from lms.people import clock
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

FIELD = 8
ACTIVITIES = frozenset({FIELD})
COUNTING = (CohortState.OPEN, CohortState.FINISHED)
_S = ConstraintState


def cells() -> Iterator[CellNote]:
    """Yield what the field says of the practice in the units: five queries."""
    yield from _practising()
    yield from _sessions()
    yield from _raised()
    yield from _answered()
    yield from _strengthened()


def overdue() -> Iterator[CellNote]:
    """Yield which units owe an answer to a constraint past its day: one query, for the homes too."""
    rows = Constraint.objects.filter(
        state=_S.ASSIGNED, merged_into__isnull=True, due_on__lt=clock.today(), cohort__state__in=COUNTING
    )
    for column, many in _by_column(rows, "assigned_to__work_unit__column"):
        label = ngettext("%(n)s answer late", "%(n)s answers late", many) % {"n": many}
        words = ngettext(
            "An answer to a constraint is past its day: %(n)s", "Answers to constraints are past their day: %(n)s", many
        ) % {"n": many}
        yield CellNote(FIELD, CellState.LATE, label, reverse("fieldpractice:constraint_list"), column, words)


def _by_column(rows, path: str) -> Iterator[tuple[str, int]]:  # type: ignore[no-untyped-def]
    counted = rows.order_by().values_list(path).annotate(Count("pk"))
    return ((column, many) for column, many in counted if column)


def _practising() -> Iterator[CellNote]:
    rows = Placement.objects.filter(enrolment__cohort__state__in=COUNTING, enrolment__state__in=SEATED).order_by()
    counted = rows.values_list("work_unit__column").annotate(
        people=Count("pk"),
        accepted=Count("pk", filter=Q(lhpk__state=LhpkState.ACCEPTED)),
        waiting=Count("pk", filter=Q(lhpk__state=LhpkState.HANDED_IN)),
    )
    for column, people, accepted, waiting in counted:
        if not column:
            continue
        numbers = {"n": people, "accepted": accepted, "waiting": waiting, "rest": people - accepted - waiting}
        label = ngettext("%(n)s in the field", "%(n)s in the field", people) % numbers
        words = ngettext("%(n)s person practises in this unit", "%(n)s people practise in this unit", people) % numbers
        yield CellNote(FIELD, CellState.DONE, label, reverse("courses:cohort_list"), column, words)
        yield from _reports(column, numbers)


def _reports(column: str, numbers: dict[str, int]) -> Iterator[CellNote]:
    href = reverse("courses:cohort_list")
    if numbers["accepted"]:
        words = _("Field practice reports accepted: %(accepted)s of %(n)s") % numbers
        yield CellNote(FIELD, CellState.DONE, _("%(accepted)s reports") % numbers, href, column, words)
    if numbers["rest"] or numbers["waiting"]:
        words = _("Field practice reports to come: %(rest)s; handed in and not decided: %(waiting)s") % numbers
        yield CellNote(FIELD, CellState.PLANNED, _("%(rest)s reports to come") % numbers, href, column, words)


def _sessions() -> Iterator[CellNote]:
    """Sessions held and to come, for all; and who of which unit leads them."""
    rows = MonitoringSession.objects.filter(cohort__state__in=COUNTING).exclude(state=SessionState.CANCELLED)
    held, coming, led = 0, 0, Counter[str]()
    counted = rows.order_by().values_list("state", "facilitator__work_unit__column").annotate(Count("pk"))
    for state, column, many in counted:
        if state == SessionState.HELD:
            held += many
            led[column or ""] += many
        else:
            coming += many
    href = reverse("fieldpractice:session_list")
    if held:
        label = ngettext("%(n)s session held", "%(n)s sessions held", held) % {"n": held}
        words = ngettext("%(n)s monitoring session was held", "%(n)s monitoring sessions were held", held) % {"n": held}
        yield CellNote(FIELD, CellState.DONE, label, href, words=words)
    if coming:
        label = ngettext("%(n)s session to come", "%(n)s sessions to come", coming) % {"n": coming}
        yield CellNote(FIELD, CellState.PLANNED, label, href)
    for column, many in led.items():
        if column:
            label = ngettext("%(n)s session led", "%(n)s sessions led", many) % {"n": many}
            yield CellNote(FIELD, CellState.DONE, label, href, column)


def _raised() -> Iterator[CellNote]:
    """Constraints that people of a unit met."""
    rows = Constraint.objects.filter(merged_into__isnull=True, cohort__state__in=COUNTING).order_by()
    counted = rows.values_list("work_unit__column").annotate(
        raised=Count("pk"), resolved=Count("pk", filter=Q(state=_S.RESOLVED))
    )
    for column, raised, resolved in counted:
        if column:
            numbers = {"raised": raised, "resolved": resolved}
            words = _("Constraints raised by this unit’s people: %(raised)s, of them resolved: %(resolved)s") % numbers
            href = reverse("fieldpractice:constraint_list")
            yield CellNote(FIELD, CellState.DONE, _("%(raised)s constraints raised") % numbers, href, column, words)


def _answered() -> Iterator[CellNote]:
    """Constraints given to people of a unit: answered, and still to answer."""
    rows = Constraint.objects.filter(merged_into__isnull=True, cohort__state__in=COUNTING).order_by()
    counted = (
        rows.exclude(assigned_to=None)
        .values_list("assigned_to__work_unit__column")
        .annotate(
            done=Count("pk", filter=Q(state__in=[_S.STRENGTHENED, _S.RESOLVED])),
            waiting=Count("pk", filter=Q(state__in=OPEN_CONSTRAINTS - {_S.STRENGTHENED})),
        )
    )
    href = reverse("fieldpractice:constraint_list")
    for column, done, waiting in counted:
        if column and done:
            label = ngettext("%(n)s constraint answered", "%(n)s constraints answered", done) % {"n": done}
            yield CellNote(FIELD, CellState.DONE, label, href, column)
        if column and waiting:
            label = ngettext("%(n)s constraint to answer", "%(n)s constraints to answer", waiting) % {"n": waiting}
            yield CellNote(FIELD, CellState.RUNNING, label, href, column)


def _strengthened() -> Iterator[CellNote]:
    """Lessons that were made stronger by what the field showed, for all units."""
    rows = ConstraintAnswer.objects.filter(kind=AnswerKind.MATERIAL, constraint__cohort__state__in=COUNTING)
    many = rows.aggregate(many=Count("lesson_key", distinct=True))["many"]
    if many:
        label = ngettext("%(n)s lesson strengthened", "%(n)s lessons strengthened", many) % {"n": many}
        yield CellNote(FIELD, CellState.DONE, label, reverse("fieldpractice:constraint_list"))
