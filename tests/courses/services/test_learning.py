"""Marking lessons as done, keeping the place, and the JP ledger behind both."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress
from courses.queries.learning import marks_of, reading_of
from courses.queries.ledger import LESSON, ledger, sums_by_person
from courses.services import cohorts, enrolments, learning, moves, stages
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.courses.services.test_enrolments import in_threads
from tests.factories.courses import (
    DURING,
    START,
    day,
    learner_of,
    make_cohort,
    make_enrolment,
    make_version,
    outline,
)

S = EnrolmentState


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ratna")


def done(enrolment: Enrolment, code: str) -> bool:
    """Mark the lesson of this code (`1.2`) as done by the participant."""
    lesson = next(one for one in outline(enrolment.cohort).lessons if one.code == f"LKP-{code}")
    return learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lesson)


def test_a_finished_lesson_earns_its_jp_and_the_next_one_is_where_to_go_on(enrolment: Enrolment) -> None:
    assert done(enrolment, "1.1")
    enrolment.refresh_from_db()
    lessons = outline(enrolment.cohort).lessons
    assert (enrolment.lessons_done, enrolment.jp_done, enrolment.last_done_at) == (1, 1, DURING)
    assert enrolment.resume_key == lessons[1].key
    assert enrolment.last_seen_at == DURING
    assert reading_of(learner_of(enrolment)).resume == lessons[1]


def test_done_twice_is_done_once(enrolment: Enrolment) -> None:
    assert done(enrolment, "1.1")
    with clock.at(DURING + timedelta(hours=1)):
        assert not done(enrolment, "1.1")
    assert LessonProgress.objects.get().done_at == DURING
    assert AuditEntry.objects.filter(action="courses.lesson.done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_earns_the_jp_once(enrolment: Enrolment) -> None:
    assert not in_threads([lambda: done(enrolment, "1.1")] * 3)
    enrolment.refresh_from_db()
    assert (LessonProgress.objects.count(), enrolment.jp_done) == (1, 1)
    assert AuditEntry.objects.filter(action="courses.lesson.done").count() == 1


def test_keeping_the_place_takes_the_rows_in_the_order_of_marking(cohort: Cohort, enrolment: Enrolment) -> None:
    """The page keeps the place while the button is pressed: in two orders each would wait for the other's row."""
    learner, lesson = learner_of(enrolment), outline(cohort).lessons[0]
    learning.keep_place(learner=learner, lesson=lesson, part=1)
    with CaptureQueriesContext(connection) as asked:
        learning.keep_place(learner=learner, lesson=lesson, part=2)
    written = [one["sql"].split('"')[1] for one in asked if one["sql"].startswith("UPDATE")]
    assert written == ["courses_enrolment", "courses_lessonprogress"]


@pytest.mark.parametrize("state", [S.NOMINATED, S.ACCEPTED, S.WITHDRAWN])
def test_only_active_people_earn(cast: Cast, cohort: Cohort, enrolment: Enrolment, state: S) -> None:
    learner = learner_of(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    with pytest.raises(Refusal):
        learning.mark_done(actor=enrolment.user, learner=learner, lesson=outline(cohort).lessons[0])
    assert not LessonProgress.objects.exists()


def test_a_finished_cohort_can_be_read_and_earns_nothing_more(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    with clock.at(day(300)):
        cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)
        with pytest.raises(Refusal):
            done(enrolment, "1.1")
        assert not reading_of(learner_of(enrolment)).closure(outline(cohort).online_modules[0])


def test_a_module_opens_on_its_day(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    first, second, _offline = outline(cohort).modules
    stages.change_gates(
        actor=cast.coordinator, cohort=cohort, gates={second: (START + timedelta(days=7), None)}, seen_plan_no=1
    )
    assert not reading_of(learner_of(enrolment)).closure(outline(cohort).modules[first])
    with pytest.raises(Refusal, match="Senin, 10 Agustus 2026|Monday, 10 August 2026"):  # noqa: RUF043
        done(enrolment, "2.1")
    with clock.at(day(7)):
        assert done(enrolment, "2.1")


def test_a_module_opens_after_the_one_it_needs(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    first, second, _offline = outline(cohort).modules
    stages.change_gates(actor=cast.coordinator, cohort=cohort, gates={second: (None, first)}, seen_plan_no=1)
    with pytest.raises(Refusal, match="LKP-1"):
        done(enrolment, "2.1")
    done(enrolment, "1.1")
    done(enrolment, "1.2")
    assert done(enrolment, "2.1")


def test_nothing_opens_before_the_first_day_of_its_stage(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, starts_on=START + timedelta(days=7))
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        done(enrolment, "1.1")
    assert reading_of(learner_of(enrolment)).resume is None


def test_nothing_opens_in_a_cohort_that_is_only_planned(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, opened=False)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        done(enrolment, "1.1")


def test_a_stage_can_wait_for_the_lessons_of_the_stage_before(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    plans = cohorts.stage_plans(cohort)
    offline = outline(cohort).courses[1].modules[0]
    from dataclasses import replace

    plans[1] = replace(plans[1], needs_previous=True)
    stages.change_stages(actor=cast.coordinator, cohort=cohort, stages=plans, seen_plan_no=1)
    with clock.at(day(21)):
        assert "4" in reading_of(learner_of(enrolment)).closure(offline)
        for code in ("1.1", "1.2", "2.1", "2.2"):
            done(enrolment, code)
        assert not reading_of(learner_of(enrolment)).closure(offline)


def test_the_place_is_kept_and_opens_the_lesson(enrolment: Enrolment) -> None:
    lesson = outline(enrolment.cohort).lessons[1]
    learning.keep_place(learner=learner_of(enrolment), lesson=lesson, part=3)
    learning.keep_place(learner=learner_of(enrolment), lesson=lesson, part=2)
    reading = reading_of(learner_of(enrolment))
    assert reading.marks[lesson.key].position == 2
    assert reading.state(lesson) == "started"
    assert reading.resume == lesson


@pytest.mark.parametrize(("part", "kept"), [(-4, 0), (10**9, learning.MOST_PARTS)])
def test_a_made_up_place_is_brought_into_bounds(enrolment: Enrolment, part: int, kept: int) -> None:
    lesson = outline(enrolment.cohort).lessons[0]
    learning.keep_place(learner=learner_of(enrolment), lesson=lesson, part=part)
    assert marks_of(enrolment.pk)[lesson.key].position == kept


def test_the_ledger_names_person_subject_source_jp_time_and_evidence(enrolment: Enrolment) -> None:
    done(enrolment, "1.2")
    lesson = outline(enrolment.cohort).lessons[1]
    (entry,) = ledger([enrolment.pk], outline(enrolment.cohort))
    assert (entry.enrolment_id, entry.subject, entry.source) == (enrolment.pk, lesson, LESSON)
    assert (entry.jp, entry.at, entry.evidence) == (1, DURING, lesson.digest)


def test_sums_by_module_and_stage(enrolment: Enrolment) -> None:
    for code in ("1.1", "1.2", "2.1"):
        done(enrolment, code)
    sums = sums_by_person([enrolment.pk], outline(enrolment.cohort))[enrolment.pk]
    assert (sums.jp, sums.lessons) == (3, 3)
    assert list(sums.by_module.values()) == [2, 1]
    assert sums.by_stage == {"online": 3}


def test_kept_sums_are_those_of_the_ledger_whatever_happens(cast: Cast) -> None:
    """Random work, moves of version in between: the sums on the rows never drift from the ledger."""
    chance = random.Random(7)
    versions = [make_version(actor=cast.coordinator, modules=size, jp=jp) for size, jp in ((3, 1), (2, 2), (4, 1))]
    cohort = make_cohort(actor=cast.coordinator, version=versions[0])
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(3)]
    for version in versions:
        if version != versions[0]:
            moves.move_cohort_to_version(actor=cast.coordinator, cohort=cohort, version=version, reason="Diperbarui")
        for _ in range(8):
            who = chance.choice(people)
            lesson = chance.choice(outline(cohort).online)
            learning.mark_done(actor=who.user, learner=learner_of(who), lesson=lesson)
        sums = sums_by_person([one.pk for one in people], outline(cohort))
        for one in Enrolment.objects.filter(cohort=cohort):
            mine = sums.get(one.pk)
            kept = (one.lessons_done, one.jp_done, one.last_done_at)
            assert kept == ((mine.lessons, mine.jp, mine.last_lesson_at) if mine else (0, 0, None))


def test_many_lessons_at_once_end_as_if_done_one_by_one(cast: Cast, cohort: Cohort) -> None:
    one, many = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    lessons = outline(cohort).lessons[:3]
    for number, lesson in enumerate(lessons):
        with clock.at(day(number)):
            learning.mark_done(actor=one.user, learner=learner_of(one), lesson=lesson)
    work = {many: [(lesson, day(number)) for number, lesson in enumerate(lessons)]}
    assert learning.mark_done_many(cohort=cohort, work=work) == 3
    assert learning.mark_done_many(cohort=cohort, work=work) == 0
    fields = ("lessons_done", "jp_done", "last_done_at", "resume_key", "last_seen_at")
    singly, at_once = (Enrolment.objects.values_list(*fields).get(pk=who.pk) for who in (one, many))
    assert singly == at_once
    assert marks_of(one.pk) == marks_of(many.pk)


def test_many_at_once_respects_gates_and_states(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    lesson = outline(cohort).lessons[0]
    with pytest.raises(Refusal):
        learning.mark_done_many(cohort=cohort, work={enrolment: [(lesson, day(-3))]})
    enrolments.withdraw(actor=cast.coordinator, enrolment=enrolment, reason="Pindah")
    with pytest.raises(Refusal):
        learning.mark_done_many(cohort=cohort, work={enrolment: [(lesson, DURING)]})
    assert not LessonProgress.objects.exists()


def meanwhile(first: Callable[[], object], then: Callable[[], object]) -> None:
    """Let a second person act while the first one's work is done and not yet committed."""
    begun = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            begun.set()
            time.sleep(0.4)

    def follow() -> None:
        begun.wait(timeout=10)
        then()

    assert not in_threads([hold, follow])


@pytest.mark.django_db(transaction=True)
def test_a_last_lesson_marked_while_the_cohort_is_finished_counts(cast: Cast, enrolment: Enrolment) -> None:
    codes = ["1.1", "1.2", "2.1", "2.2"]
    for code in codes[:-1]:
        done(enrolment, code)
    cohort = enrolment.cohort
    cohort.stages.update(starts_on=START, ends_on=START)
    meanwhile(lambda: done(enrolment, codes[-1]), lambda: cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort))
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.lessons_done) == (S.COMPLETED, 4)


@pytest.mark.django_db(transaction=True)
def test_a_lesson_marked_while_the_cohort_moves_is_counted_by_the_new_version(cast: Cast, enrolment: Enrolment) -> None:
    cohort = enrolment.cohort
    newer = make_version(actor=cast.admin, based_on=cohort.version, jp=3)
    learner, lesson = learner_of(enrolment), outline(cohort).lessons[0]
    move = partial(
        moves.move_cohort_to_version, actor=cast.coordinator, cohort=cohort, version=newer, reason="Diperkuat"
    )
    meanwhile(lambda: learning.mark_done(actor=enrolment.user, learner=learner, lesson=lesson), move)
    enrolment.refresh_from_db()
    assert enrolment.jp_done == 3
    assert enrolment.jp_done == sums_by_person([enrolment.pk], outline(enrolment.cohort))[enrolment.pk].jp


def test_a_text_that_was_not_read_is_not_marked(cast: Cast, enrolment: Enrolment) -> None:
    learner, lesson = learner_of(enrolment), outline(enrolment.cohort).lessons[0]
    with pytest.raises(Conflict):
        learning.mark_done(actor=enrolment.user, learner=learner, lesson=lesson, read="0" * 64)
    newer = make_version(actor=cast.admin, based_on=enrolment.cohort.version)
    newer.items.filter(key=lesson.key).update(digest="f" * 64)
    moves.move_cohort_to_version(actor=cast.coordinator, cohort=enrolment.cohort, version=newer, reason="Diperkuat")
    with pytest.raises(Conflict):
        learning.mark_done(actor=enrolment.user, learner=learner, lesson=lesson)
    assert not LessonProgress.objects.exists()
