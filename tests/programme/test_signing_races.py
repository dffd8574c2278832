"""Two people at once, in real threads with connections of their own, on whichever database the suite runs."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.people.errors import Conflict
from lms.programme.enums import ReviewState
from lms.programme.models import Review, SignOff
from lms.programme.services import refresh_review, sign
from tests.factories.people import make_reviewer
from tests.factories.programme import change_part, make_coordinator, make_review, seen_of, sign_all
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_reviewers_of_a_column_at_once_one_is_asked_to_confirm() -> None:
    review = make_review(parts=3)
    seen = seen_of(review, Column.ILO)
    people = [make_reviewer(Column.ILO), make_reviewer(Column.ILO)]
    results = at_once(
        *(
            lambda who=who: sign(review=review, column="ILO", verdict="approve", reason="", seen=seen, actor=who)
            for who in people
        )
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert SignOff.objects.filter(is_current=True).count() == 3


def test_the_last_two_columns_at_once_close_the_review_once() -> None:
    review = make_review(parts=2)
    ones = {column: make_reviewer(column) for column in (Column.PASKER, Column.ILO)}
    results = at_once(*(lambda c=column, who=who: sign_all(review, c, actor=who) for column, who in ones.items()))
    assert not any(isinstance(result, Conflict) for result in results)
    assert Review.objects.get(pk=review.pk).state == ReviewState.CLOSED


def test_a_signature_and_an_edit_at_once_never_sign_what_was_not_seen() -> None:
    editor = make_coordinator()
    review = make_review(parts=1, actor=editor)
    signer = make_reviewer(Column.ILO)
    seen = seen_of(review, Column.ILO)
    change_part(review, 1, "Judul baru")
    at_once(
        lambda: refresh_review(review=review, actor=editor),
        lambda: sign(review=review, column="ILO", verdict="approve", reason="", seen=seen, actor=signer),
    )
    (old,) = seen.values()
    assert set(SignOff.objects.values_list("digest", flat=True)) <= {old.digest}
