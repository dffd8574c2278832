"""Files of lessons under their digest."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from cms.media import keep
from tests.cms.conftest import signed_in
from tests.conftest import Cast

CONTENT = b"%PDF-1.4 contoh"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def _kept() -> None:
    keep(DIGEST, "lembar.pdf", CONTENT)


def test_anybody_signed_in_who_knows_the_digest(cast: Cast) -> None:
    response = signed_in(cast.outsider).get(reverse("cms:kept_file", args=[DIGEST, "lembar.pdf"]))
    assert b"".join(response.streaming_content) == CONTENT
    assert "attachment" in response["Content-Disposition"]
    assert "immutable" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("digest", "name"), [("f" * 64, "x.pdf"), ("..", "x.pdf"), (DIGEST, "x.exe"), (DIGEST, "360.webp")]
)
def test_what_is_not_there(cast: Cast, digest: str, name: str) -> None:
    assert signed_in(cast.outsider).get(f"/lesson-files/{digest}/{name}").status_code == 404


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(f"/lesson-files/{DIGEST}/lembar.pdf")["Location"].startswith("/accounts/login/")
