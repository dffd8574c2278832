"""Reminders: the rooms say what holds now; what is new is told, and what no longer holds is taken back."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from lms.notices.models import Notice
from lms.notices.registry import Reminder, kind_of, reminder_sources
from lms.notices.services.telling import take_back, tell_many
from lms.notices.wording import stored
from lms.people import clock

log = logging.getLogger(__name__)


def remind() -> int:
    """Tell what the rooms' sources yield now, each key once; returns how many reminders are new.

    A reminder that is no longer yielded is taken back; one whose values are others by now says those, and is not told again. When a source breaks, the others are heard and nothing is taken back.
    The rooms are asked outside a transaction, so that nobody waits with writing while they think.
    """
    now = clock.now()
    rows, whole = _yielded(now)
    new = tell_many(rows)
    _bring_up_to_date(rows)
    if whole:
        _take_back_all_but({row.key for row in rows}, now)
    return len(new)


def _yielded(now: datetime) -> tuple[list[Reminder], bool]:
    rows, whole = list[Reminder](), True
    for source in reminder_sources():
        try:
            rows += source(now)
        except Exception:
            log.exception("A source of reminders broke: %s.%s", source.__module__, source.__qualname__)
            whole = False
    return rows, whole


@transaction.atomic
def _bring_up_to_date(rows: list[Reminder]) -> None:
    wanted = {row.key: stored(kind_of(row.kind), row.values) for row in rows}
    standing = Notice.objects.filter(is_reminder=True, withdrawn_at__isnull=True).values_list("pk", "key", "values")
    stale = {pk: wanted[key] for pk, key, values in standing if key in wanted and wanted[key] != values}
    changed = list(Notice.objects.filter(pk__in=stale))
    for notice in changed:
        notice.values = stale[notice.pk]
    Notice.objects.bulk_update(changed, ["values"], batch_size=500)


@transaction.atomic
def _take_back_all_but(keys: set[str], asked_at: datetime) -> None:
    """Take back the others; what another worker told since the rooms were asked here is not this one's to judge."""
    standing = Notice.objects.filter(is_reminder=True, withdrawn_at__isnull=True, created_at__lte=asked_at)
    over = [pk for pk, key in standing.values_list("pk", "key") if key not in keys]
    if over:
        take_back(Notice.objects.filter(pk__in=over))
