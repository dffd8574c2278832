"""How a process that does nothing but fill a site works: it looks for refuse seldom, does not wait for the disk at each commit, and rings at the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from lms.people.bell import rung_once

# Objects made before refuse is looked for: by default it is 700, and each time all that was ever loaded is looked through in the end.
SELDOM = 100_000


@contextmanager
def filling() -> Iterator[None]:
    """Collect seldom, commit without waiting and ring each bell once at the end, and be as before afterwards.

    A site that is cut off while it is filled is filled anew, so a commit need not outlive a power cut; SQLite's file stays whole all the
    same (WAL with synchronous=NORMAL).
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    _wait_for_disk(waits=False)
    try:
        with rung_once():
            yield
    finally:
        _wait_for_disk(waits=True)
        gc.set_threshold(*before)
        gc.unfreeze()


def _wait_for_disk(*, waits: bool) -> None:
    # Within a transaction, as in a test, SQLite does not take it.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={'FULL' if waits else 'NORMAL'}")
            if waits:
                cursor.execute("PRAGMA wal_checkpoint")


def look_at_what_came() -> None:
    """Let PostgreSQL see how much stands where: until its own cleaner comes by, it plans as for empty tables, and what asks much takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
