"""Saving as the ranking is made, sent by the page itself."""

from __future__ import annotations

import pytest

from assignments.models import MatchingAnswer
from courses.models import Cohort, Enrolment
from tests.assignments.lab.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.factories.assignments.lab import make_exercise, ranking, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(cast: Cast, cohort: Cohort) -> str:
    return address("exercise_save", make_exercise(actor=cast.coordinator, cohort=cohort).public_id)


def test_each_save_gives_the_number_of_the_next(url: str, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    assert client.post(url, typed(ranking("k1"))).json() == {"seq": 1}
    assert client.post(url, typed(ranking("k2"), seq=1)).json() == {"seq": 2}
    told = client.post(url, typed(ranking("k3"), seq=1))
    assert told.status_code == 409
    assert told.json()["message"]
    assert MatchingAnswer.objects.get().body["places"]["k2"]["rank"] == 1


def test_the_same_page_goes_on_though_an_answer_got_lost(url: str, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    client.post(url, typed(ranking("k1"), tab="a", turn="1"))
    assert client.post(url, typed(ranking("k2"), tab="a", turn="2")).json() == {"seq": 2}
    assert client.post(url, typed(ranking("k3"), tab="b", turn="3")).status_code == 409


def test_what_cannot_be_read_is_refused(url: str, enrolment: Enrolment) -> None:
    assert as_user(enrolment.user).post(url, typed(ranking("k1")) | {"decision": "??"}).status_code == 422
    assert as_user(enrolment.user).post(url, typed(ranking("k1")) | {"turn": "9" * 12}).status_code == 422
    assert not MatchingAnswer.objects.exists()


def test_who_may(url: str, cast: Cast, enrolment: Enrolment) -> None:
    assert status(None, "post", url) == 401
    assert status(cast.coordinator, "post", url) == 403
    assert status(cast.outsider, "post", url) == 404
    assert status(enrolment.user, "get", url) == 405
