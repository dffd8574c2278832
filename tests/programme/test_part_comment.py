"""Adding a remark to a part, or a reply."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.models import PartComment, Review
from lms.programme.services import comment_on
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, part_address, part_of, status

pytestmark = pytest.mark.django_db


def path(review: Review, no: int = 1) -> str:
    return address("part_comment", review.public_id, part_of(review, no).public_id)


def test_a_remark_and_a_reply_lead_back_to_the_remark(cast: Cast) -> None:
    review = make_review()
    answer = as_user(cast.reviewer).post(path(review), {"text": "Kapan tepatnya?"})
    remark = PartComment.objects.get()
    place = f"{part_address(review)}#comment-{remark.public_id}"
    assert answer["Location"] == place
    answer = as_user(cast.coordinator).post(path(review), {"text": "Minggu pertama.", "parent": remark.public_id})
    assert answer["Location"] == place
    assert PartComment.objects.get(parent=remark).author == cast.coordinator


def test_denials(cast: Cast) -> None:
    review = make_review()
    assert status(None, "post", path(review), text="Halo") == 401
    assert status(cast.facilitator, "post", path(review), text="Halo") == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "post", path(review), text="Halo") == 404
    assert status(cast.reviewer, "get", path(review)) == 405
    assert status(cast.reviewer, "post", address("part_comment", review.public_id, "0" * 12), text="Halo") == 404
    assert not PartComment.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_bad_input_comes_back_as_typed(cast: Cast, text: str) -> None:
    review = make_review()
    answer = as_user(cast.reviewer).post(path(review), {"text": text})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["text"]
    assert text.strip() in answer.text
    assert not PartComment.objects.exists()


def test_a_reply_to_a_remark_on_another_part_is_a_remark_here(cast: Cast) -> None:
    review = make_review(parts=2)
    remark = comment_on(part=part_of(review, 1), text="Kapan?", actor=cast.reviewer)
    as_user(cast.reviewer).post(path(review, 2), {"text": "Balas", "parent": remark.public_id})
    assert PartComment.objects.get(text="Balas").parent is None


def test_the_second_tap_adds_nothing(cast: Cast) -> None:
    review = make_review()
    for _tap in range(2):
        assert status(cast.reviewer, "post", path(review), text="Kapan?") == 302
    assert PartComment.objects.count() == 1
