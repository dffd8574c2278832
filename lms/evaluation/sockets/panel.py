"""What this part plugs into the floors below: components, figures, tabs of a cohort, pieces of the homes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from courses.registry import CohortTab, add_cohort_tab, add_ending_check
from lms.evaluation.components import Component, add_component
from lms.evaluation.figures import Criterion, Figure, Unit, add_figure
from lms.evaluation.queries.panel import board, figures, homes
from lms.evaluation.registry import EVALUATION, HubLink, add_hub_link
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import Panel, add_panel


def participant(request: HttpRequest) -> Panel | None:
    """My results, while they are new or may be objected to."""
    rows = homes.my_results(person(request))
    return Panel("evaluation/panel_my_results.html", {"rows": rows}) if rows else None


def evaluator(request: HttpRequest) -> Panel | None:
    """The cohorts I evaluate, and how many people still wait for my score."""
    rows = homes.seats_of(person(request))
    return Panel("evaluation/panel_to_score.html", {"rows": rows}) if rows else None


def coordinator(request: HttpRequest) -> Panel | None:
    """Objections that wait for an answer, results that are locked and not released."""
    context = homes.to_decide()
    return Panel("evaluation/panel_to_decide.html", context) if context else None


def _page(cohort: Cohort) -> str:
    return reverse("evaluation:panel_detail", args=[cohort.public_id])


def _figure(key: str, title: Any, unit: Unit, read: Any, source: Any, rows: Any = figures.rows) -> Figure:
    return Figure(key, title, unit, Criterion.EFFECTIVENESS, read, rows, source, activity_no=10, href=_page)


add_component(
    Component(
        "attitude",
        _("Attitude"),
        board.attitude_sums,
        _("The mean of what the facilitators said of somebody’s attitude, by the rubric of the scheme."),
        90,
    )
)
add_component(
    Component(
        "panel",
        _("Panel of evaluators"),
        board.panel_sums,
        _("The mean of the evaluators’ scores, when all of them are there and differences are met on."),
        95,
    )
)
for figure in (
    _figure(
        "pass_rate",
        _("Participants who passed"),
        Unit.PERCENT,
        figures.pass_rate,
        _("Released results that pass, of all released results; interval by Wilson."),
    ),
    _figure(
        "mean_score",
        _("Mean result"),
        Unit.SCORE,
        figures.mean_score,
        _("Mean of the released results; interval by Student’s t."),
    ),
    _figure(
        "panel_agreement",
        _("Agreement of the evaluators, ICC(2,k)"),
        Unit.SCORE,
        figures.panel_agreement,
        _(
            "Intraclass correlation of the mean of the scores that each evaluator gave alone (two-way random, absolute agreement)."
        ),
        figures.agreement_rows,
    ),
):
    add_figure(figure)

add_hub_link(
    HubLink(
        "evaluation:scheme_list",
        _("Schemes of evaluation"),
        _("What counts towards a result, with which weight, minimum and band."),
        40,
        "evaluation.list_schemes",
    )
)
add_cohort_tab(CohortTab("evaluation:panel_detail", _("Panel and results"), 62, "evaluation.see_panel", EVALUATION))
add_cohort_tab(CohortTab("evaluation:attitude_edit", _("Attitude"), 63, "evaluation.mark_attitude", EVALUATION))
add_panel(PARTICIPANT, 8, participant, reads=[homes.my_evaluations])
add_panel(Role.REVIEWER, 12, evaluator)
add_panel(Role.COORDINATOR, 18, coordinator)
add_ending_check(homes.unreleased)
