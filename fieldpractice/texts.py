"""The words of a supervisor's link, in the language that is active."""

from __future__ import annotations

from fieldpractice.models import SupervisorLink
from lms.people.mailing import Mail, chat_words, mail_words
from lms.people.zones import zone_name


def link_words(link: SupervisorLink, url: str) -> str:
    """Return the short text for a chat."""
    return chat_words("fieldpractice/messages/link", _context(link, url))


def link_mail(link: SupervisorLink, url: str) -> Mail:
    """Return the mail that carries the link."""
    return mail_words("fieldpractice/messages/link", _context(link, url))


def _context(link: SupervisorLink, url: str) -> dict[str, object]:
    placement = link.placement
    return {
        "link": link,
        "placement": placement,
        "person": placement.enrolment.user,
        "url": url,
        "zone": placement.time_zone,
        "zone_name": zone_name(placement.time_zone),
    }
