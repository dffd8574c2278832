"""The words of notices as their readers get them: on screen, and as mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.notices.models import Delivery, Notice
from lms.notices.moments import zone_of
from lms.notices.queries.words import Said, Words, said, words_for
from lms.notices.registry import find_kind
from lms.notices.tokens import EVERYTHING, unsubscribe_token
from lms.people.enums import OPEN_INVITATION
from lms.people.mailing import site_url
from lms.people.models import Invitation, User
from lms.people.services.invitations import invitation_url


def said_to_reader(notices: Iterable[Notice], words: Words | None = None) -> list[Said]:
    """Return notices in their reader's language and zone. One query for the words, unless the caller has read them."""
    notices = list(notices)
    words = words or words_for({notice.kind for notice in notices})
    found = []
    for notice in notices:
        with override(notice.to.language), timezone.override(zone_of(notice.to)):
            found.append(said(notice, words))
    return found


def letter(deliveries: Sequence[Delivery], words: Words | None = None) -> EmailMultiAlternatives:
    """Return the mail of one delivery, or of one morning's summary. All are of one reader. `words` are read once for many."""
    reader = deliveries[0].notice.to
    told = said_to_reader((one.notice for one in deliveries), words)
    is_digest = deliveries[0].channel == "digest"
    off = _unsubscribe_url(deliveries, is_digest=is_digest)
    with override(reader.language), timezone.override(zone_of(reader)):
        subject, name = (_digest_subject(told), "digest") if is_digest else (told[0].title, "notice")
        context = {**_context(reader, told), "subject": subject, "unsubscribe_url": off}
        text = render_to_string(f"notices/messages/{name}_mail.txt", context).strip() + "\n"
        html = render_to_string(f"notices/messages/{name}_mail.html", context)
    headers = _headers(deliveries)
    if off:
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(subject[:200], text, to=[reader.email], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _digest_subject(told: list[Said]) -> str:
    if len(told) == 1:
        return told[0].title
    return _("Today’s summary: %(first)s and %(count)s more") % {"first": told[0].title, "count": len(told) - 1}


def _unsubscribe_url(deliveries: Sequence[Delivery], *, is_digest: bool) -> str:
    """Return the address that switches this mail off, or nothing for what must be known."""
    optional = [one.notice.kind for one in deliveries if (kind := find_kind(one.notice.kind)) and kind.optional]
    if not optional:
        return ""
    token = unsubscribe_token(deliveries[0].notice.to, EVERYTHING if is_digest else optional[0])
    return site_url(reverse("notices:unsubscribe", args=[token]))


def _context(reader: User, told: list[Said]) -> dict[str, Any]:
    return {
        "person": reader,
        "notices": told,
        "notice": told[0],
        "settings_url": site_url(reverse("notices:settings_edit")),
        "is_member": reader.has_usable_password(),
        "door": _door(reader),
    }


def _door(reader: User) -> str:
    """Return where somebody whose account is not open yet gets in: the own invitation, also an old one, whose page sends a new one."""
    if reader.has_usable_password():
        return ""
    invitation = Invitation.objects.filter(user=reader, state__in=OPEN_INVITATION).first()
    return invitation_url(invitation) if invitation else ""


def _headers(deliveries: Sequence[Delivery]) -> dict[str, str]:
    """A try that is repeated carries the same Message-ID, so that a mail which went out before a crash is known as the same."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    parts = sorted(f"{one.public_id}.{one.round}" for one in deliveries)
    name = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
    return {"Message-ID": f"<notice.{name}@{host}>", "Auto-Submitted": "auto-generated"}
