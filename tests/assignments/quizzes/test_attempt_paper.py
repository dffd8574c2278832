"""What somebody handed in, as those in charge read it: answers, key, every mark, and what came too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.models import Attempt, Quiz
from assignments.services import keys
from assignments.services.quizzes import PartPlan
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.assignments.quizzes.asking import address
from tests.assignments.quizzes.test_quiz_manage import changed_key
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic, sit
from tests.factories.courses import DURING, make_cohort, make_enrolment


@pytest.fixture
def quiz(cast: Cast, cohort: Cohort) -> Quiz:
    topic = make_topic(actor=cast.coordinator)
    parts = [PartPlan(question=make_question(actor=cast.coordinator, topic=topic)) for _ in range(2)]
    return make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, minutes=30)


def paper(attempt: Attempt) -> str:
    return address("attempt_paper", attempt.public_id)


def apply(cast: Cast, quiz: Quiz) -> None:
    question = changed_key(cast, quiz)
    seen = keys.dry_run(quiz=quiz, question=question).digest
    keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="Kunci terbalik")


def test_only_those_in_charge_read_what_was_handed_in(cast: Cast, quiz: Quiz, enrolment: Enrolment) -> None:
    attempt = begin(quiz, enrolment)
    assert status(cast.facilitator, "get", paper(attempt)) == 404
    finish(attempt)
    assert status(None, "get", paper(attempt)) == 401
    for user in (enrolment.user, cast.supervisor, cast.reviewer, cast.outsider):
        assert status(user, "get", paper(attempt)) == 403
    for user in (cast.facilitator, cast.coordinator, cast.admin):
        assert status(user, "get", paper(attempt)) == 200
    assert status(cast.coordinator, "post", paper(attempt)) == 405
    elsewhere = make_cohort(actor=cast.coordinator)
    other = sit(
        make_quiz(actor=cast.coordinator, cohort=elsewhere),
        make_enrolment(actor=cast.coordinator, cohort=elsewhere),
        right=1,
    )
    assert status(cast.facilitator, "get", paper(other)) == 404


def test_the_paper_is_found_and_shows_answer_key_and_what_came_too_late(
    cast: Cast, quiz: Quiz, enrolment: Enrolment
) -> None:
    attempt = begin(quiz, enrolment)
    answer(attempt, 1, "b")
    with clock.at(DURING + timedelta(minutes=40)):
        answer(attempt, 2, "c")
        client = as_user(cast.facilitator)
        manage = client.get(address("quiz_manage", quiz.public_id)).content.decode()
        assert manage.count(f'href="{paper(attempt)}"') == 1
        assert f'href="{paper(attempt)}#number-2"' in manage
        page = client.get(paper(attempt)).content.decode()
    assert "600 detik setelah waktu habis" in manage
    assert "Sekar Wening" in page
    assert "Karena begitu." in page
    assert page.count("Belum tepat.") == 2, "chosen in the first question, explained in the second"
    assert "keliru</p>" in page


def test_what_came_after_handing_in_is_not_said_to_be_seconds_late(
    cast: Cast, quiz: Quiz, enrolment: Enrolment
) -> None:
    answer(sit(quiz, enrolment, right=1), 2, "c", seq=9)
    manage = as_user(cast.facilitator).get(address("quiz_manage", quiz.public_id)).content.decode()
    assert "setelah diserahkan" in manage
    assert "0 detik" not in manage.split('id="late"')[1]


def test_marked_anew_the_old_mark_and_the_reason_stay_to_be_read(cast: Cast, quiz: Quiz, enrolment: Enrolment) -> None:
    attempt = sit(quiz, enrolment, right=2)
    apply(cast, quiz)
    pages = [(cast.facilitator, paper(attempt)), (enrolment.user, address("attempt_result", attempt.public_id))]
    for reader, url in pages:
        page = as_user(reader).get(url).content.decode()
        assert page.count("Kunci terbalik") == 1
        assert "1 dari 1 poin" in page
        assert "0 dari 1 poin" in page
        assert cast.facilitator.name in page


def test_after_marking_anew_the_key_shown_is_the_one_that_marked(
    cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment
) -> None:
    """One who gains, one whom the new key changes nothing for, and one who hands in afterwards by the key that was asked."""
    gains = begin(quiz, enrolment)
    answer(gains, 1, "b")
    finish(gains)
    same, later = (begin(quiz, make_enrolment(actor=cast.coordinator, cohort=cohort)) for _ in range(2))
    answer(same, 1, "c")
    finish(same)
    apply(cast, quiz)
    with clock.at(DURING + timedelta(minutes=5)):
        answer(later, 1, "a")
        finish(later)
    for attempt, right in ((gains, "salah"), (same, "salah"), (later, "benar")):
        page = as_user(attempt.enrolment.user).get(address("attempt_result", attempt.public_id)).content.decode()
        first = page.split('id="number-1"')[1].split('id="number-2"')[0]
        told = next(part for part in first.split("<li ") if part.startswith('class="choice ok"'))
        assert right in told


@pytest.mark.parametrize("count", [1, 3])
def test_a_paper_costs_the_same_for_one_question_and_for_three(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, count: int
) -> None:
    attempt = sit(make_quiz(actor=cast.coordinator, cohort=cohort, questions=count), enrolment, right=0)
    assert queries(as_user(cast.facilitator), paper(attempt)) == 8
