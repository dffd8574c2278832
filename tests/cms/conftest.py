"""Versions for the staff's screens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from cms.models import CurriculumPage, CurriculumVersion
from cms.services import create_version, send_to_review
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review
from lms.programme.services import close_on_record
from tests.conftest import Cast
from tests.factories.cms import make_pages
from tests.factories.programme import make_programme


@pytest.fixture
def pages(db: None) -> CurriculumPage:
    return make_pages(lessons=2, modules=2)


@pytest.fixture
def draft(pages: CurriculumPage, cast: Cast) -> CurriculumVersion:
    return create_version(curriculum=pages, actor=cast.coordinator, note="Pertama")


@pytest.fixture
def in_review(draft: CurriculumVersion, cast: Cast) -> CurriculumVersion:
    make_programme(activities=5, columns=[Column.ILO])
    send_to_review(version=draft, due_on=clock.today() + timedelta(days=7), actor=cast.coordinator)
    draft.refresh_from_db()
    return draft


def close_reviews(cast: Cast) -> None:
    """Close every open review on record, a month from now."""
    with clock.at(clock.now() + timedelta(days=30)):
        for review in Review.objects.filter(state="open"):
            close_on_record(review=review, reason="Disetujui dalam rapat", actor=cast.admin)


def signed_in(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client
