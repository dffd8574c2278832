"""Sending what waits. The invitation's row is its own outbox: claimed before the mail goes, settled after it."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import override

from lms.people import audit, clock, outbox
from lms.people.enums import InvitationState
from lms.people.mailing import send_mail
from lms.people.masking import mask_text
from lms.people.models import Invitation
from lms.people.services.invitations import invitation_url
from lms.people.texts import invitation_mail

log = logging.getLogger(__name__)

UNSENT = (InvitationState.WAITING, InvitationState.FAILED)


def send_due(*, limit: int = 200) -> int:
    """Send the invitations that are due; returns how many went out. Two workers at once send each only once."""
    now = clock.now()
    due = Invitation.objects.filter(state__in=UNSENT, next_attempt_at__lte=now, expires_at__gt=now)
    rows = due.select_related("user__work_unit").order_by("next_attempt_at")[:limit]
    return sum(_deliver(row) for row in rows if _claim(row))


def _claim(row: Invitation) -> bool:
    as_seen = Invitation.objects.filter(
        pk=row.pk, attempts=row.attempts, nonce=row.nonce, state=row.state, next_attempt_at=row.next_attempt_at
    )
    return outbox.take(as_seen, row.attempts)


def _deliver(row: Invitation) -> bool:
    with override(row.user.language):
        mail = invitation_mail(row, invitation_url(row))
    failure = send_mail(mail, row.user.email)
    _settle(row, failure=failure)
    return not failure


@transaction.atomic
def _settle(row: Invitation, *, failure: str) -> None:
    fields: dict[str, object]
    if failure:
        log.warning("Invitation %s was not delivered: %s", row.public_id, failure)
        fields = {"state": InvitationState.FAILED, "failure": mask_text(failure)[:200]}
    else:
        fields = {"state": InvitationState.SENT, "failure": "", "sent_at": clock.now(), "next_attempt_at": None}
    if Invitation.objects.filter(pk=row.pk, nonce=row.nonce, state__in=UNSENT).update(**fields):
        row.state = InvitationState.FAILED if failure else InvitationState.SENT
        action = "people.invitation.fail" if failure else "people.invitation.send"
        audit.record(None, action, row, {"failure": failure} if failure else {})
