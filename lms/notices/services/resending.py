"""A person has a mail sent again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.notices.enums import Channel, DeliveryState
from lms.notices.models import Delivery, NoticePreference
from lms.notices.moments import after_quiet_hours, zone_of
from lms.notices.registry import NoticeKind, find_kind
from lms.notices.services.telling import SEND_TASK, chosen_channel
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@transaction.atomic
def send_again(*, actor: User, delivery: Delivery, seen: int) -> None:
    """Put a mail that was sent or given up back into the outbox, as a mail of its own and with all its tries.

    `seen` is the round the actor saw: a second click sends nothing more (Conflict). Raises Refusal for what waits by itself, what no
    longer holds, a closed account, and mail that its reader has switched off.
    """
    if delivery.notice.withdrawn_at is not None:
        raise Refusal(_("This notice no longer holds, so it is not sent again."))
    if not delivery.notice.to.is_active:
        raise Refusal(_("The account is closed, so nothing is sent. Reopen it first."))
    if delivery.state == DeliveryState.WAITING:
        raise Refusal(_("This message waits and is sent by itself."))
    kind = find_kind(delivery.notice.kind)
    if kind and _is_switched_off(kind, delivery.notice.to):
        raise Refusal(_("This person has switched off mail of this kind. The text for WhatsApp is on this page."))
    settled = Delivery.objects.filter(
        pk=delivery.pk, round=seen, state__in=(DeliveryState.SENT, DeliveryState.FAILED), notice__withdrawn_at=None
    )
    now = clock.now()
    due = now if kind and kind.urgent else after_quiet_hours(now, zone_of(delivery.notice.to))
    fresh = {"state": DeliveryState.WAITING, "channel": Channel.MAIL, "attempts": 0, "next_attempt_at": due}
    if not settled.update(round=F("round") + 1, failure="", claim="", **fresh):
        raise Conflict(_("This message was sent again meanwhile. Reload the page to see where it stands."))
    audit.record(actor, "notices.delivery.send_again", delivery, {"person": str(delivery.notice.to)})
    ring(SEND_TASK)


def _is_switched_off(kind: NoticeKind, reader: User) -> bool:
    chosen = dict(NoticePreference.objects.filter(user=reader, kind=kind.code).values_list("kind", "channel"))
    return chosen_channel(kind, chosen) == Channel.SCREEN
