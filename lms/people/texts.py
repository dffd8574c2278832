"""The words of an invitation, in the language that is active."""

from __future__ import annotations

from django.utils import timezone

from lms.people.mailing import Mail, chat_words, mail_words
from lms.people.models import Invitation
from lms.people.zones import zone_name


def invitation_words(invitation: Invitation, url: str) -> str:
    """Return the short text for a chat."""
    return chat_words("people/messages/invitation", _context(invitation, url))


def invitation_mail(invitation: Invitation, url: str) -> Mail:
    """Return the mail that carries the link."""
    return mail_words("people/messages/invitation", _context(invitation, url))


def _context(invitation: Invitation, url: str) -> dict[str, object]:
    unit = invitation.user.work_unit
    zone = unit.time_zone if unit else timezone.get_default_timezone_name()
    return {"invitation": invitation, "person": invitation.user, "url": url, "zone": zone, "zone_name": zone_name(zone)}
