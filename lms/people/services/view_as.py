"""Looking with somebody else's eyes: read-only, for administrators, written down."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit
from lms.people.errors import Refusal
from lms.people.models import User
from lms.people.view_as import may_be_viewed


@transaction.atomic
def start_view_as(*, actor: User, person: User, reason: str) -> None:
    """Write down that an administrator begins to look as `person`. Raises Refusal for administrators, closed accounts, no reason."""
    if not reason.strip():
        raise Refusal(_("Please say why, so that it can be understood later."))
    if person == actor or not may_be_viewed(person):
        raise Refusal(_("Administrators and closed accounts cannot be viewed as."))
    audit.record(actor, "people.view_as.start", person, {"reason": reason})


@transaction.atomic
def stop_view_as(*, actor: User, person: User) -> None:
    """Write down that the administrator looks with own eyes again."""
    audit.record(actor, "people.view_as.stop", person)
