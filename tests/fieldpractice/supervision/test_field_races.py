"""Two people, or two devices, at once: in real threads with connections of their own, on whichever database the suite runs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from fieldpractice.enums import LinkState, Verdict
from fieldpractice.models import Disagreement, LogbookEntry, Placement, PlacementPause, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import week_row
from fieldpractice.services.links import make_link
from fieldpractice.services.logbook import EntryMoved, keep_entry
from fieldpractice.services.placements import add_pause
from fieldpractice.services.supervision import confirm_week, offer_links
from lms.people.errors import Conflict
from tests import racing
from tests.fieldpractice.practice import Practice, day, fresh, note, on

pytestmark = pytest.mark.django_db(transaction=True)


at_once = partial(racing.at_once, when=on(14), met=Conflict)


def noted(practice: Practice, key: str, served: int) -> Callable[[], LogbookEntry]:
    return lambda: keep_entry(
        actor=practice.user,
        placement=practice.placement,
        day=day(13),
        service=4,
        served=served,
        hours=Decimal(2),
        client_key=key,
    )


def test_one_entry_sent_by_two_tabs_at_once_is_one(practice: Practice) -> None:
    found = at_once(*(noted(practice, "same", 3) for _tab in range(3)))
    assert not any(isinstance(one, Conflict) for one in found)
    assert LogbookEntry.objects.count() == 1


def test_two_devices_at_once_one_is_shown_the_other(practice: Practice) -> None:
    found = at_once(noted(practice, "phone", 3), noted(practice, "desk", 5))
    assert sum(isinstance(one, EntryMoved) for one in found) == 1
    assert LogbookEntry.objects.count() == 1


def test_two_disagreements_at_once_open_one_case(practice: Practice) -> None:
    note(practice, 2)
    row = week_row(fresh(practice.placement), 1)
    assert row is not None

    def speak() -> WeekConfirmation:
        return confirm_week(
            placement=practice.placement,
            actor=practice.cast.supervisor,
            week=1,
            verdict=Verdict.DISAGREES,
            reason="Cuti",
            seen=row.digest,
        )

    at_once(speak, speak)
    assert (WeekConfirmation.objects.count(), Disagreement.objects.count()) == (1, 1)


def test_a_word_and_a_change_at_once_leave_no_word_on_what_was_not_seen(practice: Practice) -> None:
    note(practice, 2)
    row = week_row(fresh(practice.placement), 1)
    assert row is not None

    def speak() -> WeekConfirmation:
        return confirm_week(
            placement=practice.placement, actor=practice.cast.supervisor, week=1, verdict="seen", seen=row.digest
        )

    at_once(speak, lambda: note(practice, 3))
    after = week_row(fresh(practice.placement), 1)
    assert after is not None
    assert after.waits, "either the word met a conflict, or it is stale and asked for again"


def test_links_made_and_offered_at_once_leave_one_open(practice: Practice) -> None:
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu", supervisor_email="rahayu@example.test")
    note(practice, 2)
    placement = fresh(practice.placement)
    at_once(offer_links, offer_links, lambda: make_link(placement=placement, week=2, actor=None))
    assert SupervisorLink.objects.filter(state=LinkState.OPEN).count() == 1


def test_the_same_pause_twice_at_once_is_one(practice: Practice) -> None:
    def rest() -> PlacementPause:
        return add_pause(
            actor=practice.cast.coordinator,
            placement=practice.placement,
            kind="leave",
            starts_on=day(20),
            ends_on=day(22),
            reason="Cuti",
        )

    at_once(rest, rest)
    assert PlacementPause.objects.count() == 1
    assert fresh(practice.placement).ends_on == day(86)
