"""Publishing a version."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion
from tests.cms.conftest import close_reviews, signed_in
from tests.conftest import Cast


def test_happy_path(cast: Cast, in_review: CurriculumVersion) -> None:
    close_reviews(cast)
    signed_in(cast.coordinator).post(reverse("cms:version_publish", args=[in_review.public_id]))
    in_review.refresh_from_db()
    assert in_review.state == VersionState.PUBLISHED


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider", "supervisor"])
def test_others_are_refused(who: str, cast: Cast, in_review: CurriculumVersion) -> None:
    assert (
        signed_in(getattr(cast, who)).post(reverse("cms:version_publish", args=[in_review.public_id])).status_code
        == 403
    )


def test_visitors_sign_in_first(client: Client, in_review: CurriculumVersion) -> None:
    assert client.post(reverse("cms:version_publish", args=[in_review.public_id]))["Location"].startswith(
        "/accounts/login/"
    )


def test_a_link_changes_nothing(cast: Cast, in_review: CurriculumVersion) -> None:
    assert (
        signed_in(cast.coordinator).get(reverse("cms:version_publish", args=[in_review.public_id])).status_code == 405
    )


def test_an_unknown_version(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_publish", args=["0" * 12])).status_code == 404


def test_an_open_review_is_named(cast: Cast, in_review: CurriculumVersion) -> None:
    response = signed_in(cast.coordinator).post(reverse("cms:version_publish", args=[in_review.public_id]), follow=True)
    assert "4" in str(next(iter(response.context["messages"])))
    in_review.refresh_from_db()
    assert in_review.state == VersionState.IN_REVIEW
