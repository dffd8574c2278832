"""The navigation of a page."""

from __future__ import annotations

import pytest

from lms.people import registry
from lms.people.registry import NavItem
from lms.ui import navigation

ITEMS = [
    NavItem(name, name, frozenset(), place)
    for place, name in enumerate(("dashboard", "people:person_list", "people:unit_list", "programme:matrix"))
]


def test_the_longest_address_that_begins_this_page_is_current() -> None:
    current = [entry.label for entry in navigation.of(ITEMS, "/people/units/").entries if entry.is_current]
    assert current == ["people:unit_list"]
    assert not any(entry.is_current for entry in navigation.of(ITEMS, "/reviews/").entries)


def test_a_phones_bar_holds_five_at_the_most() -> None:
    more = [NavItem("ui:component_list", "x", frozenset(), 9)] * 3
    for count, shown in ((4, 4), (5, 5), (6, 4), (7, 4)):
        found = navigation.of([*ITEMS, *more][:count], "/ui/")
        assert (len(found.bar), len(found.rest)) == (shown, count - shown)
    assert navigation.of([*ITEMS, *more], "/ui/").current_in_rest


def test_a_desks_row_holds_eight_at_the_most() -> None:
    more = [NavItem("ui:component_list", "x", frozenset(), 9)] * 5
    for count, shown in ((7, 7), (8, 8), (9, 7)):
        found = navigation.of([*ITEMS, *more][:count], "/ui/")
        assert (len(found.top), len(found.under)) == (shown, count - shown)
    assert navigation.of([*ITEMS, *more], "/ui/").current_under


def test_a_page_stands_under_the_nearest_entry_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {
        "dashboard": ("/surveys/",),
        "programme:matrix": ("/surveys/", "/people/units/x/"),
    }
    monkeypatch.setattr(registry, "_places", places)
    home, people, units, matrix = (navigation.address(item.url_name) for item in ITEMS)
    assert navigation.current(ITEMS, "/surveys/abc/") == matrix
    # Who has no entry but the home finds the page there.
    assert navigation.current(ITEMS[:2], "/surveys/abc/") == home
    # The longest beginning counts, whoever names it.
    assert navigation.current(ITEMS, "/people/units/y/") == units
    assert navigation.current(ITEMS, "/people/units/x/") == matrix
    assert navigation.current(ITEMS, "/people/") == people
    assert navigation.current(ITEMS, "/reviews/") == ""
