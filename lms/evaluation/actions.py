"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.theme.add": _("Theme of open answers written"),
        "evaluation.theme.change": _("Theme of open answers changed"),
        "evaluation.coding.begin": _("Sorting of open answers begun"),
        "evaluation.coding.finish": _("Sorting of open answers finished"),
        "evaluation.coding.settle": _("Themes of an answer settled"),
    }
)
