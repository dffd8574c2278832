"""My quizzes, the start page, beginning, and the next quiz on the home."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.models import Attempt, Quiz
from assignments.services import quizzes
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.assignments.quizzes.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.quizzes import begin, make_quiz, sit
from tests.factories.courses import DURING, make_cohort, make_enrolment


def page_of(enrolment: Enrolment, name: str, *args: str) -> str:
    return as_user(enrolment.user).get(address(name, *args)).content.decode()


def test_who_sees_a_quiz(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    url = address("quiz_detail", quiz.public_id)
    assert status(None, "get", url) == 401
    assert status(enrolment.user, "get", url) == 200
    assert status(enrolment.user, "post", url) == 405
    elsewhere = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator)).user
    for user in (cast.outsider, cast.supervisor, cast.reviewer, elsewhere):
        assert status(user, "get", url) == 404
    in_charge = as_user(cast.facilitator).get(url)
    assert in_charge.headers["Location"] == address("quiz_manage", quiz.public_id)


def test_a_draft_is_nobodys_to_see(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    assert status(enrolment.user, "get", address("quiz_detail", quiz.public_id)) == 404
    assert status(enrolment.user, "post", address("attempt_start", quiz.public_id)) == 404
    assert quiz.title not in page_of(enrolment, "quiz_list")


def test_the_start_page_says_the_rules_in_words(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(
        actor=cast.coordinator,
        cohort=cohort,
        minutes=30,
        attempts=2,
        pass_mark=70,
        closes_at=DURING + timedelta(days=2),
    )
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Disabilitas", extra_minutes=15)
    page = page_of(enrolment, "quiz_detail", quiz.public_id)
    for said in ("45", "15", "70%", "7 Agustus 2026"):
        assert said in page


def test_the_start_page_says_a_longer_time_only_where_it_is_longer(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    closes, until = DURING + timedelta(days=1), DURING + timedelta(days=2)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, closes_at=closes)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Sakit", open_until=until)

    def said() -> bool:
        return "Bagi Anda" in page_of(enrolment, "quiz_detail", quiz.public_id)

    assert said()
    with clock.at(until):
        assert not said()
    Quiz.objects.update(closes_at=until)
    assert not said(), "to everybody it is open until then"
    quizzes.close_quiz(actor=cast.facilitator, quiz=quiz)
    assert said()


def test_who_begins_shortly_before_the_closing_is_told_how_long_there_really_is(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    closes = DURING + timedelta(hours=2)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, closes_at=closes)
    told = "Sisa waktunya tidak penuh"
    assert told not in page_of(enrolment, "quiz_detail", quiz.public_id)
    with clock.at(closes - timedelta(minutes=30)):
        assert told not in page_of(enrolment, "quiz_detail", quiz.public_id)
    with clock.at(closes - timedelta(minutes=10)):
        assert told in page_of(enrolment, "quiz_detail", quiz.public_id)
        assert begin(quiz, enrolment).due_at == closes
        assert told not in page_of(enrolment, "quiz_detail", quiz.public_id)


def test_beginning_leads_into_the_attempt_and_a_second_click_into_the_same(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    client, url = as_user(enrolment.user), address("attempt_start", quiz.public_id)
    assert status(enrolment.user, "get", url) == 405
    first, second = (client.post(url).headers["Location"] for _ in range(2))
    assert first == second == address("attempt_detail", Attempt.objects.get().public_id)


def test_what_is_not_open_says_why(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, opens_at=DURING + timedelta(days=1))
    client = as_user(enrolment.user)
    answer = client.post(address("attempt_start", quiz.public_id), follow=True)
    assert "6 Agustus 2026" in answer.content.decode()
    assert not Attempt.objects.exists()
    assert address("attempt_start", quiz.public_id) not in page_of(enrolment, "quiz_detail", quiz.public_id)


def test_when_the_time_is_up_it_can_be_handed_in_from_the_start_page(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=10)
    attempt = begin(quiz, enrolment)
    with clock.at(DURING + timedelta(minutes=13)):
        page = page_of(enrolment, "quiz_detail", quiz.public_id)
    assert address("attempt_hand_in", attempt.public_id) in page
    assert f'href="{address("attempt_detail", attempt.public_id)}"' not in page


def test_the_list_puts_what_can_be_done_first(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    done, coming = (
        make_quiz(actor=cast.coordinator, cohort=cohort, title=title) for title in ("Selesai", "Berikutnya")
    )
    sit(done, enrolment, right=3)
    page = page_of(enrolment, "quiz_list")
    assert page.index(coming.title) < page.index(done.title)
    assert "100,0%" in page


def test_those_in_charge_find_their_cohorts(cast: Cast, cohort: Cohort) -> None:
    other = make_cohort(actor=cast.coordinator, name="Angkatan lain")
    page = as_user(cast.facilitator).get(address("quiz_list")).content.decode()
    assert address("cohort_quizzes", cohort.public_id) in page
    assert address("cohort_quizzes", other.public_id) not in page
    assert (
        address("cohort_quizzes", other.public_id)
        in as_user(cast.coordinator).get(address("quiz_list")).content.decode()
    )


def test_the_home_offers_the_next_quiz(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    link = address("quiz_detail", quiz.public_id)
    assert link in as_user(enrolment.user).get("/dashboard/").content.decode()
    sit(quiz, enrolment, right=1)
    assert link not in as_user(enrolment.user).get("/dashboard/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, count: int
) -> None:
    for number in range(count):
        sit(make_quiz(actor=cast.coordinator, cohort=cohort, title=f"Tes {number}"), enrolment, right=1)
    assert queries(as_user(enrolment.user), address("quiz_list")) == 6
