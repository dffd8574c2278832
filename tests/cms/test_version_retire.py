"""Retiring a version."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.cms import make_version


def test_happy_path(cast: Cast, published: CurriculumVersion) -> None:
    signed_in(cast.coordinator).post(reverse("cms:version_retire", args=[published.public_id]))
    published.refresh_from_db()
    assert published.state == VersionState.RETIRED


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider", "supervisor"])
def test_others_are_refused(who: str, cast: Cast, published: CurriculumVersion) -> None:
    assert (
        signed_in(getattr(cast, who)).post(reverse("cms:version_retire", args=[published.public_id])).status_code == 403
    )


def test_visitors_sign_in_first(client: Client, published: CurriculumVersion) -> None:
    assert client.post(reverse("cms:version_retire", args=[published.public_id]))["Location"].startswith(
        "/accounts/login/"
    )


def test_a_link_changes_nothing(cast: Cast, published: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).get(reverse("cms:version_retire", args=[published.public_id])).status_code == 405


def test_an_unknown_version(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_retire", args=["0" * 12])).status_code == 404


@pytest.fixture
def published(db: None) -> CurriculumVersion:
    return make_version()
