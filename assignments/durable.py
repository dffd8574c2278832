"""A transaction that is on the disk before it is acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def durably() -> Iterator[None]:
    """One transaction. PostgreSQL writes through at every commit; SQLite is told to, for this one.

    The site's SQLite runs with synchronous=NORMAL, under which the last commits may be lost with the power (not with a killed
    process). Inside another transaction it is part of that one.
    """
    lax = connection.vendor == "sqlite" and not connection.in_atomic_block
    before = _synchronous() if lax else 0
    if lax:
        _set(2)  # FULL
    try:
        with transaction.atomic():
            yield
    finally:
        if lax:
            _set(before)


def _synchronous() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def _set(level: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level:d}")
