"""What each participant's evaluation came to, for the rooms and parts that build on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import ParticipantEvaluation


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result. `missing` names the parts without which there is none; `passed` is empty as long as there is no score."""

    enrolment_id: int
    score: Decimal | None
    band: str
    passed: bool | None
    missing: tuple[str, ...]
    released: bool


def outcomes_of(cohort: Cohort) -> dict[int, Outcome]:
    """Return what is known of each participant's result, by the id of the enrolment: one query."""
    rows = ParticipantEvaluation.objects.filter(enrolment__cohort=cohort)
    return {row.enrolment_id: _outcome(row) for row in rows}


def outcome_of(enrolment: Enrolment) -> Outcome | None:
    """Return one participant's result, or None before there is any."""
    row = ParticipantEvaluation.objects.filter(enrolment=enrolment).first()
    return _outcome(row) if row else None


def _outcome(row: ParticipantEvaluation) -> Outcome:
    released = row.state == EvaluationState.RELEASED
    return Outcome(row.enrolment_id, row.score, row.band, row.passed, (), released)
