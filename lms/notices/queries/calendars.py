"""Whose calendar an address opens."""

from __future__ import annotations

from lms.notices.models import CalendarToken
from lms.notices.tokens import read_calendar
from lms.people.models import User


def calendar_of(user: User) -> CalendarToken | None:
    """Return the address somebody made, or None."""
    return CalendarToken.objects.select_related("user").filter(user=user).first()


def reader_of(token: str) -> User | None:
    """Return whose calendar a token opens: an open account, and a token that was not renewed."""
    public_id, nonce = read_calendar(token) or ("", "")
    row = CalendarToken.objects.select_related("user__work_unit").filter(
        user__public_id=public_id, user__is_active=True, nonce=nonce
    )
    found = row.first()
    return found.user if found else None
