"""Beginning, saving one by one, handing in, and the clock: what is kept, what counts, and who wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.enums import AttemptState, HandedInBy, QuestionKind, WorkState
from assignments.forms.quizzes import PLANNED
from assignments.models import AnswerMark, Attempt, AttemptItem, RefusedAnswer, Work
from assignments.queries.quizzes import best_of, fingerprint, parts_of
from assignments.services import attempts, bank, quizzes
from assignments.services.attempts import Outcome
from assignments.services.quizzes import PartPlan, QuizPlan
from assignments.tasks.quizzes import close_due_attempts
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import enrolments
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from tests.conftest import Cast
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic, sit
from tests.factories.courses import DURING, make_cohort, make_enrolment


def after(**span: Any) -> datetime:
    return DURING + timedelta(**span)


# --- Beginning ---


def test_an_attempt_draws_each_question_once_by_a_recorded_seed(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    topic = make_topic(actor=cast.coordinator, questions=6)
    fixed = make_question(actor=cast.coordinator, topic=topic)
    parts = [PartPlan(question=fixed), PartPlan(topic=topic, count=4)]
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts, shuffle_questions=True, attempts=3)
    attempt = begin(quiz, enrolment)
    drawn = [item.version.question_id for item in attempt.items.order_by("order")]
    assert len(set(drawn)) == 5
    assert fixed.pk in drawn
    assert attempt.seed
    finish(attempt)
    again = attempts.start(actor=enrolment.user, quiz=quiz, enrolment=enrolment, seed=attempt.seed)
    assert [item.version.question_id for item in again.items.order_by("order")] == drawn
    assert [item.shown for item in again.items.order_by("order")] == [
        item.shown for item in attempt.items.order_by("order")
    ]


def test_an_essay_is_asked_only_where_somebody_chose_it(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    topic = make_topic(actor=cast.coordinator, questions=1)
    make_question(actor=cast.coordinator, topic=topic, kind=QuestionKind.ESSAY)
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(topic=topic, count=2)], opened=False)
    with pytest.raises(Refusal, match="2"):
        quizzes.open_quiz(actor=cast.coordinator, quiz=quiz)


def test_beginning_twice_begins_once_and_keeps_the_versions_of_that_moment(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, questions=1)
    first = begin(quiz, enrolment)
    question = first.items.get().version.question
    body = {**question.current.body, "prompt": "Lain?"}
    bank.edit_question(
        actor=cast.coordinator, question=question, seen=1, topic=question.topic, body=body, points=Decimal(1)
    )
    assert begin(quiz, enrolment).pk == first.pk
    assert first.items.get().version.number == 1


def test_who_may_begin(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(
        actor=cast.coordinator, cohort=cohort, opens_at=after(hours=1), closes_at=after(hours=3), attempts=1
    )
    with pytest.raises(Refusal):
        begin(quiz, enrolment)
    with clock.at(after(hours=3)), pytest.raises(Refusal):
        begin(quiz, enrolment)
    with clock.at(after(hours=1)):
        finish(begin(quiz, enrolment))
        with pytest.raises(Refusal):
            begin(quiz, enrolment)
        quizzes.allow(actor=cast.facilitator, quiz=quiz, enrolment=enrolment, reason="Listrik padam", extra_attempts=1)
        assert begin(quiz, enrolment).number == 2
        listed = make_enrolment(actor=cast.coordinator, cohort=cohort, state=EnrolmentState.ACCEPTED)
        with pytest.raises(Refusal):
            begin(quiz, listed)
        elsewhere = make_enrolment(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
        with pytest.raises(Refusal):
            begin(quiz, elsewhere)


def test_a_draft_cannot_be_begun(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    with pytest.raises(Refusal):
        begin(make_quiz(actor=cast.coordinator, cohort=cohort, opened=False), enrolment)


# --- Answers ---


@pytest.fixture
def attempt(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> Attempt:
    """Under way, with thirty minutes and two minutes of grace."""
    return begin(make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, grace_seconds=120), enrolment)


def standing(attempt: Attempt, order: int = 1) -> tuple[Any, int]:
    item = attempt.items.get(order=order)
    return item.answer, item.seq


def test_an_answer_is_saved_once_however_often_it_is_sent(attempt: Attempt) -> None:
    assert answer(attempt, 1, "a").outcome == Outcome.SAVED
    assert answer(attempt, 1, "a").outcome == Outcome.SAME
    assert standing(attempt) == ("a", 1)


def test_an_older_answer_that_comes_late_over_the_line_never_replaces_a_newer_one(attempt: Attempt) -> None:
    assert answer(attempt, 1, "b", seq=2).outcome == Outcome.SAVED
    assert answer(attempt, 1, "a", seq=1).outcome == Outcome.OLDER
    assert standing(attempt) == ("b", 2)


def test_a_repeated_answer_keeps_its_place_in_the_order(attempt: Attempt) -> None:
    """a, b, a again: the b that was lost on the way must not come back as the newest."""
    answer(attempt, 1, "a", seq=1)
    answer(attempt, 1, "a", seq=3)
    assert answer(attempt, 1, "b", seq=2).outcome == Outcome.OLDER
    assert standing(attempt) == ("a", 3)


def test_another_tab_replaces_only_what_it_has_seen(attempt: Attempt) -> None:
    answer(attempt, 1, "a", seq=5, tab="satu")
    stale = answer(attempt, 1, "b", seq=9, base=0, tab="dua")
    assert stale.outcome == Outcome.CONFLICT
    assert stale.item.answer == "a"
    assert standing(attempt) == ("a", 5)
    assert answer(attempt, 1, "b", seq=6, base=5, tab="dua").outcome == Outcome.SAVED
    assert answer(attempt, 1, "c", seq=7, base=5, tab="satu").outcome == Outcome.CONFLICT
    assert standing(attempt) == ("b", 6)


def test_the_same_answer_in_two_tabs_is_no_quarrel(attempt: Attempt) -> None:
    answer(attempt, 1, "a", tab="satu")
    assert answer(attempt, 1, "a", tab="dua").outcome == Outcome.SAME


def test_a_question_or_a_number_that_is_none_is_refused(attempt: Attempt) -> None:
    for order, seq in ((9, 1), (1, 0), (1, attempts.MOST_SEQ + 1)):
        with pytest.raises(Refusal):
            answer(attempt, order, "a", seq=seq)
    assert standing(attempt) == (None, 0)


# --- The clock: only the server's ---


def test_within_the_grace_an_answer_counts_and_its_lateness_is_recorded(attempt: Attempt) -> None:
    with clock.at(after(minutes=29, seconds=59)):
        answer(attempt, 1, "a")
    with clock.at(after(minutes=30, seconds=12)):
        answer(attempt, 2, "a")
        attempt = finish(attempt)
    late = list(attempt.items.order_by("order").values_list("late_seconds", flat=True))
    assert late == [0, 12, 0]
    assert (attempt.points, attempt.handed_in_by) == (Decimal(2), HandedInBy.PERSON)


def test_what_a_page_sends_again_when_it_hands_in_within_the_grace_is_not_late(attempt: Attempt) -> None:
    with clock.at(after(minutes=29)):
        answer(attempt, 1, "a", seq=1)
    with clock.at(after(minutes=30, seconds=3)):
        assert answer(attempt, 1, "a", seq=2).outcome == Outcome.SAME
    item = attempt.items.get(order=1)
    assert (item.late_seconds, item.answered_at, item.seq) == (0, after(minutes=29), 2)


def test_after_the_grace_the_clock_has_handed_in_and_what_was_typed_is_kept(attempt: Attempt) -> None:
    answer(attempt, 1, "a")
    with clock.at(after(minutes=32)):
        told = answer(attempt, 2, "a")
        again = answer(attempt, 2, "a")
    attempt.refresh_from_db()
    assert (told.outcome, again.outcome) == (Outcome.OVER, Outcome.OVER)
    assert (attempt.state, attempt.handed_in_by) == (AttemptState.MARKED, HandedInBy.TIME)
    assert attempt.handed_in_at == after(minutes=30)
    assert attempt.points == 1
    kept = RefusedAnswer.objects.get()
    assert (kept.item.order, kept.answer, kept.late_seconds) == (2, "a", 120)


def test_an_answer_after_handing_in_is_kept_too(attempt: Attempt) -> None:
    answer(attempt, 1, "a")
    finish(attempt)
    assert answer(attempt, 1, "b", seq=2).outcome == Outcome.HANDED_IN
    assert answer(attempt, 1, "a", seq=1).outcome == Outcome.SAME
    assert standing(attempt) == ("a", 1)
    assert RefusedAnswer.objects.get().answer == "b"


def test_the_clock_hands_in_what_is_due_and_only_that(cast: Cast, attempt: Attempt, cohort: Cohort) -> None:
    other = begin(attempt.quiz, make_enrolment(actor=cast.coordinator, cohort=cohort))
    quizzes.allow(
        actor=cast.facilitator, quiz=attempt.quiz, enrolment=other.enrolment, reason="Disabilitas", extra_minutes=15
    )
    with clock.at(after(minutes=31, seconds=59)):
        assert attempts.close_due() == 0
    with clock.at(after(minutes=32)):
        assert attempts.close_due() == 1
        assert attempts.close_due() == 0
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert (attempt.handed_in_by, other.state) == (HandedInBy.TIME, AttemptState.OPEN)
    assert other.due_at == after(minutes=45)


def test_closing_hands_in_what_is_under_way(cast: Cast, attempt: Attempt) -> None:
    answer(attempt, 1, "a")
    assert quizzes.close_quiz(actor=cast.facilitator, quiz=attempt.quiz) == 1
    attempt.refresh_from_db()
    assert (attempt.handed_in_by, attempt.points) == (HandedInBy.CLOSING, 1)
    with pytest.raises(Conflict):
        quizzes.close_quiz(actor=cast.facilitator, quiz=attempt.quiz)


def test_a_new_closing_time_never_takes_minutes_from_somebody_who_has_begun(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30, closes_at=after(minutes=20))
    attempt = begin(quiz, enrolment)
    assert attempt.due_at == after(minutes=20)
    _edit(cast, quiz, closes_at=after(minutes=10))
    attempt.refresh_from_db()
    assert attempt.due_at == after(minutes=20)
    _edit(cast, quiz, closes_at=after(minutes=60))
    attempt.refresh_from_db()
    assert attempt.due_at == after(minutes=30)


def test_an_attempt_without_a_limit_ends_with_a_closing_time_that_is_set_later(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    attempt = begin(quiz, enrolment)
    assert attempt.due_at is None
    with clock.at(after(hours=1)):
        _edit(cast, quiz, minutes=30)
        attempt.refresh_from_db()
        assert attempt.due_at is None, "nobody was told of minutes when this one began"
        _edit(cast, quiz, closes_at=after(hours=2))
        attempt.refresh_from_db()
        assert attempt.due_at == after(hours=2)
        _edit(cast, quiz, closes_at=after(minutes=90))
        attempt.refresh_from_db()
        assert attempt.due_at == after(hours=2)


def test_a_closing_time_in_the_past_ends_an_attempt_without_a_limit_now(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort)
    attempt = begin(quiz, enrolment)
    with clock.at(after(hours=2)):
        _edit(cast, quiz, closes_at=after(hours=1))
        attempt.refresh_from_db()
        assert attempt.due_at == after(hours=2)
    with clock.at(after(hours=2, minutes=3)):
        assert attempts.close_due() == 1


def _edit(cast: Cast, quiz: Any, **changes: Any) -> None:
    quiz.refresh_from_db()
    plan = QuizPlan(**{**{name: getattr(quiz, name) for name in PLANNED}, **changes})
    parts = [PartPlan(one.question, one.topic, one.count) for one in parts_of(quiz)]
    quizzes.edit_quiz(actor=cast.coordinator, quiz=quiz, seen=fingerprint(quiz), plan=plan, parts=parts)


# --- Handing in and marking ---


def test_handing_in_twice_is_one_hand_in(attempt: Attempt) -> None:
    answer(attempt, 1, "a")
    first = finish(attempt)
    with clock.at(after(minutes=5)):
        second = finish(attempt)
    assert (first.pk, first.handed_in_at) == (second.pk, second.handed_in_at)
    assert AnswerMark.objects.filter(item__attempt=attempt).count() == 3
    assert first.points == Decimal(1)


def test_the_best_attempt_counts(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, attempts=3)
    for right in (1, 3, 3):
        sit(quiz, enrolment, right=right)
    best = best_of(Attempt.objects.filter(quiz=quiz))
    assert best is not None
    assert (best.number, best.points) == (2, 3)


def test_an_essay_waits_on_the_desk_and_its_grade_marks_the_attempt(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    topic = make_topic(actor=cast.coordinator, questions=1)
    essay = make_question(actor=cast.coordinator, topic=topic, kind=QuestionKind.ESSAY, points="4")
    parts = [PartPlan(question=essay), PartPlan(topic=topic, count=1)]
    attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort, parts=parts), enrolment)
    item = attempt.items.get(version__question=essay)
    with pytest.raises(Conflict):
        attempts.mark_essay(actor=cast.facilitator, item=item, points=Decimal(3), reason="")
    answer(attempt, item.order, "Karena layanan publik adalah hak.")
    attempt = finish(attempt)
    assert (attempt.state, attempt.points) == (AttemptState.HANDED_IN, None)
    work = Work.objects.get()
    assert (work.attempt_item_id, work.state, work.points_max) == (item.pk, WorkState.WAITING, Decimal(4))
    attempts.mark_essay(actor=cast.facilitator, item=item, points=Decimal("3.5"), reason="")
    attempts.mark_essay(actor=cast.facilitator, item=item, points=Decimal(2), reason="Keliru menjumlah")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.MARKED, Decimal(2))
    assert [mark.points for mark in item.marks.all()] == [Decimal("3.5"), Decimal(2)]
    for points in (Decimal("-1"), Decimal("4.01")):
        with pytest.raises(Refusal):
            attempts.mark_essay(actor=cast.facilitator, item=item, points=points, reason="")


def test_an_essay_without_a_text_earns_nothing_and_waits_for_nobody(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    topic = make_topic(actor=cast.coordinator)
    essay = make_question(actor=cast.coordinator, topic=topic, kind=QuestionKind.ESSAY)
    attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort, parts=[PartPlan(question=essay)]), enrolment)
    attempt = finish(attempt)
    assert (attempt.state, attempt.points) == (AttemptState.MARKED, 0)
    assert not Work.objects.exists()


def test_somebody_withdrawn_can_still_be_handed_in(cast: Cast, attempt: Attempt) -> None:
    answer(attempt, 1, "a")
    enrolments.withdraw(actor=cast.coordinator, enrolment=attempt.enrolment, reason="Pindah tugas")
    with clock.at(after(hours=1)):
        assert attempts.close_due() == 1
    attempt.refresh_from_db()
    assert attempt.points == 1


# --- Races ---


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_one_attempt(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    quiz = make_quiz(actor=cast.coordinator, cohort=cohort, attempts=2)
    assert not in_threads([lambda: begin(quiz, enrolment)] * 4)
    assert Attempt.objects.count() == 1
    assert AttemptItem.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_leave_one_answer_and_tell_the_other(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort), enrolment)
    told: list[Outcome] = []
    calls = [
        lambda value=value, tab=tab: told.append(answer(attempt, 1, value, tab=tab).outcome)
        for value, tab in (("a", "satu"), ("b", "dua"), ("c", "tiga"))
    ]
    assert not in_threads(calls)
    assert sorted(told) == [Outcome.CONFLICT, Outcome.CONFLICT, Outcome.SAVED]
    assert standing(attempt)[1] == 1


@pytest.mark.django_db(transaction=True)
def test_handing_in_saving_and_the_clock_at_once_lose_and_double_nothing(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort, minutes=30), enrolment)
    answer(attempt, 1, "a")
    told: list[Outcome] = []
    late = after(minutes=33)
    calls = [
        lambda: finish(attempt),
        attempts.close_due,
        lambda: told.append(answer(attempt, 2, "a").outcome),
        lambda: finish(attempt),
    ]
    assert not in_threads(calls, at=late)
    attempt.refresh_from_db()
    assert told == [Outcome.OVER]
    assert (attempt.points, attempt.handed_in_by) == (1, HandedInBy.TIME)
    assert AnswerMark.objects.count() == 3
    assert RefusedAnswer.objects.count() == 1


def in_threads(calls: list[Callable[[], object]], *, at: datetime = DURING) -> list[Exception]:
    """Run all calls at once, each on its own connection; return what they raised."""
    errors: list[Exception] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            with clock.at(at):
                call()
        except Refusal as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_the_workers_task_rings_often_and_hands_in_what_is_due(attempt: Attempt) -> None:
    assert any(one["task"] == close_due_attempts.name for one in settings.CELERY_BEAT_SCHEDULE.values())
    with clock.at(after(minutes=32)):
        assert close_due_attempts() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_a_hand_in_are_on_the_disk_when_they_are_acknowledged(
    cast: Cast, cohort: Cohort, enrolment: Enrolment
) -> None:
    attempt = begin(make_quiz(actor=cast.coordinator, cohort=cohort), enrolment)
    for act in (lambda: answer(attempt, 1, "a"), lambda: finish(attempt)):
        with CaptureQueriesContext(connection) as sent:
            act()
        words = [one["sql"] for one in sent.captured_queries]
        if connection.vendor != "sqlite":  # it writes through at every commit, and nothing may turn that off
            assert not [sql for sql in words if "synchronous_commit" in sql]
            continue
        assert words.index("PRAGMA synchronous=2") < next(n for n, sql in enumerate(words) if sql.startswith("UPDATE"))
