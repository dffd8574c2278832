"""Who of a cohort may not finish, by rules that are shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from courses.models import Cohort, Enrolment
from courses.queries.learning import facts_of
from courses.queries.risks import AtRisk, _absent, at_risk, default_limits
from courses.registry import Risk, _risks, add_risks
from courses.services import attendance
from courses.services.facilitators import add_facilitator
from lms.people import clock
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.classes import FIRST, at, make_meeting
from tests.factories.courses import day, make_cohort, make_enrolment


def reasons(cohort: Cohort) -> dict[str, int]:
    """How many reasons each listed person has."""
    return {one.name: len(one.reasons) for one in at_risk(facts_of(cohort), Enrolment.objects.filter(cohort=cohort))}


def test_ninety_percent_reached_exactly_is_reached(cast: Cast, cohort: Cohort) -> None:
    """Of 10 JP nine are enough, eight and a half are not; who is excused from a class is measured by the others."""
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort, name=name) for name in ("Adi", "Budi")]
    for number, (jp, here) in enumerate([(9, people), (1, [])]):
        meeting = make_meeting(
            actor=cast.coordinator, cohort=cohort, jp=jp, begins=(8 + 4 * number, 0), ends=(12 + 4 * number, 0)
        )
        for one in here:
            late = number == 0 and one == people[1]
            with clock.at(at(11 if late else 8)):
                attendance.scan(user=one.user, meeting=meeting, enrolment=one, at=clock.now())
        with clock.at(meeting.ends_at):
            attendance.hold(actor=cast.coordinator, meeting=meeting)
    Enrolment.objects.update(last_seen_at=at(8), lessons_done=4)
    with clock.at(at(18)):
        assert reasons(cohort) == {"Budi": 1}


@pytest.mark.parametrize(("language", "words"), [("id", "89,9 %"), ("en", "89.9 %")])
def test_a_share_is_written_as_its_reader_writes_and_never_rounded_to_the_limit(language: str, words: str) -> None:
    one = AtRisk(id=1, public_id="x", name="Adi", unit="", last_at=None, percent=89.99)
    with translation.override(language):
        (risk,) = _absent(one, default_limits())
    assert words in risk.words


def test_two_weeks_silent_and_lessons_overdue(cast: Cast, cohort: Cohort) -> None:
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Adi")
    with clock.at(day(0) + timedelta(days=15)):
        assert reasons(cohort) == {}
    with clock.at(day(2) + timedelta(days=14)):
        assert reasons(cohort) == {"Adi": 1}
    with clock.at(clock.at_midday(FIRST)):
        assert reasons(cohort) == {"Adi": 2}


def test_other_rooms_add_their_reasons(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Adi")

    def source(_cohort: object, _limits: object) -> list[Risk]:
        return [Risk(who.pk, "2 tugas terlambat")]

    add_risks(source)
    try:
        (found,) = at_risk(facts_of(cohort), Enrolment.objects.filter(cohort=cohort))
        assert [one.words for one in found.reasons] == ["2 tugas terlambat"]
    finally:
        _risks.remove(source)


def test_the_page_and_who_may_see_it(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Adi")
    url = address("risk_list", cohort.public_id)
    with clock.at(clock.at_midday(FIRST)):
        assert "Adi" in as_user(cast.coordinator).get(url).text
    assert status(None, "get", url) == 401
    assert status(who.user, "get", url) == 403
    assert status(cast.reviewer, "get", url) == 403
    assert status(cast.facilitator, "get", url) == 404
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert status(cast.facilitator, "get", url) == 200
    assert status(cast.coordinator, "post", url) == 405


def test_the_same_queries_for_one_and_for_three(cast: Cast) -> None:
    counts = set()
    for people in (1, 3):
        cohort = make_cohort(actor=cast.coordinator)
        for _turn in range(people):
            make_enrolment(actor=cast.coordinator, cohort=cohort)
        with clock.at(clock.at_midday(FIRST)):
            counts.add(queries(as_user(cast.coordinator), address("risk_list", cohort.public_id)))
    assert len(counts) == 1
