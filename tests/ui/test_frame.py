"""The frame round every page is kept for each role, language and place; what is one person's is filled in for each page."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lms.people.enums import Role
from lms.ui import frame
from tests.conftest import Cast
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db


def page(user: object, path: str = "/profile/") -> str:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(path).content.decode()


def test_two_people_of_a_role_share_the_frame_and_nothing_of_their_own() -> None:
    unit = make_unit(name="BPVP Samarinda")
    one, other = (
        make_user(name="Sri Rahayu", work_unit=unit),
        make_user(name="Joko <b>Susilo</b>", work_unit=make_unit()),
    )
    for person in (one, other):
        give_role(person, Role.COORDINATOR)
    frame._kept.cache_clear()
    first = page(one)
    drawn = frame._kept.cache_info().misses
    second = page(other)
    assert frame._kept.cache_info().misses == drawn, "the second page found the frame ready"
    assert "Sri Rahayu" in first
    assert "BPVP Samarinda" in first
    assert "Sri Rahayu" not in second
    assert "BPVP Samarinda" not in second
    assert "Joko &lt;b&gt;Susilo" in second
    tokens = {re.search(r'csrfmiddlewaretoken" value="(\w{64})"', text)[1] for text in (first, second)}  # type: ignore[index]
    assert len(tokens) == 2
    assert "\ue000" not in first + second


def test_the_frame_follows_the_role_the_language_and_the_place(cast: Cast) -> None:
    here = 'href="/people/" aria-current="page"'
    assert here in page(cast.coordinator, "/people/")
    assert here not in page(cast.coordinator)
    assert 'href="/people/"' not in page(cast.outsider)
    assert "Skip to the content" not in page(cast.coordinator)
    cast.coordinator.language = "en"
    cast.coordinator.save()
    assert "Skip to the content" in page(cast.coordinator)


def test_a_role_that_has_ended_takes_its_entries_along(cast: Cast) -> None:
    person = make_user()
    role = give_role(person, Role.COORDINATOR)
    assert 'href="/people/"' in page(person)
    role.delete()
    assert 'href="/people/"' not in page(person)


def test_the_way_back_after_changing_the_language_is_this_page(client: Client) -> None:
    assert (
        'name="next" value="/accounts/login/?next=/matrix/&amp;a=1"'
        in client.get("/accounts/login/?next=/matrix/&a=1").content.decode()
    )
