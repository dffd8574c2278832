"""Many logbooks read in one stream say what one logbook says that is read entry by entry."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldpractice.enums import Verdict
from fieldpractice.models import LogbookEntry, Placement, PlacementPause, WeekConfirmation
from fieldpractice.queries.logbook import for_weeks, week_rows
from fieldpractice.queries.logged import logged_in, values_of
from fieldpractice.queries.overview import kept_of, kept_weeks, own_weeks
from fieldpractice.queries.totals import seen_weeks
from fieldpractice.weeks import Span, split, week_counting, weeks_of
from lms.people import clock
from tests.fieldpractice.overview.keeping import more_people
from tests.fieldpractice.practice import FIRST, Practice, day

NOTES = ("", "Antre\npanjang", 'Kata "kunci" \\ salah', "Klien 100% puas – ’ya’", "1|2|3", "\x1e[]")
HOURS = ("0", "0.05", "0.1", "2.25", "3.3", "3.55", "8", "23.95")


def enter(placement: Placement, number: int, **fields: object) -> LogbookEntry:
    values = {
        "day": day(number),
        "service": 1 + number % 8,
        "served": number % 5,
        "hours": Decimal(HOURS[number % len(HOURS)]),
        "note": NOTES[number % len(NOTES)],
        "client_key": f"k-{number}-{fields.get('service', 0)}-{fields.get('struck_at', '')}",
    }
    return LogbookEntry.objects.create(placement=placement, **{**values, **fields})


def confirm(placement: Placement, week: int, digest: str, verdict: str = Verdict.SEEN) -> None:
    actor = placement.created_by
    WeekConfirmation.objects.create(
        placement=placement, week=week, digest=digest, verdict=verdict, actor=actor, name="A"
    )


def filled(practice: Practice) -> list[Placement]:
    """Three logbooks: one with a pause, days of rest, days before the first and after the last week; one with gaps; one empty."""
    first, second, third = practice.placement, *more_people(practice, 2)
    PlacementPause.objects.create(
        placement=first, kind="leave", starts_on=day(7), ends_on=day(9), reason="Cuti", actor=first.created_by
    )
    for number in (-2, 0, 1, 4, 5, 6, 8, 10, 11, 30, 60, 86, 87, 120):
        enter(first, number)
    enter(first, 0, service=8, hours=Decimal("3.55"))
    enter(first, 12, struck_at=clock.now(), struck_because="Salah")
    for number in range(0, 84, 3):
        enter(second, number)
    return [first, second, third]


def test_the_stream_says_of_each_week_what_its_entries_say(practice: Practice) -> None:
    people = filled(practice)
    kept = kept_weeks(Placement.objects.all())
    for one in for_weeks(Placement.objects.filter(pk__in=[one.pk for one in people])):
        rows, logged = week_rows(one), kept.logged_of(one.pk)
        assert {row.number for row in rows if row.entries} == logged.keys()
        for row in rows:
            if row.entries:
                read = logged[row.number]
                assert (read.digest, read.hours) == (row.digest, row.hours)
                assert read.hours.as_tuple() == row.hours.as_tuple()
                assert read.last_on == max(entry.day for entry in row.entries)
                assert read.days == len({entry.day for entry in row.entries})


def test_a_week_is_seen_while_the_latest_word_holds(practice: Practice) -> None:
    people = filled(practice)
    rows = {one.pk: week_rows(one) for one in for_weeks(Placement.objects.all())}
    first, second, third = people
    for row in rows[second.pk]:
        confirm(second, row.number, row.digest)
    confirm(second, 1, rows[second.pk][0].digest, Verdict.NOT_SEEN)
    confirm(second, 2, rows[second.pk][1].digest, Verdict.NOT_SEEN)
    confirm(second, 2, rows[second.pk][1].digest)
    confirm(second, 3, "0" * 64)
    confirm(first, 1, rows[first.pk][0].digest)
    # A word on nothing, which no service gives, is a word on nothing.
    confirm(third, 1, rows[third.pk][0].digest)
    assert seen_weeks(Placement.objects.all()) == {first.pk: 1, second.pk: 10}
    kept = kept_weeks(Placement.objects.all())
    for one in people:
        seen = sum(kept.verdict_of(one.pk, week.number) == Verdict.SEEN for week in kept.weeks[one.pk])
        assert seen == seen_weeks(Placement.objects.all()).get(one.pk, 0)


def test_as_many_queries_for_one_as_for_many(practice: Practice) -> None:
    enter(practice.placement, 0)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            seen_weeks(Placement.objects.all())
        return len(asked)

    assert cost() == 4
    for one in more_people(practice, 3):
        enter(one, 1)
        confirm(one, 1, "0" * 64)
    assert cost() == 4


def test_a_line_of_a_logbook_and_the_stream_of_many_are_split_and_counted_by_one_rule(practice: Practice) -> None:
    first = filled(practice)[0]
    kept, pauses = kept_of(first), [Span(day(7), day(9))]
    days = [day(number) for number in range(-10, 130)]
    weeks = weeks_of(FIRST, pauses)
    parts = split(weeks, days, date.isoformat)
    assert {one: number for number, part in parts.items() for one in part} == {
        one: week for one in days if (week := week_counting(weeks, one)) is not None
    }
    assert split(weeks, [day(120)], date.isoformat) == {}
    stream = kept_weeks(Placement.objects.filter(pk=first.pk)).logged_of(first.pk)
    assert {number: logged_in([*map(values_of, entries)]) for number, entries in kept.entries.items()} == stream


@pytest.mark.parametrize("starts_on", [FIRST, date(2027, 12, 30), date(2028, 2, 1)])
def test_weeks_without_a_pause_are_those_that_a_pause_elsewhere_leaves(starts_on: date) -> None:
    later = starts_on + timedelta(days=400)
    assert weeks_of(starts_on) == weeks_of(starts_on, [Span(later, later)])
    # Who changes the list that is returned changes nobody else's.
    weeks_of(starts_on).clear()
    assert len(weeks_of(starts_on)) == 12


def test_people_who_begin_on_one_day_share_their_weeks(practice: Practice) -> None:
    more_people(practice, 2)
    weeks = own_weeks(Placement.objects.order_by())
    assert len(weeks) == 3
    assert len({id(one[0]) for one in weeks.values()}) == 1
