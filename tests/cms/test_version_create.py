"""Taking a new version."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import CurriculumPage, CurriculumVersion
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import make_curriculum

URL = "/curriculum-versions/new/"


def test_happy_path(cast: Cast, pages: CurriculumPage) -> None:
    client = signed_in(cast.coordinator)
    assert client.get(URL).status_code == 200
    response = client.post(URL, {"note": "Kasus baru"})
    version = CurriculumVersion.objects.get()
    assert response["Location"] == version.get_absolute_url()
    assert version.note == "Kasus baru"


def test_an_empty_curriculum_is_said_and_the_note_kept(cast: Cast) -> None:
    make_curriculum()
    page = signed_in(cast.coordinator).post(URL, {"note": "Kasus baru"})
    assert page.status_code == 422
    assert "Kasus baru" in page.content.decode()
    assert page.context["form"].non_field_errors()


def test_no_curriculum_at_all(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(URL, {}).context["form"].non_field_errors()


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    assert signed_in(getattr(cast, who)).post(reverse("cms:version_create")).status_code == 403


def test_visitors_sign_in_first(client: Client, db: None) -> None:
    assert client.get(URL)["Location"].startswith("/accounts/login/")
