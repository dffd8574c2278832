"""What somebody chose: how to be told of what."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from lms.notices.enums import Channel, DeliveryState
from lms.notices.models import Delivery, NoticePreference
from lms.notices.moments import after_quiet_hours, next_digest, zone_of
from lms.notices.registry import NoticeKind, find_kind, kinds
from lms.notices.services.telling import chosen_channel
from lms.people import audit, clock
from lms.people.errors import Refusal
from lms.people.models import User


@transaction.atomic
def choose(*, actor: User | None, user: User, channels: Mapping[str, str]) -> None:
    """Keep how somebody wants to be told, by kind. What waits already follows the new choice.

    `actor` is None when a signed link of a mail asks for it. Raises Refusal for a kind that does not let one choose so.
    """
    # Two changes at once of one person: one after the other.
    person = User.objects.select_for_update(of=("self",)).select_related("work_unit").get(pk=user.pk)
    before = dict(NoticePreference.objects.filter(user=person).values_list("kind", "channel"))
    changed = {}
    for code, channel in channels.items():
        kind = find_kind(code)
        if kind is None or channel not in kind.channels:
            raise Refusal(_("This notice cannot be set so. Reload the page and choose again."))
        if (now := chosen_channel(kind, before)) != channel:
            changed[code] = [str(now), str(channel)]
            NoticePreference.objects.update_or_create(user=person, kind=code, defaults={"channel": channel})
            _follow(person, kind, channel)
    if changed:
        audit.record(actor, "notices.preference.change", person, changed)


@transaction.atomic
def unsubscribe(*, user: User, kind: str) -> None:
    """Switch off the mail of one optional kind, or ("*") of every one that comes in the daily summary; on screen they stay. Safe to repeat."""
    found = [one for one in kinds() if one.optional and kind in (one.code, "*")]
    if not found:
        raise Refusal(_("Mail of this kind cannot be switched off: it tells of what you must know."))
    if kind == "*":
        chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "channel"))
        found = [one for one in found if chosen_channel(one, chosen) == Channel.DIGEST]
    choose(actor=None, user=user, channels={one.code: Channel.SCREEN for one in found})


def _follow(person: User, kind: NoticeKind, channel: str) -> None:
    """Lead what waits of this kind to where it now belongs."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, notice__to=person, notice__kind=kind.code)
    if channel == Channel.SCREEN:
        waiting.update(state=DeliveryState.WITHDRAWN, next_attempt_at=None)
        return
    now, zone = clock.now(), zone_of(person)
    due = next_digest(now, zone) if channel == Channel.DIGEST else after_quiet_hours(now, zone)
    # What is under way in this moment is not led elsewhere: it would go out twice.
    waiting.filter(claim="").update(channel=channel, next_attempt_at=due)
