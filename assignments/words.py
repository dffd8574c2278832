"""What the browser's module says, in the reader's language."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return the sentences by the names the module calls them."""
    return {
        "saving": _("Saved on this phone, being sent …"),
        "saved": _("Safe on this phone and on the server, %s."),
        "local": _("Safe on this phone only. It is sent when the line is back."),
        "unsaved": _("This browser cannot keep what you type. Use “Save” often."),
        "handing": _("Being handed in …"),
        "handed": _("Handed in. Receipt number: %s."),
        "queued": _("Waiting on this phone. It is handed in by itself when the line is back."),
        "signin": _("Sign in again, and what waits here is sent."),
        "stopped": _("It was not taken: %s"),
        "file_phone": _("on this phone only"),
        "file_sending": _("%s sent"),
        "file_server": _("on the server"),
        "file_shrinking": _("being made smaller …"),
        "file_refused": _("refused: %s"),
        "file_large": _("This file is larger than 10 MB. Choose a smaller one."),
        "file_many": _("At most %s files."),
        "remove": _("Remove"),
        "draft": _("Draft"),
        "file": _("File"),
        "hand_in": _("Hand-in"),
        "on_server": _("Server"),
        "on_phone": _("This phone"),
        "yes": _("yes"),
        "no": _("not yet"),
        "open": _("Open"),
        "mine": _("On this phone"),
        "theirs": _("On the server"),
        "empty": _("(empty)"),
        "rows": _("%s rows"),
        "files": _("%s files"),
        "missing": _("Fill this in."),
        "least": _("At least %s."),
        "most": _("At most %s."),
        "nik": _("This looks like a NIK (16 digits). Leave it out."),
        "phone": _("This looks like a phone number. Leave it out: a client is named by initials only."),
        "row": _("Row %s"),
        "look": _("Please look at %s things again"),
    }
