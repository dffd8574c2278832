"""The migrated rows outlive the tests that flush the database (tests/database.py)."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, Site

from tests.database import is_transactional, uses_database


def _ground() -> tuple[int, int, list[str]]:
    return (
        Page.objects.filter(depth=1).count(),
        Site.objects.count(),
        [locale.language_code for locale in Locale.objects.all()],
    )


@pytest.mark.django_db
def test_a_test_that_rolls_back_finds_them() -> None:
    assert _ground() == (1, 1, ["id"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_a_test_that_commits_finds_them(_round: int) -> None:
    assert _ground() == (1, 1, ["id"])
    Page.objects.all().delete()


def test_a_live_server_finds_them(live_server) -> None:
    assert _ground() == (1, 1, ["id"])


@pytest.mark.django_db
def test_tests_that_flush_come_after_all_that_roll_back(request: pytest.FixtureRequest) -> None:
    kinds = [is_transactional(item) for item in request.session.items if uses_database(item) or is_transactional(item)]
    assert kinds == sorted(kinds)
