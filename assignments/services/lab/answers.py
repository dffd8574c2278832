"""What participants make of a case: kept as it is made, handed in once, scored against the panel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from assignments.durable import durably
from assignments.lab.cards import Ranking, ranking_faults
from assignments.lab.scores import Panel, score_of
from assignments.models import MatchingAnswer, MatchingExercise
from assignments.queries.lab import closed_because
from assignments.services import works
from assignments.services.lab.cases import Unfinished
from courses.models import Enrolment
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from lms.programme.reviewable import digest_of


@dataclass(frozen=True)
class From:
    """Where a ranking comes from: the number of the save its page has seen, the page's own name, and its count."""

    seq: int = 0
    tab: str = ""
    turn: int = 0


@durably()
def save_answer(*, exercise: MatchingExercise, enrolment: Enrolment, ranking: Ranking, sent: From) -> int:
    """Keep a ranking as it is made. Returns the number of this save, to be sent with the next; it is on the disk then.

    A page may replace what it has seen, and what it saved itself though the answer got lost; of its own saves the newest stands
    in whatever order they arrive. Raises Conflict when another page saved meanwhile or the answer is handed in, and Refusal when
    nothing is taken any more.
    """
    _check_open(exercise, enrolment)
    now = clock.now()
    rows = MatchingAnswer.objects.filter(exercise=exercise, enrolment=enrolment)
    may = Q(seq=sent.seq)
    if sent.tab:
        may = (may & ~Q(tab=sent.tab)) | Q(tab=sent.tab, turn__lt=sent.turn)
    fresh: dict[str, Any] = {"body": ranking, "seq": F("seq") + 1, "tab": sent.tab, "turn": sent.turn, "saved_at": now}
    if rows.filter(may, handed_in_at__isnull=True).update(**fresh):
        return int(rows.values_list("seq", flat=True).get())
    kept = rows.first()
    if kept is None and sent.seq == 0:
        return _first_save(exercise, enrolment, ranking, sent)
    if kept is not None and kept.handed_in_at is not None:
        raise Conflict(_("You have handed this in already; it can no longer be changed."))
    if kept is not None and (kept.body == ranking or (sent.tab and kept.tab == sent.tab)):
        return kept.seq
    raise Conflict(
        _("This ranking was changed on another page or device meanwhile. Nothing is lost: save here to see both.")
    )


def _first_save(exercise: MatchingExercise, enrolment: Enrolment, ranking: Ranking, sent: From) -> int:
    try:
        with transaction.atomic():
            MatchingAnswer.objects.create(
                exercise=exercise, enrolment=enrolment, body=ranking, seq=1, tab=sent.tab, turn=sent.turn
            )
    except IntegrityError:
        raise Conflict(_("Another page saved this ranking at the same moment. Open it again.")) from None
    return 1


@durably()
def hand_in_answer(
    *, actor: User, exercise: MatchingExercise, enrolment: Enrolment, ranking: Ranking, sent: From
) -> MatchingAnswer:
    """Hand a complete ranking in; it is scored at once, and its reasons go to the grader's desk when the exercise has a rubric.

    Handed in twice is handed in once. Raises Unfinished with every gap, and what `save_answer` raises. Locks the answer.
    """
    kept = MatchingAnswer.objects.select_for_update().filter(exercise=exercise, enrolment=enrolment).first()
    if kept is not None and kept.handed_in_at is not None:
        return kept
    save_answer(exercise=exercise, enrolment=enrolment, ranking=ranking, sent=sent)
    if faults := ranking_faults(exercise.version.body, ranking, final=True):
        raise Unfinished(_("The ranking is not complete yet."), faults)
    answer = MatchingAnswer.objects.get(exercise=exercise, enrolment=enrolment)
    _score(answer, exercise)
    answer.save()
    if exercise.rubric is not None:
        works.put_many_on_desk(pieces=[_piece(answer, exercise)])
    audit.record(actor, "assignments.matching.hand_in", answer, {"points": ["", str(answer.points)]})
    return answer


@transaction.atomic
def hand_in_many(*, exercise: MatchingExercise, rankings: dict[Enrolment, Ranking]) -> list[MatchingAnswer]:
    """Hand in the complete rankings of many who have none yet, all or none; their reasons go to the desk as those of one.

    Raises Unfinished for the first with a gap.
    """
    _check_open(exercise)
    answers = []
    for enrolment, ranking in rankings.items():
        if faults := ranking_faults(exercise.version.body, ranking, final=True):
            raise Unfinished(_("The ranking is not complete yet."), faults)
        answer = MatchingAnswer(exercise=exercise, enrolment=enrolment, body=ranking, seq=1)
        _score(answer, exercise)
        answers.append(answer)
    rows = MatchingAnswer.objects.bulk_create(answers, batch_size=200)
    if exercise.rubric is not None:
        works.put_many_on_desk(pieces=[_piece(answer, exercise) for answer in rows])
    audit.record(None, "assignments.exercise.hand_in_many", exercise, {"answers": [0, len(rows)]})
    return rows


def _piece(answer: MatchingAnswer, exercise: MatchingExercise) -> works.Piece:
    """The reasons of an answer, as a grader gets them."""
    return works.Piece(
        matching=answer,
        subject=f"exercise:{exercise.pk}",
        cohort=exercise.cohort,
        enrolment=answer.enrolment,
        rubric=exercise.rubric,
        points_max=exercise.rubric.points_max if exercise.rubric else Decimal(0),
    )


def _score(answer: MatchingAnswer, exercise: MatchingExercise) -> None:
    score = score_of(
        exercise.version.body,
        answer.body,
        Panel(**(exercise.panel or {})),
        top_k=exercise.top_k,
        overlap_share=Fraction(settings.PADAN_LAB_OVERLAP_SHARE),
        violation_costs=settings.PADAN_LAB_VIOLATION_COSTS,
    )
    answer.ndcg, answer.overlap = score.ndcg, score.overlap
    answer.violations, answer.points = score.violations, score.points
    answer.handed_in_at, answer.digest = clock.now(), digest_of(answer.body)


def _check_open(exercise: MatchingExercise, enrolment: Enrolment | None = None) -> None:
    if why := closed_because(exercise, enrolment.state if enrolment else ""):
        raise Refusal(why)
