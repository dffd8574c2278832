"""Hours of the logbook as JP: by week, capped by the week's share, held back while a disagreement is open, and equal to the kept sums."""

from __future__ import annotations

from decimal import Decimal

import pytest

from courses.models import Enrolment
from courses.queries.learning import facts_of
from courses.queries.ledger import FIELD, ledger, sums_by_person
from courses.queries.outline import Outline
from fieldpractice.enums import Verdict
from fieldpractice.models import Disagreement
from fieldpractice.overview import LoggedWeek
from fieldpractice.queries.jp import earned_weekly, field_jp, share_of
from fieldpractice.services.logbook import strike_entry
from fieldpractice.services.supervision import close_case
from tests.fieldpractice.overview.keeping import note, say
from tests.fieldpractice.practice import FIRST, Practice


def weeks(**hours: str) -> dict[int, LoggedWeek]:
    return {int(key[1:]): LoggedWeek(1, FIRST, Decimal(value), "") for key, value in hours.items()}


def test_the_shares_add_up() -> None:
    assert sum(share_of(week, 40) for week in range(1, 13)) == 40
    assert {share_of(week, 40) for week in range(1, 13)} == {3, 4}


@pytest.mark.parametrize(
    ("logged", "earned"),
    [
        (weeks(w1="0.5"), {}),
        (weeks(w1="0.75"), {1: 1}),
        # Half an hour each: the rest is carried.
        (weeks(w1="0.5", w2="0.5"), {2: 1}),
        # A whole year in one week is one week.
        (weeks(w1="90"), {1: 3}),
        # What a full week leaves over is at most less than one JP.
        (weeks(w1="90", w2="0.25"), {1: 3, 2: 1}),
        (weeks(w1="90", w3="0.01"), {1: 3}),
    ],
)
def test_hours_become_jp(logged: dict[int, LoggedWeek], earned: dict[int, int]) -> None:
    assert earned_weekly(logged, (), 40) == earned


def test_a_full_practice_earns_the_stage_and_not_more() -> None:
    logged = weeks(**{f"w{n}": "40" for n in range(1, 13)})
    assert sum(earned_weekly(logged, (), 40).values()) == 40


def outline(practice: Practice) -> Outline:
    return facts_of(practice.cohort).outline


def test_the_ledger_has_the_weeks_with_their_evidence_and_the_sums_are_kept(practice: Practice) -> None:
    note(practice, 1)
    entry = note(practice, 8, hours="1.5")
    say(practice, 1)
    lines = [one for one in ledger([practice.enrolment.pk], outline(practice)) if one.source == FIELD]
    assert [line.jp for line in lines] == [3, 2]
    assert lines[0].evidence != lines[1].evidence
    assert kept(practice) == 5
    strike_entry(actor=practice.user, entry=entry, seq=entry.seq)
    assert kept(practice) == 3


def test_hours_that_the_supervisor_disputes_count_again_when_the_case_is_closed(practice: Practice) -> None:
    note(practice, 1)
    assert kept(practice) == 3
    say(practice, 1, Verdict.DISAGREES, "Tidak ada di kantor")
    assert kept(practice) == 0
    close_case(actor=practice.cast.facilitator, case=Disagreement.objects.get(), reason="Ada surat tugas")
    assert kept(practice) == 3


def kept(practice: Practice) -> int:
    """The sum kept on the enrolment, which is the ledger's."""
    one = Enrolment.objects.get(pk=practice.enrolment.pk)
    sums = sums_by_person([one.pk], outline(practice)).get(one.pk)
    assert one.field_jp == (sums.by_source[FIELD] if sums else 0)
    return one.field_jp


def test_the_stage_is_worth_what_the_settings_say_where_the_version_names_nothing(
    practice: Practice, settings: object
) -> None:
    assert field_jp(outline(practice)) == 40
    settings.PADAN_FIELD_JP = 24  # type: ignore[attr-defined]
    assert field_jp(outline(practice)) == 24
