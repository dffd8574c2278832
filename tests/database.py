"""Keeps the migrated rows (Wagtail's root page, locales, permissions) through tests that flush the database.

A transactional test commits and then empties every table. Django can put the migrated rows back, but only for tests that
ask (`serialized_rollback`), and only before the next of them: so each of them asks, and they come after all the others.

Django's own ways take over a second a test here: it empties four hundred tables one by one, and reads two thousand rows
back from JSON through their models. `start_over_quickly` gives it two quicker ones of the same meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "kept__"
NEEDS_COMMITS = frozenset({"live_server", "transactional_db"})


def is_transactional(item: pytest.Item) -> bool:
    """Say whether the test commits to the database: by its mark or through a fixture."""
    mark = item.get_closest_marker("django_db")
    asked = bool(mark) and (mark.kwargs.get("transaction", False) or bool(mark.args and mark.args[0]))
    return asked or not NEEDS_COMMITS.isdisjoint(getattr(item, "fixturenames", ()))


def uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or "db" in getattr(item, "fixturenames", ())


def order(item: pytest.Item) -> int:
    """Rank a test: those rolled back, those that flush, those without a database."""
    if is_transactional(item):
        return 1
    return 0 if uses_database(item) else 2


def keep_migrated_rows(items: list[pytest.Item]) -> None:
    """Mark every transactional test with `serialized_rollback` and put them behind the tests that roll back."""
    for item in items:
        if is_transactional(item):
            mark = item.get_closest_marker("django_db")
            asked = {**(mark.kwargs if mark else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**asked), append=False)
    items.sort(key=order)


def _filled(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    """Return the tables that have rows."""
    quote = connection.ops.quote_name
    arms = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables]
    found: list[str] = []
    with connection.cursor() as cursor:
        for first in range(0, len(arms), 200):  # SQLite joins no more than 500 selects
            cursor.execute(" UNION ALL ".join(arms[first : first + 200]))
            found += [row[0] for row in cursor.fetchall()]
    return found


def keep_rows(connection: BaseDatabaseWrapper) -> None:
    """Copy every row there is beside its table, within the database."""
    quote = connection.ops.quote_name
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for table in _filled(connection, tables):
            cursor.execute(f"DROP TABLE IF EXISTS {quote(KEPT + table)}")
            cursor.execute(f"CREATE TABLE {quote(KEPT + table)} AS SELECT * FROM {quote(table)}")


def put_back(connection: BaseDatabaseWrapper) -> None:
    """Fill the tables as `keep_rows` found them."""
    quote = connection.ops.quote_name
    # Every foreign key is checked at the end of the transaction: the order of the tables is free.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        kept = [name.removeprefix(KEPT) for name in names if name.startswith(KEPT)]
        for table in kept:
            cursor.execute(f"DELETE FROM {quote(table)}")  # before the first flush the rows are still there
        for table in kept:
            cursor.execute(f"INSERT INTO {quote(table)} SELECT * FROM {quote(KEPT + table)}")


def start_over_quickly(connection: BaseDatabaseWrapper) -> None:
    """Let a flush over this connection empty only the tables that have rows, and put the kept rows back from their copies."""

    def sql_flush(style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in _filled(connection, tables)]

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]
    connection.creation.deserialize_db_from_string = lambda data: put_back(connection)  # type: ignore[method-assign]
    # Django puts back only where it finds something to put back.
    connection._test_serialized_contents = KEPT  # type: ignore[attr-defined]
