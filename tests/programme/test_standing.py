"""Where a review stands, in a fixed number of queries."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.enums import WordState
from lms.programme.queries.standing import standing_of
from tests.factories.programme import make_review, sign_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("parts", [1, 3, 10, 100])
def test_queries_do_not_grow_with_the_parts(parts: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    review = make_review(parts=parts)
    sign_all(review, Column.ILO)
    with django_assert_num_queries(3):
        standing = standing_of(review)
    assert standing.counts("ILO")[WordState.APPROVED] == parts
    assert len(standing.awaited("PASKER")) == parts


def test_columns_come_in_the_order_of_the_matrix() -> None:
    review = make_review(columns=[Column.ILO, Column.BALAI, Column.PASKER])
    assert standing_of(review).columns == ["PASKER", "BALAI", "ILO"]


def test_a_review_without_parts_is_never_complete() -> None:
    review = make_review(parts=1)
    review.parts.update(is_present=False)
    assert not standing_of(review).complete
