"""Who speaks for the columns of the matrix today, and of which unsigned reviews they are reminded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from lms.notices.registry import Reminder
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User
from lms.programme import kinds
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from lms.programme.queries.standing import standing_of


def speakers(columns: Iterable[str]) -> dict[str, list[User]]:
    """Return by column who speaks for it today: one query."""
    rows = RoleAssignment.objects.valid().filter(role=Role.REVIEWER, column__in=list(columns), user__is_active=True)
    found: dict[str, list[User]] = {}
    for row in rows.select_related("user").order_by("user_id"):
        if row.user not in found.setdefault(row.column, []):
            found[row.column].append(row.user)
    return found


def reminders(_now: datetime) -> Iterator[Reminder]:
    """Yield who is to sign an open review that is due soon or late, as long as a part waits for the word of the column."""
    soon = clock.today() + timedelta(days=settings.PADAN_REVIEW_REMINDER_DAYS)
    for review in Review.objects.filter(state=ReviewState.OPEN, due_on__lte=soon).order_by("pk"):
        standing = standing_of(review)
        waiting = {column: len(standing.awaited(column)) for column in standing.columns}
        spoken = speakers(column for column, parts in waiting.items() if parts)
        kind = kinds.REVIEW_LATE if review.is_late else kinds.REVIEW_DUE
        for column, people in spoken.items():
            values = {"review": review.title, "due": review.due_on, "parts": waiting[column]}
            for one in people:
                key = f"{kind}:{review.pk}:{column}:{review.due_on}:{one.pk}"
                yield Reminder(kind, one, review.get_absolute_url(), values, key, review)
