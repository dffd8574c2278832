"""The personal link of somebody asked who has no account: made, shown for WhatsApp, sent by mail. Nothing in it tells of an answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation.enums import LinkMail, RunState
from lms.evaluation.models import SurveyInvitee, SurveyLink
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.enums import Language
from lms.people.errors import NotAllowed, Refusal
from lms.people.ids import new_id
from lms.people.mailing import Share, chat_words, mail_words, send_mail, site_url
from lms.people.masking import mask_text
from lms.people.models import User
from lms.people.personal_links import new_nonce, personal_token, token_digest
from lms.people.phones import whatsapp_link

log = logging.getLogger(__name__)

SEND_TASK = "lms.evaluation.tasks.surveys.send_due_links"
UNSENT = (LinkMail.WAITING, LinkMail.FAILED)


def token_of(link: SurveyLink) -> str:
    """Return the token of a link."""
    return personal_token(link, salt="lms.evaluation.survey")


def link_url(link: SurveyLink) -> str:
    """Return the whole address of the link's page."""
    return site_url(reverse("evaluation:survey_link", args=[token_of(link)]))


def make_links(people: Iterable[SurveyInvitee]) -> None:
    """Give each of these who has no account a link, and send it where there is an address. Needs a transaction."""
    links = [_new(one) for one in people if one.needs_link]
    SurveyLink.objects.bulk_create(links, batch_size=500)
    if any(link.mail_state == LinkMail.WAITING for link in links):
        ring(SEND_TASK)


def _new(invitee: SurveyInvitee) -> SurveyLink:
    now = clock.now()
    link = SurveyLink(public_id=new_id(), nonce=new_nonce(), invitee=invitee, created_at=now)
    link.token_digest = token_digest(token_of(link))
    if invitee.email:
        link.mail_state, link.next_attempt_at = LinkMail.WAITING, now
    return link


def send_again(people: Iterable[SurveyInvitee]) -> int:
    """Send the links of these people once more, the same ones; returns how many have an address. Needs a transaction."""
    rows = SurveyLink.objects.filter(invitee__in=[one.pk for one in people]).exclude(invitee__email="")
    many = rows.update(mail_state=LinkMail.WAITING, attempts=0, next_attempt_at=clock.now(), failure="")
    if many:
        ring(SEND_TASK)
    return many


@transaction.atomic
def send_link(*, actor: User, link: SurveyLink) -> None:
    """Send one link again by mail. Raises NotAllowed, Refusal (no address, survey not open)."""
    _allow(actor, link)
    if not link.invitee.email:
        raise Refusal(_("No e-mail address is known. Pass the link on as a text for WhatsApp."))
    send_again([link.invitee])
    audit.record(actor, "evaluation.survey.link_send", link)


@transaction.atomic
def share_link(*, actor: User, link: SurveyLink) -> Share:
    """Return the words with the link, ready to paste into WhatsApp, and the wa.me address. Showing it is audited.

    Raises NotAllowed, Refusal (survey not open).
    """
    _allow(actor, link)
    audit.record(actor, "evaluation.survey.link_share", link)
    with override(Language.ID):
        text = chat_words("evaluation/messages/survey", _context(link))
    return Share(text, whatsapp_link(link.invitee.phone, text))


def _allow(actor: User, link: SurveyLink) -> None:
    run = link.invitee.run
    if not actor.has_perm("evaluation.manage_surveys", run.cohort):
        raise NotAllowed(_("Surveys are planned, opened and closed by the organisers."))
    if not run.takes_answers:
        raise Refusal(_("This survey is not open: the link opens nothing now."))


# --- Mail: the row is its own outbox ---


def send_due_links(*, limit: int = 200) -> int:
    """Send the links that are due; returns how many went out. Two workers at once send each only once."""
    now = clock.now()
    due = SurveyLink.objects.filter(
        mail_state__in=UNSENT,
        next_attempt_at__lte=now,
        invitee__run__state=RunState.OPEN,
        invitee__run__closes_at__gt=now,
    ).exclude(invitee__email="")
    rows = due.select_related("invitee__run__version__questionnaire", "invitee__enrolment__user").order_by(
        "next_attempt_at", "pk"
    )[:limit]
    return sum(_deliver(row) for row in rows if _claim(row))


def _claim(row: SurveyLink) -> bool:
    """Take the row for one try. The next try is set first, so a worker that dies half-way only delays it."""
    as_seen = SurveyLink.objects.filter(pk=row.pk, attempts=row.attempts, next_attempt_at=row.next_attempt_at)
    return outbox.take(as_seen, row.attempts)


def _deliver(row: SurveyLink) -> bool:
    with override(Language.ID):
        mail = mail_words("evaluation/messages/survey", _context(row))
    failure = send_mail(mail, row.invitee.email)
    _settle(row, failure=failure)
    return not failure


def _settle(row: SurveyLink, *, failure: str) -> None:
    if failure:
        log.warning("The link %s to a survey was not delivered: %s", row.public_id, mask_text(failure))
        SurveyLink.objects.filter(pk=row.pk).update(mail_state=LinkMail.FAILED, failure=mask_text(failure)[:200])
        return
    SurveyLink.objects.filter(pk=row.pk).update(
        mail_state=LinkMail.SENT, failure="", sent_at=clock.now(), next_attempt_at=None
    )


def _context(link: SurveyLink) -> dict[str, object]:
    invitee = link.invitee
    return {
        "name": invitee.name,
        "person": invitee.about.user if invitee.about else None,
        # The same link once more: it is a reminder, or somebody asked for it.
        "again": link.sent_at is not None,
        "run": invitee.run,
        "url": link_url(link),
    }
