"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "fieldpractice.minutes.change": _("Another writer's line of minutes changed"),
        "fieldpractice.minutes.strike": _("Line of minutes struck out"),
        "fieldpractice.minutes.approve": _("Minutes approved"),
        "fieldpractice.follow_up.add": _("Follow-up planned"),
        "fieldpractice.follow_up.change": _("Follow-up changed"),
        "fieldpractice.follow_up.move": _("State of a follow-up changed"),
        "fieldpractice.constraint.discuss": _("Constraint discussed"),
    }
)
