"""The words of an invitation, in the language that is active."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from lms.people.models import Invitation
from lms.people.zones import zone_name


@dataclass(frozen=True)
class Share:
    """What an inviter pastes into a chat: the text, and the address that opens WhatsApp with it."""

    text: str
    link: str


@dataclass(frozen=True)
class Mail:
    """One mail, as plain text and as simple HTML."""

    subject: str
    text: str
    html: str


def invitation_words(invitation: Invitation, url: str) -> str:
    """Return the short text for a chat."""
    return render_to_string("people/messages/invitation_chat.txt", _context(invitation, url)).strip()


def invitation_mail(invitation: Invitation, url: str) -> Mail:
    """Return the mail that carries the link."""
    context = _context(invitation, url)
    return Mail(
        subject=" ".join(render_to_string("people/messages/invitation_subject.txt", context).split()),
        text=render_to_string("people/messages/invitation_mail.txt", context).strip() + "\n",
        html=render_to_string("people/messages/invitation_mail.html", context),
    )


def _context(invitation: Invitation, url: str) -> dict[str, object]:
    unit = invitation.user.work_unit
    zone = unit.time_zone if unit else timezone.get_default_timezone_name()
    return {"invitation": invitation, "person": invitation.user, "url": url, "zone": zone, "zone_name": zone_name(zone)}
