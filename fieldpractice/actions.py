"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "fieldpractice.lhpk.handed_in": _("Field-practice report handed in"),
        "fieldpractice.lhpk.returned": _("Field-practice report returned"),
        "fieldpractice.lhpk.accepted": _("Field-practice report accepted"),
        "fieldpractice.placement.create": _("Placed for field practice"),
        "fieldpractice.placement.change": _("Placement changed"),
        "fieldpractice.pause.add": _("Field practice paused"),
        "fieldpractice.pause.take_back": _("Pause taken back"),
        "fieldpractice.entry.add": _("Noted in the logbook"),
        "fieldpractice.entry.change": _("Logbook entry changed"),
        "fieldpractice.entry.strike": _("Logbook entry struck out"),
        "fieldpractice.link.create": _("Supervisor’s link made"),
        "fieldpractice.link.send": _("Supervisor’s link sent"),
        "fieldpractice.link.share": _("Supervisor’s link shown"),
        "fieldpractice.link.revoke": _("Supervisor’s link revoked"),
        "fieldpractice.week.confirm": _("Supervisor’s word on a week"),
        "fieldpractice.case.open": _("Case opened"),
        "fieldpractice.case.answer": _("Answer in a case"),
        "fieldpractice.case.close": _("Case closed"),
    }
)
