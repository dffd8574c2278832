"""Planning, changing, setting and closing a quiz, and allowing one person more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignments.answers import Given
from assignments.enums import HandedInBy, QuizKind, QuizState, ReviewMoment
from assignments.forms.quizzes import PLANNED
from assignments.models import Attempt, Quiz, QuizAllowance
from assignments.queries.quizzes import Extra, extra_of, fingerprint, parts_of, shows_answers
from assignments.queries.sittings import cards_of
from assignments.services import attempts, bank, quizzes
from assignments.services.attempts import Outcome
from assignments.services.many_attempts import Sitting, take_many
from assignments.services.quizzes import PartPlan, QuizPlan, blueprint
from courses.models import Cohort, Enrolment
from courses.services.enrolments import withdraw
from lms.people import clock
from lms.people.changes import changes_in_words
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from lms.ui.times import instant_in_words
from tests.conftest import Cast
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic
from tests.factories.courses import DURING, make_cohort, make_enrolment


def change(cast: Cast, quiz: Quiz, *, parts: list[PartPlan] | None = None, seen: str = "", **plan: Any) -> None:
    quiz = Quiz.objects.get(pk=quiz.pk)
    settings = QuizPlan(**{**{name: getattr(quiz, name) for name in PLANNED}, **plan})
    kept = [PartPlan(one.question, one.topic, one.count) for one in parts_of(quiz)]
    quizzes.edit_quiz(
        actor=cast.coordinator,
        quiz=quiz,
        seen=seen or fingerprint(quiz),
        plan=settings,
        parts=kept if parts is None else parts,
    )


def test_a_quiz_is_changed_only_from_what_was_seen(cast: Cast, cohort: Cohort) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, opened=False)
    seen = fingerprint(Quiz.objects.get(pk=quiz.pk))
    change(cast, quiz, title="Tes awal angkatan", pass_mark=Decimal(70))
    with pytest.raises(Conflict):
        change(cast, quiz, seen=seen, title="Lain")
    quiz.refresh_from_db()
    assert quiz.title == "Tes awal angkatan"
    assert AuditEntry.objects.get(action="assignments.quiz.edit").changes["title"] == ["Tes awal", "Tes awal angkatan"]


def test_once_somebody_has_begun_the_questions_stay(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    other = PartPlan(topic=make_topic(actor=cast.coordinator, questions=2), count=2)
    change(cast, quiz, parts=[other])
    begin(quiz, enrolment)
    with pytest.raises(Refusal):
        change(cast, quiz, parts=[*[PartPlan(topic=other.topic, count=1)]])
    change(cast, quiz, title="Judul baru")
    assert Quiz.objects.get(pk=quiz.pk).title == "Judul baru"


def test_a_quiz_that_is_set_stays_one_that_can_be_drawn(cast: Cast, cohort: Cohort) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, questions=3)
    topic = parts_of(quiz)[0].topic
    with pytest.raises(Refusal):
        change(cast, quiz, parts=[PartPlan(topic=topic, count=4)])
    with pytest.raises(Refusal):
        change(cast, quiz, parts=[])
    assert parts_of(quiz)[0].count == 3


def test_a_window_that_ends_before_it_begins_is_refused(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        make_quiz(actor=cast.coordinator, cohort=cohort, opens_at=DURING, closes_at=DURING)


def test_a_topic_or_a_question_stands_in_a_quiz_once(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator, questions=3)
    with pytest.raises(Refusal):
        make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(topic=topic), PartPlan(topic=topic)])


def test_a_retired_question_is_drawn_no_more(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator, questions=2)
    bank.retire_question(actor=cast.coordinator, question=topic.questions.first())
    with pytest.raises(Refusal):
        make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(topic=topic, count=2)])


def test_setting_twice_and_setting_again(cast: Cast, cohort: Cohort) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Conflict):
        quizzes.open_quiz(actor=cast.coordinator, quiz=quiz)
    quizzes.close_quiz(actor=cast.coordinator, quiz=quiz)
    with pytest.raises(Refusal):
        change(cast, quiz, title="x")
    quizzes.open_quiz(actor=cast.coordinator, quiz=quiz)
    assert Quiz.objects.get(pk=quiz.pk).state == QuizState.OPEN


# --- A pre-test and its post-test ---


def test_a_post_test_takes_over_the_blueprint_of_its_pre_test(cast: Cast, cohort: Cohort) -> None:
    topic = make_topic(actor=cast.coordinator, questions=4)
    fixed = make_question(actor=cast.coordinator, topic=topic)
    pre = make_quiz(
        actor=cast.coordinator, cohort=cohort, parts=[PartPlan(question=fixed), PartPlan(topic=topic, count=2)]
    )
    post = make_quiz(actor=cast.coordinator, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=pre)
    assert blueprint(parts_of(post)) == {topic.pk: 3}
    with pytest.raises(Refusal):
        make_quiz(actor=cast.coordinator, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=pre)


def test_a_post_test_by_another_blueprint_cannot_be_set(cast: Cast, cohort: Cohort) -> None:
    topic, other = (make_topic(actor=cast.coordinator, questions=3) for _ in range(2))
    pre = make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(topic=topic, count=2)])
    for parts in ([PartPlan(topic=topic, count=3)], [PartPlan(topic=other, count=2)]):
        post = make_quiz(
            actor=cast.coordinator, cohort=cohort, kind=QuizKind.POST_TEST, pre_test=pre, parts=parts, opened=False
        )
        with pytest.raises(Refusal):
            quizzes.open_quiz(actor=cast.coordinator, quiz=post)
        post.parts.all().delete()
        post.delete()


def test_only_a_post_test_of_the_same_cohort_is_tied_to_a_pre_test(cast: Cast, cohort: Cohort) -> None:
    pre = make_quiz(actor=cast.coordinator, cohort=cohort)
    elsewhere = make_cohort(actor=cast.coordinator)
    for where, kind in ((elsewhere, QuizKind.POST_TEST), (cohort, QuizKind.TEST)):
        with pytest.raises(Refusal):
            make_quiz(actor=cast.coordinator, cohort=where, kind=kind, pre_test=pre)


# --- Allowances ---


def test_extra_time_lengthens_an_attempt_under_way_and_adds_up(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, closes_at=DURING + timedelta(minutes=20))
    attempt = begin(quiz, enrolment)
    for minutes in (10, 5):
        quizzes.allow(
            actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Listrik padam", extra_minutes=minutes
        )
    attempt.refresh_from_db()
    assert attempt.due_at == DURING + timedelta(minutes=35)


def test_one_click_sent_twice_gives_once_and_plans_once(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    given: dict[str, Any] = {"quiz": quiz, "enrolment": enrolment, "reason": "Listrik padam", "extra_minutes": 10}
    for _click in range(2):
        quizzes.allow(actor=cast.facilitator, **given)
    assert QuizAllowance.objects.count() == 1
    with clock.at(DURING + timedelta(minutes=2)):
        quizzes.allow(actor=cast.facilitator, **given)
    assert QuizAllowance.objects.count() == 2
    plan = {"actor": cast.facilitator, "cohort": cohort, "kind": QuizKind.TEST, "plan": QuizPlan(title="Tes")}
    parts = [PartPlan(topic=make_topic(actor=cast.coordinator, questions=2), count=1)]
    first, second = (quizzes.plan_quiz(**plan, parts=parts) for _click in range(2))
    other = quizzes.plan_quiz(**plan, parts=[])
    assert first == second != other
    post = {**plan, "kind": QuizKind.POST_TEST}
    pre = make_quiz(actor=cast.coordinator, cohort=cohort)
    one, two = (quizzes.plan_quiz(**post, parts=[], pre_test=pre) for _click in range(2))
    assert one == two
    assert one.pre_test == pre


def test_a_test_stays_open_longer_to_one_person_alone(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    closes, until = DURING + timedelta(hours=1), DURING + timedelta(days=2)
    quiz = make_quiz(
        actor=cast.coordinator, cohort=cohort, minutes=30, closes_at=closes, review=ReviewMoment.AFTER_CLOSE
    )
    other = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with clock.at(closes + timedelta(hours=1)):
        assert shows_answers(quiz)
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Sakit", open_until=until)
        assert not shows_answers(quiz), "who sits it later must not hear the answers"
        with pytest.raises(Refusal):
            begin(quiz, other)
        attempt = begin(quiz, enrolment)
        assert attempt.due_at == clock.now() + timedelta(minutes=30)
        answer(attempt, 1, "a")
        assert finish(attempt).points == 1
    with clock.at(until), pytest.raises(Refusal):
        begin(quiz, enrolment)
    with clock.at(until):
        assert shows_answers(quiz)


def test_closed_by_hand_it_stays_open_to_who_was_given_longer(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    until = DURING + timedelta(hours=1)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=90, grace_seconds=60)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Listrik padam", open_until=until)
    mine = begin(quiz, enrolment)
    theirs = begin(quiz, make_enrolment(actor=cast.coordinator, cohort=cohort))
    assert quizzes.close_quiz(actor=cast.facilitator, quiz=quiz) == 1
    mine.refresh_from_db()
    assert mine.due_at == until, "the page counts down to where it really ends"
    assert (attempts.close_due(), answer(mine, 1, "a").outcome) == (0, Outcome.SAVED)
    theirs.refresh_from_db()
    assert theirs.handed_in_by == HandedInBy.CLOSING
    with clock.at(until + timedelta(seconds=30)):
        assert answer(mine, 2, "a").outcome == Outcome.SAVED
    with clock.at(until + timedelta(seconds=60)):
        assert attempts.close_due() == 1
    mine.refresh_from_db()
    assert (mine.points, mine.handed_in_by) == (2, HandedInBy.TIME)


@pytest.mark.parametrize("minutes", [90, None])
def test_closed_by_hand_it_ends_with_the_longer_time_and_the_extra_minutes(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, minutes: int | None
) -> None:
    until, end = DURING + timedelta(hours=1), DURING + timedelta(minutes=75)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=minutes, attempts=2, grace_seconds=60)
    more: dict[str, Any] = {"extra_minutes": 15, "open_until": until, "reason": "Listrik padam"}
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, **more)
    attempt = begin(quiz, enrolment)
    quizzes.close_quiz(actor=cast.facilitator, quiz=quiz)
    attempt.refresh_from_db()
    assert attempt.due_at == end
    with clock.at(until + timedelta(seconds=90)):
        assert (attempts.close_due(), answer(attempt, 1, "a").outcome) == (0, Outcome.SAVED)
    # Corrected to an earlier time meanwhile, it keeps what its page counts down to.
    with clock.at(DURING + timedelta(minutes=5)):
        earlier = DURING + timedelta(minutes=10)
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Keliru", open_until=earlier)
    with clock.at(end + timedelta(seconds=59)):
        assert attempts.close_due() == 0
    with clock.at(end + timedelta(seconds=60)):
        assert attempts.close_due() == 1
    attempt.refresh_from_db()
    assert (attempt.handed_in_by, attempt.handed_in_at) == (HandedInBy.TIME, end)


def test_set_again_an_attempt_has_all_its_minutes_back(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=90)
    until = DURING + timedelta(hours=1)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Banjir", open_until=until)
    attempt = begin(quiz, enrolment)
    quizzes.close_quiz(actor=cast.facilitator, quiz=quiz)
    quizzes.open_quiz(actor=cast.facilitator, quiz=quiz)
    attempt.refresh_from_db()
    assert attempt.due_at == DURING + timedelta(minutes=90)


def test_closing_hands_in_the_work_of_whoever_had_longer_until_before(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=90)
    until = DURING + timedelta(minutes=10)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Banjir", open_until=until)
    attempt = begin(quiz, enrolment)
    with clock.at(DURING + timedelta(minutes=20)):
        assert quizzes.close_quiz(actor=cast.facilitator, quiz=quiz) == 1
    attempt.refresh_from_db()
    assert attempt.handed_in_by == HandedInBy.CLOSING


def test_a_mistyped_later_closing_is_taken_back_by_another(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    closes = DURING + timedelta(hours=1)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, closes_at=closes, review=ReviewMoment.AFTER_CLOSE)
    for until in (closes + timedelta(days=365), closes + timedelta(days=1)):
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Sakit", open_until=until)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Lambat", extra_minutes=5)
    assert extra_of(quiz, enrolment.pk) == Extra(5, 0, closes + timedelta(days=1))
    assert next(card.extra for card in cards_of(enrolment.user)) == Extra(5, 0, closes + timedelta(days=1))
    with clock.at(closes + timedelta(days=1)):
        assert shows_answers(quiz)
        with pytest.raises(Refusal):
            begin(quiz, enrolment)


def test_answers_wait_for_nobody_who_can_no_longer_begin(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    closes, until = DURING + timedelta(hours=1), DURING + timedelta(days=2)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, closes_at=closes, review=ReviewMoment.AFTER_CLOSE)
    gone = make_enrolment(actor=cast.coordinator, cohort=cohort)
    for one in (enrolment, gone):
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=one, reason="Sakit", open_until=until)
    with clock.at(closes):
        withdraw(actor=cast.coordinator, enrolment=gone, reason="Pindah tugas")
        assert not shows_answers(quiz)
        attempt = begin(quiz, enrolment)
        assert not shows_answers(quiz)
        finish(attempt)
        assert shows_answers(quiz)
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Sakit", extra_attempts=1)
        assert not shows_answers(quiz)


def test_the_trail_says_a_later_closing_in_words(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    until = DURING + timedelta(days=1)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Sakit", open_until=until)
    entry = AuditEntry.objects.get(action="assignments.quiz.allow")
    words = {one.label: one.after for one in changes_in_words(entry.changes)}
    assert words["Dibuka sampai"] == instant_in_words(until, style="paper")


def test_a_later_closing_lengthens_an_attempt_under_way_and_never_shortens(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    closes = DURING + timedelta(minutes=10)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, closes_at=closes)
    attempt = begin(quiz, enrolment)
    assert attempt.due_at == closes
    quizzes.allow(
        actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Banjir", open_until=closes + timedelta(days=1)
    )
    attempt.refresh_from_db()
    assert attempt.due_at == DURING + timedelta(minutes=30)
    earlier = closes + timedelta(minutes=1)
    quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Keliru", open_until=earlier)
    attempt.refresh_from_db()
    assert attempt.due_at == DURING + timedelta(minutes=30)


@pytest.mark.parametrize(
    "given",
    [
        {"reason": " ", "extra_minutes": 5},
        {"reason": "x"},
        {"reason": "x", "open_until": DURING},
        {"reason": "x", "open_until": DURING + timedelta(hours=1)},
    ],
)
def test_an_allowance_gives_something_and_says_why(
    cast: Cast, cohort: Cohort, enrolment: Enrolment, given: dict[str, Any]
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, closes_at=DURING + timedelta(hours=1))
    with pytest.raises(Refusal):
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, **given)
    assert not QuizAllowance.objects.exists()


def test_nobody_of_another_cohort_is_allowed_more(cast: Cast, cohort: Cohort) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    other = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    with pytest.raises(Refusal):
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=other, reason="x", extra_minutes=5)


# --- Many at once ---


def sittings(people: list[Enrolment]) -> list[Sitting]:
    return [
        Sitting(one, DURING, DURING + timedelta(minutes=20), f"benih-{one.pk}", lambda version: "a") for one in people
    ]


def test_many_attempts_are_those_that_clicks_would_make(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30)
    other = make_enrolment(actor=cast.coordinator, cohort=cohort)
    by_bulk = take_many(quiz=quiz, sittings=sittings([enrolment]))[0]
    by_hand = attempts.start(actor=other.user, quiz=quiz, enrolment=other, seed=by_bulk.seed)
    for item in by_hand.items.all():
        given = Given(order=item.order, answer="a", seq=1, base=0)
        attempts.save_answer(actor=other.user, attempt=by_hand, given=given)
    by_hand = finish(by_hand)
    fields = ("number", "state", "due_at", "points", "points_max", "handed_in_by")
    of_bulk, of_hand = (Attempt.objects.filter(pk=one.pk).values(*fields).get() for one in (by_bulk, by_hand))
    assert of_bulk == of_hand
    of_items = ("order", "version", "shown", "answer", "seq", "points", "late_seconds")
    assert list(by_bulk.items.values_list(*of_items)) == list(by_hand.items.values_list(*of_items))


def test_many_attempts_stay_within_the_quiz_and_come_once(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=10)
    with pytest.raises(Refusal):
        take_many(quiz=quiz, sittings=sittings([enrolment]))
    longer = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30)
    take_many(quiz=longer, sittings=sittings([enrolment]))
    with pytest.raises(Refusal):
        take_many(quiz=longer, sittings=sittings([enrolment]))
    assert Attempt.objects.count() == 1
