"""The pages of a cohort on a phone: their entries take two rows, for who has all of them."""

from __future__ import annotations

import pytest

from lms.people.enums import Role
from tests.factories.courses import make_cohort
from tests.factories.people import give_role, make_user

ROWS = "new Set([...document.querySelectorAll('nav.tabs:not(.small) a')].map(one => one.offsetTop)).size"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_entries_take_two_rows_at_360_px(page_at, sign_in, visit, language: str) -> None:
    user = make_user(language=language)
    give_role(user, Role.COORDINATOR)
    cohort = make_cohort(actor=user)
    tab = page_at(360)
    sign_in(tab, user)
    visit(tab, f"/cohorts/{cohort.public_id}/")
    assert tab.locator("nav.tabs:not(.small) a").count() == 6
    assert tab.evaluate(ROWS) == 2
