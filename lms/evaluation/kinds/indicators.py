"""What people are told of: figures of the units before and after, competency profiles, the portfolio."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

FIGURES_DUE = "evaluation.figures_due"

add_kind(
    NoticeKind(
        code=FIGURES_DUE,
        label=_("Figures of a unit’s month are missing"),
        group="field",
        hats=frozenset({Role.UNIT_CONTACT}),
        title=_("Figures of {unit} are missing: {count} months"),
        body=_(
            "The evaluation of {cohorts} is waiting for them. It takes five minutes a month, or bring in one file for all."
        ),
        variables={
            "unit": Variable("text", "BBPVP Makassar", _("Work unit")),
            "count": Variable("number", 2, _("Months that are missing")),
            "cohorts": Variable("text", _("Cohort 1"), _("Cohorts")),
        },
        optional=True,
    )
)
