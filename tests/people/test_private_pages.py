"""What somebody who is signed in is shown is kept by no one in between."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.people.asking import ask


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/dashboard/", "/profile/", "/people/", "/people/audit/", "/no-such-page/"])
def test_a_page_of_somebody_is_private(cast: Cast, path: str) -> None:
    assert ask(cast.admin, path)["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_what_says_itself_how_long_it_keeps_is_left_alone(cast: Cast) -> None:
    icon = ask(cast.admin, "/favicon.ico")
    icon.close()
    assert "public" in icon["Cache-Control"]
    assert "Cache-Control" not in Client().get("/ui/")
