"""What the matrix says of each unit in activity 10: the sections it wrote, the officers it scored, the figures it reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import LEARNING, CohortState
from courses.models import Cohort, Enrolment
from lms.evaluation.enums import ConflictStep, EvaluationState
from lms.evaluation.models import (
    CohortScheme,
    ConflictOfInterest,
    PanelMember,
    PanelScore,
    ProgrammeReport,
    ReportText,
)
from lms.evaluation.queries.indicators import unit_lines, units_with_a_stake
from lms.evaluation.queries.panel.board import bound_among
from lms.people.enums import Role
from lms.people.models import RoleAssignment, WorkUnit
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

ACTIVITY = 10
DECIDED = (EvaluationState.LOCKED, EvaluationState.RELEASED)


def cells(report: ProgrammeReport | None) -> Iterator[CellNote]:
    """Yield what each unit did and owes: seventeen queries at most, whatever the number of units and people."""
    if report is not None:
        yield from _sections(report)
    yield from _scored(_cohorts(report))
    yield from _reported()


def _sections(report: ProgrammeReport) -> Iterator[CellNote]:
    """The sections of a report by the units that their authors speak for."""
    empty = ReportText.objects.filter(section=OuterRef("pk"), text="")
    rows = report.sections.filter(author__isnull=False).annotate(is_open=Exists(empty))
    pairs = list(rows.order_by().values_list("author", "is_open"))
    columns = _columns_of({author for author, _open in pairs})
    done, left = Counter[str](), Counter[str]()
    for author, is_open in pairs:
        for column in columns[author]:
            (left if is_open else done)[column] += 1
    for column in sorted(done | left):
        numbers = {"done": done[column], "all": done[column] + left[column]}
        if done[column]:
            words = _("Sections of the report that this unit has written: %(done)s of %(all)s") % numbers
            label = _("%(done)s of %(all)s sections") % numbers
            yield CellNote(ACTIVITY, CellState.DONE, label, report.get_absolute_url(), column, words)
        # What is empty when the report is signed stays out of it.
        if left[column] and report.is_draft:
            label = ngettext("%(n)s section to write", "%(n)s sections to write", left[column]) % {"n": left[column]}
            words = _("Sections of the report that this unit has still to write: %(n)s") % {"n": left[column]}
            yield CellNote(ACTIVITY, CellState.PLANNED, label, report.get_absolute_url(), column, words)


def _columns_of(people: Collection[int]) -> dict[int, set[str]]:
    """Return the units that people speak for today, by their ids: one query."""
    found: dict[int, set[str]] = defaultdict(set)
    held = RoleAssignment.objects.valid().filter(role=Role.REVIEWER, user__in=people)
    for user, column in held.values_list("user_id", "column"):
        found[user].add(column)
    return found


def _cohorts(report: ProgrammeReport | None) -> list[int]:
    """Return the cohorts that the panel's work is told of: those of the report, else the newest."""
    if report is not None:
        return list(report.cohorts.order_by().values_list("pk", flat=True))
    newest = Cohort.objects.exclude(state=CohortState.CANCELLED).order_by("-number", "-pk")
    return list(newest.values_list("pk", flat=True)[:1])


def _scored(cohorts: Collection[int]) -> Iterator[CellNote]:
    """How many officers each unit's evaluators have scored, and how many still wait for them."""
    adopted = CohortScheme.objects.filter(cohort__in=cohorts).values("cohort")
    seats = PanelMember.objects.filter(cohort__in=adopted, ended_at__isnull=True).order_by()
    sitting_now = list(seats)
    members: dict[tuple[str, int], set[int]] = defaultdict(set)
    for one in sitting_now:
        members[one.column, one.cohort_id].add(one.pk)
    if not members:
        return
    people, given, barred = _people(cohorts), _given(seats), _barred(seats, sitting_now)
    told: dict[str, Counter[str]] = defaultdict(Counter)
    theirs, decided = _scores_of([one for who in barred.values() for one in who])
    for (column, cohort), sitting in members.items():
        done, done_open = given.get((column, cohort), (0, 0))
        every, still_open = people.get(cohort, (0, 0))
        out = {one for one, who in barred[cohort].items() if sitting <= who} - decided
        # Scored before a conflict of interest was declared: such a score counts no more, and nothing is taken off for it twice.
        void = {one for one, who in barred[cohort].items() if (by := theirs[one] & sitting) and by <= who}
        left = still_open - (done_open - len(void - decided)) - len(out)
        told[column] += Counter(done=done - len(void), all=every, left=max(0, left))
    for column, numbers in sorted(told.items()):
        yield from _panel_notes(column, numbers)


def _panel_notes(column: str, numbers: Counter[str]) -> Iterator[CellNote]:
    plain = {name: numbers[name] for name in ("done", "all", "left")}
    if plain["done"]:
        words = _("Officers that the evaluators of this unit have scored: %(done)s of %(all)s") % plain
        yield CellNote(ACTIVITY, CellState.DONE, _("%(done)s of %(all)s scored") % plain, "", column, words)
    if plain["left"]:
        words = _("Officers that the evaluators of this unit have still to score: %(left)s") % plain
        yield CellNote(ACTIVITY, CellState.PLANNED, _("%(left)s to score") % plain, "", column, words)


def _people(cohorts: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return by cohort how many are evaluated, and of how many the result is still open: one query."""
    rows = Enrolment.objects.filter(cohort__in=cohorts, state__in=LEARNING).order_by().values("cohort")
    counted = rows.annotate(every=Count("pk"), decided=Count("pk", filter=Q(evaluation__state__in=DECIDED)))
    return {row["cohort"]: (row["every"], row["every"] - row["decided"]) for row in counted}


def _given(seats: Any) -> dict[tuple[str, int], tuple[int, int]]:
    """Return by unit and cohort how many have a score of the unit, and how many of these are still open: one query."""
    scores = PanelScore.objects.filter(member__in=seats.values("pk"), enrolment__state__in=LEARNING).order_by()
    one = Count("enrolment", distinct=True)
    decided = Count("enrolment", distinct=True, filter=Q(enrolment__evaluation__state__in=DECIDED))
    counted = scores.values("member__column", "member__cohort").annotate(every=one, decided=decided)
    return {
        (row["member__column"], row["member__cohort"]): (row["every"], row["every"] - row["decided"]) for row in counted
    }


def _scores_of(people: Collection[int]) -> tuple[dict[int, set[int]], set[int]]:
    """Return who has scored each of these people, by enrolment, and whose result is decided: one query, none where nobody is barred."""
    found, decided = defaultdict[int, set[int]](set), set[int]()
    if people:
        rows = Enrolment.objects.filter(pk__in=people).order_by()
        for enrolment, state, member in rows.values_list("pk", "evaluation__state", "panel_scores__member"):
            found[enrolment].add(member)
            if state in DECIDED:
                decided.add(enrolment)
    return found, decided


def _barred(seats: Any, sitting: list[PanelMember]) -> dict[int, dict[int, set[int]]]:
    """Return by cohort and officer which evaluators do not evaluate: declared a conflict of interest, or are barred by rule. Two queries."""
    found: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = ConflictOfInterest.objects.filter(member__in=seats.values("pk"), enrolment__state__in=LEARNING)
    rows = rows.order_by("at", "pk")
    for cohort, enrolment, member, step in rows.values_list("member__cohort", "enrolment", "member", "step"):
        who = found[cohort][enrolment]
        who.add(member) if step == ConflictStep.DECLARED else who.discard(member)
    cohort_of = {one.pk: one.cohort_id for one in sitting}
    bound = bound_among(Enrolment.objects.filter(cohort__in=set(cohort_of.values()), state__in=LEARNING), sitting)
    for enrolment, reasons in bound.items():
        found[cohort_of[min(reasons)]][enrolment].update(reasons)
    return found


def _reported() -> Iterator[CellNote]:
    """Which units of each column have reported the months that a comparison needs."""
    units = units_with_a_stake(WorkUnit.objects.filter(is_active=True).exclude(column="")).order_by("pk")
    whole, asked, months = Counter[str](), Counter[str](), Counter[str]()
    for line in unit_lines(list(units)):
        if line.cohorts:
            asked[line.unit.column] += 1
            whole[line.unit.column] += not line.missing
            months[line.unit.column] += len(line.missing)
    for column in sorted(asked):
        numbers = {"done": whole[column], "all": asked[column], "n": months[column]}
        if whole[column]:
            words = _("Units that have reported their figures before and after the training: %(done)s of %(all)s")
            label = _("%(done)s of %(all)s units reported") % numbers
            yield CellNote(ACTIVITY, CellState.DONE, label, "", column, words % numbers)
        if months[column]:
            label = ngettext("%(n)s month of figures due", "%(n)s months of figures due", months[column]) % numbers
            words = _("Months of which figures of this unit’s offices are missing or not whole: %(n)s") % numbers
            yield CellNote(ACTIVITY, CellState.PLANNED, label, "", column, words)
