"""What many logbooks hold by week, and the words on them: streamed, for ten thousand people have six hundred thousand entries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import QuerySet

from fieldpractice.enums import Verdict
from fieldpractice.models import LogbookEntry, Placement, WeekConfirmation
from fieldpractice.overview import LoggedWeek
from fieldpractice.queries.logbook import digest_of_values
from fieldpractice.weeks import Week, split
from lms.people.gathered import Gathered

Among = QuerySet[Placement] | Collection[int]
Weeks = Mapping[int, Sequence[Week]]
# Day (`2026-11-26`), service, people served, hours, note: what a digest covers, the day first.
Entry = Sequence[Any]
FIELDS = ("day", "service", "served", "hours", "note")
DAY = itemgetter(0)
# So many people are read at once.
CHUNK = 250
L = TypeVar("L")
R = TypeVar("R")


def entries_by_week(
    weeks: Weeks, wanted: Among, fields: Sequence[str] = FIELDS
) -> Iterator[tuple[int, dict[int, list[Entry]]]]:
    """Yield by placement, in the order of their ids, the entries that count, by own week: one query, in constant memory."""
    rows = LogbookEntry.objects.filter(placement__in=wanted, struck_at=None).order_by("placement_id")
    gathered = rows.values_list("placement_id").annotate(entries=Gathered(*fields))
    for pk, entries in gathered.iterator(CHUNK):
        yield pk, split(weeks.get(pk, ()), sorted(json.loads(entries)), DAY)


def logged_weeks(weeks: Weeks, wanted: Among) -> dict[int, dict[int, LoggedWeek]]:
    """Return what the logbooks hold, by placement and week: one query."""
    return {
        pk: {number: logged_in(entries) for number, entries in mine.items()}
        for pk, mine in entries_by_week(weeks, wanted)
    }


def noted_weeks(weeks: Weeks, wanted: Among) -> dict[int, dict[int, LoggedWeek]]:
    """Return the same without hours and digests, which are most of its cost: one query that reads days only."""
    return {
        pk: {number: _noted_in([day for (day,) in days]) for number, days in mine.items()}
        for pk, mine in entries_by_week(weeks, wanted, ("day",))
    }


def _noted_in(days: Sequence[str]) -> LoggedWeek:
    return LoggedWeek(len(set(days)), date.fromisoformat(days[-1]), Decimal(0), "")


def values_of(entry: LogbookEntry) -> Entry:
    """Return a line of a logbook as the stream has it."""
    return (entry.day.isoformat(), entry.service, entry.served, entry.hours, entry.note)


def logged_in(entries: Sequence[Entry]) -> LoggedWeek:
    """Return what entries of one week, in the order of their days, come to."""
    days = {one[0] for one in entries}
    # Of two places exactly: what is added up are whole hundredths.
    hours = Decimal(sum(round(one[3] * 100) for one in entries)).scaleb(-2)
    return LoggedWeek(len(days), date.fromisoformat(entries[-1][0]), hours, digest_of_values(entries))


def seen_by_week(weeks: Weeks, wanted: Among) -> dict[int, int]:
    """Return by placement how many weeks the supervisor has seen as they stand now, 0 left out: two queries, in constant memory.

    A week that changed after it was seen has lost the word (decision 1002).
    """
    found = {}
    for pk, logged, seen in _beside(entries_by_week(weeks, wanted), _seen(wanted)):
        many = sum(1 for week, digest in seen.items() if week in logged and digest_of_values(logged[week]) == digest)
        if many:
            found[pk] = many
    return found


def _seen(wanted: Among) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield by placement, in the order of their ids, the weeks of which the latest word is "seen", with the digest it holds for."""
    rows = WeekConfirmation.objects.filter(placement__in=wanted).order_by("placement_id", "at", "pk")
    named = rows.values_list("placement_id", "week", "verdict", "digest").iterator(CHUNK * 12)
    for pk, theirs in groupby(named, key=itemgetter(0)):
        last = {week: (verdict, digest) for _pk, week, verdict, digest in theirs}
        yield pk, {week: digest for week, (verdict, digest) in last.items() if verdict == Verdict.SEEN}


def _beside(left: Iterator[tuple[int, L]], right: Iterator[tuple[int, R]]) -> Iterator[tuple[int, L, R]]:
    """Yield what two streams have of the same placement, both in the order of the ids."""
    other = next(right, None)
    for pk, mine in left:
        while other is not None and other[0] < pk:
            other = next(right, None)
        if other is not None and other[0] == pk:
            yield pk, mine, other[1]
