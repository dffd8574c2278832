"""Schemes, a panel and results in the permission world: the reviewer sits on the panel of `own` and not on that of `other`."""

from __future__ import annotations

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import EvaluationState, EvaluationStep
from lms.evaluation.models import EvaluationEvent, ParticipantEvaluation
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import frozen, results_of
from lms.evaluation.services.panel.closing import object_to
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User, WorkUnit
from tests.factories.evaluation_panel import adopt, content, give, make_scheme, seat
from tests.factories.people import make_reviewer


def make_panel(people: dict[str, User], _far: WorkUnit) -> dict[str, dict[str, str]]:
    """The colleague is scored by the whole panel (of one); the participant's result is released and objected to."""
    coordinator = people["coordinator"]
    own, other = Cohort.objects.get(name="Own"), Cohort.objects.get(name="Other")
    draft = make_scheme(actor=coordinator, title="Rancangan")
    rules = {"panel": {**content()["panel"], "least": "1"}}
    scheme = adopt(own, ("panel", "100"), ("attitude", "0", "1"), actor=coordinator, title="Dipakai", **rules)
    adopt(other, actor=coordinator, title="Dipakai di tempat lain")
    (mine,) = seat(own, people["reviewer"], actor=coordinator)
    (theirs,) = seat(other, make_reviewer(Column.BPK, name="Penilai Lain"), actor=coordinator)
    colleague = own.enrolments.get(user=people["colleague"])
    far = other.enrolments.get(user__email="seberang.dua@example.test")
    give(mine, colleague)
    objection = _objected(own.enrolments.get(user=people["participant"]))
    pid, away = {"pid": own.public_id}, {"pid": other.public_id}
    found = {
        "scheme.draft": {"pid": draft.public_id},
        "scheme.frozen": {"pid": scheme.public_id},
        "whatif.own": {"pid": draft.public_id, "cohort": own.public_id},
        "panelist.own": {**pid, "member": mine.public_id},
        "panelist.mixed": {**pid, "member": theirs.public_id},
        "evaluated.own": {**pid, "enrolment": colleague.public_id},
        "evaluated.other": {**away, "enrolment": far.public_id},
        "evaluated.mixed": {**pid, "enrolment": far.public_id},
        "evaluated.released": {**pid, "enrolment": own.enrolments.get(user=people["participant"]).public_id},
        "objection.own": {**pid, "objection": objection},
        "objection.mixed": {**away, "objection": objection},
    }
    return found | {
        f"excused.{name}": {**found[f"evaluated.{name}"], "component": "panel"} for name in ("own", "mixed")
    }


def _objected(enrolment: Enrolment) -> str:
    """A released result without a score, written down as a lock and a release leave it, and an objection to it."""
    board = board_of(enrolment.cohort)
    (row,) = results_of(board, {enrolment.pk})
    assert board.adopted is not None
    evaluation = ParticipantEvaluation.objects.create(
        enrolment=enrolment,
        scheme=board.adopted.scheme,
        state=EvaluationState.RELEASED,
        facts=frozen(row, board.adopted.scheme, [], {}),
        locked_at=clock.now(),
        released_at=clock.now(),
    )
    EvaluationEvent.objects.create(evaluation=evaluation, step=EvaluationStep.RELEASED, actor=enrolment.user)
    return object_to(actor=enrolment.user, evaluation=evaluation, text="Mohon diperiksa lagi").public_id
