"""Taking a remark up again."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.models import PartComment
from lms.programme.services import comment_on, resolve_comment
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_review
from tests.programme.asking import address, as_user, part_address, part_of, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(cast: Cast) -> PartComment:
    remark = comment_on(part=part_of(make_review()), text="Kapan?", actor=cast.reviewer)
    resolve_comment(comment=remark, actor=cast.coordinator)
    return remark


def test_it_is_open_again_and_says_so_once(cast: Cast, settled: PartComment) -> None:
    answer = as_user(cast.reviewer).post(address("comment_reopen", settled.public_id))
    assert answer["Location"] == part_address(settled.part.review)
    settled.refresh_from_db()
    assert (settled.resolved_at, settled.resolved_by) == (None, None)
    again = as_user(cast.reviewer).post(address("comment_reopen", settled.public_id))
    assert again.status_code == 409
    assert list(again.context["messages"])


def test_denials(cast: Cast, settled: PartComment) -> None:
    path = address("comment_reopen", settled.public_id)
    assert status(None, "post", path) == 401
    assert status(cast.facilitator, "post", path) == 403
    for user in (cast.supervisor, cast.unit_contact, cast.outsider, make_reviewer(Column.BALAI)):
        assert status(user, "post", path) == 404
    assert status(cast.reviewer, "get", path) == 405
    assert status(cast.reviewer, "post", address("comment_reopen", "0" * 12)) == 404
    assert PartComment.objects.get().resolved_at is not None
