"""Taking a version out of review."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion
from tests.cms.conftest import signed_in
from tests.conftest import Cast


def test_happy_path(cast: Cast, in_review: CurriculumVersion) -> None:
    url = reverse("cms:version_take_back", args=[in_review.public_id])
    signed_in(cast.coordinator).post(url, {"reason": "Menunggu pedoman"})
    in_review.refresh_from_db()
    assert in_review.state == VersionState.DRAFT


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider", "supervisor"])
def test_others_are_refused(who: str, cast: Cast, in_review: CurriculumVersion) -> None:
    assert (
        signed_in(getattr(cast, who)).post(reverse("cms:version_take_back", args=[in_review.public_id])).status_code
        == 403
    )


def test_visitors_sign_in_first(client: Client, in_review: CurriculumVersion) -> None:
    assert client.post(reverse("cms:version_take_back", args=[in_review.public_id]))["Location"].startswith(
        "/accounts/login/"
    )


def test_a_link_changes_nothing(cast: Cast, in_review: CurriculumVersion) -> None:
    assert (
        signed_in(cast.coordinator).get(reverse("cms:version_take_back", args=[in_review.public_id])).status_code == 405
    )


def test_an_unknown_version(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_take_back", args=["0" * 12])).status_code == 404


def test_without_a_reason_nothing_happens(cast: Cast, in_review: CurriculumVersion) -> None:
    response = signed_in(cast.coordinator).post(reverse("cms:version_take_back", args=[in_review.public_id]), {})
    assert response.status_code == 422
    in_review.refresh_from_db()
    assert in_review.state == VersionState.IN_REVIEW
