"""What a participant reads of a grade: what, when, by whom, and what to improve; nothing before it is released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from assignments import schema
from assignments.criteria import in_words
from assignments.enums import WorkState
from assignments.models import FieldComment, Grade, RegradeRequest, Submission, Work
from assignments.queries.desk import own_works, titles_of
from assignments.results import rounded
from lms.people.models import User
from lms.people.prepared import Prepared


@dataclass(frozen=True)
class Reached:
    """One criterion with the level reached, and what the next better level would have asked for."""

    title: str
    level: str
    description: str
    points: Decimal
    most: Decimal
    better: str


@dataclass(frozen=True)
class ResultView:
    """A released grade, as its participant reads it."""

    work: Work
    title: str
    grade: Grade
    percent: Decimal
    criteria: list[Reached]
    comments: list[tuple[str, FieldComment]]
    changes: list[Grade]
    request: RegradeRequest | None
    released_at: datetime | None

    @property
    def may_ask(self) -> bool:
        """Whether the one request to look again is still to be made."""
        return self.request is None


def results_of(user: User) -> QuerySet[Work]:
    """Return the participant's own works whose grade is released, the newest first."""
    return own_works(user).filter(state=WorkState.RELEASED).order_by("-released_at", "-id")


@dataclass(frozen=True)
class ResultLine:
    """A released grade as a list shows it."""

    public_id: str
    title: str
    cohort: str
    released_at: datetime
    points: Decimal
    points_max: Decimal


TITLES = {
    "form": ("submission__task__form_version__title", "submission__task__form_version__title_en"),
    "essay": ("attempt_item__attempt__quiz__title", ""),
    "matching": ("matching__exercise__version__title", ""),
}
CODE = "submission__task__form_version__form__code"


def result_lines(user: User, *, most: int) -> list[ResultLine]:
    """Return the participant's newest released grades with what they are for: one query."""
    return [_result_line(row) for row in _released(user.pk)[:most]]


def latest_results(user: User) -> list[ResultLine]:
    """Return the few newest of them, for the home: one query."""
    return [_result_line(row) for row in newest_results(user.pk)]


_NAMES = tuple(name for pair in TITLES.values() for name in pair if name)
_LISTED = ("public_id", "kind", "released_at", "grade__points", "grade__points_max", "cohort__name", CODE, *_NAMES)
# Most lines on a home; the rest is one click away.
LATEST = 3


def _released(user_id: int) -> QuerySet[Work, tuple[Any, ...]]:
    mine = Work.objects.filter(enrolment__user_id=user_id, state=WorkState.RELEASED)
    return mine.order_by("-released_at", "-id").values_list(*_LISTED)


newest_results = Prepared(lambda user_id: _released(user_id)[:LATEST])


def _result_line(values: tuple[Any, ...]) -> ResultLine:
    row = dict(zip(_LISTED, values, strict=True))
    return ResultLine(
        row["public_id"],
        _title_in(row),
        row["cohort__name"],
        row["released_at"],
        row["grade__points"],
        row["grade__points_max"],
    )


def _title_in(row: Mapping[str, Any]) -> str:
    title, in_english = TITLES[row["kind"]]
    words = (get_language() == "en" and in_english and row[in_english]) or row[title]
    return f"{row[CODE] or ''} {words}".strip()


def result_of_submission(submission: Submission) -> ResultView | None:
    """Return the result of a form for its participant's page, None while nothing is released."""
    work = Work.objects.filter(submission=submission, state=WorkState.RELEASED).select_related(*RELATED).first()
    return view_of(work) if work else None


RELATED = (
    "grade__grader", "grade__rubric", "grade__on_version__submission__form_version", "enrolment__user", "cohort",
    "regrade_request__answered_by", "submission",
)  # fmt: skip


def view_of(work: Work) -> ResultView | None:
    """Return the view of a released work, None for any other. Three queries."""
    if work.state != WorkState.RELEASED or work.grade is None:
        return None
    grade = work.grade
    shown = list(work.grades.filter(release__isnull=False).select_related("grader").order_by("number"))
    return ResultView(
        work=work,
        title=titles_of({work.subject}).get(work.subject, ""),
        grade=grade,
        percent=rounded(_share(grade) * 100),
        criteria=_reached(grade),
        comments=_comments(grade),
        changes=shown[1:],
        request=getattr(work, "regrade_request", None),
        released_at=work.released_at,
    )


def _comments(grade: Grade) -> list[tuple[str, FieldComment]]:
    """Return what was said to fields of the version that was graded, each with the field's label."""
    if grade.on_version is None:
        return []
    scheme, language = grade.on_version.submission.form_version.schema, get_language() or "id"
    labels = {one["key"]: schema.local(one["label"], language) for one in schema.fields_of(scheme)}
    rows = FieldComment.objects.filter(version=grade.on_version).exclude(field="").select_related("author")
    return [(labels.get(row.field, row.field), row) for row in rows.order_by("at", "id")]


def _share(grade: Grade) -> Fraction:
    return Fraction(grade.points) / Fraction(grade.points_max)


def _reached(grade: Grade) -> list[Reached]:
    found = []
    for one in in_words(grade.rubric.criteria) if grade.rubric else []:
        levels = one["levels"]
        at = next((n for n, level in enumerate(levels) if level["key"] == grade.levels.get(one["key"])), None)
        if at is None:
            continue
        better = levels[at + 1]["description"] if at + 1 < len(levels) else ""
        level = levels[at]
        most = max(Decimal(each["points"]) for each in levels)
        found.append(
            Reached(one["title"], level["title"], level["description"], Decimal(level["points"]), most, better)
        )
    return found
