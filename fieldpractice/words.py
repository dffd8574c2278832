"""What the logbook's module says, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _


def browser_words() -> dict[str, str]:
    """Return the words by name; %s stands for a value."""
    return {
        "kept": _("Kept on this phone; it is sent when there is a line."),
        "sending": _("Being sent …"),
        "offline": _("No line: everything here is safe on this phone and is sent later."),
        "signin": _("Sign in again, so that what waits here can be sent."),
        "unsaved": _("This browser keeps nothing: what you type is sent at once."),
        "on_phone": _("On this phone"),
        "on_server": _("On the server"),
        "yes": _("yes"),
        "no": _("no"),
        "line": _("%s · %s: %s served, %s hours"),
        "stopped": _("Not taken: %s"),
        "differs": _("Another device noted this service on this day too:"),
        "mine": _("Keep mine"),
        "theirs": _("Keep what is there"),
        "drop": _("Remove from this phone"),
        "again": _("Put it back into the form"),
        "why": _("Why it is changed"),
        "send": _("Send"),
        "missing": _("Choose a service and give the hours."),
    }
