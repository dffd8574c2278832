"""The pages about a cohort stand beside each other, for who may open them."""

from __future__ import annotations

import re

import pytest

from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from tests.conftest import Cast
from tests.courses.asking import address, as_user

pytestmark = pytest.mark.django_db


def tabs(page: str) -> list[tuple[str, bool]]:
    """The addresses of the tabs, and whether each is the page one is on."""
    block = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)"( aria-current="page")?', block[0]) if block else []
    return [(href, bool(current)) for href, current in found]


def test_the_page_one_is_on_is_marked_and_only_that(cast: Cast, cohort: Cohort) -> None:
    client = as_user(cast.coordinator)
    for name in ("cohort_detail", "cohort_people"):
        url = address(name, cohort.public_id)
        here = [href for href, current in tabs(client.get(url).content.decode()) if current]
        assert here == [url]


def test_every_tab_opens_for_who_sees_it(cast: Cast, cohort: Cohort) -> None:
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for user in (cast.coordinator, cast.facilitator):
        client = as_user(user)
        found = tabs(client.get(address("cohort_detail", cohort.public_id)).content.decode())
        assert len(found) >= 2
        assert [client.get(href).status_code for href, _current in found] == [200] * len(found)


def test_who_may_not_list_people_sees_no_tab(cast: Cast, cohort: Cohort) -> None:
    assert tabs(as_user(cast.reviewer).get(address("cohort_detail", cohort.public_id)).content.decode()) == []
