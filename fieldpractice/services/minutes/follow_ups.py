"""The follow-up plan: what is to be done after a session, by whom, until when, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Cohort
from fieldpractice.enums import ActionState
from fieldpractice.models import Constraint, FollowUp, FollowUpEvent, MonitoringSession
from fieldpractice.services.minutes import telling
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One line of the plan as typed: who is somebody with an account, or a name."""

    action: str
    issue: str = ""
    responsible: User | None = None
    responsible_name: str = ""
    due_on: date | None = None
    indicator: str = ""
    constraint: Constraint | None = None

    def columns(self) -> dict[str, Any]:
        """Return it as the columns of a follow-up. Raises Refusal without an action or without somebody."""
        action, name = " ".join(self.action.split()), " ".join(self.responsible_name.split())
        if not action:
            raise Refusal(_("Say what is to be done."))
        if self.responsible is None and not name:
            raise Refusal(_("Say who does it: choose somebody, or write a name."))
        return {
            "action": action[:300],
            "issue": " ".join(self.issue.split())[:300],
            "responsible": self.responsible,
            "responsible_name": "" if self.responsible else name[:160],
            "due_on": self.due_on,
            "indicator": " ".join(self.indicator.split())[:300],
            "constraint": self.constraint,
        }


@transaction.atomic
def add_follow_up(
    *, actor: User, cohort: Cohort, plan: Plan, key: str, session: MonitoringSession | None = None
) -> FollowUp:
    """Put a line on the follow-up plan and return it; sent again under its `key` it is the line that is there.

    Who is responsible is told. Raises Refusal without an action, without somebody, or for a session that was called off.
    """
    known = FollowUp.objects.filter(created_by=actor, client_key=key[:64]).first()
    if known is not None:
        return known
    if session is not None and session.is_cancelled:
        raise Refusal(_("This session was called off: nothing follows from it."))
    now = clock.now()
    columns = plan.columns() | {"cohort": cohort, "session": session, "created_at": now, "state_at": now}
    row, new = FollowUp.objects.get_or_create(created_by=actor, client_key=key[:64], defaults=columns)
    if not new:
        return row
    FollowUpEvent.objects.create(follow_up=row, before="", after=row.state, actor=actor, at=now)
    audit.record(actor, "fieldpractice.follow_up.add", row, {"action": [None, row.action]})
    telling.tell_responsible(actor=actor, follow_up=row)
    return row


@transaction.atomic
def change_follow_up(*, actor: User, follow_up: FollowUp, plan: Plan, seq: int) -> None:
    """Change the words, the person or the day of a follow-up, if it still stands as seen (`seq`).

    Somebody newly responsible is told. Raises Conflict when it has changed meanwhile, Refusal like `add_follow_up`.
    """
    columns = plan.columns()
    columns["constraint"] = columns["constraint"] or follow_up.constraint
    before = {name: getattr(follow_up, name) for name in columns}
    changes = {name: [str(before[name] or ""), str(new or "")] for name, new in columns.items() if new != before[name]}
    if not changes:
        return
    if not FollowUp.objects.filter(pk=follow_up.pk, seq=seq).update(**columns, seq=seq + 1):
        raise Conflict(_("Somebody changed this follow-up meanwhile. Look at how it stands, then save again."))
    row = FollowUp.objects.get(pk=follow_up.pk)
    FollowUpEvent.objects.create(
        follow_up=row, before=row.state, after=row.state, actor=actor, note=_changed(changes), at=clock.now()
    )
    audit.record(actor, "fieldpractice.follow_up.change", row, changes)
    if row.responsible_id != follow_up.responsible_id:
        telling.take_back(follow_up=row)
        telling.tell_responsible(actor=actor, follow_up=row)


@transaction.atomic
def move_follow_up(*, actor: User, follow_up: FollowUp, to: str, seen: str, note: str = "") -> bool:
    """Say how far a follow-up is. Returns False when it already stands there (a second click).

    `seen` is the state the page showed: Conflict when somebody else has moved it meanwhile. Dropping one needs a word why.
    """
    state, words = ActionState(to), " ".join(note.split())[:300]
    if state == ActionState.DROPPED and not words:
        raise Refusal(_("Say in a sentence why it is dropped."))
    if follow_up.state == state:
        return False
    now = clock.now()
    if not FollowUp.objects.filter(pk=follow_up.pk, state=seen).update(state=state, state_at=now):
        raise Conflict(_("Somebody else has moved this follow-up meanwhile. Look at how it stands and try again."))
    FollowUpEvent.objects.create(follow_up=follow_up, before=seen, after=state, actor=actor, note=words, at=now)
    audit.record(actor, "fieldpractice.follow_up.move", follow_up, {"state": [seen, state]})
    follow_up.refresh_from_db()
    if not follow_up.is_open:
        telling.take_back(follow_up=follow_up)
    return True


def _changed(changes: dict[str, list[str]]) -> str:
    """Which fields changed, in words, for the history."""
    fields = {one.name: one.verbose_name for one in FollowUp._meta.fields}
    named = [str(fields[name]) for name in changes]
    return (_("Changed: %(what)s") % {"what": ", ".join(named)})[:300]
