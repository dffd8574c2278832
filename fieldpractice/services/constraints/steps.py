"""The steps of a constraint. Each is a compare-and-swap on its state, with its event and its line of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fieldpractice.enums import CONSTRAINT_STEPS, ConstraintState
from fieldpractice.models import Constraint, ConstraintEvent, MonitoringSession
from fieldpractice.queries.constraints.lessons import lesson_of
from fieldpractice.services.constraints import telling
from lms.people import audit, clock
from lms.people.enums import EDITING_ROLES
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of

S = ConstraintState


def allow(actor: User, permission: str, constraint: Constraint) -> None:
    """Raise NotAllowed unless this person may do it with this constraint."""
    if not actor.has_perm(permission, constraint):
        raise NotAllowed(_("This is for those who guide the cohort of this constraint."))


def move(
    constraint: Constraint,
    to: ConstraintState,
    *,
    actor: User,
    seen: str = "",
    note: str = "",
    event: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Lead a constraint to a state (or take a step within it). Needs a transaction. `event` is what its event says beside the note.

    Raises Refusal when no step leads there or it is merged into another, Conflict when it has moved since `seen` or since it was read.
    """
    before = constraint.state
    _check_step(constraint, to, seen)
    now = _after(constraint.state_at)
    as_read = Constraint.objects.filter(
        pk=constraint.pk, state=before, state_at=constraint.state_at, merged_into__isnull=True
    )
    if not as_read.update(state=to, state_at=now, **changes):
        raise _moved_on()
    for name, value in {"state": to, "state_at": now, **changes}.items():
        setattr(constraint, name, value)
    ConstraintEvent.objects.create(
        constraint=constraint, before=before, after=to, actor=actor, note=note, at=now, **(event or {})
    )
    told = {"state": [str(before), str(to)], "note": note}
    audit.record(actor, f"fieldpractice.constraint.{to}", constraint, told)


def _check_step(constraint: Constraint, to: ConstraintState, seen: str) -> None:
    if constraint.is_merged:
        raise Refusal(_("This constraint is merged into another. Go on with that one, or undo the merge first."))
    if seen and seen != constraint.seen:
        raise _moved_on()
    if to not in CONSTRAINT_STEPS[constraint.state]:
        words = _("A constraint that is “%(before)s” cannot become “%(to)s” now.")
        raise Refusal(words % {"before": S(constraint.state).label, "to": S(to).label})


def _moved_on() -> Conflict:
    return Conflict(
        _("Somebody else was first: this constraint has moved on meanwhile. Look at it again, then decide.")
    )


def _after(last: datetime) -> datetime:
    """Now, and never the instant of the last step: two steps are always told apart."""
    return max(clock.now(), last + timedelta(microseconds=1))


@transaction.atomic
def discuss(
    *, actor: User, constraint: Constraint, note: str, session: MonitoringSession | None = None, seen: str = ""
) -> None:
    """Record that a constraint was spoken of, in which session, and what was said; whom it concerns is told.

    One that is raised becomes discussed; one further on stays where it is. Raises NotAllowed, Refusal (nothing said; resolved; a
    session of another cohort or called off), Conflict.
    """
    allow(actor, "fieldpractice.lead_constraint", constraint)
    note = said(note, _("Write what was said: it is what those concerned read."))
    if session is not None and (session.cohort_id != constraint.cohort_id or session.is_cancelled):
        raise Refusal(_("Choose a session of this cohort that was not called off."))
    to = S.DISCUSSED if constraint.state in {S.RAISED, S.DISCUSSED} else S(constraint.state)
    if to == S.RESOLVED:
        raise Refusal(_("This constraint is resolved. Open it again first, with the reason."))
    move(constraint, to, actor=actor, seen=seen, note=note, event={"session": session})
    telling.discussed(constraint=constraint, actor=actor, note=note, session=session)


@transaction.atomic
def assign(
    *,
    actor: User,
    constraint: Constraint,
    to: User,
    due_on: date,
    note: str = "",
    lesson_key: UUID | None = None,
    seen: str = "",
) -> None:
    """Give a constraint to an author or facilitator to answer by a day, with the lesson that should answer it; the author is told.

    The lesson is one of what the cohort reads now: later versions are compared with it. Raises NotAllowed, Refusal (somebody who cannot
    edit, a day that is over, a lesson the cohort does not read), Conflict.
    """
    allow(actor, "fieldpractice.lead_constraint", constraint)
    if not to.is_active or not hats_of(to).has(*EDITING_ROLES):
        raise Refusal(
            _("%(name)s cannot edit material. Choose a facilitator, a coordinator or an administrator.") % {"name": to}
        )
    if due_on < clock.today():
        raise Refusal(_("The due day is over already. Choose today or a later day."))
    version = constraint.cohort.version
    if lesson_key is not None and lesson_of(version, lesson_key) is None:
        raise Refusal(_("This lesson is not in what the cohort reads. Choose another."))
    given = {"assigned_to": to, "due_on": due_on}
    lesson = {"lesson_key": lesson_key, "lesson_version": version if lesson_key else None}
    event = {"assignee": to, "due_on": due_on}
    move(constraint, S.ASSIGNED, actor=actor, seen=seen, note=note.strip(), event=event, **given, **lesson)
    telling.assigned(constraint=constraint, actor=actor)


def said(text: str, missing: str) -> str:
    """Return a text without the space around it. Raises Refusal with `missing` when nothing is left."""
    if not (found := text.strip()):
        raise Refusal(missing)
    return found
