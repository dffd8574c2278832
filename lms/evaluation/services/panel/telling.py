"""Whom the steps of an evaluation are told to."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from courses.services.telling import holders
from lms.evaluation.kinds import panel as kinds
from lms.evaluation.models import Objection, PanelMember, ParticipantEvaluation
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw, withdraw_many
from lms.people.enums import Role
from lms.people.models import User


def seated(*, member: PanelMember, actor: User) -> None:
    """Tell an evaluator of the seat."""
    tell(
        kind=kinds.SEATED,
        to=member.user,
        path=reverse("evaluation:panel_detail", args=[member.cohort.public_id]),
        values={"cohort": str(member.cohort)},
        key=f"{kinds.SEATED}:{member.pk}",
        about=member,
        actor=actor,
    )


def unseated(*, member: PanelMember) -> None:
    """Take back what an evaluator was told of a seat that has ended."""
    withdraw(about=member, kinds=[kinds.SEATED])


def released(*, rows: Sequence[ParticipantEvaluation], actor: User) -> None:
    """Tell participants that their results are there; of a result opened again nobody needs to hear any more."""
    tell_many(
        Telling(
            kinds.RELEASED,
            one.enrolment.user,
            _mine(one),
            {"cohort": str(one.enrolment.cohort)},
            f"{kinds.RELEASED}:{one.pk}:{one.released_at:%Y%m%d%H%M%S%f}",
            one,
            actor,
        )
        for one in rows
    )
    withdraw_many(about=rows, kinds=[kinds.REOPENED])


def reopened(*, evaluation: ParticipantEvaluation, reason: str, actor: User) -> None:
    """Tell a participant who knew the result that it is looked at again; what was said of it is no longer current."""
    withdraw(about=evaluation, kinds=[kinds.RELEASED])
    tell(
        kind=kinds.REOPENED,
        to=evaluation.enrolment.user,
        path=_mine(evaluation),
        values={"reason": reason},
        key=f"{kinds.REOPENED}:{evaluation.pk}:{evaluation.events.count()}",
        about=evaluation,
        actor=actor,
    )


def objected(*, objection: Objection, actor: User) -> None:
    """Tell who organises that an objection waits for an answer; where nobody does, the administrators, who may answer too."""
    one = objection.evaluation.enrolment
    path = reverse("evaluation:objection_answer", args=[one.cohort.public_id, objection.public_id])
    values = {"person": one.user.display_name, "cohort": str(one.cohort)}
    tell_many(
        Telling(kinds.OBJECTED, to, path, values, f"{kinds.OBJECTED}:{objection.pk}:{to.pk}", objection, actor)
        for to in holders(Role.COORDINATOR) or holders(Role.ADMINISTRATOR)
    )


def answered(*, objection: Objection, actor: User) -> None:
    """Tell the participant of the answer; nobody waits for one any more."""
    withdraw(about=objection, kinds=[kinds.OBJECTED])
    tell(
        kind=kinds.ANSWERED,
        to=objection.evaluation.enrolment.user,
        path=_mine(objection.evaluation),
        values={"decision": objection.get_verdict_display(), "answer": objection.answer[:500]},
        key=f"{kinds.ANSWERED}:{objection.pk}",
        about=objection,
        actor=actor,
    )


def _mine(evaluation: ParticipantEvaluation) -> str:
    return reverse("evaluation:my_result", args=[evaluation.enrolment.cohort.public_id])
