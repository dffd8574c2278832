"""Taking newer texts in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.enums import VersionState
from cms.models import CurriculumVersion, LessonPage
from tests.cms.conftest import signed_in
from tests.conftest import Cast


def test_happy_path(cast: Cast, draft: CurriculumVersion) -> None:
    lesson = LessonPage.objects.get(slug="pelajaran-1-1")
    lesson.content = [("text", "<p>Baru.</p>")]
    lesson.save_revision()
    before = draft.digest
    signed_in(cast.coordinator).post(reverse("cms:version_refresh", args=[draft.public_id]))
    draft.refresh_from_db()
    assert draft.digest != before
    assert draft.state == VersionState.DRAFT


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider", "supervisor"])
def test_others_are_refused(who: str, cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(getattr(cast, who)).post(reverse("cms:version_refresh", args=[draft.public_id])).status_code == 403


def test_visitors_sign_in_first(client: Client, draft: CurriculumVersion) -> None:
    assert client.post(reverse("cms:version_refresh", args=[draft.public_id]))["Location"].startswith(
        "/accounts/login/"
    )


def test_a_link_changes_nothing(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).get(reverse("cms:version_refresh", args=[draft.public_id])).status_code == 405


def test_an_unknown_version(cast: Cast) -> None:
    assert signed_in(cast.coordinator).post(reverse("cms:version_refresh", args=["0" * 12])).status_code == 404
