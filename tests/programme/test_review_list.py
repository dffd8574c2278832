"""The list of reviews: what waits for me, what else is open, what was closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.models import Review
from lms.programme.services import open_review, withdraw_review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_programme, make_review, sign_all
from tests.programme.asking import address, as_user, queries, status

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def listed(user: object, part: str) -> list[Review]:
    return [row.review for row in as_user(user).get(address("review_list")).context[part]]  # type: ignore[arg-type]


def test_who_may(cast: Cast) -> None:
    path = address("review_list")
    assert status(None, "get", path) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", path) == 403
    assert status(cast.coordinator, "post", path) == 405


def test_what_waits_for_my_unit_stands_apart(cast: Cast) -> None:
    review = make_review()
    assert (listed(cast.reviewer, "mine"), listed(cast.reviewer, "others")) == ([review], [])
    assert (listed(cast.coordinator, "mine"), listed(cast.coordinator, "others")) == ([], [review])
    sign_all(review, ILO, actor=cast.reviewer)
    assert (listed(cast.reviewer, "mine"), listed(cast.reviewer, "others")) == ([], [review])
    sign_all(review, PASKER)
    assert (listed(cast.reviewer, "others"), listed(cast.reviewer, "past")) == ([], [review])


def test_reviewers_see_those_of_their_units_alone(cast: Cast) -> None:
    review, stranger = make_review(columns=[PASKER]), make_reviewer(Column.BALAI)
    assert listed(make_reviewer(PASKER), "mine") == [review]
    for user in (cast.reviewer, stranger):
        assert listed(user, "mine") == listed(user, "others") == []
    assert listed(cast.facilitator, "others") == [review]


def test_the_most_urgent_stands_first(cast: Cast) -> None:
    programme = make_programme(activities=2, columns=[ILO])
    for no, days in ((1, 9), (2, 3)):
        due_on = clock.today() + timedelta(days=days)
        open_review(subject=programme, activity_no=no, due_on=due_on, actor=cast.coordinator)
    assert [review.activity.no for review in listed(cast.reviewer, "mine")] == [2, 1]


def test_closed_ones_are_paged(cast: Cast) -> None:
    programme = make_programme(activities=1, columns=[ILO])
    for _round in range(21):
        review = open_review(subject=programme, activity_no=1, due_on=clock.today(), actor=cast.coordinator)
        withdraw_review(review=review, reason="Salah naskah", actor=cast.coordinator)
    client = as_user(cast.reviewer)
    pages = [client.get(address("review_list"), {"page": no}).context["past"] for no in ("1", "2", "x", "99")]
    assert [len(rows) for rows in pages] == [20, 1, 20, 1]
    assert pages[0][0].review.round == 21


@pytest.mark.parametrize("many", [1, 3, 9])
def test_the_same_queries_however_many_reviews(cast: Cast, many: int) -> None:
    programme = make_programme(activities=many, columns=[ILO, PASKER])
    for no in range(1, many + 1):
        for withdrawn in (True, False):
            review = open_review(subject=programme, activity_no=no, due_on=clock.today(), actor=cast.coordinator)
            if withdrawn:
                withdraw_review(review=review, reason="Salah naskah", actor=cast.coordinator)
        sign_all(review, PASKER)
    assert queries(as_user(cast.reviewer), address("review_list")) == 12
