"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions
from lms.people.changes import add_fields

add_actions(
    {
        "cms.curriculum.import": _("Curriculum imported"),
        "cms.version.create": _("Version created"),
        "cms.version.refresh": _("Edits taken into a version"),
        "cms.version.send_to_review": _("Version put to the units"),
        "cms.version.take_back": _("Version taken back"),
        "cms.version.publish": _("Version published"),
        "cms.version.retire": _("Version retired"),
        "cms.version.adopt": _("Version published elsewhere taken over"),
    }
)

add_fields(
    {
        "changed": _("Changed"),
        "created": _("Created"),
        "digest": _("Digest"),
        "done": _("Result"),
        "due_on": _("Due"),
        "moved": _("Moved"),
        "note": _("Note"),
        "removed": _("Removed"),
    }
)
