"""What people are told: the monthly paper of the unit they speak for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

MONTHLY_PAPER = "evaluation.monthly_paper"

add_kind(
    NoticeKind(
        code=MONTHLY_PAPER,
        label=_("The monthly paper of your unit is there"),
        group="review",
        hats=frozenset({Role.REVIEWER}),
        title=_("The paper of {month} for {unit} is there"),
        body=_(
            "What waits for your unit, what it decided, and how the programme stands against its plan, on one paper."
        ),
        variables={
            "month": Variable("text", _("October 2026"), _("Month")),
            "unit": Variable("text", "ILO-Jakarta", _("Work unit")),
        },
        optional=True,
    )
)
