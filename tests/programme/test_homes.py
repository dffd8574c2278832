"""What the homes say about reviews and the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Activity, Deliverable
from lms.programme.services import open_review
from tests.conftest import Cast
from tests.factories.programme import make_programme, make_review, sign_all
from tests.programme.asking import as_user, queries

pytestmark = pytest.mark.django_db
PASKER, ILO = Column.PASKER, Column.ILO


def panel(user: User, name: str) -> dict[str, Any] | None:
    """What a piece of somebody's home was drawn from; None when the home does not show it."""
    page = as_user(user).get("/dashboard/")
    drawn = zip(page.templates, page.context, strict=True)
    found = (context for template, context in drawn if template.name == f"programme/panel_{name}.html")
    return next((context.flatten() for context in found), None)


def test_a_reviewer_finds_what_waits_until_it_is_signed(cast: Cast) -> None:
    review = make_review()
    assert [row.review for row in panel(cast.reviewer, "reviewer")["waiting"]] == [review]
    sign_all(review, ILO, actor=cast.reviewer)
    assert panel(cast.reviewer, "reviewer")["waiting"] == []


def test_a_reviewer_finds_the_activities_of_the_own_unit_finished_ones_last(cast: Cast) -> None:
    programme = make_programme(activities=3, columns=[ILO])
    programme.activities.get(no=2).columns.all().delete()
    Activity.objects.filter(no=3).update(actual_from=clock.today(), actual_until=clock.today())
    glance = panel(cast.reviewer, "matrix")
    assert [row.activity.no for row, _cells in glance["rows"]] == [1]
    assert [row.activity.no for row in glance["done"]] == [3]
    open_review(subject=programme, activity_no=3, due_on=clock.today(), actor=cast.coordinator)
    assert [row.activity.no for row, _cells in panel(cast.reviewer, "matrix")["rows"]] == [1, 3]


def test_an_administrator_sees_every_activity_and_what_is_past_its_due_date(cast: Cast) -> None:
    review = make_review(days=0)
    assert [row.activity.no for row, _cells in panel(cast.admin, "matrix")["rows"]] == [1, 2]
    assert panel(cast.admin, "administrator") is None
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        assert [row.review for row in panel(cast.admin, "administrator")["rows"]] == [review]


def test_a_coordinator_has_one_message_for_each_unit_that_is_awaited(cast: Cast) -> None:
    review = make_review(parts=2)
    other = open_review(subject=review.subject, activity_no=2, due_on=clock.today(), actor=cast.coordinator)
    sign_all(review, PASKER)
    found = panel(cast.coordinator, "coordinator")["reminders"]
    assert [(one.unit, one.parts) for one in found] == [("Pusat Pasar Kerja", 2), ("ILO-Jakarta", 4)]
    assert found[0].text.count("http://testserver/reviews/") == 1
    for one in (review, other):
        assert one.get_absolute_url() in found[1].text
    assert found[1].whatsapp.startswith("https://wa.me/?text=")
    assert as_user(cast.coordinator).get("/dashboard/").text.count('<details class="fold">') == 1


def test_a_coordinator_is_told_what_is_late(cast: Cast) -> None:
    activity = make_programme(activities=2).activities.get(no=2)
    Activity.objects.update(planned_from=clock.today())
    Deliverable.objects.create(
        activity=activity, title="Laporan", title_en="Report", due_on=clock.today() - timedelta(days=1)
    )
    assert [row.activity.no for row in panel(cast.coordinator, "coordinator")["late"]] == [2]


@pytest.mark.parametrize("who", ["reviewer", "coordinator"])
def test_a_home_asks_as_often_for_three_reviews_as_for_one(cast: Cast, who: str) -> None:
    programme, client = make_programme(activities=3), as_user(getattr(cast, who))
    counts = []
    for no in (1, 2, 3):
        open_review(subject=programme, activity_no=no, due_on=clock.today(), actor=cast.coordinator)
        counts.append(queries(client, "/dashboard/"))
    assert len(set(counts)) == 1
