"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.indicators.month.report": _("Figures of a unit’s month reported"),
        "evaluation.indicators.month.change": _("Figures of a unit’s month changed"),
        "evaluation.indicators.months": _("Months compared for a cohort set"),
        "evaluation.indicators.upload": _("File with figures uploaded"),
        "evaluation.indicators.import": _("File with figures brought in"),
        "evaluation.indicators.drop": _("File with figures given up"),
        "evaluation.theme.add": _("Theme of open answers written"),
        "evaluation.theme.change": _("Theme of open answers changed"),
        "evaluation.coding.begin": _("Sorting of open answers begun"),
        "evaluation.coding.finish": _("Sorting of open answers finished"),
        "evaluation.coding.settle": _("Themes of an answer settled"),
    }
)
