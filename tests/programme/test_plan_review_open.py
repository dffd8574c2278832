"""Putting the plan before the units of an activity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock
from lms.programme.models import Review
from tests.conftest import Cast
from tests.factories.programme import make_programme
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db
NEXT_WEEK = {"due_on": f"{clock.today() + timedelta(days=7)}"}


@pytest.fixture(autouse=True)
def programme(cast: Cast) -> None:
    make_programme(activities=2)


def test_who_may(cast: Cast) -> None:
    path = address("plan_review_open", 1)
    assert status(None, "get", path) == status(None, "post", path) == 401
    for user in (cast.admin, cast.coordinator):
        assert status(user, "get", path) == 200
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", path) == status(user, "post", path, **NEXT_WEEK) == 403
    assert status(cast.coordinator, "put", path) == 405
    assert status(cast.coordinator, "get", address("plan_review_open", 3)) == 404
    assert not Review.objects.exists()


def test_the_units_of_the_activity_are_asked_for_each_part(cast: Cast) -> None:
    answer = as_user(cast.coordinator).post(address("plan_review_open", 2), NEXT_WEEK)
    review = Review.objects.get()
    assert answer["Location"] == review.get_absolute_url()
    assert (review.activity.no, review.parts.count(), review.columns.count()) == (2, 2, 2)


@pytest.mark.parametrize("due", ["", "besok", f"{clock.today() - timedelta(days=1)}"])
def test_a_bad_day_comes_back(cast: Cast, due: str) -> None:
    answer = as_user(cast.coordinator).post(address("plan_review_open", 1), {"due_on": due})
    assert answer.status_code == 422
    assert due in answer.text
    assert not Review.objects.exists()


def test_a_second_review_of_the_same_is_refused_in_words(cast: Cast) -> None:
    client = as_user(cast.coordinator)
    client.post(address("plan_review_open", 1), NEXT_WEEK)
    answer = client.post(address("plan_review_open", 1), NEXT_WEEK)
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()
    assert Review.objects.count() == 1
