"""What became of each participant's evaluation: for certificates, reports and whoever else asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from lms.evaluation.components import title_of
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import Objection, ParticipantEvaluation
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import lines_of, results_of
from lms.evaluation.schemes import Line
from lms.people import clock


@dataclass(frozen=True)
class Outcome:
    """One participant's outcome. Score, band and pass are said only of a released result; `missing` names what keeps one from being there.

    `band` is the key of the band, `qualification` its name, as the certificate prints it.
    """

    enrolment_id: int
    score: Decimal | None
    band: str
    passed: bool | None
    missing: tuple[str, ...]
    released: bool
    qualification: str = ""
    qualification_en: str = ""
    released_at: datetime | None = None
    # Each minimum that was not reached, in words.
    below: tuple[str, ...] = ()
    # Whether an objection to it waits for its answer, and the last day (WIB) on which one can be made.
    objected: bool = False
    objection_until: date | None = None


# Where somebody is evaluated and nothing is released, or not any more.
NOT_RELEASED = Outcome(0, None, "", None, (), released=False)


def outcomes_of(cohort: Cohort) -> dict[int, Outcome]:
    """Return the outcomes of everybody who is evaluated: as many queries for one as for thousands. Without a scheme nobody has one."""
    found = {}
    waiting = objected(evaluation__enrolment__cohort=cohort)
    for row in results_of(board_of(cohort)):
        if row.evaluation is not None and row.evaluation.is_released:
            found[row.person.id] = released_outcome(row.evaluation, objected=row.evaluation.pk in waiting)
        else:
            found[row.person.id] = Outcome(row.person.id, None, "", None, row.result.missing_titles, released=False)
    return found


def outcome_of(enrolment: Enrolment) -> Outcome | None:
    """Return one participant's outcome, None where nothing is released: two queries."""
    rows = ParticipantEvaluation.objects.filter(enrolment=enrolment, state=EvaluationState.RELEASED)
    row = rows.select_related("scheme").first()
    return released_outcome(row, objected=bool(objected(evaluation=row))) if row else None


def objected(**which: Any) -> set[int]:
    """Return the evaluations among these to which an objection waits for its answer: one query."""
    return set(Objection.objects.filter(verdict="", **which).values_list("evaluation", flat=True))


def released_outcome(row: ParticipantEvaluation, *, objected: bool) -> Outcome:
    """Return the outcome of a released evaluation, read with its scheme."""
    band = row.facts.get("band") or {"title": "", "title_en": ""}
    return Outcome(
        enrolment_id=row.enrolment_id,
        score=row.score,
        band=row.band,
        passed=row.passed,
        missing=tuple(title_of(key) for key in row.facts.get("missing", ())),
        released=True,
        qualification=band["title"],
        qualification_en=band["title_en"],
        released_at=row.released_at,
        below=tuple(_short(line) for line in lines_of(row.facts) if line.met is False),
        objected=objected,
        objection_until=_until(row),
    )


def _until(row: ParticipantEvaluation) -> date | None:
    days = timedelta(days=int(row.scheme.content["objection_days"]))
    return row.released_at.astimezone(clock.WIB).date() + days if row.released_at else None


def _short(line: Line) -> str:
    figures = {"got": number_format(line.percent or 0, 2), "asked": number_format(line.share.minimum or 0)}
    return f"{line.share.title}: {_('%(got)s of %(asked)s asked') % figures}"
