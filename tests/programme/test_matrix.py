"""The matrix: ten activities by eight units, worked out from reviews, deliverables and dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lms.people import clock
from lms.people.enums import Column
from lms.programme.enums import CellState
from lms.programme.models import Activity, Deliverable
from lms.programme.registry import CellNote, add_cell_source, counted_notes, remove_cell_source
from lms.programme.services.starting import load_programme
from tests.conftest import Cast
from tests.factories.programme import make_programme, make_review, sign_all
from tests.programme.asking import address, as_user, queries, status

pytestmark = pytest.mark.django_db


def cells(cast: Cast, no: int = 1) -> dict[str, CellState]:
    matrix = as_user(cast.reviewer).get(address("matrix")).context["matrix"]
    row = next(row for row in matrix.rows if row.activity.no == no)
    return {column: cell.state for column, cell in row.cells.items()}


def test_who_may(cast: Cast) -> None:
    make_programme()
    assert status(None, "get", address("matrix")) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", address("matrix")) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", address("matrix")) == 403
    assert status(cast.reviewer, "post", address("matrix")) == 405


def test_without_a_programme_it_says_what_to_do(cast: Cast) -> None:
    assert "load_programme" in as_user(cast.coordinator).get(address("matrix")).text


def test_the_programme_has_ten_rows_and_eight_columns(cast: Cast) -> None:
    load_programme()
    page = as_user(cast.coordinator).get(address("matrix"))
    assert [row["number"] for row in page.context["table"]] == list(range(1, 11))
    assert {len(row["cells"]) for row in page.context["table"]} == {8}


def test_dates_speak_when_nothing_else_does(cast: Cast) -> None:
    programme = make_programme(activities=4, columns=[Column.ILO])
    today = clock.today()
    for no, fields in {
        1: {"planned_from": today + timedelta(days=1)},
        2: {"planned_from": today, "actual_from": today, "planned_until": today},
        3: {"planned_until": today - timedelta(days=1)},
        4: {"actual_from": today, "actual_until": today},
    }.items():
        programme.activities.filter(no=no).update(**fields)
    states = [cells(cast, no)["ILO"] for no in range(1, 5)]
    assert states == [CellState.PLANNED, CellState.RUNNING, CellState.LATE, CellState.DONE]


def test_the_most_urgent_speaks_in_a_cell(cast: Cast) -> None:
    review = make_review(parts=1)
    assert cells(cast) == {"PASKER": CellState.AWAITING, "ILO": CellState.AWAITING}
    sign_all(review, Column.ILO, verdict="object", reason="Jadwal bentrok")
    assert cells(cast)["ILO"] == CellState.OBJECTED
    Activity.objects.update(actual_from=clock.today(), actual_until=clock.today())
    sign_all(review, Column.PASKER)
    assert cells(cast)["PASKER"] == CellState.DONE


def test_a_late_deliverable_is_late_for_its_unit_alone(cast: Cast) -> None:
    programme = make_programme(activities=1)
    programme.activities.update(planned_from=clock.today())
    due = {"activity": programme.activities.get(), "due_on": clock.today() - timedelta(days=1)}
    Deliverable.objects.create(title="Laporan", title_en="Report", column=Column.ILO, **due)
    assert cells(cast) == {"PASKER": CellState.PLANNED, "ILO": CellState.LATE}
    Deliverable.objects.update(done_on=clock.today())
    assert cells(cast)["ILO"] == CellState.PLANNED


def test_dates_and_deliverables_stand_beside_the_states(cast: Cast) -> None:
    activity = make_programme(activities=1).activities.get()
    Activity.objects.update(planned_from=date(2026, 3, 2), planned_until=date(2026, 3, 6), actual_from=date(2026, 3, 3))
    Deliverable.objects.create(activity=activity, title="Naskah <final>", title_en="Text", done_on=date(2026, 3, 4))
    Deliverable.objects.create(activity=activity, title="Laporan", title_en="Report")
    page = as_user(cast.reviewer).get(address("matrix"))
    row = page.context["matrix"].rows[0]
    assert (row.planned, row.actual) == ("2–6 Maret 2026", "mulai 3 Maret 2026")
    assert (row.delivered, len(row.deliverables)) == (1, 2)
    assert page.text.count("Naskah &lt;final&gt;") >= 2


def test_a_reviewer_finds_the_own_unit_and_what_waits(cast: Cast) -> None:
    review = make_review(parts=1)
    page = as_user(cast.reviewer).get(address("matrix"))
    assert page.context["own"] == {"ILO"}
    assert [row.review for row in page.context["waiting"]] == [review]
    assert not as_user(cast.coordinator).get(address("matrix")).context["waiting"]


@pytest.mark.parametrize("rows", [1, 3, 10])
def test_the_same_queries_however_many_rows(cast: Cast, rows: int) -> None:
    review = make_review(parts=rows)
    for activity in review.subject.activities.all():
        Deliverable.objects.create(activity=activity, title="Laporan", title_en="Report", due_on=date(2026, 1, 1))
    assert queries(as_user(cast.reviewer), address("matrix")) == 16
    cache.clear()
    with CaptureQueriesContext(connection) as counted:
        counted_notes()
    assert len(counted) == 19


def test_what_rooms_above_count_is_counted_once_a_minute_and_what_asks_for_somebody_each_time(cast: Cast) -> None:
    review, page = make_review(parts=1), address("matrix")
    asked: list[str] = []

    def counting() -> list[CellNote]:
        asked.append(translation.get_language() or "")
        return [CellNote(1, CellState.DONE, translation.gettext_lazy("done"), column="ILO")]

    def late() -> list[CellNote]:
        return [CellNote(1, CellState.LATE, f"{len(asked)} telat", column="PASKER")]

    add_cell_source(counting)
    add_cell_source(late, urgent=True)
    try:
        assert cells(cast)["ILO"] == CellState.AWAITING
        sign_all(review, Column.ILO, verdict="object", reason="Jadwal bentrok")
        assert cells(cast)["ILO"] == CellState.OBJECTED
        assert "1 telat" in as_user(cast.reviewer).get(page).text
        assert asked == ["id"]
        # One row alone is asked as it is now, and each language has its own words.
        as_user(cast.reviewer).get(address("activity_detail", 1))
        assert asked == ["id", "id"]
        with translation.override("en"):
            assert "done" in {note.label for note in counted_notes()}
        assert asked == ["id", "id", "en"]
    finally:
        remove_cell_source(counting)
        remove_cell_source(late)
