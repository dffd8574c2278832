"""The matching lab: writing cases, ranking them as a panel, setting them for a cohort, and what participants hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from assignments.durable import durably
from assignments.enums import TaskState
from assignments.lab.cards import Case, Fault, Ranking, case_faults, ranking_faults
from assignments.lab.scores import LEAST_PANEL, Panel, panel_of, score_of
from assignments.models import (
    CaseVersion,
    MatchingAnswer,
    MatchingCase,
    MatchingExercise,
    PanelRanking,
    RubricVersion,
)
from assignments.queries.lab import closed_because, fingerprint, panel_rankings
from assignments.services import works
from courses.models import Cohort, Enrolment
from lms.people import audit, clock
from lms.people.enums import Evidence, Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.reviewable import digest_of

T = TaskState


class Unfinished(Refusal):
    """A case or a ranking that cannot be taken as it is; `faults` says what is wrong where."""

    def __init__(self, message: Any, faults: list[Fault]) -> None:
        super().__init__(message)
        self.faults = faults


# --- Cases ---


@transaction.atomic
def create_case(
    *,
    actor: User,
    code: str,
    kind: str,
    difficulty: int,
    title: str,
    body: Case,
    evidence: str = Evidence.INFERRED,
) -> MatchingCase:
    """Write a new case with its first version. Raises Unfinished, and Refusal when the code is taken."""
    _check_case(body)
    if MatchingCase.objects.filter(code=code).exists():
        raise Refusal(_("There is a case with the code “%(code)s” already.") % {"code": code})
    case = MatchingCase.objects.create(code=code, kind=kind, difficulty=difficulty, created_by=actor)
    _add_version(case, title=title, body=body, number=1, actor=actor, evidence=evidence)
    audit.record(actor, "assignments.case.create", case, {"title": ["", title]})
    return case


@transaction.atomic
def change_case(
    *,
    actor: User,
    case: MatchingCase,
    difficulty: int,
    title: str,
    body: Case,
    seen: int,
    evidence: str = Evidence.INFERRED,
) -> CaseVersion:
    """Write the case's next version; the panel ranks it anew, exercises keep theirs. Saved unchanged, it stays as it is.

    `seen` is the number of the version that was edited. Raises Conflict when a newer one is there, and Unfinished.
    """
    _check_case(body)
    locked = MatchingCase.objects.select_for_update(of=("self",)).select_related("current").get(pk=case.pk)
    now = _current(locked)
    if locked.difficulty != difficulty:
        MatchingCase.objects.filter(pk=locked.pk).update(difficulty=difficulty)
        audit.record(actor, "assignments.case.change", locked, {"difficulty": [locked.difficulty, difficulty]})
    if now.digest == _case_digest(title, body):
        return now
    if now.number != seen:
        raise Conflict(
            _("Somebody saved version %(number)s of this case meanwhile. Read it, then take over what you changed.")
            % {"number": now.number}
        )
    version = _add_version(locked, title=title, body=body, number=seen + 1, actor=actor, evidence=evidence)
    audit.record(actor, "assignments.case.change", locked, {"version": [seen, version.number]})
    return version


@transaction.atomic
def retire_case(*, actor: User, case: MatchingCase) -> None:
    """Offer the case for exercises no more; what was set stays. Said twice it stays said once."""
    if MatchingCase.objects.filter(pk=case.pk, retired_at__isnull=True).update(retired_at=clock.now()):
        audit.record(actor, "assignments.case.retire", case)


@transaction.atomic
def restore_case(*, actor: User, case: MatchingCase) -> None:
    """Offer a retired case again."""
    if MatchingCase.objects.filter(pk=case.pk, retired_at__isnull=False).update(retired_at=None):
        audit.record(actor, "assignments.case.restore", case)


def _check_case(body: Case) -> None:
    if faults := case_faults(body):
        raise Unfinished(_("The case cannot be set like this yet."), faults)


def _current(case: MatchingCase) -> CaseVersion:
    if case.current is None:
        raise Refusal(_("This case has no version yet."))
    return case.current


def _add_version(case: MatchingCase, *, title: str, body: Case, number: int, actor: User, evidence: str) -> CaseVersion:
    version = CaseVersion.objects.create(
        case=case,
        number=number,
        title=title,
        body=body,
        digest=_case_digest(title, body),
        evidence=evidence,
        made_by=actor,
    )
    case.current = version
    case.save(update_fields=["current"])
    return version


def _case_digest(title: str, body: Case) -> str:
    return digest_of({"title": title, "body": body})


# --- The panel ---


@transaction.atomic
def rank_case(*, actor: User, version: CaseVersion, ranking: Ranking) -> PanelRanking:
    """Give one's own complete ranking of a case as a member of its panel; the newest counts, all are kept.

    Exercises opened before keep the panel they were opened with. Raises NotAllowed (no facilitator) and Unfinished.
    """
    if not hats_of(actor).has(Role.FACILITATOR):
        raise NotAllowed(_("The panel of a case is made of facilitators."))
    if faults := ranking_faults(version.body, ranking, final=True):
        raise Unfinished(_("Your ranking is not complete yet."), faults)
    latest: PanelRanking | None = (
        PanelRanking.objects.filter(version=version, facilitator=actor).order_by("-at", "-id").first()
    )
    if latest is not None and latest.ranking == ranking:
        return latest
    given = PanelRanking.objects.create(version=version, facilitator=actor, ranking=ranking)
    audit.record(actor, "assignments.case.rank", version, {"digest": ["", digest_of(ranking)]})
    return given


# --- Exercises ---


@transaction.atomic
def set_exercise(
    *,
    actor: User,
    cohort: Cohort,
    version: CaseVersion,
    top_k: int,
    opens_on: date | None = None,
    due_on: date | None = None,
    weight: Any = 0,
    rubric: RubricVersion | None = None,
) -> MatchingExercise:
    """Plan a case for a cohort, as a draft. Raises Refusal when it is planned already or the days are turned round."""
    if opens_on and due_on and due_on < opens_on:
        raise Refusal(_("The last day lies before the first one."))
    if MatchingExercise.objects.filter(cohort=cohort, version=version).exists():
        raise Refusal(_("This case is set for the cohort already."))
    exercise = MatchingExercise.objects.create(
        cohort=cohort,
        version=version,
        top_k=top_k,
        opens_on=opens_on,
        due_on=due_on,
        weight=weight,
        rubric=rubric,
        created_by=actor,
    )
    audit.record(
        actor, "assignments.exercise.set", exercise, {"cohort": ["", cohort.name], "case": ["", version.title]}
    )
    return exercise


@transaction.atomic
def edit_exercise(
    *,
    actor: User,
    exercise: MatchingExercise,
    seen: str,
    top_k: int,
    opens_on: date | None,
    due_on: date | None,
    weight: Any,
    rubric: RubricVersion | None,
) -> None:
    """Change a case that is set: its days and weight at any time, how it is scored only until somebody has handed in.

    `seen` is the fingerprint of what the editor saw: Conflict when it has changed since. Raises Refusal for days turned round and
    for another shortlist or rubric than those by which somebody was scored. Nobody is scored anew.
    """
    locked = MatchingExercise.objects.select_for_update().get(pk=exercise.pk)
    if fingerprint(locked) != seen:
        raise Conflict(_("This exercise has changed meanwhile. Reload the page to see where it stands."))
    if opens_on and due_on and due_on < opens_on:
        raise Refusal(_("The last day lies before the first one."))
    scored = (locked.top_k, locked.rubric_id) != (top_k, rubric.pk if rubric else None)
    if scored and locked.answers.filter(handed_in_at__isnull=False).exists():
        raise Refusal(_("Somebody has handed in: the shortlist and the rubric stay as they were scored by."))
    fresh = {"top_k": top_k, "opens_on": opens_on, "due_on": due_on, "weight": weight, "rubric": rubric}
    changes = {
        name: [str(getattr(locked, name)), str(new)] for name, new in fresh.items() if getattr(locked, name) != new
    }
    if not changes:
        return
    for name, new in fresh.items():
        setattr(locked, name, new)
    locked.save(update_fields=list(fresh))
    audit.record(actor, "assignments.exercise.edit", locked, changes)


@transaction.atomic
def open_exercise(*, actor: User, exercise: MatchingExercise) -> None:
    """Show an exercise to its cohort, with the panel's agreed order frozen as it stands now.

    Raises Refusal when fewer than two facilitators have ranked the case, or its last day has passed; opened twice it stays opened
    once.
    """
    locked = MatchingExercise.objects.select_for_update().select_related("version").get(pk=exercise.pk)
    if locked.state == T.OPEN:
        return
    if locked.due_on and locked.due_on < clock.today():
        raise Refusal(_("Its last day has passed. Change the last day first."))
    if locked.state == T.DRAFT:
        rankings = panel_rankings(locked.version)
        if len(rankings) < LEAST_PANEL:
            raise Refusal(
                _("Two facilitators at least must rank this case before it can be opened; so far: %(count)s.")
                % {"count": len(rankings)}
            )
        locked.panel = panel_of(locked.version.body, [one.ranking for one in rankings])._asdict()
        locked.rankings.set(rankings)
    locked.state = T.OPEN
    locked.save(update_fields=["state", "panel"])
    audit.record(actor, "assignments.exercise.open", locked)


@transaction.atomic
def close_exercise(*, actor: User, exercise: MatchingExercise) -> None:
    """Take no more answers. What was not handed in stays a draft."""
    if MatchingExercise.objects.filter(pk=exercise.pk, state=T.OPEN).update(state=T.CLOSED):
        audit.record(actor, "assignments.exercise.close", exercise)


# --- Answers ---


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
        works.put_many_on_desk(pieces=[_piece(answer, exercise, exercise.rubric)])
    audit.record(actor, "assignments.matching.hand_in", answer, {"points": ["", str(answer.points)]})
    return answer


@transaction.atomic
def hand_in_many(*, exercise: MatchingExercise, rankings: dict[Enrolment, Ranking]) -> list[MatchingAnswer]:
    """Hand in the complete rankings of many who have none yet, all or none; reasons go to the grader's desk as those of one do.

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
        works.put_many_on_desk(pieces=[_piece(row, exercise, exercise.rubric) for row in rows])
    audit.record(None, "assignments.exercise.hand_in_many", exercise, {"answers": [0, len(rows)]})
    return rows


def _piece(answer: MatchingAnswer, exercise: MatchingExercise, rubric: RubricVersion) -> works.Piece:
    return works.Piece(
        matching=answer,
        subject=f"exercise:{exercise.pk}",
        cohort=exercise.cohort,
        enrolment=answer.enrolment,
        rubric=rubric,
        points_max=rubric.points_max,
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
