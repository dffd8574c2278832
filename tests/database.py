"""Keeps the migrated rows (Wagtail's root page, locales, permissions) through tests that flush the database.

A transactional test commits and then empties every table. Django can put the migrated rows back, but only for tests that
ask (`serialized_rollback`), and only before the next of them: so each of them asks, and they come after all the others.
"""

from __future__ import annotations

import pytest

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
