"""What people are told: a unit is asked how ready it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.people.enums import Role

READINESS_ASKED = "evaluation.readiness_asked"

add_kind(
    NoticeKind(
        code=READINESS_ASKED,
        label=_("Your unit is asked how ready it is"),
        group="review",
        hats=frozenset({Role.UNIT_CONTACT}),
        title=_("How ready is {unit} for the training?"),
        body=_(
            "{unit} is a candidate for running the job-matching training next. Say of kiosk, people, equipment and connection what is there and what is missing: it goes into “{report}”."
        ),
        variables={
            "unit": Variable("text", "BPVP Ternate", _("Work unit")),
            "report": Variable("text", _("Evaluation report of cohort 1"), _("Report")),
        },
    )
)
