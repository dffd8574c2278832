"""The demo's quizzes: everything a screen shows has something to show, and the same seed gives the same world."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from assignments.enums import AttemptState, QuizKind, QuizState
from assignments.models import Attempt, Quiz, QuizAllowance, Work
from assignments.queries.analysis import analysis_of
from assignments.queries.gain import gain_of
from assignments.services.starter import load_bank
from courses.models import Cohort
from lms.demo import courses, quizzes
from lms.demo import people as cast
from lms.people import clock
from tests.factories.courses import make_programme, make_version

TODAY = date(2026, 11, 24)


def build(count: int = 12) -> list[Cohort]:
    units, text, chance = cast.build_units(), cast.build_consent(), Random(1)
    with clock.at(clock.at_midday(courses.Dates.of(TODAY).begin, minutes=-240)):
        staff = cast.build_staff(units=units, consent_text=text, chance=chance)
        people = cast.build_participants(
            count=count + courses.EXTRA, units=units, consent_text=text, actor=None, chance=chance
        )
        load_bank(actor=staff["fasilitator"])
    version = make_version(actor=staff["admin"], modules=8, lessons=3)
    built = courses.build_cohorts(
        programme=make_programme(), version=version, staff=staff, people=people, today=TODAY, chance=chance
    )
    quizzes.build_quizzes(cohorts=built, staff=staff, today=TODAY, chance=chance)
    return built


@pytest.mark.django_db
def test_people_know_more_after_than_before_and_the_newest_are_at_it_now() -> None:
    with clock.at(clock.at_midday(TODAY)):
        finished, running, new = build()
        for cohort in (finished, running):
            pre = Quiz.objects.get(cohort=cohort, kind=QuizKind.PRE_TEST)
            post = Quiz.objects.get(cohort=cohort, kind=QuizKind.POST_TEST)
            assert (pre.state, post.state, post.pre_test) == (QuizState.CLOSED, QuizState.CLOSED, pre)
            assert sum(part.count for part in pre.parts.all()) == 20
            gain = gain_of(pre, post)
            assert gain.figures is not None
            assert gain.figures.low > 0
            assert (len(gain.only_before), len(gain.only_after)) == (2, 1)
            assert 0.3 < sum(float(pair.before) for pair in gain.pairs) / len(gain.pairs) / 100 < 0.75
            assert analysis_of(post).reliability is not None
        fresh = Quiz.objects.get(cohort=new)
        assert fresh.opens_at < clock.now() < fresh.closes_at  # type: ignore[operator]
        states = Counter(Attempt.objects.filter(quiz__cohort=running).values_list("state", flat=True))
        assert (states[AttemptState.OPEN], states[AttemptState.HANDED_IN]) == (1, 3)
        assert Work.objects.count() == 3
        assert QuizAllowance.objects.count() == 2
        assert not Attempt.objects.filter(started_at__gt=clock.now()).exists()
