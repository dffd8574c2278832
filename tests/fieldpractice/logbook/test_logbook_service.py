"""The logbook: one day in order, twice sent, two devices, days that are none, what the supervisor has spoken of, totals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from courses.services import enrolments
from fieldpractice.enums import Service, Verdict
from fieldpractice.kinds import supervision as kinds
from fieldpractice.models import LogbookEntry, Placement
from fieldpractice.queries.logbook import (
    digest_of,
    earned_by,
    entries_of,
    hours_by_person,
    own_placement,
    total_of,
    totals_by_service,
    week_row,
    week_rows,
)
from fieldpractice.services.logbook import EntryMoved, strike_entry
from fieldpractice.services.placements import add_pause
from fieldpractice.services.supervision import confirm_week
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.fieldpractice.practice import Practice, day, fresh, note, on


def again(practice: Practice, entry: LogbookEntry, **typed: Any) -> LogbookEntry:
    """The entry changed, from what stands there unless said otherwise."""
    values = {"service": entry.service, "served": entry.served, "hours": entry.hours, "note": entry.note}
    number = typed.pop("number", (entry.day - day(0)).days)
    return note(practice, number, **(values | {"client_key": entry.client_key, "seq": entry.seq} | typed))


def speak(practice: Practice, week: int, verdict: str = Verdict.SEEN, reason: str = "") -> None:
    row = week_row(fresh(practice.placement), week)
    assert row is not None
    confirm_week(
        actor=practice.cast.supervisor,
        placement=practice.placement,
        week=week,
        verdict=verdict,
        reason=reason,
        seen=row.digest,
    )


def test_a_day_is_noted_and_sent_again_it_is_the_same_entry(practice: Practice, cast: Cast) -> None:
    one = note(practice, 14, client_key="telepon-1", note="Kiosk macet")
    assert note(practice, 14, client_key="telepon-1", note="Kiosk macet") == one
    assert (one.day, one.work_unit, one.seq) == (day(14), cast.unit, 1)
    assert LogbookEntry.objects.count() == 1
    assert AuditEntry.objects.filter(action="fieldpractice.entry.add").count() == 1


def test_a_change_begins_from_what_was_read(practice: Practice) -> None:
    one = note(practice, 14)
    changed = again(practice, one, hours=6)
    assert (changed.pk, changed.hours, changed.seq) == (one.pk, Decimal(6), 2)
    # The second device still has the first version: both are shown, nothing is lost.
    with pytest.raises(EntryMoved) as moved:
        again(practice, one, hours=2)
    assert moved.value.entry.hours == Decimal(6)
    assert LogbookEntry.objects.get().hours == Decimal(6)


def test_two_devices_note_the_same_service_on_one_day(practice: Practice) -> None:
    one = note(practice, 14, client_key="telepon")
    with pytest.raises(EntryMoved) as moved:
        note(practice, 14, client_key="komputer", hours=2)
    assert moved.value.entry == one
    assert note(practice, 14, client_key="komputer") == one, "the same words from two devices are one entry"


@pytest.mark.parametrize(
    ("number", "typed", "says"),
    [
        (15, {}, "still to come"),
        (-1, {}, "begins on"),
        (14, {"hours": 25}, "between 0 and 24"),
        (14, {"hours": -1}, "between 0 and 24"),
        (14, {"hours": "1.005"}, "between 0 and 24"),
        (14, {"served": -1}, "number served"),
        (14, {"served": 1000}, "number served"),
        (14, {"service": 9}, "eight services"),
        (14, {"service": 0}, "eight services"),
        (14, {"hours": 0, "served": 0}, "Nothing is noted"),
        (14, {"note": "x" * 2001}, "at most"),
    ],
)
def test_days_and_numbers_that_are_none(practice: Practice, number: int, typed: dict[str, Any], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        note(practice, number, **typed)
    assert not LogbookEntry.objects.exists()


def test_a_day_has_24_hours_over_all_services(practice: Practice) -> None:
    note(practice, 14, service=1, hours=20)
    note(practice, 14, service=2, hours=4)
    with pytest.raises(Refusal, match="24"):
        note(practice, 14, service=3, hours="0.25")
    one = LogbookEntry.objects.get(service=2)
    with pytest.raises(Refusal, match="24"):
        again(practice, one, hours="4.25")
    assert again(practice, one, hours=3).hours == 3


def test_today_is_a_day_of_the_placements_zone(practice: Practice) -> None:
    """At 23.30 WIB it is tomorrow in Jayapura."""
    Placement.objects.update(time_zone="Asia/Jayapura")
    with clock.at(on(14, hour=23)):
        assert note(practice, 15).day == day(15)


def test_days_after_the_last_are_refused_and_a_day_that_rests_is_noted(practice: Practice, cast: Cast) -> None:
    add_pause(
        actor=cast.coordinator,
        placement=practice.placement,
        kind="leave",
        starts_on=day(10),
        ends_on=day(12),
        reason="Cuti",
    )
    assert note(practice, 11).day == day(11)
    with clock.at(on(95)), pytest.raises(Refusal, match="ended on"):
        note(practice, 88)


def test_what_the_supervisor_has_spoken_of_is_struck_and_replaced_with_a_reason(practice: Practice) -> None:
    one = note(practice, 2)
    speak(practice, 1)
    with pytest.raises(Refusal, match="say why"):
        again(practice, one, hours=6)
    fresh_one = again(practice, one, hours=6, reason="Salah hitung")
    old = LogbookEntry.objects.get(pk=one.pk)
    assert (old.hours, old.struck_because, old.replaced_by) == (4, "Salah hitung", fresh_one)
    assert old.struck_at is not None
    row = week_row(fresh(practice.placement), 1)
    assert row is not None
    assert (row.is_stale, row.waits, row.hours) == (True, True, 6)
    # The phone that knows the old key reaches the entry that stands now.
    assert again(practice, old, hours=6, seq=2) == fresh_one


def test_a_late_day_in_a_week_spoken_of_needs_no_reason_and_asks_again(practice: Practice) -> None:
    note(practice, 2)
    speak(practice, 1)
    note(practice, 3)
    row = week_row(fresh(practice.placement), 1)
    assert row is not None
    assert row.is_stale


def test_an_entry_cannot_be_moved_into_a_week_spoken_of_without_a_reason(practice: Practice) -> None:
    note(practice, 2)
    later = note(practice, 8)
    speak(practice, 1)
    with pytest.raises(Refusal, match="say why"):
        again(practice, later, number=3)


def test_striking_out(practice: Practice) -> None:
    one = note(practice, 2)
    speak(practice, 1)
    with pytest.raises(Refusal, match="say why"):
        strike_entry(actor=practice.user, entry=one, seq=1)
    with pytest.raises(EntryMoved):
        strike_entry(actor=practice.user, entry=one, seq=7, reason="Keliru")
    strike_entry(actor=practice.user, entry=one, seq=1, reason="Keliru")
    strike_entry(actor=practice.user, entry=one, seq=1, reason="Keliru")
    assert not entries_of(practice.placement).exists()
    assert note(practice, 2).pk != one.pk, "the service may be noted anew"
    with pytest.raises(EntryMoved):
        again(practice, LogbookEntry.objects.get(pk=one.pk), hours=1, seq=2)


def test_only_the_participant_keeps_it_and_only_while_it_goes_on(practice: Practice, cast: Cast) -> None:
    from fieldpractice.services.logbook import keep_entry

    for user in (cast.supervisor, cast.coordinator, cast.facilitator, cast.outsider):
        with pytest.raises(NotAllowed):
            keep_entry(
                actor=user,
                placement=practice.placement,
                day=day(14),
                service=1,
                served=1,
                hours=Decimal(1),
                client_key="x",
            )
    note(practice, 14)
    enrolments.withdraw(actor=cast.coordinator, enrolment=practice.enrolment, reason="Pindah")
    with pytest.raises(NotAllowed):
        note(practice, 13)
    assert own_placement(practice.user) is None
    assert LogbookEntry.objects.count() == 1, "what was noted stays"


def test_totals_by_service_and_in_all_leave_out_what_is_struck(practice: Practice) -> None:
    note(practice, 1, service=4, hours="7.5", served=6)
    note(practice, 2, service=4, hours=2, served=1)
    gone = note(practice, 2, service=1, hours=3)
    strike_entry(actor=practice.user, entry=gone, seq=1)
    by_service = {one.key: one for one in totals_by_service(practice.cohort)}
    assert len(by_service) == len(Service)
    assert (by_service[4].hours, by_service[4].served, by_service[4].entries) == (Decimal("9.5"), 7, 2)
    assert by_service[1].hours == 0
    total = total_of(practice.cohort)
    assert (total.hours, total.served) == (Decimal("9.5"), 7)
    assert hours_by_person([practice.enrolment.pk])[practice.enrolment.pk][0] == Decimal("9.5")


def test_the_jp_on_the_pages_are_those_of_the_ledger(practice: Practice) -> None:
    note(practice, 1, hours=20)
    practice.enrolment.refresh_from_db()
    # Twenty hours are 26 times 45 minutes; a week earns at most its share of the practice.
    assert 0 < practice.enrolment.field_jp < 10
    assert earned_by(practice.cohort) == practice.enrolment.field_jp


def rest(practice: Practice, first: int, last: int) -> None:
    add_pause(
        actor=practice.cast.coordinator,
        placement=practice.placement,
        kind="leave",
        starts_on=day(first),
        ends_on=day(last),
        reason="Cuti",
    )


def test_a_day_of_rest_between_two_weeks_counts_in_the_week_that_follows(practice: Practice) -> None:
    rest(practice, 7, 13)
    note(practice, 8)
    with clock.at(on(22)):
        rows = week_rows(fresh(practice.placement))
        assert [(row.number, len(row.entries)) for row in rows if row.begun] == [(1, 0), (2, 1), (3, 0)]
        assert rows[1].waits
        speak(practice, 2)
        with pytest.raises(Refusal, match="say why"):
            again(practice, LogbookEntry.objects.get(), hours=6)


def test_an_entry_moved_out_of_a_week_spoken_of_asks_about_both_weeks(practice: Practice, cast: Cast) -> None:
    first = note(practice, 2)
    note(practice, 8)
    speak(practice, 1)
    speak(practice, 2)
    again(practice, first, number=9, reason="Salah hari")
    asked = Notice.objects.filter(kind=kinds.ASKED_AGAIN, to=cast.supervisor)
    assert sorted(one.values["week"] for one in asked) == [1, 2]


def test_an_entry_moved_into_a_week_spoken_of_asks_again_and_keeps_the_reason(practice: Practice, cast: Cast) -> None:
    note(practice, 2)
    later = note(practice, 8)
    speak(practice, 1)
    again(practice, later, number=3, reason="Salah hari")
    assert Notice.objects.get(kind=kinds.ASKED_AGAIN, to=cast.supervisor).values["week"] == 1
    assert AuditEntry.objects.get(action="fieldpractice.entry.change").changes["reason"] == "Salah hari"


def test_a_pause_that_moves_days_out_of_a_week_spoken_of_asks_again(practice: Practice, cast: Cast) -> None:
    note(practice, 2)
    note(practice, 8)
    speak(practice, 1)
    speak(practice, 2)
    rest(practice, 3, 4)
    # The second week now ends in two days; the first holds the eighth day too.
    assert Notice.objects.get(kind=kinds.ASKED_AGAIN, to=cast.supervisor).values["week"] == 1


def test_the_digest_does_not_hang_on_order_or_on_how_hours_are_written(practice: Practice) -> None:
    note(practice, 1)
    note(practice, 2, hours="4.50")
    rows = list(entries_of(practice.placement))
    held = digest_of(rows)
    rows[1].hours = Decimal("4.5")
    assert digest_of(rows[::-1]) == held
    rows[0].served += 1
    assert digest_of(rows) != held


def test_weeks_know_what_waits(practice: Practice) -> None:
    note(practice, 2)
    rows = week_rows(fresh(practice.placement))
    assert [row.waits for row in rows[:3]] == [True, True, False]
    assert [row.begun for row in rows[:4]] == [True, True, True, False]
