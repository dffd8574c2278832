"""Taking the question back."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review, sign_all
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["admin", "coordinator"])
def test_it_is_taken_back_with_its_reason(cast: Cast, who: str) -> None:
    review = make_review()
    answer = as_user(getattr(cast, who)).post(
        address("review_withdraw", review.public_id), {"reason": " Salah naskah "}
    )
    assert answer["Location"] == review.get_absolute_url()
    review.refresh_from_db()
    assert (review.state, review.closing_reason) == (ReviewState.WITHDRAWN, "Salah naskah")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001])
def test_without_a_reason_nothing_happens(cast: Cast, reason: str) -> None:
    review = make_review()
    assert status(cast.coordinator, "post", address("review_withdraw", review.public_id), reason=reason) == 422
    assert Review.objects.get().is_open


def test_closed_by_its_last_signature_meanwhile(cast: Cast) -> None:
    review = make_review()
    for column in (Column.PASKER, Column.ILO):
        sign_all(review, column)
    answer = as_user(cast.coordinator).post(address("review_withdraw", review.public_id), {"reason": "Salah naskah"})
    assert answer.status_code == 409
    assert "Salah naskah" in answer.text
    assert Review.objects.get().state == ReviewState.CLOSED


def test_denials(cast: Cast) -> None:
    path = address("review_withdraw", make_review().public_id)
    assert status(None, "get", path) == status(None, "post", path, reason="x") == 401
    for user in (cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == status(user, "post", path, reason="x") == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "get", path) == status(user, "post", path, reason="x") == 404
    assert status(cast.coordinator, "put", path) == 405
    assert Review.objects.get().is_open
