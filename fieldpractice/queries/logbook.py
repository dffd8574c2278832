"""The logbook: one person's days and weeks, the digest a supervisor's word holds for, and totals by service, unit and cohort."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce

from courses.enums import LEARNING, SEATED, EnrolmentState
from courses.models import Cohort
from fieldpractice.enums import Service, Verdict
from fieldpractice.models import LogbookEntry, Placement, WeekConfirmation
from fieldpractice.weeks import Week, week_counting
from lms.people import clock
from lms.people.models import User, WorkUnit

ZERO = Decimal(0)


def own_placement(user: User) -> Placement | None:
    """Return the placement whose logbook somebody keeps: the one under way, else the latest one there was. Who left a cohort has none of it."""
    mine = Placement.objects.filter(enrolment__user=user, enrolment__state__in=LEARNING)
    rows = mine.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor")
    found = list(rows.prefetch_related("pauses").order_by("-starts_on", "-pk"))
    return next((one for one in found if one.enrolment.state == EnrolmentState.ACTIVE), found[0] if found else None)


def today_at(placement: Placement) -> date:
    """Return today's date where the placement is."""
    return clock.now().astimezone(ZoneInfo(placement.time_zone)).date()


def has_ended(placement: Placement, week: Week) -> bool:
    """Whether a week is over where the placement is."""
    return week.ends_on < today_at(placement)


def is_after(placement: Placement, week: Week, at: datetime) -> bool:
    """Whether something happened after the end of a week, where the placement is."""
    return at.astimezone(ZoneInfo(placement.time_zone)).date() > week.ends_on


def entries_of(placement: Placement) -> QuerySet[LogbookEntry]:
    """Return the entries that count, by day."""
    return LogbookEntry.objects.filter(placement=placement, struck_at=None).order_by("day", "service", "pk")


def digest_of(entries: Iterable[LogbookEntry]) -> str:
    """Return the digest of a week's entries, as they stand: what a supervisor's word holds for."""
    return digest_of_values((one.day, one.service, one.served, one.hours, one.note) for one in entries)


def digest_of_values(entries: Iterable[Sequence[Any]]) -> str:
    """Return the same of entries that were read as day, service, served, hours and note."""
    lines = [f"{day}|{service}|{served}|{hours:.2f}|{note}" for day, service, served, hours, note in entries]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


@dataclass(frozen=True)
class WeekRow:
    """One week of a logbook: what was noted, the supervisor's latest word on it, and whether that word holds for what stands there now."""

    week: Week
    entries: list[LogbookEntry]
    word: WeekConfirmation | None
    ended: bool
    begun: bool
    digest: str

    @property
    def number(self) -> int:
        return self.week.number

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.entries), ZERO)

    @property
    def served(self) -> int:
        return sum(one.served for one in self.entries)

    @property
    def is_stale(self) -> bool:
        """Whether the logbook changed after the supervisor had spoken."""
        return self.word is not None and self.word.digest != self.digest

    @property
    def waits(self) -> bool:
        """Whether the supervisor's word is waited for: the week is over, and there is none, or only one on what stood there before."""
        return self.ended and (self.word is None or self.is_stale)

    @property
    def verdict(self) -> str:
        """The word that holds; empty while one is waited for."""
        return self.word.verdict if self.word is not None and not self.is_stale else ""

    @property
    def disagrees(self) -> bool:
        return self.verdict == Verdict.DISAGREES


def for_weeks(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """Return placements with what their weeks need prefetched: three queries, however many."""
    standing = LogbookEntry.objects.filter(struck_at=None).order_by("day", "service", "pk")
    words = WeekConfirmation.objects.order_by("at", "pk")
    return rows.prefetch_related("pauses", Prefetch("entries", standing, "standing"), Prefetch("confirmations", words))


def week_rows(placement: Any) -> list[WeekRow]:
    """Return the weeks of a placement. No query after `for_weeks`."""
    standing = placement.standing if hasattr(placement, "standing") else list(entries_of(placement))
    words = {word.week: word for word in sorted(placement.confirmations.all(), key=lambda one: (one.at, one.pk))}
    weeks, by_week, today = placement.weeks(), defaultdict(list), today_at(placement)
    for entry in standing:
        by_week[week_counting(weeks, entry.day)].append(entry)
    return [
        WeekRow(
            week,
            by_week[week.number],
            words.get(week.number),
            week.ends_on < today,
            week.starts_on <= today or bool(by_week[week.number]),
            digest_of(by_week[week.number]),
        )
        for week in weeks
    ]


def week_row(placement: Placement, number: int) -> WeekRow | None:
    """Return one week of a placement, None for a number that is none."""
    return next((row for row in week_rows(placement) if row.number == number), None)


def struck_in(placement: Placement, number: int) -> list[LogbookEntry]:
    """Return what was struck out in a week, by day."""
    weeks, rows = placement.weeks(), placement.entries.exclude(struck_at=None).order_by("day", "struck_at")
    return [one for one in rows if week_counting(weeks, one.day) == number]


# --- Totals: one definition for the screen and the spreadsheet ---


@dataclass(frozen=True)
class Total:
    """So many entries, people served and hours under one name. Their JP are the ledger's (`queries.jp`): a week earns at most its share."""

    key: Any
    label: str
    entries: int
    served: int
    hours: Decimal


def counted(enrolments: QuerySet[Any] | Collection[int]) -> QuerySet[LogbookEntry]:
    """Return the entries that count of these enrolments: not struck out, in a placement. What every total begins with."""
    return LogbookEntry.objects.filter(placement__enrolment__in=enrolments, struck_at=None).order_by()


def hours_by_person(enrolments: QuerySet[Any] | Collection[int]) -> dict[int, tuple[Decimal, datetime]]:
    """Return by enrolment the hours in the logbook, and when the last was noted. One query; who has none is missing."""
    rows = counted(enrolments).values_list("placement__enrolment").annotate(sum=Sum("hours"), last=Max("changed_at"))
    return {enrolment_id: (hours, last) for enrolment_id, hours, last in rows}


def totals_by_service(cohort: Cohort) -> list[Total]:
    """Return what a cohort noted by service, all eight of them. One query."""
    rows = _summed(counted(_of(cohort)).values_list("service"))
    return [_total(one.value, str(one.label), rows.get(one.value)) for one in Service]


def totals_by_unit(cohort: Cohort) -> list[Total]:
    """Return what a cohort noted by the unit it was worked in, by name. Two queries."""
    where = Coalesce("work_unit", "placement__work_unit")
    rows = _summed(counted(_of(cohort)).annotate(where=where).values_list("where"))
    units = {unit.pk: unit for unit in WorkUnit.objects.filter(pk__in=rows)}
    found = [_total(units[pk].public_id, str(units[pk]), row) for pk, row in rows.items()]
    return sorted(found, key=lambda one: one.label)


def total_of(cohort: Cohort) -> Total:
    """Return what a cohort noted in all. One query."""
    sums = counted(_of(cohort)).aggregate(n=Count("pk"), served=Sum("served"), hours=Sum("hours"))
    return _total(cohort.public_id, str(cohort), (sums["n"], sums["served"], sums["hours"]))


def earned_by(cohort: Cohort) -> int:
    """Return the JP that a cohort earned in the field, as the ledger has them. One query."""
    return int(_of(cohort).aggregate(jp=Sum("field_jp"))["jp"] or 0)


def sum_of(entries: Sequence[LogbookEntry]) -> Total:
    """Return the total of entries at hand."""
    return Total("", "", len(entries), sum(one.served for one in entries), sum((one.hours for one in entries), ZERO))


def _of(cohort: Cohort) -> QuerySet[Any]:
    """Those with a seat, as the report counts: who gave it up is in no total."""
    return cohort.enrolments.filter(state__in=SEATED).order_by().values("pk")


def _summed(rows: Any) -> dict[Any, tuple[int, int, Decimal]]:
    found = rows.annotate(n=Count("pk"), sum_served=Sum("served"), sum_hours=Sum("hours"))
    return {key: (many, served, hours) for key, many, served, hours in found}


def _total(key: Any, label: str, row: tuple[int, int | None, Decimal | None] | None) -> Total:
    many, served, hours = row or (0, 0, ZERO)
    return Total(key, label, many, served or 0, hours or ZERO)


def by_service(entries: Sequence[LogbookEntry]) -> list[Total]:
    """Return the totals of entries at hand by service, those without any left out."""
    found = []
    for service in Service:
        if mine := [one for one in entries if one.service == service.value]:
            total = sum_of(mine)
            found.append(Total(service.value, str(service.label), total.entries, total.served, total.hours))
    return found
