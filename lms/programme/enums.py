"""Words with a fixed meaning: verdicts and states of a review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.people.enums import Column

# Names short enough for the head of a matrix; the full ones are `Column`'s labels.
SHORT_NAMES = {
    Column.PASKER: "PASKER",
    Column.PTKDN: "PTKDN",
    Column.BPK: _("Empl. Officers"),
    Column.LATVOGAN_INTALA: "Latvogan / Intala",
    Column.LEMLATVOK: _("Tr. Institutions"),
    Column.SETDITJEN: "Setditjen",
    Column.BALAI: "BBPVP / BPVP",
    Column.ILO: "ILO-Jakarta",
}


class Verdict(TextChoices):
    APPROVE = "approve", _("Approve")
    APPROVE_NOTES = "approve_notes", _("Approve with notes")
    OBJECT = "object", _("Object")


APPROVING = frozenset({Verdict.APPROVE, Verdict.APPROVE_NOTES})


class ReviewState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CLOSED_ON_RECORD = "closed_on_record", _("Closed with an objection or no answer on record")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WordState(TextChoices):
    """Where a column stands on one part. Worked out, never stored."""

    AWAITED = "awaited", _("Awaiting signature")
    LAPSED = "lapsed", _("Changed since signed")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_NOTES = "approved_with_notes", _("Approved with notes")
    OBJECTED = "objected", _("Objected")
