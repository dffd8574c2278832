"""What this part plugs in: the way to a unit's page from the homes, and from a cohort's figures on to the panel."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.registry import HubLink, Link, add_cohort_link, add_hub_link
from lms.people.access import person
from lms.people.enums import Column, Role
from lms.people.registry import Panel, add_panel
from lms.people.roles import hats_of


def my_unit(request: HttpRequest) -> Panel | None:
    """The pages of the units somebody speaks for. No query."""
    columns = hats_of(request.user).columns
    rows = [(one, Column(one).label) for one in Column.values if one in columns]
    return Panel("evaluation/panel_my_unit.html", {"rows": rows}) if rows else None


def to_cohort(request: HttpRequest, cohort: Cohort) -> Link | None:
    """The cohort's own page, for everybody who reads cohorts."""
    if not person(request).has_perm("courses.list_cohorts", cohort):
        return None
    return Link(
        _("The cohort’s page"),
        reverse("courses:cohort_detail", args=[cohort.public_id]),
        _("Stages, classes, people as far as you may see them"),
    )


def to_constraints(request: HttpRequest, cohort: Cohort) -> Link | None:
    """What the field met, in figures."""
    if not person(request).has_perm("fieldpractice.see_constraint_figures", cohort):
        return None
    return Link(
        _("Constraints in figures"),
        reverse("fieldpractice:constraint_figures", args=[cohort.public_id]),
        _("What the field met, and how long answers took"),
    )


def to_field(request: HttpRequest, cohort: Cohort) -> Link | None:
    """The field week by week, with each officer's evidence, for those in charge."""
    if not person(request).has_perm("fieldpractice.see_field", cohort):
        return None
    return Link(
        _("The field week by week"),
        reverse("fieldpractice:field_overview", args=[cohort.public_id]),
        _("From here to the evidence of each officer"),
    )


def to_panel(request: HttpRequest, cohort: Cohort) -> Link | None:
    """Results and evidence of the officers, for who sits on the panel of the cohort."""
    if not person(request).has_perm("evaluation.see_panel", cohort):
        return None
    return Link(
        _("Evaluation of participants"),
        reverse("evaluation:panel_detail", args=[cohort.public_id]),
        _("Scores beside the evidence of each officer"),
    )


add_panel(Role.REVIEWER, 12, my_unit)
add_hub_link(
    HubLink(
        "evaluation:reviewer_list",
        _("The eight units"),
        _("For each unit: what waits for it, what it decided, and how the programme stands against its plan."),
        90,
        "evaluation.see_reviewer_unit",
    )
)
for _order, _source in ((10, to_cohort), (20, to_field), (30, to_panel), (40, to_constraints)):
    add_cohort_link(_order, _source)
