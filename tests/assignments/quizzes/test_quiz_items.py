"""Item analysis, and the gain from a pre-test to its post-test: the figures, what is hidden, and who is named."""

from __future__ import annotations

from math import sqrt
from statistics import stdev

import pytest

from assignments.enums import QuestionKind, QuizKind
from assignments.models import AttemptItem, Quiz
from assignments.queries.analysis import analysis_of
from assignments.queries.gain import gain_of
from assignments.services import bank, keys, quizzes
from assignments.services.quizzes import PartPlan
from courses.models import Cohort, Enrolment
from tests.assignments.quizzes.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic, sit
from tests.factories.courses import make_enrolment


def people(cast: Cast, cohort: Cohort, count: int) -> list[Enrolment]:
    return [
        make_enrolment(actor=cast.coordinator, cohort=cohort, name=f"Peserta {number:02}") for number in range(count)
    ]


@pytest.fixture
def quiz(cast: Cast, cohort: Cohort) -> Quiz:
    topic = make_topic(actor=cast.coordinator)
    parts = [PartPlan(question=make_question(actor=cast.coordinator, topic=topic)) for _ in range(4)]
    return make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, attempts=2)


def test_the_figures_of_a_question(cast: Cast, cohort: Cohort, quiz: Quiz) -> None:
    """Six people with 0, 1, 2, 3, 4 and 4 right: the first question is right for five of them."""
    for one, right in zip(people(cast, cohort, 6), (0, 1, 2, 3, 4, 4), strict=True):
        sit(quiz, one, right=right)
    found = analysis_of(quiz)
    first, last = found.items[0], found.items[-1]
    assert (found.people, found.by_topic, found.caution) == (6, False, True)
    assert (first.difficulty, last.difficulty) == (pytest.approx(5 / 6), pytest.approx(2 / 6))
    assert last.upper_lower == 1.0
    assert 0 < first.correlation < 1
    by_text = {option.text.split()[-1]: option for option in first.options}
    assert [(by_text[word].chosen, by_text[word].correct) for word in ("benar", "salah", "keliru")] == [
        (5, True),
        (1, False),
        (0, False),
    ]
    assert by_text["keliru"].idle
    assert found.reliability is not None
    assert 0.7 < found.reliability.alpha < 1
    # Totals of 0, 25, 50, 75, 100 and 100 percent: the error is in percentage points.
    assert found.reliability.error == pytest.approx(
        stdev((0, 25, 50, 75, 100, 100)) * sqrt(1 - found.reliability.alpha)
    )


def test_only_the_first_attempt_of_each_person_counts(cast: Cast, cohort: Cohort, quiz: Quiz) -> None:
    for one in people(cast, cohort, 5):
        sit(quiz, one, right=0)
        sit(quiz, one, right=4)
    found = analysis_of(quiz)
    assert found.people == 5
    assert {row.difficulty for row in found.items} == {0.0}
    assert found.reliability is None


def test_below_five_people_nothing_is_told(cast: Cast, cohort: Cohort, quiz: Quiz) -> None:
    for one in people(cast, cohort, 4):
        sit(quiz, one, right=2)
    found = analysis_of(quiz)
    assert (found.hidden, found.items) == (True, [])
    page = as_user(cast.facilitator).get(address("quiz_items", quiz.public_id)).content.decode()
    assert "<svg role" not in page


def test_where_everybody_drew_other_questions_reliability_is_over_the_topics(cast: Cast, cohort: Cohort) -> None:
    topics = [make_topic(actor=cast.coordinator, questions=20) for _ in range(3)]
    parts = [PartPlan(topic=topic, count=2) for topic in topics]
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts)
    for number, one in enumerate(people(cast, cohort, 6)):
        sit(quiz, one, right=number)
    found = analysis_of(quiz)
    assert found.by_topic
    assert found.reliability is not None
    assert found.reliability.items == 3


def test_what_was_typed_and_left_out(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator)
    short = make_question(
        actor=cast.coordinator,
        topic=topic,
        kind=QuestionKind.SHORT,
        body={"prompt": "Apa?", "variants": ["Kios SIAPkerja"]},
    )
    other = make_question(actor=cast.coordinator, topic=topic)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(question=short), PartPlan(question=other)])
    for one, text in zip(
        people(cast, cohort, 5), ("kios siapkerja", "KIOS SIAPKERJA", "loket", "loket ", ""), strict=True
    ):
        attempt = begin(quiz, one)
        answer(attempt, 1, text or None)
        finish(attempt)
    row = next(row for row in analysis_of(quiz).items if row.code == short.code)
    assert row.omitted == 1
    assert row.typed == [("kios siapkerja", 2, True), ("loket", 2, False)]


def test_a_key_that_is_wrong_shows_itself(cast: Cast, cohort: Cohort, quiz: Quiz) -> None:
    """The best miss the last question, the weakest get it right."""
    for one, right in zip(people(cast, cohort, 6), ((1, 2, 3), (1, 2, 3), (1, 2), (4,), (4,), (4,)), strict=True):
        sit(quiz, one, right=lambda item, right=right: item.order in right)
    last = AttemptItem.objects.filter(attempt__quiz=quiz, order=4).values_list("version__question__code", flat=True)[0]
    (row,) = (one for one in analysis_of(quiz).items if one.code == last)
    assert row.correlation < 0
    assert row.remarks[0][0] == "bad"


def test_after_a_change_of_the_key_the_table_of_answers_shows_the_new_one(
    cast: Cast, cohort: Cohort, quiz: Quiz
) -> None:
    for one, right in zip(people(cast, cohort, 6), (0, 0, 0, 3, 4, 4), strict=True):
        sit(quiz, one, right=right)
    question = quiz.parts.get(order=1).question
    before = next(row for row in analysis_of(quiz).items if row.code == question.code)
    assert [(option.correct, option.chosen) for option in before.options] == [(True, 3), (False, 3), (False, 0)]
    body = question.current.body
    options = [{**option, "correct": option["key"] == "b"} for option in body["options"]]
    bank.edit_question(
        actor=cast.facilitator,
        question=question,
        seen=1,
        topic=question.topic,
        body={**body, "options": options},
        points=question.current.points,
    )
    question.refresh_from_db()
    seen = keys.dry_run(quiz=quiz, question=question).digest
    keys.apply_key(actor=cast.facilitator, quiz=quiz, question=question, seen=seen, reason="Kunci keliru")
    after = next(row for row in analysis_of(quiz).items if row.code == question.code)
    assert [(option.correct, option.chosen) for option in after.options] == [(False, 3), (True, 3), (False, 0)]


def test_people_who_tie_at_the_edge_count_in_part_in_the_table_of_answers(
    cast: Cast, cohort: Cohort, quiz: Quiz
) -> None:
    """Six people: two are the best 27 percent. The first question is right for one of three who tie there, wrong for two."""
    chosen = ((1, 2, 3), (2, 3, 4), (2, 3, 4), (2,), (), ())
    for one, right in zip(people(cast, cohort, 6), chosen, strict=True):
        sit(quiz, one, right=lambda item, right=right: item.order in right)
    first = analysis_of(quiz).items[0]
    right, wrong, _idle = first.options
    assert (right.upper, wrong.upper) == (pytest.approx(2 / 3), pytest.approx(4 / 3))
    assert (right.lower, wrong.lower) == (0, 2)
    assert not wrong.misleads_the_best


# --- Before and after ---


@pytest.fixture
def pair(cast: Cast, cohort: Cohort) -> tuple[Quiz, Quiz]:
    pre = make_quiz(actor=cast.coordinator, cohort=cohort, questions=4)
    post = make_quiz(actor=cast.coordinator, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=pre, title="Tes akhir")
    return pre, post


def test_the_gain_of_the_same_people(cast: Cast, cohort: Cohort, pair: tuple[Quiz, Quiz]) -> None:
    pre, post = pair
    everybody = people(cast, cohort, 7)
    for one, before in zip(everybody[:6], (0, 1, 1, 2, 2, 1), strict=True):
        sit(pre, one, right=before)
    for one, after in zip([*everybody[:5], everybody[6]], (2, 2, 3, 4, 4, 4), strict=True):
        sit(post, one, right=after)
    found = gain_of(pre, post)
    assert len(found.pairs) == 5
    assert found.only_before == ["Peserta 05"]
    assert found.only_after == ["Peserta 06"]
    assert found.figures is not None
    assert (found.figures.before, found.figures.after) == (30.0, 75.0)
    assert found.figures.gain == 45.0
    assert found.figures.wilcoxon_p == 0.0625
    assert found.certain
    assert [(one.before, one.after) for one in found.topics] == [(30.0, 75.0)]
    page = as_user(cast.facilitator).get(address("quiz_gain", pre.public_id)).content.decode()
    assert "Peserta 05" in page
    assert "Peserta 06" in page
    assert "Peserta 00" not in page


def test_a_gain_says_for_how_many_a_later_attempt_counts(cast: Cast, cohort: Cohort, pair: tuple[Quiz, Quiz]) -> None:
    pre, post = pair
    everybody = people(cast, cohort, 5)
    for one in everybody:
        sit(pre, one, right=1)
        sit(post, one, right=2)
    assert gain_of(pre, post).repeated == 0
    quizzes.allow(actor=cast.facilitator, quiz=post, enrolment=everybody[0], reason="Listrik padam", extra_attempts=1)
    sit(post, everybody[0], right=4)
    assert gain_of(pre, post).repeated == 1


def test_below_five_pairs_only_the_unmatched_are_named(cast: Cast, cohort: Cohort, pair: tuple[Quiz, Quiz]) -> None:
    pre, post = pair
    everybody = people(cast, cohort, 5)
    for one in everybody:
        sit(pre, one, right=1)
    for one in everybody[:4]:
        sit(post, one, right=3)
    found = gain_of(pre, post)
    assert (found.hidden, found.figures, found.topics) == (True, None, [])
    assert found.only_before == ["Peserta 04"]


def test_a_quiz_without_its_other_half_has_no_gain(
    cast: Cast, cohort: Cohort, quiz: Quiz, enrolment: Enrolment
) -> None:
    assert status(cast.facilitator, "get", address("quiz_gain", quiz.public_id)) == 404
    assert status(enrolment.user, "get", address("quiz_gain", quiz.public_id)) == 403


@pytest.mark.parametrize(("page", "cost"), [("quiz_items", 9), ("quiz_gain", 11)])
@pytest.mark.parametrize("count", [5, 8])
def test_a_page_costs_the_same_for_five_people_and_for_eight(
    cast: Cast, cohort: Cohort, pair: tuple[Quiz, Quiz], page: str, cost: int, count: int
) -> None:
    for number, one in enumerate(people(cast, cohort, count)):
        for quiz in pair:
            sit(quiz, one, right=number % 4)
    assert queries(as_user(cast.facilitator), address(page, pair[0].public_id)) == cost
