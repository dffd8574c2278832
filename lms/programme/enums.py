"""Words with a fixed meaning: verdicts and states of a review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
