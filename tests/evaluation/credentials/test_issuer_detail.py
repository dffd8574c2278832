"""Who issues."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import reverse

URL = reverse("evaluation:issuer_detail")


def test_it_names_the_ministry_and_its_did(client: Client, db: None) -> None:
    profile = json.loads(client.get(URL).content)
    assert profile["id"] == "did:web:padan.example:credentials"
    assert "Ketenagakerjaan" in profile["name"]


def test_wrong_method(client: Client, db: None) -> None:
    assert client.post(URL).status_code == 405
