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

    A site that is cut off while it is filled is filled anew, so a commit need not outlive a power cut; the database stays whole all the
    same (SQLite: WAL with synchronous=NORMAL).
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    _set(_HURRIED)
    try:
        with rung_once():
            yield
    finally:
        _set(_AS_EVER)
        gc.set_threshold(*before)
        gc.unfreeze()


# PostgreSQL keeps the plans of its foreign keys: one made while a table was empty reads all of it for each of the rows that come after
# (the quizzes of 1,000 people took two minutes).
_HURRIED = {
    "sqlite": ["PRAGMA synchronous=NORMAL"],
    "postgresql": ["SET synchronous_commit = off", "SET plan_cache_mode = force_custom_plan"],
}
_AS_EVER = {
    "sqlite": ["PRAGMA synchronous=FULL", "PRAGMA wal_checkpoint"],
    "postgresql": ["RESET synchronous_commit", "RESET plan_cache_mode"],
}


def _set(how: dict[str, list[str]]) -> None:
    # Within a transaction, as in a test, SQLite does not take it.
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for statement in how[connection.vendor]:
                cursor.execute(statement)


def look_at_what_came() -> None:
    """Let PostgreSQL see how much stands where: until its own cleaner comes by, it plans as for empty tables, and what asks much takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
