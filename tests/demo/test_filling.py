"""A process that fills a site hurries, and leaves the database as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.db import connection

from lms.demo.filling import filling

ASKED = {"sqlite": ["PRAGMA synchronous"], "postgresql": ["SHOW synchronous_commit", "SHOW plan_cache_mode"]}
HURRIED = {"sqlite": ["1"], "postgresql": ["off", "force_custom_plan"]}


def told() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for question in ASKED[connection.vendor]:
            cursor.execute(question)
            found.append(str(cursor.fetchone()[0]))
    return found


@pytest.fixture
def hurried_as_tests_are() -> Iterator[None]:
    """The suite's SQLite never waits for the disk."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


@pytest.mark.django_db(transaction=True)
def test_it_hurries_and_is_as_ever_afterwards(hurried_as_tests_are: None) -> None:
    seldom = gc.get_threshold()
    # SQLite waits for the disk on every site; a PostgreSQL does what its own configuration says.
    as_ever = ["2"] if connection.vendor == "sqlite" else told()
    assert as_ever != HURRIED[connection.vendor]
    with filling():
        assert told() == HURRIED[connection.vendor]
        assert gc.get_threshold() != seldom
    assert told() == as_ever
    assert gc.get_threshold() == seldom
