"""The address of somebody's calendar."""

from __future__ import annotations

from django.db import transaction

from lms.notices.models import CalendarToken, new_calendar_nonce
from lms.people import audit, clock
from lms.people.models import User


@transaction.atomic
def renew_calendar(*, actor: User) -> CalendarToken:
    """Make the address of one's calendar, or a new one in place of the old, which dies."""
    fresh = {"nonce": new_calendar_nonce(), "renewed_at": clock.now()}
    row, _is_new = CalendarToken.objects.update_or_create(user=actor, defaults=fresh)
    audit.record(actor, "notices.calendar.renew", row)
    return row
