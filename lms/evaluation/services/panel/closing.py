"""From scores to results: locked, released, opened again; an objection and the answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enums import LEARNING
from courses.models import Cohort
from courses.services.completion import settle
from lms.evaluation import schemes
from lms.evaluation.enums import EvaluationState, EvaluationStep, ObjectionVerdict
from lms.evaluation.models import EvaluationEvent, Objection, ParticipantEvaluation
from lms.evaluation.queries.panel.board import Board, board_of
from lms.evaluation.queries.panel.results import (
    PersonResult,
    fingerprint,
    frozen,
    locked_fingerprint,
    results_of,
)
from lms.evaluation.services.panel import steps, telling
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

S = EvaluationState
LONGEST = 4000


@transaction.atomic
def lock_results(*, actor: User, cohort: Cohort, seen: str, incomplete: bool = False) -> list[ParticipantEvaluation]:
    """Lock what is still open in a cohort: figures, scores and what they come to are frozen, and nothing is scored any more.

    `seen` is the fingerprint of the results that were looked at. With `incomplete` people with a part missing are locked without a result,
    which is named. Raises Refusal while something is under way, the panel has to meet, or parts are missing; Conflict when a figure
    changed since. Everything that is open is held first, so that no score comes in between.
    """
    held = {one.enrolment_id: one for one in steps.hold_all(cohort, _evaluated(cohort))}
    if not held:
        raise Refusal(_("Everything is locked already."))
    board = board_of(cohort)
    rows = results_of(board)
    if fingerprint(rows) != seen:
        raise Conflict(_("A figure changed since you looked. Look at the results once more, then lock them."))
    mine = [row for row in rows if row.person.id in held]
    _check_ready(mine, incomplete=incomplete)
    locked = [_frozen(board, held[row.person.id], row, actor) for row in mine]
    _events(locked, EvaluationStep.LOCKED, actor)
    audit.record(actor, "evaluation.results.lock", cohort, {"people": len(locked)})
    return locked


def _evaluated(cohort: Cohort) -> list[int]:
    return list(cohort.enrolments.filter(state__in=LEARNING).order_by("pk").values_list("pk", flat=True))


def _check_ready(rows: Sequence[PersonResult], *, incomplete: bool) -> None:
    for row in rows:
        if row.result.pending:
            raise Refusal(
                _("%(name)s: %(what)s. Nothing is locked before that is over.")
                % {"name": row.person.name, "what": row.result.pending[0]}
            )
    # Missing a part, or excused from every one: either way there is no result.
    without = [row for row in rows if row.result.score is None]
    if without and not incomplete:
        first = without[0]
        words = ngettext(
            "%(n)s person has a part missing (%(name)s: %(what)s). Wait for it, excuse the person, or lock without a result.",
            "%(n)s people have a part missing (first %(name)s: %(what)s). Wait for it, excuse them, or lock without a result.",
            len(without),
        )
        what = ", ".join(first.result.missing_titles) or _("excused from every component")
        raise Refusal(words % {"n": len(without), "name": first.person.name, "what": what})


def _frozen(board: Board, evaluation: ParticipantEvaluation, row: PersonResult, actor: User) -> ParticipantEvaluation:
    adopted, _rules = board.in_force
    panel, seats = board.panels[row.person.id], {one.pk: one for one in board.members}
    result = row.result
    values = {
        "state": S.LOCKED,
        "scheme": adopted.scheme,
        "facts": frozen(row, adopted.scheme, panel.counting, seats),
        "score": result.score,
        "band": result.band.key if result.band else "",
        "passed": result.passed,
        "locked_at": clock.now(),
        "locked_by": actor,
    }
    if not ParticipantEvaluation.objects.filter(pk=evaluation.pk, state=S.OPEN).update(**values):
        raise Conflict(_("Somebody locked these results meanwhile."))
    for name, value in values.items():
        setattr(evaluation, name, value)
    return evaluation


def _events(rows: Sequence[ParticipantEvaluation], step: EvaluationStep, actor: User, reason: str = "") -> None:
    EvaluationEvent.objects.bulk_create(
        [
            EvaluationEvent(
                evaluation=one,
                step=step,
                facts=one.facts,
                score=one.score,
                band=one.band,
                passed=one.passed,
                actor=actor,
                reason=reason[:1000],
                at=clock.now(),
            )
            for one in rows
        ],
        batch_size=500,
    )


@transaction.atomic
def release_results(*, actor: User, cohort: Cohort, seen: str) -> list[ParticipantEvaluation]:
    """Release every locked result of a cohort to its participant; `seen` is the fingerprint of those that were looked at.

    The enrolment becomes completed where the result passes, else not completed (nobody passes without a result). From now on a participant
    may object within the window. Raises Refusal when nothing is locked, Conflict when others are locked than were seen. Everybody is told.
    """
    # Who left after the lock is not among them: nobody is told a result of a training that was given up.
    mine = ParticipantEvaluation.objects.filter(enrolment__cohort=cohort, enrolment__state__in=LEARNING, state=S.LOCKED)
    rows = list(mine.select_for_update(of=("self",)).select_related("enrolment__user", "enrolment__cohort", "scheme"))
    if not rows:
        raise Refusal(_("Nothing is locked: lock the results first."))
    now = clock.now()
    changed = mine.filter(pk__in=[one.pk for one in rows]).update(state=S.RELEASED, released_at=now, released_by=actor)
    if locked_fingerprint(rows) != seen or changed != len(rows):
        raise Conflict(_("Other results are locked than you saw. Look at the page once more."))
    for one in rows:
        one.state, one.released_at, one.released_by = S.RELEASED, now, actor
    _events(rows, EvaluationStep.RELEASED, actor)
    settle(
        actor=actor,
        results=[(one.enrolment, one.passed is True) for one in rows],
        reason=_("Result of the evaluation released"),
    )
    audit.record(actor, "evaluation.results.release", cohort, {"people": len(rows)})
    telling.released(rows=rows, actor=actor)
    return rows


@transaction.atomic
def reopen_result(*, actor: User, evaluation: ParticipantEvaluation, reason: str) -> None:
    """Open a locked or released result again, with the reason. What it was stays in its history.

    Raises Refusal without a reason, Conflict when it is open. A participant who knew the result is told.
    """
    if not reason.strip():
        raise Refusal(_("Say why the result is opened again: the participant reads it."))
    before = ParticipantEvaluation.objects.select_related("enrolment__user", "enrolment__cohort").get(pk=evaluation.pk)
    _open_again(actor, before, reason.strip())
    if before.is_released:
        telling.reopened(evaluation=before, reason=reason.strip(), actor=actor)


def _open_again(actor: User, before: ParticipantEvaluation, reason: str) -> None:
    rows = ParticipantEvaluation.objects.filter(pk=before.pk, state=before.state).exclude(state=S.OPEN)
    empty: dict[str, Any] = {"score": None, "band": "", "passed": None, "facts": {}}
    stamps = {"locked_at": None, "locked_by": None, "released_at": None, "released_by": None}
    if not rows.update(state=S.OPEN, seq=F("seq") + 1, **empty, **stamps):
        raise Conflict(_("This result is open already, or somebody changed it meanwhile."))
    _events([before], EvaluationStep.REOPENED, actor, reason)
    audit.record(actor, "evaluation.result.reopen", before.enrolment, {"reason": reason})


# --- Objections ---


def last_day(evaluation: ParticipantEvaluation) -> date | None:
    """Return the last day (WIB) on which the participant may object; None while nothing is released."""
    if evaluation.released_at is None:
        return None
    days = schemes.read(evaluation.scheme.content).objection_days
    return evaluation.released_at.astimezone(clock.WIB).date() + timedelta(days=days)


def release_of(evaluation: ParticipantEvaluation) -> EvaluationEvent:
    """Return the release by which a participant knows the result."""
    found: EvaluationEvent = evaluation.events.filter(step=EvaluationStep.RELEASED).latest("pk")
    return found


@transaction.atomic
def object_to(*, actor: User, evaluation: ParticipantEvaluation, text: str) -> Objection:
    """A participant objects to the own released result, within the window; the last day belongs to it.

    The same sent again is the same objection. Raises NotAllowed for anybody else, Refusal without a text, past the window, while one is
    open, or after an answer to this very result. Who organises is told.
    """
    if evaluation.enrolment.user_id != actor.pk:
        raise NotAllowed(_("Only the participant objects to a result."))
    if not text.strip():
        raise Refusal(_("Say what you object to, and why."))
    rows = ParticipantEvaluation.objects.filter(pk=evaluation.pk, state=S.RELEASED)
    if not rows.update(seq=F("seq") + 1):
        raise Refusal(_("There is no released result to object to."))
    evaluation = rows.select_related("enrolment__user", "enrolment__cohort", "scheme").get()
    last = last_day(evaluation)
    if last is None or clock.today() > last:
        raise Refusal(_("The time to object is over."))
    released = release_of(evaluation)
    known = Objection.objects.filter(release=released).first()
    if known is not None:
        if known.is_open and known.text == text.strip()[:LONGEST]:
            return known
        raise Refusal(_("You have objected to this result already."))
    try:
        with transaction.atomic():
            found = Objection.objects.create(evaluation=evaluation, release=released, text=text.strip()[:LONGEST])
    except IntegrityError as error:
        raise Conflict(_("You have objected to this result already.")) from error
    audit.record(actor, "evaluation.objection.make", evaluation.enrolment)
    telling.objected(objection=found, actor=actor)
    return found


@transaction.atomic
def answer_objection(*, actor: User, objection: Objection, verdict: str, answer: str) -> Objection:
    """Decide on an objection, in writing. Upheld, the result is opened again: what was wrong is put right, then it is locked and released anew.
    Where it was released anew meanwhile that result stays: it is objected to by itself.

    Raises NotAllowed for the participant, Refusal without an answer, Conflict when somebody answered before. The participant is told.
    """
    if not answer.strip():
        raise Refusal(_("An objection is answered in writing: the participant reads it."))
    if verdict not in ObjectionVerdict.values:
        raise Refusal(_("Decide whether the objection is upheld."))
    related = ("evaluation__enrolment__user", "evaluation__enrolment__cohort")
    objection = Objection.objects.select_related(*related).get(pk=objection.pk)
    if objection.evaluation.enrolment.user_id == actor.pk:
        raise NotAllowed(_("Nobody decides on the own objection."))
    values = {"verdict": verdict, "answer": answer.strip()[:LONGEST], "answered_at": clock.now(), "answered_by": actor}
    if not Objection.objects.filter(pk=objection.pk, verdict="").update(**values):
        raise Conflict(_("Somebody answered this objection meanwhile."))
    objection.refresh_from_db()
    audit.record(actor, f"evaluation.objection.{verdict}", objection.evaluation.enrolment, {"answer": answer.strip()})
    newest = release_of(objection.evaluation).pk == objection.release_id
    if verdict == ObjectionVerdict.UPHELD and newest and not objection.evaluation.is_open:
        _open_again(actor, objection.evaluation, _("Objection upheld: %(answer)s") % {"answer": answer.strip()[:800]})
    telling.answered(objection=objection, actor=actor)
    return objection
