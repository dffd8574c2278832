"""What this part plugs into the floors below: figures of the units before and after, competency profiles, the portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.enums import LEARNING
from courses.models import Cohort
from courses.queries.learning import my_enrolments
from courses.registry import CohortTab, add_cohort_tab
from lms.evaluation.figures import Criterion, Figure, Unit, Worded, add_figure
from lms.evaluation.indicators import INDICATORS, Indicator
from lms.evaluation.kinds.indicators import FIGURES_DUE
from lms.evaluation.queries import indicator_figures as reading
from lms.evaluation.queries.indicators import missing_of, reminded
from lms.evaluation.registry import EVALUATION, HubLink, add_hub_link
from lms.notices.registry import Reminder, add_reminders
from lms.people import clock
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import NavItem, Panel, add_nav, add_panel

SHOWN = 5


def figures_due(request: HttpRequest) -> Panel | None:
    """The months my units have not reported and a comparison waits for."""
    lines = missing_of(person(request))
    return Panel("evaluation/panel_indicators.html", {"lines": lines[:SHOWN]}) if lines else None


def my_portfolio(request: HttpRequest) -> Panel | None:
    """The way to what I have learnt and done. No query of its own: who takes part is known already."""
    taking_part = any(one.state in LEARNING for one in my_enrolments(person(request)))
    return Panel("evaluation/panel_portfolio.html") if taking_part else None


def reminders(now: datetime) -> Iterator[Reminder]:
    """Yield to each contact, once a month from a certain day on, which of the unit's months are missing."""
    today = now.astimezone(clock.WIB).date()
    if today.day < settings.PADAN_INDICATOR_REMINDER_DAY:
        return
    for user, line in reminded():
        values = {"unit": line.unit.name, "count": len(line.missing), "cohorts": ", ".join(line.cohorts)}
        key = f"{FIGURES_DUE}:{line.unit.pk}:{user.pk}:{today:%Y%m}"
        path = reverse("evaluation:indicator_unit", args=[line.unit.public_id])
        yield Reminder(FIGURES_DUE, user, path, values, key, line.unit)


def _page(name: str, cohort: Cohort) -> str:
    return reverse(f"evaluation:{name}", args=[cohort.public_id])


def _figure(indicator: Indicator, later: bool) -> Figure:
    words: Any = _("%(label)s: change six months after") if later else _("%(label)s: change three months after")
    return Figure(
        key=f"indicator.{indicator.key}.{6 if later else 3}",
        title=Worded(words, label=indicator.label),
        # A mean difference, with its sign and two places, as on the screen: never a count.
        unit=Unit.POINTS,
        criterion=Criterion.IMPACT,
        read=partial(reading.change_reading, key=indicator.key, later=later),
        rows=partial(reading.change_rows, key=indicator.key, later=later),
        source=_(
            "Figures that the units report by the month: mean of the differences of those units that reported every month of both "
            "periods, with its interval of 95 percent by Student’s t."
        ),
        activity_no=8,
        href=partial(_page, "cohort_indicators"),
    )


for one in INDICATORS:
    add_figure(_figure(one, later=False))
    add_figure(_figure(one, later=True))

add_figure(
    Figure(
        key="competency.test_gain",
        title=_("Competencies by the tests: mean gain over the topics"),
        unit=Unit.POINTS,
        criterion=Criterion.EFFECTIVENESS,
        read=reading.gain_reading,
        rows=reading.gain_rows,
        source=_(
            "Pre-test and post-test of the same people: the mean over a person’s topics, then over the people, with its interval of 95 percent."
        ),
        activity_no=9,
        href=partial(_page, "cohort_competencies"),
    )
)

add_cohort_tab(CohortTab("evaluation:cohort_indicators", _("Indicators"), 64, "evaluation.see_outcomes", EVALUATION))
add_cohort_tab(
    CohortTab("evaluation:cohort_competencies", _("Competencies"), 65, "evaluation.see_outcomes", EVALUATION)
)
add_cohort_tab(CohortTab("evaluation:teaching_detail", _("Teaching"), 66, "evaluation.see_outcomes", EVALUATION))
add_panel(Role.UNIT_CONTACT, 30, figures_due)
add_panel(PARTICIPANT, 60, my_portfolio)
add_reminders(reminders)
add_hub_link(
    HubLink(
        "evaluation:indicator_list",
        _("Figures of the units"),
        _("What each unit reports of its job matching, month by month; bring in a file."),
        30,
        "evaluation.list_indicators",
    )
)
# Others find it from the page of the evaluation.
add_nav(
    NavItem(
        "evaluation:indicator_list",
        _("Figures of the units"),
        frozenset({Role.UNIT_CONTACT, Role.SUPERVISOR}),
        45,
        "chart",
    )
)
