"""Wherever somebody is, one entry of the navigation says so: every page of every role, by the table of permissions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from lms.people.enums import PARTICIPANT, Role
from lms.people.registry import _places, nav_for
from lms.ui import navigation
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.courses import make_cohort, make_enrolment
from tests.permissions.walk import FOREIGN, rows

HATS = {
    "participant": PARTICIPANT,
    "facilitator": Role.FACILITATOR,
    "coordinator": Role.COORDINATOR,
    "reviewer": Role.REVIEWER,
    "supervisor": Role.SUPERVISOR,
    "unit_contact": Role.UNIT_CONTACT,
    "admin": Role.ADMINISTRATOR,
}
# What has a way of its own in the frame: the bell, the menu of the person.
BESIDE = ("/notices/", "/profile/", "/accounts/")
# What is opened by a link that somebody was given, or by everybody: signed in or not, it is the same page.
PUBLIC = ("/invitations/", "/s/", "/supervise/", "/verify/", "/search/", "/ui/")
# What is no page of the frame: sign-ins, files, probes.
BARE = ("/_util/", "/admin/", "/cms/", "/files/", "/lesson-files/", "/media/", "/healthz", "/readyz")
# The same page for a stranger; who has the entry finds it there all the same.
STRANGERS = {"evaluation:report_unaltered"}


def paths(
    patterns: list[URLPattern | URLResolver] | None = None, spaces: tuple[str, ...] = (), before: str = "/"
) -> Iterator[tuple[str, str]]:
    """Yield the name of every address of ours with its path, an object's place taken by an x."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, str(entry.name)]), re.sub("<[^>]+>", "x", path)
        elif str(entry.pattern) not in FOREIGN:
            yield from paths(entry.url_patterns, (*spaces, entry.namespace) if entry.namespace else spaces, path)


PATHS = dict(paths())
OPENED = [row for row in rows() if row.method == "GET" and row.name in PATHS]


def is_page(name: str) -> bool:
    path = PATHS[name]
    return not path.startswith((*BESIDE, *PUBLIC, *BARE)) and "." not in path and name not in STRANGERS


@pytest.mark.parametrize("role", HATS)
def test_every_page_of_a_role_stands_under_an_entry(role: str) -> None:
    items = navigation.items(nav_for(HATS[role]), signed_in=True)
    opened = {row.name for row in OPENED if row.wanted[role] == "ok" and is_page(row.name)}
    assert len(opened) > 30
    assert {name for name in opened if not navigation.current(items, PATHS[name])} == set()


def test_every_place_named_for_an_entry_has_pages() -> None:
    named = {start for starts in _places.values() for start in starts}
    assert {start for start in named if not any(path.startswith(start) for path in PATHS.values())} <= {
        "/curriculum/",
        "/sop/",
        "/processes/",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("role", HATS)
def test_each_entry_and_each_page_it_leads_to_is_marked_once(cast: Cast, role: str) -> None:
    cohort = make_cohort(actor=cast.coordinator)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    client = as_user(enrolment.user if role == "participant" else getattr(cast, role))
    entries = [navigation.address(item.url_name) for item in navigation.items(nav_for(HATS[role]), signed_in=True)]
    seen = set()
    for entry in entries:
        # The only course of somebody opens at once.
        page = client.get(entry, follow=True).content.decode()
        assert marked(page) == [entry], entry
        main = page[page.index("<main") :]
        seen |= {
            href for href in re.findall(r'href="(/[^"#?]*/)[^"]*"', main) if not href.startswith(BESIDE + PUBLIC + BARE)
        }
    for href in sorted(seen.difference(entries)):
        answer = client.get(href)
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            assert len(marked(answer.content.decode())) == 1, href


def marked(page: str) -> list[str]:
    """The entries that a page marks: in the row at a desk and in the bar of a phone they are the same."""
    rows = re.findall(r'<nav class="(?:top|bottom)[^>]*>.*?</nav>', page, re.DOTALL)
    found = [re.findall(r'<a href="([^"]+)" aria-current="page"', row) for row in rows]
    assert all(one == found[0] for one in found)
    return found[0]
