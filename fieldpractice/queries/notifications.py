"""What Zoom told and could not be worked, and reports that did not come."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q

from fieldpractice.enums import EventState, ReportState
from fieldpractice.models import ReportWatch, WebhookEvent


def failed_events() -> tuple[list[WebhookEvent], dict[str, Any]]:
    """Return the notifications that could not be worked, the latest first, and how many wait. Two queries."""
    rows = WebhookEvent.objects.filter(state=EventState.FAILED).defer("body").order_by("-id")[:50]
    sums = WebhookEvent.objects.aggregate(
        waiting=Count("id", filter=Q(state=EventState.WAITING)),
        failed=Count("id", filter=Q(state=EventState.FAILED)),
        last=Max("received_at"),
    )
    return list(rows), sums


def troubled_reports() -> list[ReportWatch]:
    """Return the reports that Zoom has not given, or with whose asking something went wrong. One query."""
    rows = ReportWatch.objects.filter(Q(state=ReportState.NONE) | ~Q(failure="")).select_related("session__cohort")
    return list(rows[:30])
