"""The bench of the field fills a cohort and asks for its pages. How fast it was is nothing a test may judge."""

from __future__ import annotations

import pytest

from tests.bench import field


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_the_field_are_measured() -> None:
    few, more = ({one.page: one for one in field.costs(people, rounds=2)} for people in (2, 4))
    assert list(few) == ["map", "map, last page", "map, the late", "map, the paused", "officer", "week"]
    # The paused of a cohort in which nobody rests: a page without a map.
    assert few["map"].html > few["map, the paused"].html
    for page, cost in few.items():
        assert cost.queries == more[page].queries
        assert len(cost.queries) == 1
