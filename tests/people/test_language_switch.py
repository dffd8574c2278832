"""Changing the language."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.people.asking import ask

PATH = "/language/"


@pytest.mark.django_db
def test_a_visitor_gets_a_cookie_and_comes_back(client: Client) -> None:
    answer = client.post(PATH, {"language": "en", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert answer.cookies["language"].value == "en"
    assert client.get("/accounts/login/").wsgi_request.LANGUAGE_CODE == "en"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_on_an_account_it_stays(cast: Cast, client: Client) -> None:
    client.force_login(cast.outsider)
    client.post(PATH, {"language": "en", "next": "/profile/"})
    cast.outsider.refresh_from_db()
    assert cast.outsider.language == "en"
    assert AuditEntry.objects.filter(action="people.profile.update").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["xx", "", "id' or 1=1"])
def test_another_language_changes_nothing(client: Client, language: str) -> None:
    assert "language" not in client.post(PATH, {"language": language}).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(client: Client, after: str) -> None:
    assert client.post(PATH, {"language": "en", "next": after})["Location"] == "/"


@pytest.mark.django_db
def test_reading_is_refused() -> None:
    assert ask(None, PATH).status_code == 405
