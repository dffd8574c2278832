"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions
from lms.people.changes import add_fields

add_actions(
    {
        "files.file.receive": _("File received"),
        "files.file.ready": _("File checked"),
        "files.file.refused": _("File refused"),
    }
)

add_fields({"bytes": _("Size in bytes")})
