"""The home of the role that is worn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.http import HttpRequest

from lms.people import registry
from lms.people.enums import Column, Role
from lms.people.registry import Panel
from tests.conftest import Cast
from tests.factories.people import give_role
from tests.people.asking import ask, is_sent_to_sign_in

PATH = "/dashboard/"


@pytest.fixture
def panel() -> Iterator[None]:
    """A room's piece on the facilitator's home."""

    def source(request: HttpRequest) -> Panel:
        return Panel("people/_roles.html", {"roles": [], "marker": "x"})

    before = {role: list(entries) for role, entries in registry._panels.items()}
    registry._panels.clear()
    registry.add_panel(Role.FACILITATOR, 1, source)
    yield
    registry._panels.clear()
    registry._panels.update(before)


@pytest.mark.django_db
def test_a_visitor_is_sent_to_sign_in() -> None:
    assert is_sent_to_sign_in(PATH)


@pytest.mark.django_db
def test_pieces_of_the_role_are_drawn_and_no_others(cast: Cast, panel: None) -> None:
    assert len(ask(cast.facilitator, PATH).context["panels"]) == 1
    assert ask(cast.reviewer, PATH).context["panels"] == []


@pytest.mark.django_db
def test_an_empty_home_says_what_to_do(cast: Cast, panel: None) -> None:
    page = ask(cast.outsider, PATH).content.decode()
    assert "/profile/" in page
    assert ask(cast.reviewer, PATH).status_code == 200


@pytest.mark.django_db
def test_it_is_only_read(cast: Cast) -> None:
    assert ask(cast.admin, PATH, "post").status_code == 405


@pytest.mark.django_db
def test_the_administrators_home_shows_who_waits_with_few_queries(
    cast: Cast, client: object, django_assert_num_queries: object
) -> None:
    page = ask(cast.admin, PATH)
    assert "people/panel_accounts.html" in [template.name for template in page.templates]


@pytest.mark.django_db
def test_the_first_of_several_hats_is_worn(cast: Cast) -> None:
    give_role(cast.facilitator, Role.REVIEWER, column=Column.ILO)
    assert ask(cast.facilitator, PATH).wsgi_request.hat == Role.FACILITATOR  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_one_piece_alone_has_the_look_of_the_next_thing(cast: Cast, panel: None) -> None:
    def asking(title: str) -> Panel:
        context = {"next": {"waits": True, "title": title, "eyebrow": "x"}}
        return Panel("courses/_next.html", context, asks=title != "Pengumuman")

    titles = ["Pengumuman", "Tes awal", "Pelajaran 1"]
    for order, title in enumerate(titles, start=2):
        registry.add_panel(Role.FACILITATOR, order, lambda request, title=title: asking(title))
    page = ask(cast.facilitator, PATH).content.decode()
    looks = re.findall(rf'<section class="card (\w+)"[^>]*>.*?({"|".join(titles)})', page, re.DOTALL)
    assert looks == [("plain", "Pengumuman"), ("next", "Tes awal"), ("plain", "Pelajaran 1")]


def test_no_piece_of_a_home_takes_the_look_of_the_next_thing_by_itself() -> None:
    rooms = [Path(room.path) for room in apps.get_app_configs()]
    texts = {path: path.read_text() for room in rooms for path in room.glob("templates/*/panel_*.html")}
    pieces = {path.name: text for path, text in texts.items() if "{% extends" not in text}
    assert len(pieces) > 30
    assert [name for name, text in pieces.items() if 'tone="next"' in text] == []
    # Every piece goes by such a name; what pieces include is looked at where whole homes are opened (tests/demo/test_world.py).
    sources = [path.read_text() for room in {path.parents[2] for path in texts} for path in room.rglob("*.py")]
    offered = {name for text in sources for name in re.findall(r'\bPanel\(\s*"(\w+/[\w/]+\.html)"', text)}
    assert len(offered) > 30
    assert [name for name in offered if "/panel_" not in name] == []
