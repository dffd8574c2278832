"""What happened to one evaluation, as a timeline shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from lms.evaluation import schemes
from lms.evaluation.enums import EvaluationStep
from lms.evaluation.models import ParticipantEvaluation

TONES = {EvaluationStep.LOCKED: "info", EvaluationStep.RELEASED: "ok", EvaluationStep.REOPENED: "warn"}


def history_of(evaluation: ParticipantEvaluation | None, *, names: bool = True) -> list[dict[str, Any]]:
    """Return the steps of an evaluation, the newest first, with the result as it stood: one query. Without `names` nobody is named."""
    if evaluation is None:
        return []
    found = []
    for one in evaluation.events.select_related("actor").order_by("-at", "-pk"):
        words = [schemes.shown(one.score) if one.score is not None else _("No result")]
        if one.reason:
            words.append(one.reason)
        if names:
            words.append(one.actor.display_name)
        step = EvaluationStep(one.step)
        found.append({"at": one.at, "title": step.label, "text": " · ".join(words), "tone": TONES[step]})
    return found
