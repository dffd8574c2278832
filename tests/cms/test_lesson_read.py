"""The body of a lesson, for those who make and review it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import CurriculumVersion
from tests.cms.conftest import signed_in
from tests.conftest import Cast


def url(version: CurriculumVersion, slug: str = "pelajaran-1-1") -> str:
    return reverse("cms:lesson_read", args=[version.public_id, slug])


@pytest.mark.parametrize("who", ["admin", "coordinator", "facilitator", "reviewer"])
def test_those_who_may(cast: Cast, in_review: CurriculumVersion, who: str) -> None:
    page = signed_in(getattr(cast, who)).get(url(in_review))
    assert 'data-part="0"' in page.content.decode()


def test_reviewers_do_not_read_drafts(cast: Cast, draft: CurriculumVersion) -> None:
    assert signed_in(cast.reviewer).get(url(draft)).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "supervisor", "unit_contact"])
def test_others_are_refused(cast: Cast, in_review: CurriculumVersion, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(url(in_review)).status_code == 403


def test_visitors_sign_in_first(client: Client, in_review: CurriculumVersion) -> None:
    assert client.get(url(in_review))["Location"].startswith("/accounts/login/")


def test_what_is_no_lesson(cast: Cast, in_review: CurriculumVersion) -> None:
    assert signed_in(cast.coordinator).get(url(in_review, "modul-1")).status_code == 404
    assert signed_in(cast.coordinator).post(url(in_review)).status_code == 405
