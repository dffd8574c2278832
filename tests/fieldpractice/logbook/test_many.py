"""Many days and many words at once are held to the rules of single ones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Enrolment
from courses.queries.learning import facts_of
from fieldpractice.enums import Verdict
from fieldpractice.models import LogbookEntry, Placement, WeekConfirmation
from fieldpractice.queries.logbook import for_weeks, week_rows
from fieldpractice.services.logbook import Noted
from fieldpractice.services.logbook_many import DayNoted, WordGiven, confirm_many, keep_many
from lms.people import clock
from lms.people.errors import Refusal
from tests.conftest import Cast
from tests.fieldpractice.practice import Practice, day


def rows(practice: Practice, numbers: range, *, hours: str = "4") -> list[DayNoted]:
    placement = for_weeks(Placement.objects.filter(pk=practice.placement.pk)).select_related("enrolment__user").get()
    return [
        DayNoted(placement, Noted(day(number), 4, 2, Decimal(hours)), clock.now(), f"hari-{number}-{hours}")
        for number in numbers
    ]


def test_many_days_cost_the_same_as_one(practice: Practice) -> None:
    one, ten = rows(practice, range(1)), rows(practice, range(1, 11))
    # The lessons of a version are read once in a process.
    assert facts_of(practice.cohort).outline.courses
    with CaptureQueriesContext(connection) as first:
        keep_many(rows=one)
    with CaptureQueriesContext(connection) as second:
        keep_many(rows=ten)
    # A sum of JP that has not changed is not written.
    assert len(second) <= len(first)
    assert LogbookEntry.objects.filter(work_unit=practice.cast.unit).count() == 11


def test_one_wrong_day_keeps_all_out(practice: Practice) -> None:
    with pytest.raises(Refusal):
        keep_many(rows=[*rows(practice, range(2)), *rows(practice, range(20, 21))])
    with pytest.raises(Refusal):
        keep_many(rows=rows(practice, range(1), hours="24") + rows(practice, range(1), hours="0.5"))
    assert not LogbookEntry.objects.exists()


def test_words_by_the_dozen_are_seen_or_not_and_nothing_else(practice: Practice, cast: Cast) -> None:
    keep_many(rows=rows(practice, range(2)))
    placement = for_weeks(Placement.objects.filter(pk=practice.placement.pk)).get()
    first, second, third = week_rows(placement)[:3]

    def word(row: object, verdict: str) -> WordGiven:
        return WordGiven(placement, row, verdict, clock.now(), actor=cast.supervisor)  # type: ignore[arg-type]

    for wrong in (word(first, Verdict.DISAGREES), word(second, Verdict.SEEN), word(third, Verdict.NOT_SEEN)):
        with pytest.raises(Refusal):
            confirm_many(words=[word(first, Verdict.SEEN), wrong])
    assert not WeekConfirmation.objects.exists()
    confirm_many(words=[word(first, Verdict.SEEN), word(second, Verdict.NOT_SEEN)])
    placement = for_weeks(Placement.objects.filter(pk=practice.placement.pk)).get()
    assert [row.verdict for row in week_rows(placement)[:2]] == [Verdict.SEEN, Verdict.NOT_SEEN]


def test_the_sums_of_jp_follow(practice: Practice) -> None:
    keep_many(rows=rows(practice, range(2)))
    assert Enrolment.objects.get(pk=practice.enrolment.pk).field_jp == 3
