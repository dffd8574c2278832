"""One version."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion
from tests.cms.conftest import close_reviews, signed_in
from tests.conftest import Cast
from tests.factories.cms import make_version


def test_contents_sums_and_reviews(cast: Cast, in_review: CurriculumVersion) -> None:
    page = signed_in(cast.coordinator).get(in_review.get_absolute_url())
    assert page.context["sums"].jp == 4
    assert page.context["sums"].lessons == 4
    assert [standing.review.state for standing in page.context["standings"]] == ["open", "open"]
    assert len(page.context["blockers"]) == 2


def test_when_both_reviews_are_closed_it_can_be_published(cast: Cast, in_review: CurriculumVersion) -> None:
    close_reviews(cast)
    page = signed_in(cast.coordinator).get(in_review.get_absolute_url()).content.decode()
    assert reverse("cms:version_publish", args=[in_review.public_id]) in page


@pytest.mark.parametrize("who", ["facilitator", "reviewer"])
def test_readers_get_no_buttons(cast: Cast, in_review: CurriculumVersion, who: str) -> None:
    page = signed_in(getattr(cast, who)).get(in_review.get_absolute_url())
    assert page.status_code == 200
    assert "/publish/" not in page.content.decode()
    assert "/send/" not in page.content.decode()


def test_a_reviewer_does_not_see_a_draft(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.reviewer).get(draft.get_absolute_url()).status_code == 404


def test_others_are_refused(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.outsider).get(draft.get_absolute_url()).status_code == 403


def test_visitors_sign_in_first(client: Client, draft: CurriculumVersion) -> None:
    assert client.get(draft.get_absolute_url())["Location"].startswith("/accounts/login/")


def test_wrong_method(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).post(draft.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("lessons", [1, 3])
def test_it_costs_the_same(cast: Cast, lessons: int, django_assert_num_queries) -> None:
    version = make_version(lessons=lessons, state=VersionState.DRAFT)
    client = signed_in(cast.coordinator)
    client.get(version.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(version.get_absolute_url())
