"""The living page of components."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.ui.templatetags import ui

URL = "/ui/"
TEMPLATES = Path(ui.__file__).resolve().parents[1] / "templates" / "ui"
# Its own, and those that stand round it or that a form draws by itself.
SHOWING = ("component_list.html", "component_list_reading.html", "page.html", "base.html", "form_fields.html")
# Gives an address, draws nothing.
NOTHING_TO_SHOW = {"address"}


def test_every_component_is_on_it() -> None:
    page = "".join((TEMPLATES / name).read_text() for name in SHOWING)
    assert {name for name in ui.register.tags if f"{{% {name} " not in page} == NOTHING_TO_SHOW


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("id", "Komponen"), ("en", "Components")])
def test_shows_every_component_in_both_languages(client: Client, language: str, word: str) -> None:
    response = client.get(URL, {"language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.text
    assert f"<h1>{word}</h1>" in response.text


@pytest.mark.django_db
def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert '<html lang="id">' in client.get(URL, {"language": "xx"}).text


@pytest.mark.django_db
def test_is_not_there_outside_the_demo(client: Client, settings: Any) -> None:
    settings.PADAN_DEMO = False
    assert client.get(URL).status_code == 404


def test_only_reads(client: Client) -> None:
    assert client.post(URL).status_code == 405


def test_address() -> None:
    assert reverse("ui:component_list") == URL


@pytest.mark.django_db
def test_carries_no_inline_style_script_or_handler(client: Client) -> None:
    page = client.get(URL).text
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " on" + "click=" not in page


@pytest.mark.django_db
def test_asks_the_database_nothing_for_a_visitor(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get(URL)
