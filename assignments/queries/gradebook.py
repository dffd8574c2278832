"""The gradebook: everyone by everything. The page, the spreadsheet, the PDF and a participant's own view ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from assignments.enums import AttemptState, ColumnKind, QuizState, SubmissionState, TaskState, WorkState
from assignments.models import (
    Attempt,
    DropRule,
    GradeException,
    MatchingAnswer,
    MatchingExercise,
    Quiz,
    Submission,
    Task,
)
from assignments.queries.excused import excused_from
from assignments.queries.quizzes import best_of, not_released
from assignments.results import Part, PartState, Result, result_of
from courses.enums import SEATED
from courses.models import Cohort, Enrolment
from courses.queries.progress import display_name
from courses.queries.visible import enrolments_visible_to
from lms.people.models import User

PAGE, BATCH = 50, 100
HUNDRED = Decimal(100)
P = PartState


@dataclass(frozen=True)
class Column:
    """One part of everybody's result. `count`: how many of it are to be handed in."""

    subject: str
    kind: str
    title: str
    short: str
    weight: Decimal
    count: int = 1

    @property
    def slug(self) -> str:
        """The subject as an address writes it."""
        return self.subject.replace(":", "-")


@dataclass(frozen=True)
class Cell:
    """One part of one person, with what the page shows beside the figure."""

    part: Part
    column: Column
    released: bool = False
    handed_in: int = 0
    work: str = ""
    excused_because: str = ""


@dataclass(frozen=True)
class Line:
    """One person: name, unit, cells in the order of the columns, and what they come to."""

    enrolment: int
    public_id: str
    name: str
    unit: str
    cells: tuple[Cell, ...]
    result: Result

    @property
    def lacks(self) -> list[str]:
        """The short names of what is missing for a result, as the columns are headed."""
        return [cell.column.short for cell in self.cells if cell.part.title in self.result.missing]


@dataclass
class _Facts:
    """What is known of some people, by (subject, enrolment)."""

    forms: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    attempts: dict[tuple[str, int], list[Any]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    excused: dict[tuple[str, int], str] = field(default_factory=dict)


def columns_of(cohort: Cohort) -> list[Column]:
    """Return a cohort's parts, tasks first, then quizzes and exercises: three queries. What is a draft has no column."""
    tasks = Task.objects.filter(cohort=cohort).exclude(state=TaskState.DRAFT).order_by("opens_on", "due_on", "id")
    quizzes = Quiz.objects.filter(cohort=cohort).exclude(state=QuizState.DRAFT).order_by("opens_at", "id")
    exercises = MatchingExercise.objects.filter(cohort=cohort).exclude(state=TaskState.DRAFT).order_by("opens_on", "id")
    names = ("form_version__form__code", "form_version__title", "form_version__title_en")
    found = [_column_of(task) for task in tasks.select_related("form_version__form").only("weight", "count", *names)]
    found += [
        Column(f"quiz:{pk}", ColumnKind.QUIZ, title, title, weight)
        for pk, title, weight in quizzes.values_list("pk", "title", "weight")
    ]
    return found + [
        Column(f"exercise:{pk}", ColumnKind.EXERCISE, title, title, weight)
        for pk, title, weight in exercises.values_list("pk", "version__title", "weight")
    ]


def drops_of(cohort: Cohort) -> dict[str, int]:
    """Return how many of the lowest parts of each kind are left out: the newest decision of each."""
    rows = DropRule.objects.filter(cohort=cohort).order_by("id").values_list("kind", "lowest")
    return dict(rows)


def people_of(cohort: Cohort, user: User) -> QuerySet[Enrolment]:
    """Return those with a seat whom this reader may see, by name."""
    return enrolments_visible_to(user).filter(cohort=cohort, state__in=SEATED).order_by("user__name", "id")


def lines_of(
    cohort: Cohort, people: QuerySet[Enrolment], *, columns: Sequence[Column] | None = None, released_only: bool = False
) -> list[Line]:
    """Return the lines of these people in their order: a fixed number of queries, however many they are.

    With `released_only` (what a participant sees) a grade counts from its release; otherwise from the moment it stands. A form
    graded without names counts, for everybody, from its release, and that it came back shows to nobody else: the gradebook would tell
    whose it is.
    """
    parts = columns_of(cohort) if columns is None else columns
    drops = drops_of(cohort)
    rows: list[Mapping[str, Any]] = list(
        people.values(
            "id", "public_id", "user__name", "user__title_before", "user__title_after", "work_unit__name"
        )
    )  # fmt: skip
    facts = _facts_of(cohort, [row["id"] for row in rows])
    return [_line(row, parts, facts, drops, released_only) for row in rows]


def streamed_lines(cohort: Cohort, people: QuerySet[Enrolment]) -> Iterator[Line]:
    """Yield the same lines in batches, for a spreadsheet of any length."""
    ids, columns = list(people.values_list("id", flat=True)), columns_of(cohort)
    for start in range(0, len(ids), BATCH):
        batch = Enrolment.objects.filter(id__in=ids[start : start + BATCH]).order_by("user__name", "id")
        yield from lines_of(cohort, batch, columns=columns)


def task_cells(tasks: Iterable[Task], enrolment: Enrolment, *, released_only: bool) -> dict[int, Cell]:
    """Return the cells of one person's tasks under their ids, the same as in the gradebook: two queries. The tasks come with their forms."""
    facts = _Facts()
    _read_forms(facts, enrolment.cohort_id, [enrolment.pk])
    facts.excused = excused_from(enrolment__in=[enrolment.pk])
    return {task.pk: _cell(_column_of(task), enrolment.pk, facts, released_only) for task in tasks}


def _column_of(task: Task) -> Column:
    version = task.form_version
    code, title = version.form.code, (get_language() == "en" and version.title_en) or version.title
    return Column(f"task:{task.pk}", ColumnKind.TASK, f"{code} {title}", code, task.weight, task.count)


WORK = ("work__state", "work__grade__points", "work__grade__points_max", "work__public_id", "work__anonymous")


def _read_forms(facts: _Facts, cohort_id: int, ids: list[int]) -> None:
    forms = Submission.objects.filter(enrolment__in=ids, task__cohort=cohort_id).exclude(state=SubmissionState.DRAFT)
    for row in forms.order_by("ordinal").values("task", "enrolment", "state", *WORK):
        facts.forms[f"task:{row['task']}", row["enrolment"]].append(row)


def _facts_of(cohort: Cohort, ids: list[int]) -> _Facts:
    facts = _Facts()
    _read_forms(facts, cohort.pk, ids)
    attempts = Attempt.objects.filter(enrolment__in=ids, quiz__cohort=cohort).exclude(state=AttemptState.OPEN)
    names_of = ("quiz_id", "enrolment_id", "number", "points", "points_max", "held")
    for one in attempts.annotate(held=not_released(cohort)).order_by("number").values_list(*names_of, named=True):
        facts.attempts[f"quiz:{one.quiz_id}", one.enrolment_id].append(one)
    answers = MatchingAnswer.objects.filter(enrolment__in=ids, exercise__cohort=cohort, handed_in_at__isnull=False)
    for row in answers.values("exercise", "enrolment", "points", "exercise__rubric", *WORK):
        facts.answers[f"exercise:{row['exercise']}", row["enrolment"]] = row
    facts.excused = excused_from(enrolment__in=ids)
    return facts


def _line(
    row: Mapping[str, Any], columns: Sequence[Column], facts: _Facts, drops: dict[str, int], released_only: bool
) -> Line:
    cells = [_cell(column, row["id"], facts, released_only) for column in columns]
    result = result_of([cell.part for cell in cells], drops)
    shown = (
        cell if part is cell.part else replace(cell, part=part) for cell, part in zip(cells, result.parts, strict=True)
    )
    return Line(row["id"], row["public_id"], display_name(row), row["work_unit__name"] or "", tuple(shown), result)


def _cell(column: Column, enrolment: int, facts: _Facts, released_only: bool) -> Cell:
    key = (column.subject, enrolment)
    if why := facts.excused.get(key):
        return Cell(_part(column, P.EXCUSED), column, excused_because=why)
    if column.kind == ColumnKind.TASK:
        return _task_cell(column, facts.forms.get(key, []), released_only)
    if column.kind == ColumnKind.QUIZ:
        return _quiz_cell(column, facts.attempts.get(key, []), released_only)
    return _exercise_cell(column, facts.answers.get(key), released_only)


def _task_cell(column: Column, forms: list[dict[str, Any]], released_only: bool) -> Cell:
    """A task is graded when as many forms as it asks for are; its points are the sum of theirs."""
    graded = [form for form in forms if _stands(form, released_only)]
    released = bool(graded) and all(form["work__state"] == WorkState.RELEASED for form in graded)
    named = [form for form in forms if not form["work__anonymous"]]
    work = next((form["work__public_id"] or "" for form in named), "")
    if len(graded) >= column.count:
        got = sum((form["work__grade__points"] for form in graded), Decimal(0))
        most = sum((form["work__grade__points_max"] for form in graded), Decimal(0))
        return Cell(_part(column, P.GRADED, got, most), column, released, len(forms), work)
    # Whose nameless form came back only its owner sees: staff would learn whose work it was they returned.
    if any(form["state"] == SubmissionState.RETURNED for form in (forms if released_only else named)):
        return Cell(_part(column, P.RETURNED), column, handed_in=len(forms), work=work)
    state = P.WAITING if len(forms) >= column.count else P.MISSING
    return Cell(_part(column, state), column, handed_in=len(forms), work=work)


def _stands(row: dict[str, Any], released_only: bool) -> bool:
    if row["work__state"] == WorkState.RELEASED:
        return True
    return row["work__state"] == WorkState.GRADED and not released_only and not row["work__anonymous"]


def _quiz_cell(column: Column, attempts: list[Any], released_only: bool) -> Cell:
    """The attempt counts that counts everywhere (`best_of`); with essays, for its participant from their release."""
    best = best_of(one for one in attempts if not (released_only and one.held))
    if best is None:
        return Cell(_part(column, P.WAITING if attempts else P.MISSING), column, handed_in=len(attempts))
    return Cell(_part(column, P.GRADED, best.points, best.points_max), column, not best.held, len(attempts))


def _exercise_cell(column: Column, answer: dict[str, Any] | None, released_only: bool) -> Cell:
    """Agreement with the panel, of 100 points; where reasons are graded by a rubric, the mean of the two."""
    if answer is None:
        return Cell(_part(column, P.MISSING), column)
    work = answer["work__public_id"] or ""
    if answer["exercise__rubric"] is None:
        return Cell(_part(column, P.GRADED, answer["points"], HUNDRED), column, True, 1, work)
    if not _stands(answer, released_only):
        return Cell(_part(column, P.WAITING), column, handed_in=1, work=work)
    most = answer["work__grade__points_max"]
    got = answer["points"] * most + answer["work__grade__points"] * HUNDRED
    released = answer["work__state"] == WorkState.RELEASED
    return Cell(_part(column, P.GRADED, got, 2 * HUNDRED * most), column, released, 1, work)


def _part(column: Column, state: PartState, got: Decimal = Decimal(0), most: Decimal = Decimal(0)) -> Part:
    return Part(column.kind, column.title, column.weight, state, got, most)


def exceptions_of(enrolment: Enrolment, subject: str) -> list[GradeException]:
    """Return the decisions on one part of one person, the newest last."""
    return list(
        GradeException.objects.filter(enrolment=enrolment, subject=subject).select_related("actor").order_by("id")
    )


def drop_rules_of(cohort: Cohort) -> list[DropRule]:
    """Return the decisions on what is left out, the newest first."""
    return list(DropRule.objects.filter(cohort=cohort).select_related("actor").order_by("-id"))
