"""Changing a deliverable: words, unit, due date, when it was done."""

from __future__ import annotations

from datetime import date

import pytest

from lms.people import clock
from lms.people.enums import Column
from lms.programme.models import Deliverable
from tests.conftest import Cast
from tests.factories.programme import make_programme
from tests.programme.asking import address, as_sent_again, as_user, status

pytestmark = pytest.mark.django_db
NAMES = ["title", "title_en", "column", "due_on", "done_on", "link"]


@pytest.fixture
def row(cast: Cast) -> Deliverable:
    activity = make_programme(activities=1).activities.get()
    return Deliverable.objects.create(activity=activity, title="Laporan", title_en="Report", due_on=date(2026, 12, 1))


def form(row: Deliverable, **changes: str) -> dict[str, str]:
    """The form as it was opened, with some fields changed."""
    seen = {name: str(getattr(row, name) or "") for name in NAMES}
    return {**{f"initial-{name}": value for name, value in seen.items()}, **seen, **changes}


def test_who_may(cast: Cast, row: Deliverable) -> None:
    path = address("deliverable_edit", row.public_id)
    assert status(None, "get", path) == status(None, "post", path) == 401
    for user in (cast.admin, cast.coordinator):
        assert status(user, "get", path) == 200
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", path) == status(user, "post", path, **form(row, title="X")) == 403
    assert status(cast.coordinator, "put", path) == 405
    assert status(cast.coordinator, "get", address("deliverable_edit", "0" * 12)) == 404


def test_done_with_the_place_to_see_it(cast: Cast, row: Deliverable) -> None:
    changes = {"done_on": f"{clock.today()}", "link": "https://kemnaker.go.id/", "column": Column.ILO}
    answer = as_user(cast.coordinator).post(address("deliverable_edit", row.public_id), form(row, **changes))
    assert answer["Location"] == address("activity_detail", 1)
    row.refresh_from_db()
    assert (row.done_on, row.link, row.column) == (clock.today(), "https://kemnaker.go.id/", "ILO")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"done_on": "2999-01-01"}, {"column": "BALAI"}, {"link": "ftp://x"}])
def test_bad_input_comes_back_and_changes_nothing(cast: Cast, row: Deliverable, wrong: dict[str, str]) -> None:
    data = form(row, title_en="Another report")
    answer = as_user(cast.coordinator).post(address("deliverable_edit", row.public_id), {**data, **wrong})
    assert answer.status_code == 422
    assert "Another report" in answer.text
    row.refresh_from_db()
    assert row.title_en == "Report"


def test_the_second_of_two_is_told_and_keeps_what_was_typed(cast: Cast, row: Deliverable) -> None:
    typed = form(row, title="Laporan kedua")
    Deliverable.objects.update(title="Laporan pertama", column=Column.ILO)
    answer = as_user(cast.coordinator).post(address("deliverable_edit", row.public_id), typed)
    assert answer.status_code == 409
    assert "Laporan pertama" in str(answer.context["form"].errors["title"])
    assert "ILO-Jakarta" in str(answer.context["form"].errors["column"])
    assert Deliverable.objects.get().title == "Laporan pertama"
    path = address("deliverable_edit", row.public_id)
    assert as_user(cast.coordinator).post(path, as_sent_again(answer)).status_code == 302
    assert Deliverable.objects.get().title == "Laporan kedua"


def test_taken_out_meanwhile_is_not_found(cast: Cast, row: Deliverable) -> None:
    typed = form(row, title="Laporan kedua")
    Deliverable.objects.all().delete()
    assert status(cast.coordinator, "post", address("deliverable_edit", row.public_id), **typed) == 404
