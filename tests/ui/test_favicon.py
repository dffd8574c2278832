"""The icon at the address that browsers ask for on their own."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

pytestmark = pytest.mark.django_db


def test_it_is_a_small_icon_kept_for_long(client: Client) -> None:
    response = client.get("/favicon.ico")
    content = b"".join(response.streaming_content)
    assert (response.status_code, response["Content-Type"]) == (200, "image/x-icon")
    assert Image.open(BytesIO(content)).format == "ICO"
    assert len(content) < 4096
    assert "max-age=2592000" in response["Cache-Control"]


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/favicon.ico").status_code == 405


def test_every_page_names_the_drawn_one(client: Client) -> None:
    assert '<link rel="icon" href="/static/ui/icon.svg"' in client.get("/accounts/login/").content.decode()
