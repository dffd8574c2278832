"""The pages about a cohort stand beside each other in groups, for who may open them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses import registry
from courses.models import Cohort
from courses.registry import CohortTab, cohort_tabs
from courses.services.facilitators import add_facilitator
from lms.people.models import User
from lms.ui.addresses import address_of
from tests.conftest import Cast
from tests.courses.asking import address, as_user

pytestmark = pytest.mark.django_db

Tabs = list[tuple[str, str]]


def rows_of(page: str) -> list[Tabs]:
    """The rows of tabs: of each tab its address and how it is marked."""
    rows = re.findall(r'<nav class="tabs.*?</nav>', page, re.DOTALL)
    return [re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?', row) for row in rows]


def open_page(client: Client, url: str) -> list[Tabs]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return rows_of(answer.content.decode())


def pages_for(user: User, cohort: Cohort) -> list[tuple[CohortTab, str]]:
    """Every page about a cohort that somebody may open, with its address."""
    return [
        (tab, address_of(tab.url_name, cohort.public_id))
        for tab in cohort_tabs()
        if user.has_perm(tab.permission, cohort)
    ]


@pytest.mark.parametrize("who", ["coordinator", "facilitator"])
def test_every_page_opens_and_is_marked_with_its_group(cast: Cast, cohort: Cohort, who: str) -> None:
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    user = getattr(cast, who)
    client, pages = as_user(user), pages_for(user, cohort)
    assert len(pages) > 14
    for tab, url in pages:
        first, *rest = open_page(client, url)
        group = [href for other, href in pages if str(tab.group) and other.group == tab.group]
        entry = group[0] if group else url
        assert [(href, mark) for href, mark in first if mark] == [(entry, "true" if len(group) > 1 else "page")], url
        if len(group) > 1:
            # A page may have tabs of its own below.
            assert [href for href, _mark in rest[0]] == group, url
            assert [href for href, mark in rest[0] if mark == "page"] == [url]


def test_one_line_holds_the_entries(cast: Cast, cohort: Cohort) -> None:
    (row,) = open_page(as_user(cast.coordinator), address("cohort_detail", cohort.public_id))
    groups = {tab.group or tab.url_name for tab in cohort_tabs()}
    assert len(row) == len(groups) <= 7
    # What is in no group is a page on which somebody begins; whoever adds a tab thinks of its group.
    assert [tab.url_name for tab in cohort_tabs() if not tab.group] == ["courses:cohort_detail", "courses:class_list"]


def test_a_page_that_is_alone_in_its_group_stands_for_itself(
    cast: Cast, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, nominations = [tab for tab in cohort_tabs() if tab.group == registry.PEOPLE][:2]
    monkeypatch.setattr(registry, "_tabs", [people, nominations])
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    url = address("cohort_people", cohort.public_id)
    answer = as_user(cast.facilitator).get(url).content.decode()
    assert rows_of(answer) == [[(url, "page")]]
    assert f">{people.label}</a>" in answer


def test_who_may_not_list_people_sees_no_tab(cast: Cast, cohort: Cohort) -> None:
    assert open_page(as_user(cast.reviewer), address("cohort_detail", cohort.public_id)) == []
