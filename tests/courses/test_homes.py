"""What the homes say about courses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.enums import EnrolmentState
from courses.models import Cohort
from courses.queries.homes import journey, next_thing
from courses.queries.learning import learners_of, reading_of
from courses.services import attendance, cohorts, enrolments, facilitators, learning
from lms.people import clock
from lms.people.enums import CONSENT_PURPOSE, PARTICIPANT
from lms.people.roles import hats_of
from lms.people.services import give_consent, load_consent_text, publish_consent_text
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries
from tests.factories.classes import at, make_meeting
from tests.factories.courses import START, day, learner_of, make_cohort, make_enrolment, outline
from tests.factories.people import make_user

S = EnrolmentState


def test_an_enrolment_makes_a_participant_and_a_withdrawal_ends_it(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert PARTICIPANT in hats_of(type(enrolment.user).objects.get(pk=enrolment.user_id)).hats
    enrolments.withdraw(actor=cast.coordinator, enrolment=enrolment, reason="x")
    assert PARTICIPANT not in hats_of(type(enrolment.user).objects.get(pk=enrolment.user_id)).hats


def test_the_next_thing_of_an_accepted_person_is_the_answer(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.ACCEPTED)
    thing = next_thing(reading_of(learner_of(enrolment)))
    assert thing.posts
    assert thing.href == address("enrolment_take_up", enrolment.public_id)
    page = as_user(enrolment.user).get("/dashboard/").text
    assert f'action="{thing.href}"' in page


def test_the_next_thing_of_a_learner_is_the_lesson_to_go_on_with(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    lessons = outline(cohort).lessons
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lessons[0])
    thing = next_thing(reading_of(learner_of(enrolment)))
    assert thing.href == address("learn_lesson", cohort.public_id, lessons[1].slug)
    assert "23 Agustus 2026" in thing.eyebrow or "23 August 2026" in thing.eyebrow


def test_when_all_is_read_the_next_stage_is_said_in_words(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    learning.mark_done_many(cohort=cohort, work={enrolment: [(lesson, day(1)) for lesson in outline(cohort).lessons]})
    thing = next_thing(reading_of(learner_of(enrolment)))
    assert "24 Agustus 2026" in thing.reason or "24 August 2026" in thing.reason
    with clock.at(day(40)):
        assert "22 November 2026" in next_thing(reading_of(learner_of(enrolment))).reason
    with clock.at(day(300)):
        assert next_thing(reading_of(learner_of(enrolment))).href
        cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)
        assert next_thing(reading_of(learner_of(enrolment))).href == address("learn_contents", cohort.public_id)


def test_the_waiting_are_told_their_place(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=1)
    make_enrolment(actor=cast.coordinator, cohort=cohort)
    enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    with clock.at(day(3)):
        last = enrolments.enrol(actor=cast.coordinator, cohort=cohort, user=make_user())
    assert "2" in next_thing(reading_of(learner_of(last))).title


def test_the_journey_shows_five_stages_with_jp(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=outline(cohort).lessons[0])
    steps = journey(reading_of(learner_of(enrolment)))
    assert [step["state"] for step in steps] == ["now", "next", "next", "next", "next"]
    assert steps[0]["percent"] == 25
    assert "1" in steps[0]["note"]
    with clock.at(day(40)):
        assert [step["state"] for step in journey(reading_of(learner_of(enrolment)))][1:3] == ["done", "now"]


def test_the_journey_says_what_classes_earned(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert "JP diperoleh di pertemuan" not in as_user(enrolment.user).get("/dashboard/").text
    meeting = make_meeting(actor=cast.coordinator, cohort=cohort, jp=7)
    with clock.at(meeting.starts_at):
        attendance.scan(user=enrolment.user, meeting=meeting, enrolment=enrolment, at=clock.now())
    with clock.at(meeting.ends_at):
        attendance.hold(actor=cast.coordinator, meeting=meeting)
    assert "7 JP diperoleh di pertemuan" in as_user(enrolment.user).get("/dashboard/").text


def test_a_class_that_is_today_stands_above_all_else(cast: Cast, cohort: Cohort) -> None:
    who = make_enrolment(actor=cast.coordinator, cohort=cohort).user
    make_meeting(actor=cast.coordinator, cohort=cohort)

    def class_first() -> bool:
        page = as_user(who).get("/dashboard/").text
        return page.index('id="next-class"') < page.index('id="journey"')

    # By the clocks of the venue: yesterday's last minute, today's first.
    with clock.at(at(0) - timedelta(minutes=1)):
        assert not class_first()
    with clock.at(at(0)):
        assert class_first()


def test_a_place_to_take_up_comes_before_a_running_course(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    second = make_cohort(actor=cast.coordinator, version=cohort.version)
    make_enrolment(actor=cast.coordinator, cohort=second, user=enrolment.user, state=S.ACCEPTED)
    page = as_user(enrolment.user).get("/dashboard/").text
    assert page.index(second.name) < page.index(cohort.name)
    assert len(learners_of(enrolment.user)) == 2


@pytest.mark.parametrize("who", ["facilitator", "coordinator", "admin", "reviewer", "supervisor", "unit_contact"])
@pytest.mark.parametrize("people", [1, 3])
def test_every_home_shows_cohorts_at_a_constant_cost(
    cast: Cast, cohort: Cohort, who: str, people: int, django_assert_max_num_queries: object
) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for _ in range(people):
        make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
    client = as_user(getattr(cast, who))
    with clock.at(day(8)):
        client.get("/dashboard/")
        with django_assert_max_num_queries(19):  # type: ignore[operator]
            page = client.get("/dashboard/")
    assert cohort.name in page.text


def test_the_home_of_whoever_runs_classes_names_taps_that_wait(cast: Cast) -> None:
    homes = (cast.facilitator, cast.coordinator, cast.admin, cast.reviewer)
    found = ['id="waiting-taps"' in as_user(who).get("/dashboard/").text for who in homes]
    assert found == [True, True, True, False]


def test_a_facilitator_sees_who_is_stuck_since_when(cast: Cast, cohort: Cohort) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    stuck = make_enrolment(actor=cast.coordinator, cohort=cohort, name="Tertinggal")
    with clock.at(day(9)):
        page = as_user(cast.facilitator).get("/dashboard/").text
    assert "Tertinggal" in page
    assert address("enrolment_detail", stuck.public_id) in page


def test_the_participants_home_costs_the_same_for_one_and_three_cohorts(cast: Cast) -> None:
    user = make_user(work_unit=cast.unit)
    counts = set()
    for number in range(3):
        cohort = make_cohort(actor=cast.coordinator, starts_on=START + timedelta(days=number))
        make_enrolment(actor=cast.coordinator, cohort=cohort, user=user)
        client = as_user(user)
        counts.add(queries(client, "/dashboard/"))
    assert len(counts) == 1
    # Person, roles, enrolments, marks, and what all the pieces read, in one.
    assert counts == {5}
    give_consent(actor=user, text=load_consent_text(actor=None))
    publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    assert "/profile/#consents" in client.get("/dashboard/").text
    assert queries(client, "/dashboard/") == 5
