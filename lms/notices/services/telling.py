"""Telling, taking back, reading. A notice is written in the transaction of what it tells of; its mail goes after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction

from lms.notices.enums import UNSENT, Channel, DeliveryState
from lms.notices.models import Delivery, Notice, NoticePreference
from lms.notices.moments import after_quiet_hours, next_digest
from lms.notices.registry import NoticeKind, Reminder, Telling, kind_of
from lms.notices.wording import stored
from lms.people import clock
from lms.people.bell import ring
from lms.people.models import User

SEND_TASK = "lms.notices.tasks.send_due_notices"
BATCH = 500


@transaction.atomic
def tell(
    *,
    kind: str,
    to: User,
    path: str,
    values: Mapping[str, Any],
    key: str,
    about: models.Model | None = None,
    actor: User | None = None,
) -> Notice | None:
    """Tell one person one thing: on screen from the commit on, by mail as the reader chose.

    Under one `key` it is told once: a second call returns the first notice. Returns None when the account is closed.
    """
    row = Telling(kind=kind, to=to, path=path, values=values, key=key, about=about, actor=actor)
    new = tell_many([row])
    return new[0] if new else Notice.objects.filter(key=key, withdrawn_at__isnull=True).first()


@transaction.atomic
def tell_many(rows: Iterable[Telling]) -> list[Notice]:
    """Tell many in a handful of queries for each 500. Returns the notices that are new."""
    rest, new = iter(rows), list[Notice]()
    while batch := list(islice(rest, BATCH)):
        new += _write(batch)
    if new:
        ring(SEND_TASK)
    return new


@transaction.atomic
def withdraw(*, about: models.Model, kinds: Iterable[str] | None = None) -> int:
    """Take back what was told about a row and is no longer true; returns how many notices.

    What waits is not sent and leaves the screen; what was read or sent before stays there as no longer current. What was taken back
    may become true again and is then told again, under the same key.
    """
    rows = Notice.objects.about(about)
    return take_back(rows if kinds is None else rows.filter(kind__in=list(kinds)))


@transaction.atomic
def withdraw_many(*, about: Sequence[models.Model], kinds: Iterable[str]) -> int:
    """Take back what was told about any of these rows of one model, like `withdraw`, in a handful of queries for each 500."""
    if not about:
        return 0
    rows = Notice.objects.filter(about_type=about[0]._meta.label_lower, kind__in=list(kinds))
    return sum(take_back(rows.filter(about_id__in=batch)) for batch in _batches([row.pk for row in about]))


def take_back(notices: models.QuerySet[Notice]) -> int:
    """Take back these notices, and their mail as far as it is unsent. Needs a transaction."""
    found = list(notices.filter(withdrawn_at__isnull=True).values_list("pk", flat=True))
    taken = 0
    for batch in _batches(found):
        Delivery.objects.filter(notice_id__in=batch, state__in=UNSENT).update(
            state=DeliveryState.WITHDRAWN, next_attempt_at=None
        )
        taken += Notice.objects.filter(pk__in=batch, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    return taken


@transaction.atomic
def read(*, actor: User, notice: Notice) -> None:
    """Note that the reader has opened a notice. Reading it again changes nothing."""
    Notice.objects.filter(pk=notice.pk, to=actor, read_at__isnull=True).update(read_at=clock.now())


@transaction.atomic
def read_all(*, actor: User, until: datetime | None = None) -> int:
    """Note that the reader has seen all there is, or all that was told until an instant; returns how many were new."""
    mine = Notice.objects.filter(to=actor)
    if until is not None:
        mine = mine.filter(created_at__lte=until)
    return mine.unread().update(read_at=clock.now())


@dataclass(frozen=True)
class _Reader:
    zone: ZoneInfo
    chosen: dict[str, str]


def _write(batch: list[Telling]) -> list[Notice]:
    """Write one batch: what is told already and who has closed the account fall out."""
    rows = {row.key: row for row in reversed(batch)}
    told = Notice.objects.filter(key__in=rows, withdrawn_at__isnull=True).values_list("key", flat=True)
    for key in list(told):
        del rows[key]
    readers = _readers({row.to.pk for row in rows.values()}) if rows else {}
    notices = [_notice(row) for row in rows.values() if row.to.pk in readers]
    if not notices:
        return []
    # Somebody else may tell the same in this moment: the row that was written first stands.
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    ours = {notice.public_id for notice in notices}
    new = list(Notice.objects.filter(public_id__in=ours))
    Delivery.objects.bulk_create(one for notice in new if (one := _delivery(notice, readers[notice.to_id])))
    return new


def _readers(ids: set[int]) -> dict[int, _Reader]:
    """Return the readers whose accounts are open, with zone and choices: two queries."""
    chosen: dict[int, dict[str, str]] = {}
    for user_id, kind, channel in NoticePreference.objects.filter(user__in=ids).values_list(
        "user_id", "kind", "channel"
    ):
        chosen.setdefault(user_id, {})[kind] = channel
    zones = User.objects.filter(pk__in=ids, is_active=True).values_list("pk", "work_unit__time_zone")
    return {pk: _Reader(ZoneInfo(zone or settings.TIME_ZONE), chosen.get(pk, {})) for pk, zone in zones}


def _notice(row: Telling) -> Notice:
    if not row.path.startswith("/") or row.path.startswith("//"):
        raise ValueError(f"A notice leads to an address of this site, not to {row.path!r}.")
    return Notice(
        kind=row.kind,
        to=row.to,
        path=row.path,
        values=stored(kind_of(row.kind), row.values),
        key=row.key,
        about_type=row.about._meta.label_lower if row.about is not None else "",
        about_id=row.about.pk if row.about is not None else None,
        actor=row.actor,
        is_reminder=isinstance(row, Reminder),
        created_at=clock.now(),
    )


def _delivery(notice: Notice, reader: _Reader) -> Delivery | None:
    kind = kind_of(notice.kind)
    channel = chosen_channel(kind, reader.chosen)
    if channel == Channel.SCREEN:
        return None
    return Delivery(notice=notice, channel=channel, next_attempt_at=_due(kind, channel, reader.zone))


def chosen_channel(kind: NoticeKind, chosen: Mapping[str, str]) -> str:
    """Return how a kind reaches somebody: as chosen, where the kind lets one choose so."""
    channel = chosen.get(kind.code, "")
    return channel if channel in kind.channels else kind.default_channel


def _due(kind: NoticeKind, channel: str, zone: ZoneInfo) -> Any:
    now = clock.now()
    if channel == Channel.DIGEST:
        return next_digest(now, zone)
    return now if kind.urgent else after_quiet_hours(now, zone)


def _batches(pks: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), BATCH):
        yield list(pks[start : start + BATCH])
