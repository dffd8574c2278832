"""Surveys answered and closed, for tests of what is read from them. Everything comes about through the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from lms.evaluation.enums import Audience, Level, Privacy
from lms.evaluation.models import Questionnaire, QuestionnaireVersion, SurveyRun
from lms.evaluation.services import surveys
from lms.evaluation.services.surveys import Plan
from lms.people import clock
from tests.evaluation.indicators.units import Units

SCALE = {"min": 1, "max": 5, "low": {"id": "Tidak", "en": "No"}, "high": {"id": "Ya", "en": "Yes"}}


def item(key: str, measures: str = "") -> dict[str, Any]:
    return {
        "key": key,
        "kind": "scale",
        "text": {"id": f"Saya {key}.", "en": f"I {key}."},
        "scale": SCALE,
        "measures": measures,
    }


def make_version(units: Units, items: Sequence[Mapping[str, Any]]) -> QuestionnaireVersion:
    head = Questionnaire.objects.create(
        title="Kuesioner", title_en="Questionnaire", level=Level.LEARNING, audience=Audience.PARTICIPANTS, created_by=units.cast.coordinator
    )  # fmt: skip
    section = {"key": "s1", "title": {"id": "Bagian", "en": "Part"}, "items": list(items)}
    return QuestionnaireVersion.objects.create(
        questionnaire=head, number=1, content={"sections": [section]}, created_by=units.cast.coordinator
    )


def held(
    units: Units,
    version: QuestionnaireVersion,
    answers: Sequence[Mapping[str, Any]],
    *,
    closed: bool = True,
    **plan: Any,
) -> SurveyRun:
    """A survey answered by the first people of the cohort, one after another, and closed."""
    values = {"title": "Survei", "audience": Audience.PARTICIPANTS, "privacy": Privacy.CONFIDENTIAL} | plan
    now = clock.now()
    opening = Plan(version=version, opens_at=now, closes_at=now + timedelta(days=7), **values)
    run = surveys.plan_run(actor=units.cast.coordinator, cohort=units.cohort, plan=opening)
    surveys.open_run(actor=units.cast.coordinator, run=run)
    for invitee, typed in zip(run.invitees.order_by("enrolment__user__pk"), answers, strict=False):
        surveys.give_answers(invitee=invitee, typed=typed)
    if closed:
        with clock.at(now + timedelta(days=1)):
            surveys.close_run(actor=units.cast.coordinator, run=run)
    run.refresh_from_db()
    return run
