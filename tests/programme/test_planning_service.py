"""Dates and deliverables, changed by those who run the programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.people import clock
from lms.people.enums import Column, Evidence
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry
from lms.programme.models import Activity, Deliverable
from lms.programme.queries.standing import standing_of
from lms.programme.services import add_deliverable, change_deliverable, change_plan, remove_deliverable
from lms.programme.services.planning import Dates, Promise
from tests.conftest import Cast
from tests.factories.programme import make_programme, make_review, sign_all

pytestmark = pytest.mark.django_db


def test_changing_dates_confirms_them_and_lapses_the_signatures_on_that_activity_alone(cast: Cast) -> None:
    review = make_review(parts=2)
    sign_all(review, Column.ILO)
    activity = Activity.objects.get(no=1)
    seen = Dates.of(activity)
    changed = change_plan(
        activity=activity, seen=seen, dates=replace(seen, planned_until=date(2026, 3, 1)), actor=cast.coordinator
    )
    assert changed.plan_evidence == Evidence.CONFIRMED
    assert [part.key for part in standing_of(review).awaited("ILO")] == ["activity-1"]


def test_how_far_an_activity_has_come_is_not_what_was_signed(cast: Cast) -> None:
    review = make_review(parts=1)
    sign_all(review, Column.ILO)
    activity = Activity.objects.get(no=1)
    seen = Dates.of(activity)
    change_plan(activity=activity, seen=seen, dates=replace(seen, actual_from=clock.today()), actor=cast.coordinator)
    assert not standing_of(review).awaited("ILO")


def test_two_coordinators_at_once_the_second_is_told(cast: Cast) -> None:
    activity = make_programme().activities.get(no=1)
    seen = Dates.of(activity)
    change_plan(activity=activity, seen=seen, dates=Dates(date(2026, 5, 1)), actor=cast.coordinator)
    with pytest.raises(Conflict):
        change_plan(activity=activity, seen=seen, dates=Dates(date(2026, 6, 1)), actor=cast.admin)


@pytest.mark.parametrize(
    "dates",
    [
        Dates(planned_until=date(2026, 1, 1)),
        Dates(date(2026, 1, 2), date(2026, 1, 1)),
        Dates(actual_until=date(2026, 1, 1)),
        Dates(actual_from=date(2099, 1, 1)),
    ],
)
def test_impossible_dates_are_refused(cast: Cast, dates: Dates) -> None:
    activity = make_programme().activities.get(no=1)
    with pytest.raises(Refusal):
        change_plan(activity=activity, seen=Dates.of(activity), dates=dates, actor=cast.coordinator)


def test_a_deliverable_from_its_promise_to_its_end(cast: Cast) -> None:
    activity = make_programme(columns=[Column.ILO]).activities.get(no=1)
    made = add_deliverable(activity=activity, promise=Promise(" Laporan "), actor=cast.coordinator)
    assert (made.title, made.title_en) == ("Laporan", "Laporan")
    assert add_deliverable(activity=activity, promise=Promise("Laporan"), actor=cast.coordinator) == made
    other = add_deliverable(activity=activity, promise=Promise("Laporan", due_on=clock.today()), actor=cast.coordinator)
    assert other != made
    remove_deliverable(deliverable=other, actor=cast.coordinator)
    seen = Promise.of(made)
    done = change_deliverable(
        deliverable=made, seen=seen, promise=replace(seen, done_on=clock.today()), actor=cast.coordinator
    )
    assert done.done_on == clock.today()
    with pytest.raises(Conflict):
        change_deliverable(deliverable=made, seen=seen, promise=seen, actor=cast.admin)
    remove_deliverable(deliverable=done, actor=cast.coordinator)
    assert not Deliverable.objects.exists()
    assert AuditEntry.objects.filter(action="programme.deliverable.remove").exists()


def test_unsound_deliverables_are_refused(cast: Cast) -> None:
    activity = make_programme(columns=[Column.ILO]).activities.get(no=1)
    future = clock.today() + timedelta(days=1)
    for promise in (Promise(" "), Promise("A", column="PASKER"), Promise("A", done_on=future)):
        with pytest.raises(Refusal):
            add_deliverable(activity=activity, promise=promise, actor=cast.coordinator)


def test_only_those_who_run_the_programme_change_the_plan(cast: Cast) -> None:
    activity = make_programme().activities.get(no=1)
    made = add_deliverable(activity=activity, promise=Promise("Laporan"), actor=cast.admin)
    seen = Promise.of(made)
    for who in (cast.reviewer, cast.facilitator, cast.supervisor, cast.outsider):
        for attempt in (
            lambda who=who: change_plan(activity=activity, seen=Dates.of(activity), dates=Dates(), actor=who),
            lambda who=who: add_deliverable(activity=activity, promise=Promise("B"), actor=who),
            lambda who=who: change_deliverable(deliverable=made, seen=seen, promise=seen, actor=who),
            lambda who=who: remove_deliverable(deliverable=made, actor=who),
        ):
            with pytest.raises(NotAllowed):
                attempt()
