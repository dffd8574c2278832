"""The dates of an activity."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.people import clock
from lms.people.enums import Evidence
from lms.programme.models import Activity
from tests.conftest import Cast
from tests.factories.programme import make_programme
from tests.programme.asking import address, as_sent_again, as_user, status

pytestmark = pytest.mark.django_db
DAYS = ["planned_from", "planned_until", "actual_from", "actual_until"]


@pytest.fixture
def activity(cast: Cast) -> Activity:
    return make_programme(activities=1).activities.get()


def form(activity: Activity, **days: str) -> dict[str, str]:
    """The form as it was opened, with some days filled in."""
    seen = {name: str(getattr(activity, name) or "") for name in DAYS}
    return {**{f"initial-{name}": day for name, day in seen.items()}, **seen, **days}


def test_who_may(cast: Cast, activity: Activity) -> None:
    path = address("activity_edit", 1)
    assert status(None, "get", path) == status(None, "post", path) == 401
    for user in (cast.admin, cast.coordinator):
        assert status(user, "get", path) == 200
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", path) == status(user, "post", path, **form(activity)) == 403
    assert status(cast.coordinator, "put", path) == 405
    assert status(cast.coordinator, "get", address("activity_edit", 2)) == 404


def test_saved_dates_count_as_confirmed(cast: Cast, activity: Activity) -> None:
    answer = as_user(cast.coordinator).post(address("activity_edit", 1), form(activity, planned_until="2026-03-01"))
    assert answer["Location"] == address("activity_detail", 1)
    activity.refresh_from_db()
    assert (activity.planned_until, activity.plan_evidence) == (date(2026, 3, 1), Evidence.CONFIRMED)


@pytest.mark.parametrize("days", [{"planned_from": "kemarin"}, {"actual_until": "2026-13-01"}])
def test_what_is_no_day_comes_back_as_typed(cast: Cast, activity: Activity, days: dict[str, str]) -> None:
    answer = as_user(cast.coordinator).post(address("activity_edit", 1), form(activity, **days))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(days)
    assert next(iter(days.values())) in answer.text


@pytest.mark.parametrize(
    "days",
    [
        {"planned_from": "2026-03-02", "planned_until": "2026-03-01"},
        {"planned_from": "", "planned_until": "2026-03-01"},
        {"actual_from": str(clock.today() + timedelta(days=1))},
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(cast: Cast, activity: Activity, days: dict[str, str]) -> None:
    answer = as_user(cast.coordinator).post(address("activity_edit", 1), form(activity, **days))
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert Activity.objects.get().planned_until is None


def test_the_second_of_two_is_told_and_keeps_what_was_typed(cast: Cast, activity: Activity) -> None:
    typed = form(activity, planned_until="2026-03-01")
    Activity.objects.update(planned_until=date(2026, 4, 1))
    answer = as_user(cast.coordinator).post(address("activity_edit", 1), typed)
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["__all__", "planned_until"]
    assert "1 April 2026" in answer.text
    assert Activity.objects.get().planned_until == date(2026, 4, 1)
    assert as_user(cast.coordinator).post(address("activity_edit", 1), as_sent_again(answer)).status_code == 302
    assert Activity.objects.get().planned_until == date(2026, 3, 1)
