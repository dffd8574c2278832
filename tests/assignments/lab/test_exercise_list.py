"""A participant's list of cases, and the home's line."""

from __future__ import annotations

import pytest

from assignments.services import lab
from assignments.services.lab import From
from courses.models import Cohort, Enrolment
from tests.assignments.lab.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.lab import make_exercise, ranking

pytestmark = pytest.mark.django_db


def test_open_handed_in_and_closed_cases_are_listed_drafts_are_not(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    made = [make_exercise(actor=cast.coordinator, cohort=cohort) for _number in range(3)]
    draft = make_exercise(actor=cast.coordinator, cohort=cohort, opened=False)
    lab.close_exercise(actor=cast.coordinator, exercise=made[0])
    lab.hand_in_answer(
        actor=enrolment.user, exercise=made[1], enrolment=enrolment, ranking=ranking("k1", "k2", "k3"), sent=From()
    )
    client = as_user(enrolment.user)
    page = client.get(address("exercise_list")).content.decode()
    assert all(one.version.title in page for one in made)
    assert draft.version.title not in page
    home = client.get("/dashboard/").content.decode()
    assert made[2].version.title in home
    assert made[0].version.title not in home


def test_without_cases_it_says_what_will_come(enrolment: Enrolment) -> None:
    page = as_user(enrolment.user).get(address("exercise_list")).content.decode()
    assert 'class="empty"' in page


def test_who_may(cast: Cast) -> None:
    assert status(None, "get", address("exercise_list")) == 401
    assert status(cast.outsider, "get", address("exercise_list")) == 200
    assert status(cast.outsider, "post", address("exercise_list")) == 405


def test_it_costs_the_same_with_one_and_three(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    make_exercise(actor=cast.coordinator, cohort=cohort)
    one = queries(as_user(enrolment.user), address("exercise_list"))
    for _number in range(2):
        make_exercise(actor=cast.coordinator, cohort=cohort)
    assert queries(as_user(enrolment.user), address("exercise_list")) == one
