"""The demo's cohorts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from courses.queries.learning import facts_of, learners_of, reading_of
from courses.queries.progress import figures_of
from lms.demo import courses as demo
from lms.demo import people as cast
from lms.people import clock
from lms.people.models import User
from tests.factories.courses import make_programme, make_version

S = EnrolmentState
TODAY = date(2026, 11, 24)


def build(count: int = 30, today: date = TODAY) -> list[Cohort]:
    units, text, chance = cast.build_units(), cast.build_consent(), Random(1)
    with clock.at(clock.at_midday(demo.Dates.of(today).begin, minutes=-240)):
        staff = cast.build_staff(units=units, consent_text=text, chance=chance)
        people = cast.build_participants(
            count=count + demo.EXTRA, units=units, consent_text=text, actor=None, chance=chance
        )
    version = make_version(actor=staff["admin"], modules=8, lessons=3)
    built = demo.build_cohorts(
        programme=make_programme(), version=version, staff=staff, people=people, today=today, chance=chance
    )
    demo.finish_first_cohort(cohort=built[0], staff=staff)
    for cohort in built:
        cohort.refresh_from_db()
    return built


@pytest.mark.django_db
def test_one_has_finished_one_is_in_the_field_one_has_just_begun() -> None:
    with clock.at(clock.at_midday(TODAY)):
        finished, running, new = build()
        assert [one.state for one in (finished, running, new)] == [
            CohortState.FINISHED,
            CohortState.OPEN,
            CohortState.OPEN,
        ]
        assert facts_of(running).plan.on(TODAY).kind == "field"  # type: ignore[union-attr]
        assert facts_of(new).plan.on(TODAY).kind == "online"  # type: ignore[union-attr]
        states = Counter(Enrolment.objects.filter(cohort=finished).values_list("state", flat=True))
        assert states == {S.COMPLETED: 11, S.NOT_COMPLETED: 1}
        figures = figures_of(facts_of(running))
        assert (figures.active, figures.finished, figures.stuck) == (30, 28, 2)


@pytest.mark.django_db
def test_the_new_cohort_has_somebody_in_each_state_that_it_can_have() -> None:
    with clock.at(clock.at_midday(TODAY)):
        _finished, _running, new = build()
        states = Counter(Enrolment.objects.filter(cohort=new).values_list("state", flat=True))
    assert states == {
        S.ACTIVE: 4,
        S.ACCEPTED: 2,
        S.WAITLISTED: 1,
        S.NOMINATED: 1,
        S.DECLINED: 1,
        S.WITHDRAWN: 1,
    }


@pytest.mark.django_db
def test_peserta02_is_in_module_two() -> None:
    with clock.at(clock.at_midday(TODAY)):
        build()
        (learner,) = learners_of(User.objects.get(email="peserta02@demo.test"))
        resume = reading_of(learner).resume
    assert resume is not None
    assert resume.code.startswith("LKP-2.")


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2026, 11, day) for day in range(23, 30)])
def test_it_works_on_every_day_of_the_week_and_nothing_happens_in_the_future(today: date) -> None:
    with clock.at(clock.at_midday(today)):
        build(3, today)
        late = Enrolment.objects.filter(last_done_at__gt=clock.now()) | Enrolment.objects.filter(
            state_at__gt=clock.now()
        )
        assert not late.exists()
