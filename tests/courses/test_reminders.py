"""Of which places people are reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.enums import EnrolmentState
from courses.models import Cohort
from courses.reminders import invitations, places
from courses.services import enrolments
from lms.people import clock
from lms.people.services import add_person
from tests.conftest import Cast
from tests.factories.courses import make_enrolment

pytestmark = pytest.mark.django_db


def test_a_place_that_is_not_taken_up_for_days(cast: Cast, cohort: Cohort) -> None:
    waiting = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.ACCEPTED)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert list(places(clock.now())) == []
    later = clock.now() + timedelta(days=3)
    (one,) = places(later)
    assert (one.to, one.path, one.about) == (waiting.user, "/dashboard/", waiting)
    enrolments.take_up(actor=waiting.user, enrolment=waiting)
    assert list(places(later)) == []


def test_invitations_without_an_answer_are_the_coordinators(cast: Cast, cohort: Cohort) -> None:
    for number in range(2):
        new = add_person(
            actor=cast.admin, email=f"baru{number}@example.test", name=f"Baru {number}", work_unit=cast.unit
        )
        make_enrolment(actor=cast.coordinator, cohort=cohort, user=new, state=EnrolmentState.ACCEPTED)
    assert list(invitations(clock.now())) == []
    later = clock.now() + timedelta(days=3)
    (one,) = invitations(later)
    assert one.to == cast.coordinator
    assert one.values["count"] == 2
    assert cohort.public_id in one.path
    assert list(places(later)) == [], "who has no account is not reminded where nobody reads it"
