"""Closing past the due date, with what is open on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from lms.programme.services import close_on_record
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(cast: Cast) -> Iterator[Review]:
    """A review on the day after its due date."""
    row = make_review(days=0)
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        yield row


def test_an_administrator_closes_it_with_a_reason(cast: Cast, review: Review) -> None:
    answer = as_user(cast.admin).post(address("review_close", review.public_id), {"reason": "Diputuskan rapat"})
    assert answer["Location"] == review.get_absolute_url()
    review.refresh_from_db()
    assert (review.state, review.closing_reason) == (ReviewState.CLOSED_ON_RECORD, "Diputuskan rapat")


def test_not_before_the_day_after_the_due_date(cast: Cast) -> None:
    review = make_review(days=0)
    answer = as_user(cast.admin).post(address("review_close", review.public_id), {"reason": "Diputuskan rapat"})
    assert answer.status_code == 422
    assert "Diputuskan rapat" in answer.text
    assert Review.objects.get().is_open
    assert address("review_close", review.public_id) not in as_user(cast.admin).get(review.get_absolute_url()).text


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001])
def test_without_a_reason_nothing_happens(cast: Cast, review: Review, reason: str) -> None:
    assert status(cast.admin, "post", address("review_close", review.public_id), reason=reason) == 422
    assert Review.objects.get().is_open


def test_the_second_administrator_is_told(cast: Cast, review: Review) -> None:
    close_on_record(review=review, reason="Diputuskan rapat", actor=cast.admin)
    assert status(cast.admin, "post", address("review_close", review.public_id), reason="Lain") == 409
    assert Review.objects.get().closing_reason == "Diputuskan rapat"


def test_denials(cast: Cast, review: Review) -> None:
    path = address("review_close", review.public_id)
    assert status(None, "get", path) == status(None, "post", path, reason="x") == 401
    for user in (cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == status(user, "post", path, reason="x") == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == status(user, "post", path, reason="x") == 404
    assert status(cast.admin, "put", path) == 405
    assert Review.objects.get().is_open
