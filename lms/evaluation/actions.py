"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions

add_actions(
    {
        "evaluation.credential.sign": _("Digital credentials signed"),
        "evaluation.key.withdraw": _("Issuer’s key withdrawn"),
        "evaluation.pack.ask": _("Replication pack asked for"),
        "evaluation.pack.make": _("Replication pack made"),
        "evaluation.pack_import.upload": _("Replication pack uploaded"),
        "evaluation.pack_import.confirm": _("Replication pack confirmed"),
        "evaluation.pack_import.drop": _("Replication pack given up"),
        "evaluation.pack_import.finish": _("Replication pack brought in"),
        "evaluation.pack_import.open_cohort": _("Cohort opened from a replication pack"),
    }
)
