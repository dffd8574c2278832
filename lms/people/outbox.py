"""A row that is its own outbox: taken for one try by one worker, tried again later while it fails.

The next try is set as the row is taken, so a worker that dies half-way only delays it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from lms.people import clock

# Minutes until the next try of a mail, after each failure. After the last one the row stays "not delivered", for a person to see.
BACK_OFF = (1, 2, 5, 15, 60, 180, 360, 720)


def take(
    as_seen: QuerySet[Any],
    tries: int,
    *,
    waits: Sequence[int] = BACK_OFF,
    forever: bool = False,
    counter: str = "attempts",
    following: str = "next_attempt_at",
    **more: Any,
) -> bool:
    """Take the one row of `as_seen`, which says all that must not have changed since it was read; returns whether it is ours.

    `tries` is how often it was tried so far, `waits` the minutes until the next try after each; past their end there is none, or with
    `forever` the last wait goes on. `counter` and `following` name the row's fields, `more` sets further ones.
    """
    last = waits[-1] if forever else None
    wait = waits[tries] if tries < len(waits) else last
    later = clock.now() + timedelta(minutes=wait) if wait is not None else None
    return bool(as_seen.update(**{counter: F(counter) + 1, following: later, **more}))
