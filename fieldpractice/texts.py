"""The words of a supervisor's link, in the language that is active."""

from __future__ import annotations

from django.template.loader import render_to_string

from fieldpractice.models import SupervisorLink
from lms.people.zones import zone_name


def link_words(link: SupervisorLink, url: str) -> str:
    """Return the short text for a chat."""
    return render_to_string("fieldpractice/messages/link_chat.txt", _context(link, url)).strip()


def link_mail(link: SupervisorLink, url: str) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of the mail that carries the link."""
    context = _context(link, url)
    subject = " ".join(render_to_string("fieldpractice/messages/link_subject.txt", context).split())
    text = render_to_string("fieldpractice/messages/link_mail.txt", context).strip() + "\n"
    return subject, text, render_to_string("fieldpractice/messages/link_mail.html", context)


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
