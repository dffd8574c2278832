"""Adding what an activity must bring forth."""

from __future__ import annotations

import pytest

from lms.people.enums import Column
from lms.programme.models import Deliverable
from tests.conftest import Cast
from tests.factories.programme import make_programme
from tests.programme.asking import address, as_user, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme(cast: Cast) -> None:
    make_programme(activities=1)


def test_who_may(cast: Cast) -> None:
    path = address("deliverable_add", 1)
    assert status(None, "get", path) == status(None, "post", path) == 401
    for user in (cast.admin, cast.coordinator):
        assert status(user, "get", path) == 200
    for user in (cast.facilitator, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", path) == status(user, "post", path, title="Laporan") == 403
    assert status(cast.coordinator, "put", path) == 405
    assert status(cast.coordinator, "get", address("deliverable_add", 2)) == 404
    assert not Deliverable.objects.exists()


@pytest.mark.parametrize("column", ["", Column.ILO])
def test_a_deliverable_of_one_unit_or_of_all(cast: Cast, column: str) -> None:
    data = {"title": "Laporan", "column": column, "due_on": "2026-12-01", "link": "/curriculum/"}
    answer = as_user(cast.coordinator).post(address("deliverable_add", 1), data)
    assert answer["Location"] == address("activity_detail", 1)
    row = Deliverable.objects.get()
    assert (row.title, row.title_en, row.column, str(row.due_on)) == ("Laporan", "Laporan", column, "2026-12-01")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"column": Column.BALAI},
        {"due_on": "besok"},
        {"link": "javascript:alert(1)"},
        {"done_on": "2999-01-01"},
    ],
)
def test_bad_input_comes_back_as_typed(cast: Cast, wrong: dict[str, str]) -> None:
    data = {"title": "Laporan", "title_en": "Report of all", **wrong}
    answer = as_user(cast.coordinator).post(address("deliverable_add", 1), data)
    assert answer.status_code == 422
    assert "Report of all" in answer.text
    assert not Deliverable.objects.exists()
