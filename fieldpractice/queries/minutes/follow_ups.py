"""The follow-up board of a cohort, one's own list, and who may see which follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from courses.enums import CohortState
from courses.models import Cohort, CohortFacilitator
from courses.queries.attended import percent_of
from fieldpractice.enums import OPEN_ACTIONS, ActionState
from fieldpractice.kinds import minutes as kinds
from fieldpractice.models import FollowUp, FollowUpEvent
from lms.notices.registry import Reminder
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from lms.people.prepared import PreparedModels
from lms.people.roles import hats_of

# For so many days after its day somebody is still told that a follow-up is open.
OVERDUE_DAYS = 30


def follow_ups_visible_to(user: User) -> QuerySet[FollowUp]:
    """Administrators and coordinators see all; facilitators those of their cohorts and sessions; everyone the own."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return FollowUp.objects.all()
    seen = Q(responsible=user)
    if hats.has(Role.FACILITATOR):
        charged = CohortFacilitator.objects.valid().filter(user=user).values("cohort")
        seen |= Q(cohort__in=charged) | Q(session__facilitator=user)
    return FollowUp.objects.filter(seen)


@dataclass(frozen=True)
class Wanted:
    """What the board is filtered by; empty is everything."""

    state: str = ""
    late: bool = False
    responsible: str = ""
    session: str = ""


def board_of(cohort: Cohort, wanted: Wanted) -> QuerySet[FollowUp]:
    """Return a cohort's follow-ups: the open ones by day first (those without a day after them), then what is settled, newest first."""
    rows = FollowUp.objects.filter(cohort=cohort)
    if wanted.state == "unsettled":
        rows = rows.filter(state__in=OPEN_ACTIONS)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.late:
        rows = rows.filter(state__in=OPEN_ACTIONS, due_on__lt=clock.today())
    if wanted.session:
        rows = rows.filter(session__public_id=wanted.session)
    if wanted.responsible:
        rows = rows.filter(
            Q(responsible__name__icontains=wanted.responsible) | Q(responsible_name__icontains=wanted.responsible)
        )
    return _ordered(rows)


def mine(user: User) -> QuerySet[FollowUp]:
    """Return what somebody has taken on, the open ones first."""
    return _ordered(FollowUp.objects.filter(responsible=user))


# What a home shows of them: those to do, the rest is one click away.
FEW = 3
my_undone = PreparedModels(
    lambda user_id: (
        FollowUp.objects.filter(responsible_id=user_id, state__in=sorted(OPEN_ACTIONS))
        .order_by(F("due_on").asc(nulls_last=True), "-state_at", "-id")
        .select_related("session")
        .only("public_id", "action", "due_on", "state", "session__title")[:FEW]
    )
)


def _ordered(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    settled = rows.annotate(settled=Q(state__in=sorted(set(ActionState.values) - OPEN_ACTIONS)))
    rows = settled.order_by("settled", F("due_on").asc(nulls_last=True), "-state_at", "-id")
    return rows.select_related("responsible", "session", "cohort", "constraint")


def counts_of(cohort: Cohort) -> dict[str, int]:
    """Return how many follow-ups of a cohort stand where, and how many are overdue: one query."""
    today, found = clock.today(), dict.fromkeys([*map(str, ActionState.values), "late"], 0)
    for state, due in FollowUp.objects.filter(cohort=cohort).values_list("state", "due_on"):
        found[state] += 1
        found["late"] += state in OPEN_ACTIONS and due is not None and due < today
    return found


def done_percent(counts: dict[str, int]) -> Decimal | None:
    """Return how many of the follow-ups are done; dropped ones are left out."""
    planned = sum(counts[state] for state in ActionState.values if state != ActionState.DROPPED)
    return percent_of(counts[ActionState.DONE], planned)


def history_of(follow_up: FollowUp) -> list[FollowUpEvent]:
    """Return the steps of a follow-up, the newest first. One query."""
    return list(FollowUpEvent.objects.filter(follow_up=follow_up).select_related("actor").order_by("-at", "-id"))


def reminders(now: datetime) -> Iterator[Reminder]:
    """Yield to each person responsible what is due within some days, or was due lately, as long as it is not done. One query."""
    today = now.astimezone(clock.WIB).date()
    ahead = today + timedelta(days=settings.PADAN_FOLLOW_UP_REMINDER_DAYS)
    rows = FollowUp.objects.filter(
        state__in=OPEN_ACTIONS,
        responsible__isnull=False,
        due_on__range=(today - timedelta(days=OVERDUE_DAYS), ahead),
        cohort__state__in=(CohortState.PLANNED, CohortState.OPEN),
    )
    for one in rows.select_related("responsible", "cohort").order_by("pk"):
        yield from _reminder(one, today)


def _reminder(one: FollowUp, today: Any) -> Iterator[Reminder]:
    if one.responsible is None or one.due_on is None:
        return
    kind = kinds.FOLLOW_UP_OVERDUE if one.due_on < today else kinds.FOLLOW_UP_DUE
    key = f"{kind}:{one.pk}:{one.responsible_id}:{one.due_on:%Y%m%d}"
    yield Reminder(kind, one.responsible, one.get_absolute_url(), kinds.values_of(one), key, one)
