"""Invitations: how an account begins. Single use, dated, renewed with one click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.enums import OPEN_INVITATION, InvitationState
from lms.people.errors import Conflict, Refusal
from lms.people.mailing import Share, site_url
from lms.people.models import AuditEntry, ConsentText, Invitation, User, new_nonce
from lms.people.phones import whatsapp_link
from lms.people.services.consents import give_consent
from lms.people.signals import invitation_accepted
from lms.people.texts import invitation_words
from lms.people.tokens import token_of

SEND_TASK = "lms.people.tasks.send_due_invitations"


@transaction.atomic
def invite(*, actor: User | None, user: User, reason: str = "") -> Invitation:
    """Invite somebody to take up the account; the mail goes out on commit.

    Somebody with an open invitation keeps it (renewed when it has expired). Raises Refusal when the account is taken up
    or closed.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.has_usable_password():
        raise Refusal(_("%(name)s has an account already and can sign in.") % {"name": person})
    if not person.is_active:
        raise Refusal(_("The account of %(name)s is closed. Reopen it first.") % {"name": person})
    open_one = Invitation.objects.filter(user=person, state__in=OPEN_INVITATION).first()
    if open_one is not None:
        expired = open_one.expires_at <= clock.now()
        return renew_invitation(actor=actor, invitation=open_one) if expired else open_one
    row = Invitation.objects.create(
        user=person,
        invited_by=actor,
        reason=reason,
        created_at=clock.now(),
        expires_at=_expiry(),
        next_attempt_at=clock.now(),
    )
    audit.record(actor, "people.invitation.create", row, {"reason": reason})
    ring(SEND_TASK)
    return row


@transaction.atomic
def invite_many(*, actor: User | None, users: Iterable[User], reason: str = "") -> int:
    """Invite everybody of these who has no account yet, in a handful of queries; returns how many new invitations there are.

    Who has an account, an open invitation or a closed account is passed over: nothing is sent a second time.
    """
    wanted = [user.pk for user in users if user.is_active and not user.has_usable_password()]
    open_ones = Invitation.objects.filter(user__in=wanted, state__in=OPEN_INVITATION).values("user")
    people = User.objects.select_for_update().filter(pk__in=wanted).exclude(pk__in=open_ones).order_by("pk")
    now = clock.now()
    rows = Invitation.objects.bulk_create(
        [
            Invitation(
                user=person, invited_by=actor, reason=reason, created_at=now, expires_at=_expiry(), next_attempt_at=now
            )
            for person in people
            if not person.has_usable_password()
        ],
        batch_size=500,
    )
    entries = [audit.entry(actor, "people.invitation.create", row, {"reason": reason}) for row in rows]
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    if rows:
        ring(SEND_TASK)
    return len(rows)


@transaction.atomic
def renew_invitation(*, actor: User | None, invitation: Invitation) -> Invitation:
    """Replace the link by a new one, sent to the address on file; the old link dies.

    `actor` is None when the invited person asked for it with the old link. Raises Conflict when the invitation has been
    accepted, revoked or renewed meanwhile.
    """
    rows = Invitation.objects.filter(pk=invitation.pk, nonce=invitation.nonce, state__in=OPEN_INVITATION)
    fresh = {
        "nonce": new_nonce(),
        "state": InvitationState.WAITING,
        "expires_at": _expiry(),
        "attempts": 0,
        "next_attempt_at": clock.now(),
        "failure": "",
    }
    if not rows.update(**fresh):
        raise Conflict(_("This invitation was accepted, renewed or revoked meanwhile. Look for a newer message."))
    invitation.refresh_from_db()
    audit.record(actor, "people.invitation.renew", invitation, {"expires_at": invitation.expires_at})
    ring(SEND_TASK)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation) -> None:
    """Take an invitation back; its link dies. Raises Conflict when it is no longer open."""
    rows = Invitation.objects.filter(pk=invitation.pk, state__in=OPEN_INVITATION)
    if not rows.update(state=InvitationState.REVOKED, next_attempt_at=None):
        raise Conflict(_("This invitation is no longer open."))
    invitation.state = InvitationState.REVOKED
    audit.record(actor, "people.invitation.revoke", invitation)


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, password: str, consent_text: ConsentText | None, language: str
) -> User:
    """Take up the account: password, consent and language are set, the address counts as proven.

    Sends `invitation_accepted` in the same transaction. Raises Conflict unless the invitation is open, in date and still
    carries the nonce that was read from the link; then nothing is written.
    """
    now = clock.now()
    rows = Invitation.objects.filter(
        pk=invitation.pk, nonce=invitation.nonce, state__in=OPEN_INVITATION, expires_at__gt=now, user__is_active=True
    )
    if not rows.update(state=InvitationState.ACCEPTED, accepted_at=now, next_attempt_at=None):
        raise Conflict(
            _("This invitation was used, renewed or revoked meanwhile. Open the newest message, or sign in.")
        )
    invitation.refresh_from_db()
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    user.set_password(password)
    user.language = language
    user.save(update_fields=["password", "language"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    if consent_text is not None:
        give_consent(actor=user, text=consent_text)
    audit.record(user, "people.invitation.accept", invitation)
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    return user


@transaction.atomic
def share_invitation(*, actor: User, invitation: Invitation) -> Share:
    """Return the words of an open invitation, ready to paste into WhatsApp, and the wa.me link. Showing a link is audited."""
    if invitation.state not in OPEN_INVITATION or invitation.expires_at <= clock.now():
        raise Refusal(_("This invitation is no longer open. Renew it first."))
    audit.record(actor, "people.invitation.share", invitation)
    with override(invitation.user.language):
        text = invitation_words(invitation, invitation_url(invitation))
    return Share(text=text, link=whatsapp_link(invitation.user.phone, text))


def invitation_url(invitation: Invitation) -> str:
    """Return the whole address of the invitation's page."""
    path = reverse("people:invitation_accept", args=[token_of(invitation)])
    return site_url(path)


def _expiry() -> datetime:
    return clock.now() + timedelta(days=settings.PADAN_INVITATION_DAYS)
