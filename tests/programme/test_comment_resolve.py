"""Marking a remark as dealt with."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.models import PartComment
from lms.programme.services import comment_on
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, part_address, part_of, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def remark(cast: Cast) -> PartComment:
    return comment_on(part=part_of(make_review()), text="Kapan?", actor=cast.reviewer)


@pytest.mark.parametrize("who", ["reviewer", "coordinator", "admin"])
def test_units_that_sign_and_those_who_write_settle_it(cast: Cast, remark: PartComment, who: str) -> None:
    answer = as_user(getattr(cast, who)).post(address("comment_resolve", remark.public_id))
    assert answer["Location"] == part_address(remark.part.review)
    remark.refresh_from_db()
    assert remark.resolved_by == getattr(cast, who)


def test_the_second_is_told_who_was_faster(cast: Cast, remark: PartComment) -> None:
    as_user(cast.coordinator).post(address("comment_resolve", remark.public_id))
    answer = as_user(cast.reviewer).post(address("comment_resolve", remark.public_id))
    assert answer.status_code == 409
    assert list(answer.context["messages"])
    remark.refresh_from_db()
    assert remark.resolved_by == cast.coordinator


def test_denials(cast: Cast, remark: PartComment) -> None:
    path = address("comment_resolve", remark.public_id)
    assert status(None, "post", path) == 401
    assert status(cast.facilitator, "post", path) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "post", path) == 404
    assert status(cast.reviewer, "get", path) == 405
    assert status(cast.reviewer, "post", address("comment_resolve", "0" * 12)) == 404
    remark.refresh_from_db()
    assert remark.resolved_at is None
