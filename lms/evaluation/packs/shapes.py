"""What each file of a pack looks like. What does not fit is named with its place; nothing that is not known is let in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from lms.evaluation.packs.manifest import PackRefused, Problem

Slug = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]{1,60}$")]
FormCode = Annotated[str, StringConstraints(min_length=1, max_length=12)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(max_length=20_000)]
Short = Annotated[str, StringConstraints(max_length=200)]
# Days since the first day of the first stage; an activity may lie years before it.
Day = Annotated[int, Field(ge=-20_000, le=20_000)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Minutes = Annotated[int, Field(ge=1, le=100_000)]
Count = Annotated[int, Field(ge=0, le=1_000)]
Mark = Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=2)]
Evidence = Annotated[str, StringConstraints(pattern=r"^(source|confirmed|inferred)$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormFile(Shape):
    """A task form: its whole schema (`assignments.schema`)."""

    code: FormCode
    evidence: Evidence
    form: dict[str, Any]
    digest: str


class RubricFile(Shape):
    code: Slug
    title: Name
    title_en: Short
    evidence: Evidence
    criteria: list[dict[str, Any]]


class TopicRow(Shape):
    code: Slug
    name: Name
    name_en: Short
    order: Count
    sops: list[int]
    lessons: list[Slug]


class QuestionRow(Shape):
    code: Slug
    topic: Slug
    kind: Slug
    points: Mark
    evidence: Evidence
    body: dict[str, Any]


class BankFile(Shape):
    topics: list[TopicRow]
    questions: list[QuestionRow]


class CaseFile(Shape):
    code: Slug
    kind: Slug
    difficulty: int
    title: Name
    evidence: Evidence
    body: dict[str, Any]


class QuestionnaireFile(Shape):
    key: Slug
    title: Name
    title_en: Short
    level: int
    audience: Slug
    content: dict[str, Any]


class SchemeFile(Shape):
    title: Name
    content: dict[str, Any]


class Moment(Shape):
    """An hour of a day, in the cohort's own zone."""

    day: Day
    at: Clock


class StageRow(Shape):
    kind: Slug
    mode: Slug
    first: Day
    last: Day
    needs_previous: bool


class GateRow(Shape):
    module: Slug
    opens: Day | None
    needs: Slug | None


class ClassRow(Shape):
    stage: Slug
    module: Slug | None
    title: Name
    jp: Count
    begins: Moment
    minutes: Minutes
    late_minutes: Count
    scan_minutes: Count | None
    needs_end_scan: bool


class TaskRow(Shape):
    key: Annotated[str, StringConstraints(max_length=24)]
    form: FormCode
    rubric: Slug | None
    first_week: Count | None
    last_week: Count | None
    opens: Day
    due: Day
    due_at: Clock
    count: Annotated[int, Field(ge=1, le=1_000)]
    weight: Mark
    second_marking: bool
    tolerance: Mark
    anonymous: bool


class PartRow(Shape):
    question: Slug | None
    topic: Slug | None
    count: Annotated[int, Field(ge=1, le=1_000)]


class QuizRow(Shape):
    """`pre_test` is the place in the list of the quiz this one is tied to."""

    kind: Slug
    title: Name
    intro: Words
    opens: Moment | None
    closes: Moment | None
    minutes: Minutes | None
    grace_seconds: Annotated[int, Field(ge=0, le=32_000)]
    attempts: Annotated[int, Field(ge=1, le=1_000)]
    shuffle_questions: bool
    shuffle_options: bool
    pass_mark: Mark | None
    review: Slug
    weight: Mark
    pre_test: Count | None
    parts: list[PartRow]


class ExerciseRow(Shape):
    case: Slug
    rubric: Slug | None
    top_k: Annotated[int, Field(ge=1, le=100)]
    opens: Day | None
    due: Day | None
    weight: Mark


class SessionRow(Shape):
    title: Name
    agenda: Words
    begins: Moment
    minutes: Minutes
    is_recorded: bool


class SurveyRow(Shape):
    """`before` is the place in the list of the survey this one is compared with."""

    questionnaire: Slug
    title: Name
    audience: Slug
    privacy: Slug
    opens: Moment
    closes: Moment
    before: Count | None
    by_unit: bool = False


class ScheduleFile(Shape):
    capacity: Annotated[int, Field(ge=1, le=100_000)]
    stages: Annotated[list[StageRow], Field(min_length=1)]
    gates: list[GateRow]
    classes: list[ClassRow]
    tasks: list[TaskRow]
    quizzes: list[QuizRow]
    exercises: list[ExerciseRow]
    sessions: list[SessionRow]
    surveys: list[SurveyRow]


class DeliverableRow(Shape):
    code: Annotated[str, StringConstraints(max_length=40)]
    column: Annotated[str, StringConstraints(max_length=20)]
    title: Name
    title_en: Name
    due: Day | None
    evidence: Evidence


class ColumnRow(Shape):
    column: Slug
    evidence: Evidence


class ActivityRow(Shape):
    no: Annotated[int, Field(ge=1, le=100)]
    title: Name
    title_en: Name
    detail: Words
    detail_en: Words
    evidence: Evidence
    title_evidence: Evidence
    plan_evidence: Evidence
    columns: list[ColumnRow]
    first: Day | None
    last: Day | None
    deliverables: list[DeliverableRow]


class PlanFile(Shape):
    code: Slug
    name: Name
    name_en: Name
    activities: list[ActivityRow]


S = TypeVar("S", bound=Shape)


def read(shape: type[S], name: str, files: Mapping[str, bytes]) -> S:
    """Return one file of a pack in its shape. Raises PackRefused that names each place which does not fit."""
    try:
        content = json.loads(files[name], parse_constant=_no_number)
        if b"\\u0000" in files[name]:
            raise ValueError("No database keeps a text with a NUL in it.")
        return shape.model_validate(content)
    except KeyError as error:
        raise PackRefused(Problem(name, _("This file is missing in the pack."))) from error
    except ValidationError as error:
        raise PackRefused(*(_problem(name, one) for one in error.errors(include_url=False)[:8])) from error
    except (ValueError, RecursionError) as error:
        raise PackRefused(Problem(name, _("This file is no JSON."))) from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON.")


def _problem(name: str, error: Any) -> Problem:
    place = ".".join(str(step) for step in error["loc"]) or "–"
    return Problem(name, _("%(place)s does not fit: %(why)s") % {"place": place, "why": error["msg"]})


def written(shape: Shape) -> dict[str, Any]:
    """Return a shape as plain data, with figures as text so that they stay exact."""
    return shape.model_dump(mode="json")
