"""A supervisor's personal link: made, replaced, revoked, shown for WhatsApp, sent by mail. The database holds the token's digest alone."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldpractice.enums import LinkState, MailState
from fieldpractice.models import Placement, SupervisorLink
from fieldpractice.texts import link_mail, link_words
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.enums import Language
from lms.people.errors import Conflict, Refusal
from lms.people.ids import new_id
from lms.people.mailing import Share, send_mail, site_url
from lms.people.masking import mask_text
from lms.people.models import User
from lms.people.personal_links import new_nonce, personal_token, token_digest
from lms.people.phones import whatsapp_link

log = logging.getLogger(__name__)

SEND_TASK = "fieldpractice.tasks.supervision.send_due_links"
UNSENT = (MailState.WAITING, MailState.FAILED)


def token_of(link: SupervisorLink) -> str:
    """Return the token of a link."""
    return personal_token(link, salt="fieldpractice.supervisor")


@transaction.atomic
def make_link(*, placement: Placement, week: int, actor: User | None, send: bool = True) -> SupervisorLink:
    """Make a new link to a placement and end the one before it: one opens at a time. With an address on file it goes there by mail."""
    Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    _end(placement, LinkState.REPLACED)
    by_mail = bool(send and placement.supervisor_email)
    now = clock.now()
    link = SupervisorLink(
        public_id=new_id(),
        nonce=new_nonce(),
        placement=placement,
        week=week,
        created_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=settings.PADAN_SUPERVISOR_LINK_DAYS),
        mail_state=MailState.WAITING if by_mail else MailState.NONE,
        next_attempt_at=now if by_mail else None,
    )
    link.token_digest = token_digest(token_of(link))
    link.save()
    audit.record(actor, "fieldpractice.link.create", link, {"expires_at": link.expires_at, "by_mail": by_mail})
    if by_mail:
        ring(SEND_TASK)
    return link


@transaction.atomic
def revoke_link(*, actor: User, link: SupervisorLink) -> None:
    """Take a link back: it opens nothing any more. Raises Conflict when it is open no longer."""
    if not _end(link.placement, LinkState.REVOKED, link=link):
        raise Conflict(_("This link is open no longer."))
    audit.record(actor, "fieldpractice.link.revoke", link)


def close_links(*, placement: Placement) -> None:
    """Revoke every link there was to a placement: its supervisor is another now, and who holds an old one renews nothing. Needs a transaction."""
    _end(placement, LinkState.REVOKED)
    SupervisorLink.objects.filter(placement=placement).exclude(state=LinkState.REVOKED).update(state=LinkState.REVOKED)


def use_up(link: SupervisorLink) -> None:
    """End a link that has done its work: every week that is over has a word. Needs a transaction."""
    _end(link.placement, LinkState.USED, link=link)


def _end(placement: Placement, state: str, link: SupervisorLink | None = None) -> int:
    rows = SupervisorLink.objects.filter(placement=placement, state=LinkState.OPEN)
    rows = rows.filter(pk=link.pk) if link else rows
    ended = rows.update(state=state, ended_at=clock.now(), next_attempt_at=None)
    if link is not None and ended:
        link.state, link.ended_at = state, clock.now()
    return ended


@transaction.atomic
def share_link(*, actor: User, link: SupervisorLink) -> Share:
    """Return the words with the link, ready to paste into WhatsApp, and the wa.me address. Showing it is audited.

    Raises Refusal when the link opens nothing any more.
    """
    if not link.is_open:
        raise Refusal(_("This link opens nothing any more. Make a new one first."))
    audit.record(actor, "fieldpractice.link.share", link)
    with override(Language.ID):
        text = link_words(link, link_url(link))
    return Share(text, whatsapp_link(link.placement.supervisor_phone, text))


def link_url(link: SupervisorLink) -> str:
    """Return the whole address of the link's page."""
    return site_url(reverse("fieldpractice:supervise_link", args=[token_of(link)]))


# --- Mail: the row is its own outbox ---


def send_due_links(*, limit: int = 200) -> int:
    """Send the links that are due; returns how many went out. Two workers at once send each only once."""
    now = clock.now()
    due = SupervisorLink.objects.filter(
        state=LinkState.OPEN, mail_state__in=UNSENT, next_attempt_at__lte=now, expires_at__gt=now
    )
    rows = due.select_related("placement__enrolment__user", "placement__work_unit").order_by("next_attempt_at")[:limit]
    return sum(_deliver(row) for row in rows if _claim(row))


def _claim(row: SupervisorLink) -> bool:
    as_seen = SupervisorLink.objects.filter(
        pk=row.pk, state=LinkState.OPEN, attempts=row.attempts, next_attempt_at=row.next_attempt_at
    )
    return outbox.take(as_seen, row.attempts)


def _deliver(row: SupervisorLink) -> bool:
    with override(Language.ID):
        mail = link_mail(row, link_url(row))
    failure = send_mail(mail, row.placement.supervisor_email)
    _settle(row, failure=failure)
    return not failure


@transaction.atomic
def _settle(row: SupervisorLink, *, failure: str) -> None:
    if failure:
        log.warning("Supervisor's link %s was not delivered: %s", row.public_id, mask_text(failure))
        SupervisorLink.objects.filter(pk=row.pk).update(mail_state=MailState.FAILED, failure=mask_text(failure)[:200])
        return
    SupervisorLink.objects.filter(pk=row.pk).update(
        mail_state=MailState.SENT, failure="", sent_at=clock.now(), next_attempt_at=None
    )
    audit.record(None, "fieldpractice.link.send", row)
