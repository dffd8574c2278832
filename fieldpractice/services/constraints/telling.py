"""Whom the steps of a constraint are told to: who met it, who is to answer it, who guides the cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from courses.queries.visible import charges_held
from fieldpractice.enums import ConstraintState
from fieldpractice.kinds import constraints as kinds
from fieldpractice.models import Constraint, ConstraintAnswer, ConstraintMerge, HelpAnswer, MonitoringSession
from fieldpractice.queries.constraints.groups import concerned, group_ids
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw
from lms.people.models import User


def raised(*, constraint: Constraint) -> None:
    """Those who guide the cohort learn of a new constraint, in their summary of the day."""
    values = {"title": constraint.title, "unit": _unit(constraint), "cohort": str(constraint.cohort)}
    key = f"{kinds.RAISED}:{constraint.pk}"
    tell_many(
        Telling(kinds.RAISED, one, _page(constraint), values, f"{key}:{one.pk}", constraint, constraint.raised_by)
        for one in guides_of(constraint.cohort)
        if one.pk != constraint.raised_by_id
    )


def discussed(*, constraint: Constraint, actor: User, note: str, session: MonitoringSession | None) -> None:
    """Whom it concerns reads what was said."""
    values = {"title": constraint.title, "said": note[:300], "session": session.title if session else "–"}
    _to_concerned(kinds.DISCUSSED, constraint, actor, values, _step(constraint))


def assigned(*, constraint: Constraint, actor: User) -> None:
    """The author learns what is asked for, and by when; who gave it to themselves knows."""
    withdraw(about=constraint, kinds=[kinds.ASSIGNED, kinds.DUE])
    if constraint.assigned_to is None or constraint.assigned_to == actor:
        return
    tell(
        kind=kinds.ASSIGNED,
        to=constraint.assigned_to,
        path=_page(constraint),
        values={"title": constraint.title, "due": constraint.due_on or date.max, "cohort": str(constraint.cohort)},
        key=f"{kinds.ASSIGNED}:{constraint.pk}:{_step(constraint)}",
        about=constraint,
        actor=actor,
    )


def answered(*, constraint: Constraint, answer: ConstraintAnswer, actor: User) -> None:
    """Whom it concerns reads what changed, with the way to see it, and is asked whether it helps."""
    withdraw(about=constraint, kinds=[kinds.ASSIGNED, kinds.DUE, kinds.READY])
    values = {"title": constraint.title, "changed": answer.text[:300], "lesson": answer.lesson_title or "–"}
    kind = kinds.STRENGTHENED if answer.is_material else kinds.RESOLVED
    _to_concerned(kind, constraint, actor, values, f"answer-{answer.pk}", path=answer.get_absolute_url())


def closed(*, constraint: Constraint, actor: User, proof: str) -> None:
    """Whom it concerns learns that it is resolved, where the answer itself was told before."""
    values = {"title": constraint.title, "changed": proof[:300], "lesson": "–"}
    _to_concerned(kinds.RESOLVED, constraint, actor, values, _step(constraint))


def reopened(*, constraint: Constraint, actor: User, reason: str) -> None:
    """What was told of its end holds no more; whom it concerns reads why."""
    withdraw(about=constraint, kinds=[kinds.STRENGTHENED, kinds.RESOLVED, kinds.NO_HELP])
    _to_concerned(
        kinds.REOPENED, constraint, actor, {"title": constraint.title, "reason": reason[:300]}, _step(constraint)
    )


def merged(*, merge: ConstraintMerge) -> None:
    """Whom the duplicate concerns learns under which constraint it goes on; anew when it is merged anew."""
    values = {"title": merge.constraint.title, "into": merge.into.title}
    _to_concerned(kinds.MERGED, merge.constraint, merge.actor, values, f"merge-{merge.pk}", path=_page(merge.into))


def parted(*, constraint: Constraint) -> None:
    """What was told of a merge that is undone holds no more."""
    withdraw(about=constraint, kinds=[kinds.MERGED])


def no_help(*, constraint: Constraint, said: HelpAnswer) -> None:
    """Those who guide the cohort learn that an answer does not help somebody."""
    values = {"title": constraint.title, "unit": str(said.enrolment.work_unit or "–"), "note": said.note or "–"}
    key = f"{kinds.NO_HELP}:{said.pk}"
    tell_many(
        Telling(kinds.NO_HELP, one, _page(constraint), values, f"{key}:{one.pk}", constraint, said.enrolment.user)
        for one in guides_of(constraint.cohort)
    )


def guides_of(cohort: Cohort) -> Iterable[User]:
    """Return the facilitators in charge of a cohort today."""
    rows = charges_held().filter(cohort=cohort).select_related("user").order_by("user_id")
    return {row.user_id: row.user for row in rows}.values()


def _to_concerned(
    kind: str, constraint: Constraint, actor: User, values: Mapping[str, object], key: str, path: str = ""
) -> None:
    people = {one.user_id: one.user for one in concerned(group_ids(constraint))}
    people.pop(actor.pk, None)
    tell_many(
        Telling(
            kind, one, path or _page(constraint), values, f"{kind}:{constraint.pk}:{key}:{one.pk}", constraint, actor
        )
        for one in people.values()
    )


def _step(constraint: Constraint) -> str:
    return f"{ConstraintState(constraint.state).value}-{constraint.state_at:%Y%m%d%H%M%S%f}"


def _page(constraint: Constraint) -> str:
    return reverse("fieldpractice:constraint_detail", args=[constraint.public_id])


def _unit(constraint: Constraint) -> str:
    return str(constraint.work_unit) if constraint.work_unit else str(_("Facilitator"))
