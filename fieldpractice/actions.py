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
        "fieldpractice.constraint.raise": _("Constraint raised"),
        "fieldpractice.constraint.reword": _("Constraint in the words of the improved form"),
        "fieldpractice.constraint.voice": _("“Me too” said of a constraint"),
        "fieldpractice.constraint.comment": _("Comment on a constraint"),
        "fieldpractice.constraint.raised": _("Constraint opened again"),
        "fieldpractice.constraint.discussed": _("Constraint discussed"),
        "fieldpractice.constraint.assigned": _("Constraint given to an author"),
        "fieldpractice.constraint.strengthened": _("Material strengthened after a constraint"),
        "fieldpractice.constraint.resolved": _("Constraint resolved"),
        "fieldpractice.constraint.merge": _("Constraint merged into another"),
        "fieldpractice.constraint.part": _("Merge of constraints undone"),
        "fieldpractice.constraint.help": _("Said whether an answer to a constraint helps"),
        "fieldpractice.presence.decide": _("Presence decided"),
        "fieldpractice.presence.take_back": _("Decision on presence taken back"),
        "fieldpractice.presence.list": _("List of who was there kept by hand"),
        "fieldpractice.session.window": _("Time in which presence counts set"),
        "fieldpractice.identity.decide": _("Name in a meeting decided on"),
        "fieldpractice.presence_file.upload": _("List of participants uploaded"),
        "fieldpractice.presence_file.take": _("List of participants brought in"),
        "fieldpractice.presence_file.drop": _("List of participants given up"),
        "fieldpractice.report.ask": _("Zoom asked for its report"),
        "fieldpractice.events.retry": _("Notifications of Zoom worked again"),
        "fieldpractice.session.plan": _("Session planned"),
        "fieldpractice.session.change": _("Session changed"),
        "fieldpractice.session.cancel": _("Session called off"),
        "fieldpractice.session.link": _("Link of a session given by hand"),
        "fieldpractice.session.hold": _("Session held"),
        "fieldpractice.group.keep": _("Group of a session changed"),
        "fieldpractice.host.keep": _("Host at Zoom changed"),
        "fieldpractice.zoom.retry": _("Work at Zoom tried again"),
        "fieldpractice.recording.find": _("Recording found"),
        "fieldpractice.recording.delete": _("Recording noted as deleted"),
    }
)
