"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions
from lms.people.changes import add_fields

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
        "fieldpractice.minutes.change": _("Another writer's line of minutes changed"),
        "fieldpractice.minutes.strike": _("Line of minutes struck out"),
        "fieldpractice.minutes.approve": _("Minutes approved"),
        "fieldpractice.queue.take_up": _("Constraint taken up in a session"),
        "fieldpractice.queue.postpone": _("Constraint put off to a later session"),
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

add_fields(
    {
        "action": _("What is to be done"),
        "by_mail": _("Sent by e-mail"),
        "day": _("Day"),
        "days": _("Days"),
        "helps": _("It helps"),
        "host": _("Host"),
        "hours": _("Hours"),
        "identity": _("Who it is"),
        "into": _("Merged into"),
        "members": _("Members"),
        "presence": _("Presence"),
        "session": _("Session"),
        "starts_on": _("First day"),
        "supervisor": _("Supervisor"),
        "visible_until": _("Shown until"),
        "week": _("Week"),
    }
)
