"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
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
