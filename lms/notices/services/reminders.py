"""Reminders: the rooms say what holds now; what is new is told, and what no longer holds is taken back."""

from __future__ import annotations

import logging

from django.db import transaction

from lms.notices.models import Notice
from lms.notices.registry import Reminder, reminder_sources
from lms.notices.services.telling import take_back, tell_many
from lms.people import clock

log = logging.getLogger(__name__)


@transaction.atomic
def remind() -> int:
    """Tell what the rooms' sources yield now, each key once; returns how many reminders are new.

    A reminder that is no longer yielded is taken back. When a source breaks, the others are heard and nothing is taken back.
    """
    rows, whole = _yielded()
    new = tell_many(rows)
    if whole:
        _take_back_all_but({row.key for row in rows})
    return len(new)


def _yielded() -> tuple[list[Reminder], bool]:
    now, rows, whole = clock.now(), list[Reminder](), True
    for source in reminder_sources():
        try:
            with transaction.atomic():
                rows += source(now)
        except Exception:
            log.exception("A source of reminders broke: %s.%s", source.__module__, source.__qualname__)
            whole = False
    return rows, whole


def _take_back_all_but(keys: set[str]) -> None:
    standing = Notice.objects.filter(is_reminder=True, withdrawn_at__isnull=True).values_list("pk", "key")
    over = [pk for pk, key in standing if key not in keys]
    if over:
        take_back(Notice.objects.filter(pk__in=over))
