"""What waits for a supervisor's word, whose link is due, the people somebody supervises, and the cases there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from courses.enums import SEATED, CohortState
from fieldpractice.kinds import supervision as kinds
from fieldpractice.models import CaseAnswer, Disagreement, Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import WeekRow, for_weeks, has_ended, is_after, week_rows
from fieldpractice.queries.visible import placements_visible_to
from fieldpractice.weeks import Week
from lms.notices.registry import Reminder
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User
from lms.people.personal_links import token_digest
from lms.people.roles import hats_of


@dataclass(frozen=True)
class Supervised:
    """One of my people, with the weeks that wait for my word."""

    placement: Placement
    rows: list[WeekRow]

    @property
    def waiting(self) -> list[WeekRow]:
        return [row for row in self.rows if row.waits]

    @property
    def spoken(self) -> int:
        """How many weeks have a word that holds."""
        return sum(1 for row in self.rows if row.verdict)

    @property
    def hours(self) -> Any:
        return sum(row.hours for row in self.rows)


def supervised_by(user: User) -> QuerySet[Placement]:
    """Return the placements somebody gives a word on: named by account, or of the own unit where nobody else with an account is named."""
    units = hats_of(user).unit_ids.get(Role.SUPERVISOR, frozenset())
    mine = Q(supervisor=user) | Q(supervisor=None, work_unit__in=units)
    rows = Placement.objects.filter(mine, enrolment__state__in=SEATED).exclude(enrolment__user=user)
    return rows.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor").order_by(
        "enrolment__user__name", "pk"
    )


def my_people(user: User) -> list[Supervised]:
    """Return my people in running cohorts, those with weeks that wait first. Four queries, however many."""
    rows = for_weeks(supervised_by(user).filter(enrolment__cohort__state=CohortState.OPEN))
    found = [Supervised(one, week_rows(one)) for one in rows]
    return sorted(found, key=lambda one: (not one.waiting, one.placement.enrolment.user.name))


def link_by_token(token: str) -> SupervisorLink | None:
    """Return the link of a token, whatever became of it. One query, by the token's digest."""
    rows = SupervisorLink.objects.select_related(
        "placement__enrolment__user", "placement__enrolment__cohort", "placement__work_unit"
    )
    return rows.filter(token_digest=token_digest(token)).first()


def last_ended(placement: Placement) -> int | None:
    """Return the number of the last week that is over, None before the first one is."""
    return max((week.number for week in placement.weeks() if has_ended(placement, week)), default=None)


def asked_since(placement: Placement, week: Week) -> bool:
    """Whether a link was made since a week ended. One from before a pause moved the week's end does not count."""
    return any(is_after(placement, week, link.created_at) for link in placement.supervisor_links.all())


def unspoken(placement: Placement) -> list[Week]:
    """Return the weeks that are over without a word given since; a word from before a pause moved the week's end does not count.

    What was changed after a word is asked for on its own, at once.
    """
    ended = [week for week in placement.weeks() if has_ended(placement, week)]
    words: dict[int, datetime] = {}
    for word in placement.confirmations.all():
        words[word.week] = max(word.at, words.get(word.week, word.at))
    return [week for week in ended if week.number not in words or not is_after(placement, week, words[week.number])]


def to_be_asked(*, limit: int) -> Iterator[tuple[Placement, int]]:
    """Yield the placements whose supervisor has no account and an address, with the week that has ended and has no word: once for each
    week. Four queries."""
    rows = _going().filter(supervisor=None).exclude(supervisor_email="")
    rows = rows.prefetch_related(
        Prefetch("supervisor_links", SupervisorLink.objects.order_by().only("placement_id", "created_at")),
        Prefetch("confirmations", WeekConfirmation.objects.order_by().only("placement_id", "week", "at")),
        "pauses",
    )
    asked = 0
    for one in rows.order_by("pk"):
        ended = [week for week in one.weeks() if has_ended(one, week)]
        if not ended or asked_since(one, ended[-1]) or not unspoken(one):
            continue
        yield one, ended[-1].number
        asked += 1
        if asked >= limit:
            return


def reminders(now: datetime) -> Iterator[Reminder]:
    """Yield to each supervisor with an account, once a week, how many weeks wait for the word. Four queries."""
    rows = _going().prefetch_related(
        Prefetch("confirmations", WeekConfirmation.objects.order_by().only("placement_id", "week", "at")), "pauses"
    )
    heads = _heads()
    many: Counter[int] = Counter()
    for one in rows.filter(Q(supervisor__isnull=False) | Q(supervisor_email="")).order_by("pk"):
        waiting = len(unspoken(one))
        whom = [one.supervisor_id] if one.supervisor_id else heads.get(one.work_unit_id, [])
        for user_id in whom:
            if user_id is not None and user_id != one.enrolment.user_id and waiting > 0:
                many[user_id] += waiting
    today = now.astimezone(clock.WIB).date()
    monday = today - timedelta(days=today.weekday())
    for user in User.objects.filter(pk__in=many, is_active=True).order_by("pk"):
        key = f"{kinds.WEEKS_WAIT}:{user.pk}:{monday:%Y%m%d}"
        yield Reminder(kinds.WEEKS_WAIT, user, reverse("fieldpractice:supervise_list"), {"count": many[user.pk]}, key)


def _going() -> QuerySet[Placement]:
    """Placements in running cohorts of which at least one week may be over."""
    rows = Placement.objects.filter(enrolment__state__in=SEATED, enrolment__cohort__state=CohortState.OPEN)
    return rows.filter(starts_on__lte=clock.today() - timedelta(days=6)).select_related("enrolment")


def _heads() -> dict[int, list[int]]:
    """Return who supervises each unit today, by the units' ids."""
    found: dict[int, list[int]] = {}
    rows = RoleAssignment.objects.valid().filter(role=Role.SUPERVISOR, work_unit__isnull=False)
    for unit_id, user_id in rows.order_by("pk").values_list("work_unit_id", "user_id"):
        if unit_id is not None:
            found.setdefault(unit_id, []).append(user_id)
    return found


# --- Cases ---


def cases_visible_to(user: User) -> QuerySet[Disagreement]:
    """Return the cases of the placements somebody may see; the supervisor reads the own word on the own page, not what is said of it."""
    hats = hats_of(user)
    rows = Disagreement.objects.filter(placement__in=placements_visible_to(user))
    if not hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR):
        rows = rows.filter(placement__enrolment__user=user)
    return rows.select_related(
        "placement__enrolment__user", "placement__enrolment__cohort", "confirmation", "closed_by"
    )


def with_answers(rows: QuerySet[Disagreement]) -> QuerySet[Disagreement]:
    return rows.prefetch_related(Prefetch("answers", CaseAnswer.objects.select_related("author")))
