"""What this part plugs into the floors below: results of surveys."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.evaluation import skm
from lms.evaluation.enums import Audience, Level
from lms.evaluation.figures import Criterion, Figure, Unit, add_figure
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import figures as queries
from lms.evaluation.queries.results import results_of, results_visible_to
from lms.evaluation.queries.results.figures import Source
from lms.evaluation.registry import add_survey_section
from lms.people.access import person

REACTION = (Level.REACTION, Audience.PARTICIPANTS)
# Key, title, criterion, level and audience, group of questions.
MEANS: tuple[tuple[str, Any, Criterion, tuple[Level, Audience], str], ...] = (
    ("survey.satisfaction", _("Satisfaction with the training as a whole"), Criterion.EFFECTIVENESS, REACTION, "keseluruhan"),
    ("survey.relevance", _("Fit of the training to the work"), Criterion.RELEVANCE, REACTION, "umum"),
    ("survey.materials", _("Materials of the training"), Criterion.EFFECTIVENESS, REACTION, "materi"),
    ("survey.facilitators", _("The facilitators"), Criterion.EFFECTIVENESS, REACTION, "fasilitator"),
    ("survey.organisation", _("How the training was organised"), Criterion.EFFICIENCY, REACTION, "penyelenggaraan"),
    (
        "survey.applied", _("Applied at work, say participants"), Criterion.SUSTAINABILITY,
        (Level.BEHAVIOUR, Audience.PARTICIPANTS), "perilaku",
    ),
    (
        "survey.applied_seen", _("Applied at work, say supervisors"), Criterion.IMPACT,
        (Level.BEHAVIOUR, Audience.SUPERVISORS), "perilaku",
    ),
)  # fmt: skip


def _register() -> None:
    for key, title, criterion, (level, audience), group in MEANS:
        source = Source(level, audience, group)
        words = _("Survey last closed of this kind: the mean of what each person answered on average to its questions.")
        _add(key, title, Unit.SCORE, criterion, source, queries.mean_reading(source), words)
    nps = Source(*REACTION)
    words = _("Survey last closed of this kind: share of 9–10 less share of 0–6, times 100.")
    _add(
        "survey.nps",
        _("Net promoter score"),
        Unit.POINTS,
        Criterion.EFFECTIVENESS,
        nps,
        queries.nps_reading(nps),
        words,
    )
    clients = Source(Level.RESULTS, Audience.CLIENTS)
    read = queries.skm_reading(clients)
    _add(
        "survey.skm",
        _("Satisfaction of the kiosks’ clients (SKM)"),
        Unit.SCORE,
        Criterion.IMPACT,
        clients,
        read,
        skm.SOURCE,
    )


def _add(key: str, title: Any, unit: Unit, criterion: Criterion, source: Source, read: Any, words: Any) -> None:
    add_figure(
        Figure(
            key=key,
            title=title,
            unit=unit,
            criterion=criterion,
            read=read,
            rows=queries.rows_behind(source),
            source=words,
            href=queries.href_of(source),
            scaled=bool(source.group),
        )
    )


def results_section(request: HttpRequest, run: SurveyRun) -> dict[str, Any] | None:
    """The results on the page of a survey, for those who may read them. Three queries beside the permission."""
    user = person(request)
    if not user.has_perm("evaluation.read_survey", run):
        return None
    if not results_visible_to(user).filter(pk=run.pk).exists():
        return None
    return {"run": run, "results": results_of(run)}


_register()
add_survey_section(60, "evaluation/section_results.html", results_section)
