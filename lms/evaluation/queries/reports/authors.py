"""What waits for those who write sections."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from lms.evaluation.enums import ReportState
from lms.evaluation.models import ReportSection, ReportText
from lms.people.models import User

# Most that a home shows.
MOST = 5


def unwritten() -> QuerySet[ReportSection]:
    """Return the sections of drafts that lack a text in one of the languages and have an author, the most urgent first."""
    empty = ReportText.objects.filter(section=OuterRef("pk"), text="")
    rows = ReportSection.objects.filter(Exists(empty), report__state=ReportState.DRAFT, author__isnull=False)
    return rows.select_related("report").order_by(F("due_on").asc(nulls_last=True), "report", "order")


def sections_of(user: User) -> list[ReportSection]:
    """Return what somebody is to write: one query."""
    return list(unwritten().filter(author=user)[:MOST])


def sections_due(until: date) -> QuerySet[ReportSection]:
    """Return what is to be written until a day, with its author: one query."""
    return unwritten().filter(due_on__lte=until, author__is_active=True).select_related("author")
