"""Putting a version to the units."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion
from lms.people import clock
from lms.people.enums import Column
from lms.programme.models import Review
from tests.cms.conftest import signed_in
from tests.conftest import Cast
from tests.factories.programme import make_programme


def test_happy_path(cast: Cast, draft: CurriculumVersion) -> None:
    make_programme(activities=5, columns=[Column.ILO])
    due = clock.today() + timedelta(days=7)
    response = signed_in(cast.coordinator).post(
        reverse("cms:version_send", args=[draft.public_id]), {"due_on": due.isoformat()}
    )
    assert response["Location"] == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.state == VersionState.IN_REVIEW
    assert Review.objects.filter(due_on=due).count() == 2


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider", "supervisor"])
def test_others_are_refused(who: str, cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(getattr(cast, who)).post(reverse("cms:version_send", args=[draft.public_id])).status_code == 403


def test_visitors_sign_in_first(client: Client, draft: CurriculumVersion) -> None:
    assert client.post(reverse("cms:version_send", args=[draft.public_id]))["Location"].startswith("/accounts/login/")


def test_a_link_changes_nothing(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).get(reverse("cms:version_send", args=[draft.public_id])).status_code == 405


def test_an_unknown_version(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_send", args=["0" * 12])).status_code == 404


@pytest.mark.parametrize("due", ["", "kemarin", "2001-01-01"])
def test_a_bad_date_is_said_and_kept(cast: Cast, draft: CurriculumVersion, due: str) -> None:
    make_programme(activities=5, columns=[Column.ILO])
    response = signed_in(cast.coordinator).post(reverse("cms:version_send", args=[draft.public_id]), {"due_on": due})
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert not Review.objects.exists()


def test_only_the_form_that_was_refused_is_unfolded(cast: Cast, in_review: CurriculumVersion) -> None:
    pages = {
        name: signed_in(cast.coordinator).post(reverse(f"cms:version_{name}", args=[in_review.public_id]), {})
        for name in ("send", "take_back")
    }
    unfolded = {name: '<details class="fold" open>' in page.content.decode() for name, page in pages.items()}
    assert unfolded == {"send": False, "take_back": True}
