"""One activity: dates, units, deliverables, reviews."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.models import Activity, Deliverable
from lms.programme.services import open_review, withdraw_review
from tests.conftest import Cast
from tests.factories.people import make_reviewer
from tests.factories.programme import make_programme, make_review
from tests.programme.asking import address, as_user, queries, status

pytestmark = pytest.mark.django_db


def test_who_may(cast: Cast) -> None:
    make_programme()
    path = address("activity_detail", 1)
    assert status(None, "get", path) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", path) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", path) == 403
    assert status(cast.reviewer, "post", path) == 405
    assert status(cast.reviewer, "get", address("activity_detail", 3)) == 404


def test_dates_are_said_in_words(cast: Cast) -> None:
    make_programme(activities=1)
    Activity.objects.update(planned_until=date(2026, 2, 1), actual_from=date(2026, 1, 2), actual_until=date(2026, 1, 2))
    page = as_user(cast.reviewer).get(address("activity_detail", 1))
    row = page.context["row"]
    assert (row.planned, row.actual) == ("2 Januari – 1 Februari 2026", "2 Januari 2026")


def test_deliverables_stand_by_unit_those_of_all_first(cast: Cast) -> None:
    activity = make_programme(activities=1).activities.get()
    for column in (Column.ILO, Column.PASKER, ""):
        Deliverable.objects.create(activity=activity, column=column, title="Laporan", title_en="Report")
    found = as_user(cast.reviewer).get(address("activity_detail", 1)).context["deliverables"]
    assert [column for column, _rows in found] == ["", "PASKER", "ILO"]


def test_only_those_who_run_the_programme_are_offered_to_change_it(cast: Cast) -> None:
    activity = make_programme(activities=1).activities.get()
    Deliverable.objects.create(activity=activity, title="Laporan", title_en="Report")
    for user, offered in ((cast.coordinator, True), (cast.reviewer, False), (cast.facilitator, False)):
        page = as_user(user).get(address("activity_detail", 1)).text
        for name in ("activity_edit", "deliverable_add", "plan_review_open"):
            assert (address(name, 1) in page) is offered
        assert ("/deliverables/" in page.replace("deliverables/add", "")) is offered


def test_reviews_of_others_are_not_listed(cast: Cast) -> None:
    make_review(columns=[Column.PASKER])
    path = address("activity_detail", 1)
    assert not as_user(cast.reviewer).get(path).context["reviews"]
    assert len(as_user(make_reviewer(Column.PASKER)).get(path).context["reviews"]) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_same_queries_for_one_and_three(cast: Cast, many: int) -> None:
    programme = make_programme(activities=1)
    for no in range(many):
        Deliverable.objects.create(activity=programme.activities.get(), title=f"Laporan {no}", title_en="Report")
        review = open_review(subject=programme, activity_no=1, due_on=clock.today(), actor=cast.coordinator)
        withdraw_review(review=review, reason="Salah naskah", actor=cast.coordinator)
    assert queries(as_user(cast.reviewer), address("activity_detail", 1)) == 15
