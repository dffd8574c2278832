"""What each participant's evaluation came to, for the rooms and parts that build on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import ParticipantEvaluation


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


def outcomes_of(cohort: Cohort) -> dict[int, Outcome]:
    """Return what is known of each participant's result, by the id of the enrolment: one query."""
    rows = ParticipantEvaluation.objects.filter(enrolment__cohort=cohort)
    return {row.enrolment_id: _outcome(row) for row in rows}


def outcome_of(enrolment: Enrolment) -> Outcome | None:
    """Return one participant's outcome, None where nothing is released: one query."""
    row = ParticipantEvaluation.objects.filter(enrolment=enrolment, state=EvaluationState.RELEASED).first()
    return _outcome(row) if row else None


def _outcome(row: ParticipantEvaluation) -> Outcome:
    if row.state != EvaluationState.RELEASED:
        return Outcome(row.enrolment_id, None, "", None, (), released=False)
    band = row.facts.get("band") or {"title": "", "title_en": ""}
    return Outcome(
        row.enrolment_id, row.score, row.band, row.passed, (), released=True, qualification=band["title"],
        qualification_en=band["title_en"],
    )  # fmt: skip
