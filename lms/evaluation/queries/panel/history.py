"""What happened to one evaluation, as a timeline shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation import schemes
from lms.evaluation.enums import EvaluationStep
from lms.evaluation.models import EvaluationEvent, ParticipantEvaluation

TONES = {EvaluationStep.LOCKED: "info", EvaluationStep.RELEASED: "ok", EvaluationStep.REOPENED: "warn"}


def history_of(evaluation: ParticipantEvaluation | None, *, scores: bool = True) -> list[dict[str, Any]]:
    """Return the steps of an evaluation, the newest first, with who took them and, unless left out, the result as it stood: one query."""
    if evaluation is None:
        return []
    rows = evaluation.events.select_related("actor").order_by("-at", "-pk")
    return [_told(one, one.actor.display_name, score=scores) for one in rows]


def told_to_participant(evaluation: ParticipantEvaluation | None) -> list[dict[str, Any]]:
    """Return the steps a participant was told of: releases, and the opening again of what was released. One query.

    A lock is no release: what was locked and opened again before anybody knew it stays with who organises.
    """
    if evaluation is None:
        return []
    found, before = [], ""
    for one in evaluation.events.order_by("at", "pk"):
        if one.step == EvaluationStep.RELEASED or (
            one.step == EvaluationStep.REOPENED and before == EvaluationStep.RELEASED
        ):
            found.append(_told(one))
        before = one.step
    return found[::-1]


def _told(one: EvaluationEvent, *more: str, score: bool = True) -> dict[str, Any]:
    came_to = schemes.shown(one.score) if one.score is not None else _("No result")
    words = [came_to if score else "", one.reason, *more]
    step = EvaluationStep(one.step)
    return {"at": one.at, "title": step.label, "text": " · ".join(filter(None, words)), "tone": TONES[step]}
