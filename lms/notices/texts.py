"""The words of notices as their readers get them: on screen, and as mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lms.notices.models import Delivery, Notice
from lms.notices.moments import zone_of
from lms.notices.queries.words import Words, words_for
from lms.notices.registry import find_kind
from lms.notices.wording import filled, in_words
from lms.people.models import User


@dataclass(frozen=True)
class Said:
    """One notice in words."""

    title: str
    body: str
    url: str


def said(notice: Notice, words: Words) -> Said:
    """Return a notice in the active language and zone. A kind whose room is gone says only its code."""
    kind = find_kind(notice.kind)
    url = site_url(notice.path)
    if kind is None:
        return Said(notice.kind, "", url)
    title, body = words.of(kind, get_language() or settings.LANGUAGE_CODE)
    values = in_words(kind, notice.values)
    return Said(" ".join(filled(title, values).split()), filled(body, values).strip(), url)


def said_to_reader(notices: Iterable[Notice]) -> list[Said]:
    """Return notices in their reader's language and zone. One query for the words."""
    notices = list(notices)
    words = words_for({notice.kind for notice in notices})
    found = []
    for notice in notices:
        with override(notice.to.language), timezone.override(zone_of(notice.to)):
            found.append(said(notice, words))
    return found


def letter(deliveries: Sequence[Delivery]) -> EmailMultiAlternatives:
    """Return the mail of one delivery, or of one morning's summary. All are of one reader."""
    reader = deliveries[0].notice.to
    told = said_to_reader(one.notice for one in deliveries)
    is_digest = deliveries[0].channel == "digest"
    with override(reader.language), timezone.override(zone_of(reader)):
        subject, name = (_digest_subject(told), "digest") if is_digest else (told[0].title, "notice")
        context = _context(reader, told, subject)
        text = render_to_string(f"notices/messages/{name}_mail.txt", context).strip() + "\n"
        html = render_to_string(f"notices/messages/{name}_mail.html", context)
    message = EmailMultiAlternatives(subject[:200], text, to=[reader.email], headers=_headers(deliveries))
    message.attach_alternative(html, "text/html")
    return message


def site_url(path: str) -> str:
    """Return the whole address of a path of this site."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def _digest_subject(told: list[Said]) -> str:
    if len(told) == 1:
        return told[0].title
    return _("Today’s summary: %(first)s and %(count)s more") % {"first": told[0].title, "count": len(told) - 1}


def _context(reader: User, told: list[Said], subject: str) -> dict[str, Any]:
    return {
        "person": reader,
        "notices": told,
        "notice": told[0],
        "subject": subject,
        "settings_url": site_url("/notices/settings/"),
    }


def _headers(deliveries: Sequence[Delivery]) -> dict[str, str]:
    """A try that is repeated carries the same Message-ID, so that a mail which went out before a crash is known as the same."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    parts = sorted(f"{one.public_id}.{one.round}" for one in deliveries)
    name = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
    return {"Message-ID": f"<notice.{name}@{host}>", "Auto-Submitted": "auto-generated"}
