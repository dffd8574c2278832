"""Giving the units more time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.services import withdraw_review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [0, 30])
def test_today_or_later(cast: Cast, days: int) -> None:
    review, due = make_review(), clock.today() + timedelta(days=days)
    answer = as_user(cast.coordinator).post(address("review_due", review.public_id), {"due_on": f"{due}"})
    assert answer["Location"] == review.get_absolute_url()
    review.refresh_from_db()
    assert review.due_on == due


@pytest.mark.parametrize("due", ["", "besok", "2026-02-30", f"{clock.today() - timedelta(days=1)}"])
def test_a_bad_day_comes_back_as_typed(cast: Cast, due: str) -> None:
    review = make_review()
    before = review.due_on
    answer = as_user(cast.coordinator).post(address("review_due", review.public_id), {"due_on": due})
    assert answer.status_code == 422
    assert f'value="{due}"' in answer.text or not due
    review.refresh_from_db()
    assert review.due_on == before


def test_closed_meanwhile_is_told(cast: Cast) -> None:
    review = make_review()
    withdraw_review(review=review, reason="Salah naskah", actor=review.opened_by)
    data = {"due_on": f"{clock.today() + timedelta(days=30)}"}
    assert status(cast.coordinator, "post", address("review_due", review.public_id), **data) == 409


def test_denials(cast: Cast) -> None:
    path, data = address("review_due", make_review().public_id), {"due_on": f"{clock.today()}"}
    assert status(None, "get", path) == status(None, "post", path, **data) == 401
    for user in (cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == status(user, "post", path, **data) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == status(user, "post", path, **data) == 404
    assert status(cast.coordinator, "put", path) == 405
