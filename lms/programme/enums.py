"""Words with a fixed meaning: verdicts and states of a review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


# What each verdict leads to, for those who are asked for one.
MEANINGS = {
    Verdict.APPROVE: _("The text can stand as it is."),
    Verdict.APPROVE_NOTES: _("Counts as approval; your notes go to those who write."),
    Verdict.OBJECT: _("The review stays open until the text changes or your unit gives another verdict."),
}
APPROVING = frozenset({Verdict.APPROVE, Verdict.APPROVE_NOTES})


class ReviewState(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CLOSED_ON_RECORD = "closed_on_record", _("Closed with an objection or no answer on record")
    WITHDRAWN = "withdrawn", pgettext_lazy("review", "Withdrawn")


class WordState(TextChoices):
    """Where a column stands on one part. Worked out, never stored."""

    AWAITED = "awaited", _("Awaiting signature")
    LAPSED = "lapsed", _("Changed since signed")
    APPROVED = "approved", _("Approved")
    APPROVED_WITH_NOTES = "approved_with_notes", _("Approved with notes")
    OBJECTED = "objected", _("Objected")


class CellState(TextChoices):
    """How far a unit has come in an activity. Worked out, never stored; the order is from calm to urgent."""

    DONE = "done", _("Done")
    PLANNED = "planned", pgettext_lazy("state of an activity", "Planned")
    RUNNING = "running", _("Running")
    LATE = "late", _("Late")
    AWAITING = "awaiting", _("Awaiting signature")
    OBJECTED = "objected", _("Objected")


# How a cell and a badge look in each state.
CELL_TONES = {
    CellState.DONE: "ok",
    CellState.RUNNING: "ok",
    CellState.PLANNED: "plan",
    CellState.AWAITING: "wait",
    CellState.LATE: "late",
    CellState.OBJECTED: "late",
}
BADGE_TONES = {
    CellState.DONE: "ok",
    CellState.RUNNING: "info",
    CellState.PLANNED: "idle",
    CellState.AWAITING: "warn",
    CellState.LATE: "bad",
    CellState.OBJECTED: "bad",
}
WORD_TONES = {
    WordState.AWAITED: "warn",
    WordState.LAPSED: "warn",
    WordState.APPROVED: "ok",
    WordState.APPROVED_WITH_NOTES: "ok",
    WordState.OBJECTED: "bad",
}
REVIEW_TONES = {
    ReviewState.OPEN: "info",
    ReviewState.CLOSED: "ok",
    ReviewState.CLOSED_ON_RECORD: "warn",
    ReviewState.WITHDRAWN: "idle",
}
