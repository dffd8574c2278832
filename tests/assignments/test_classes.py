"""What this room says to the classes of a cohort: handouts, signs of life, tasks that are overdue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.models import Extension
from assignments.queries.classes import offers, risks, signs
from courses.models import Enrolment
from courses.queries.learning import facts_of
from courses.queries.risks import default_limits
from lms.people import clock
from tests.conftest import Cast
from tests.factories.assignments.submissions import make_handed_in, make_task
from tests.factories.courses import DURING, make_cohort, make_enrolment


@pytest.fixture
def enrolment(cast: Cast) -> Enrolment:
    with clock.at(DURING):
        cohort = make_cohort(actor=cast.coordinator)
        return make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)


def test_a_hand_in_is_a_sign_of_life_and_a_task_past_its_last_day_is_overdue(cast: Cast, enrolment: Enrolment) -> None:
    facts = facts_of(enrolment.cohort)
    with clock.at(DURING):
        task = make_task(actor=cast.coordinator, cohort=enrolment.cohort)
        assert [one.ref for one in offers(enrolment.cohort)] == [f"task:{task.public_id}"]
        assert (signs(facts), risks(facts, default_limits())) == ({}, [])
    last = clock.at_midday(task.due_on)
    with clock.at(last):
        assert risks(facts, default_limits()) == []
    with clock.at(last + timedelta(days=1)):
        assert [one.enrolment_id for one in risks(facts, default_limits())] == [enrolment.pk]
        later = task.due_on + timedelta(days=3)
        Extension.objects.create(task=task, enrolment=enrolment, due_on=later, reason="Cuti", actor=cast.coordinator)
        assert risks(facts, default_limits()) == []
    with clock.at(DURING):
        make_handed_in(task=task, enrolment=enrolment)
    assert signs(facts) == {enrolment.pk: DURING}
    with clock.at(last + timedelta(days=9)):
        assert risks(facts, default_limits()) == []
