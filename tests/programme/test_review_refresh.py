"""Taking in what the text says now."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.services import withdraw_review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import change_part, make_review
from tests.programme.asking import address, as_user, part_of, status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["admin", "coordinator"])
def test_an_edit_is_taken_in(cast: Cast, who: str) -> None:
    review = make_review()
    before = part_of(review).digest
    change_part(review, 1, "Judul baru")
    answer = as_user(getattr(cast, who)).post(address("review_refresh", review.public_id))
    assert answer["Location"] == review.get_absolute_url()
    assert part_of(review).digest != before
    assert part_of(review).title == "1. Judul baru"


def test_nothing_new_is_said_too(cast: Cast) -> None:
    review = make_review()
    page = as_user(cast.coordinator).post(address("review_refresh", review.public_id), follow=True)
    assert len(page.context["messages"]) == 1


def test_closed_meanwhile_is_told_and_changes_nothing(cast: Cast) -> None:
    review = make_review()
    withdraw_review(review=review, reason="Salah naskah", actor=review.opened_by)
    change_part(review, 1, "Judul baru")
    page = as_user(cast.coordinator).post(address("review_refresh", review.public_id), follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert part_of(review).title == "1. Kegiatan 1"


def test_denials(cast: Cast) -> None:
    path = address("review_refresh", make_review().public_id)
    assert status(None, "post", path) == 401
    for user in (cast.facilitator, cast.reviewer):
        assert status(user, "post", path) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "post", path) == 404
    assert status(cast.coordinator, "get", path) == 405
