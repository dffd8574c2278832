"""Two people at once: a score and a lock, two locks, two releases, two answers; in real threads with connections of their own."""

from __future__ import annotations

from functools import partial
from threading import Event

import pytest
from django.db import transaction

from courses.models import Enrolment
from courses.services.enrolments import withdraw
from lms.evaluation.enums import ObjectionVerdict
from lms.evaluation.models import (
    CohortScheme,
    EvaluationEvent,
    Objection,
    PanelMember,
    PanelScore,
    ParticipantEvaluation,
)
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import fingerprint, results_of
from lms.evaluation.services.panel import closing
from lms.evaluation.services.panel.seats import declare_conflict, end_member
from lms.evaluation.services.schemes import adopt_scheme
from lms.people.errors import Refusal
from lms.people.models import AuditEntry
from tests import racing
from tests.evaluation.panel.test_closing import evaluation, lock, locked_seen, objection, release, score_all
from tests.evaluation.sitting import Sitting
from tests.factories.courses import DURING
from tests.factories.evaluation_panel import give, make_scheme

pytestmark = pytest.mark.django_db(transaction=True)


at_once = partial(racing.at_once, when=DURING, language="en")


def refused(found: list[object]) -> int:
    return sum(isinstance(one, Refusal) for one in found)


def test_a_score_sent_by_two_tabs_at_once_is_one(sitting: Sitting) -> None:
    member, one = sitting.members[0], sitting.people[0]
    found = at_once(*(lambda: give(member, one) for _tab in range(3)))
    assert refused(found) == 0
    assert PanelScore.objects.count() == 1


def test_three_evaluators_at_once_are_three_scores(sitting: Sitting) -> None:
    found = at_once(*(lambda m=m: give(m, sitting.people[0]) for m in sitting.members))
    assert refused(found) == 0
    assert board_of(sitting.cohort).panels[sitting.people[0].pk].complete


def test_a_score_and_a_lock_at_once_leave_no_score_that_is_not_in_the_result(sitting: Sitting) -> None:
    """Without the last score somebody has no result: whichever comes first, the result and the scores agree."""
    for one in sitting.people[:2]:
        for member in sitting.members:
            give(member, one)
    last = sitting.people[2]
    for member in sitting.members[:2]:
        give(member, last)
    seen = fingerprint(results_of(board_of(sitting.cohort)))

    def shut() -> object:
        return closing.lock_results(actor=sitting.cast.coordinator, cohort=sitting.cohort, seen=seen, incomplete=True)

    at_once(lambda: give(sitting.members[2], last), shut)
    scored = PanelScore.objects.filter(enrolment=last).count() == 3
    row = ParticipantEvaluation.objects.get(enrolment=last)
    # The score came first: the lock met another figure than was looked at. The lock came first: the score was refused.
    assert (row.state == "open") if scored else (row.state == "locked" and row.score is None)


def test_two_locks_and_two_releases_at_once_are_one_each(sitting: Sitting) -> None:
    score_all(sitting)
    assert refused(at_once(lambda: lock(sitting), lambda: lock(sitting))) == 1
    assert EvaluationEvent.objects.filter(step="locked").count() == 3
    assert refused(at_once(lambda: release(sitting), lambda: release(sitting))) == 1
    assert EvaluationEvent.objects.filter(step="released").count() == 3


def test_two_objections_and_two_answers_at_once_are_one_each(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    release(sitting)
    at_once(lambda: objection(sitting, text="A"), lambda: objection(sitting, text="B"))
    one = Objection.objects.get()

    def answer(verdict: str) -> object:
        return closing.answer_objection(actor=sitting.cast.coordinator, objection=one, verdict=verdict, answer="x")

    found = at_once(lambda: answer(ObjectionVerdict.UPHELD), lambda: answer(ObjectionVerdict.REJECTED))
    assert refused(found) == 1
    one.refresh_from_db()
    assert evaluation(sitting, 2).is_open == (one.verdict == ObjectionVerdict.UPHELD)


def test_the_first_score_and_another_scheme_at_once_leave_no_score_by_a_scheme_that_is_gone(sitting: Sitting) -> None:
    """Also where an evaluation has begun already, by a declaration."""
    member, one = sitting.members[0], sitting.people[0]
    other = sitting.members[1]
    declare_conflict(actor=other.user, member=other, enrolment=one, reason="Kerabat")
    scheme = make_scheme(actor=sitting.cast.coordinator, title="Skema lain")

    def adopt_it() -> object:
        return adopt_scheme(actor=sitting.cast.coordinator, cohort=sitting.cohort, scheme=scheme, seq=scheme.seq)

    at_once(lambda: give(member, one), adopt_it)
    kept = CohortScheme.objects.get(cohort=sitting.cohort).scheme_id
    evaluation_ = ParticipantEvaluation.objects.get(enrolment=one)
    assert evaluation_.scheme_id == kept
    # Whichever came first: a score that was given before keeps the scheme it was given by.
    if PanelScore.objects.filter(enrolment=one).exists() and kept != sitting.scheme.pk:
        assert line("evaluation.scheme.adopt") < line("evaluation.score.give")


def line(action: str) -> int:
    """The newest line of the audit trail that tells of this: where both threads wait for the same row, the lines are in the order of the deeds."""
    return AuditEntry.objects.filter(action=action).latest("pk").pk


def test_a_score_and_the_end_of_its_seat_at_once(sitting: Sitting) -> None:
    """Where the evaluation has begun, no row but the seat's own makes one of the two wait."""
    member, one = sitting.members[0], sitting.people[0]
    declare_conflict(actor=sitting.members[1].user, member=sitting.members[1], enrolment=one, reason="Kerabat")
    read = PanelMember.objects.select_related("user").get(pk=member.pk)
    found = at_once(
        lambda: give(read, one), lambda: end_member(actor=sitting.cast.coordinator, member=member, reason="Pindah")
    )
    member.refresh_from_db()
    assert member.ended_at is not None
    # The score came before the end of the seat and counts, or was refused.
    assert PanelScore.objects.filter(enrolment=one).exists() != isinstance(found[0], Refusal)
    if not isinstance(found[0], Refusal):
        assert line("evaluation.score.give") < line("evaluation.panel.end")


def test_a_score_waits_for_the_end_of_its_seat_that_is_being_written(sitting: Sitting) -> None:
    member, one = sitting.members[0], sitting.people[0]
    give(sitting.members[1], one)
    read = PanelMember.objects.select_related("user").get(pk=member.pk)
    written, scored = Event(), Event()

    def end_slowly() -> None:
        with transaction.atomic():
            end_member(actor=sitting.cast.coordinator, member=member, reason="Pindah")
            written.set()
            # A score that does not wait is through long before.
            scored.wait(timeout=1)

    def give_late() -> object:
        try:
            assert written.wait(timeout=10)
            return give(read, one)
        finally:
            scored.set()

    _ended, found = at_once(end_slowly, give_late)
    assert isinstance(found, Refusal)
    assert PanelScore.objects.filter(enrolment=one).count() == 1


def test_somebody_taken_off_and_a_release_at_once_tell_nobody_a_result_who_left(sitting: Sitting) -> None:
    score_all(sitting)
    lock(sitting)
    one = Enrolment.objects.select_related("cohort", "user").get(pk=sitting.people[0].pk)
    looked_at = locked_seen(sitting)
    at_once(
        lambda: release(sitting, looked_at),
        lambda: withdraw(actor=sitting.cast.coordinator, enrolment=one, reason="Pindah tugas"),
    )
    one.refresh_from_db()
    row = ParticipantEvaluation.objects.get(enrolment=one)
    assert (one.state, row.state) in {("completed", "released"), ("withdrawn", "locked")}
