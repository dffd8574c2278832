"""What this part plugs into the floors below: a cohort's surveys, what waits on the homes, the response rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from courses.registry import CohortTab, add_cohort_tab
from lms.evaluation.enums import Audience
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, add_figure
from lms.evaluation.queries import surveys as queries
from lms.evaluation.registry import EVALUATION, HubLink, add_hub_link
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import Panel, add_panel


def waiting(request: HttpRequest) -> Panel | None:
    """The surveys that wait for me."""
    surveys = queries.my_waiting(person(request))
    return Panel("evaluation/panel_surveys.html", {"surveys": surveys}) if surveys else None


def _page(cohort: Cohort) -> str:
    return reverse("evaluation:cohort_surveys", args=[cohort.public_id])


def response_rate(cohort: Cohort) -> Reading:
    """Of all who were asked in the cohort's closed surveys, how many answered."""
    whole = queries.whole_rate(queries.closed_runs(cohort))
    if whole.percent is None:
        return Reading(None, why=_("No survey of this cohort has closed yet."))
    return Reading(whole.percent, n=whole.asked)


def response_rows(cohort: Cohort) -> Rows:
    heads = [_now("Survey"), _now("Who answers"), _now("People asked"), _now("Have answered"), _now("Response rate")]
    lines = [
        [run.title, run.get_audience_display(), rate.asked, rate.answered, _tenths(rate.percent)]
        for run, rate in queries.closed_runs(cohort)
        if rate.asked is not None
    ]
    return Rows(heads, lines)


def _tenths(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent.quantize(Decimal("0.1"), ROUND_HALF_UP)


def client_answers(cohort: Cohort) -> Reading:
    """How many clients answered at the counters, in closed surveys."""
    runs = queries.closed_runs(cohort, Audience.CLIENTS)
    if not runs:
        return Reading(None, why=_("No survey of clients has closed yet."))
    return Reading(Decimal(sum(rate.answered for _run, rate in runs)))


def client_rows(cohort: Cohort) -> Rows:
    runs = queries.closed_runs(cohort, Audience.CLIENTS)
    return Rows([_now("Survey"), _now("Answers given")], [[run.title, rate.answered] for run, rate in runs])


add_hub_link(
    HubLink(
        "evaluation:survey_list",
        _("Surveys"),
        _("All surveys of all cohorts, and those that wait for your own answers."),
        10,
        "evaluation.list_surveys",
    )
)
add_hub_link(
    HubLink(
        "evaluation:questionnaire_list",
        _("Questionnaires"),
        _("What is asked at which level, in which version, in both languages."),
        20,
        "evaluation.list_questionnaires",
    )
)
add_cohort_tab(CohortTab("evaluation:cohort_surveys", _("Surveys"), 61, "evaluation.list_surveys", EVALUATION))
# After what is due, before what may be read.
add_panel(PARTICIPANT, 11, waiting, reads=[queries.waiting_for])
add_panel(Role.SUPERVISOR, 12, waiting, reads=[queries.waiting_for])
add_panel(Role.FACILITATOR, 16, waiting, reads=[queries.waiting_for])
add_figure(
    Figure(
        key="surveys.response_rate",
        title=_("Response rate of the surveys"),
        unit=Unit.PERCENT,
        criterion=Criterion.RELEVANCE,
        read=response_rate,
        rows=response_rows,
        source=_(
            "People who answered, of those who were asked, over all closed surveys of the cohort; clients are not counted."
        ),
        activity_no=10,
        href=_page,
    )
)
add_figure(
    Figure(
        key="surveys.client_answers",
        title=_("Answers of clients at the counters"),
        unit=Unit.COUNT,
        criterion=Criterion.IMPACT,
        read=client_answers,
        rows=client_rows,
        source=_("Answers given at the counters of kiosks, in closed surveys of the cohort."),
        activity_no=10,
        href=_page,
    )
)
