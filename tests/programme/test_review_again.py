"""Opening a new round on the same text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.models import Review
from lms.programme.services import withdraw_review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db
NEXT_WEEK = {"due_on": f"{clock.today() + timedelta(days=7)}"}


@pytest.fixture
def review(cast: Cast) -> Review:
    """A review that is over."""
    row = make_review()
    return withdraw_review(review=row, reason="Salah naskah", actor=row.opened_by)


def test_the_same_units_are_asked_about_the_text_as_it_is(cast: Cast, review: Review) -> None:
    answer = as_user(cast.coordinator).post(address("review_again", review.public_id), NEXT_WEEK)
    again = Review.objects.get(round=2)
    assert answer["Location"] == again.get_absolute_url()
    assert (again.subject, again.activity, again.columns.count()) == (review.subject, review.activity, 2)


@pytest.mark.parametrize("due", ["", "besok", f"{clock.today() - timedelta(days=1)}"])
def test_a_bad_day_opens_nothing(cast: Cast, review: Review, due: str) -> None:
    assert status(cast.coordinator, "post", address("review_again", review.public_id), due_on=due) == 422
    assert Review.objects.count() == 1


def test_while_a_round_is_open_there_is_no_other(cast: Cast, review: Review) -> None:
    path = address("review_again", review.public_id)
    assert status(cast.coordinator, "post", path, **NEXT_WEEK) == 302
    assert status(cast.coordinator, "post", path, **NEXT_WEEK) == 409
    assert Review.objects.count() == 2


def test_denials(cast: Cast, review: Review) -> None:
    path = address("review_again", review.public_id)
    assert status(None, "get", path) == status(None, "post", path, **NEXT_WEEK) == 401
    for user in (cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == status(user, "post", path, **NEXT_WEEK) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == status(user, "post", path, **NEXT_WEEK) == 404
    assert status(cast.coordinator, "put", path) == 405
    assert Review.objects.count() == 1
