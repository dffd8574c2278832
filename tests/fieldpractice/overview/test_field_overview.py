"""The map of a cohort: what it shows, how it is filtered, and that it costs the same for one and for three."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assignments.enums import SubmissionState
from assignments.models import Submission
from courses.enums import EnrolmentState
from courses.models import Enrolment
from fieldpractice.enums import CellState, PauseKind
from fieldpractice.queries import overview
from fieldpractice.services.placements import add_pause
from lms.people import clock
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.submissions import make_handed_in
from tests.factories.courses import make_cohort
from tests.fieldpractice.overview.keeping import more_people, note, say, task_of, url
from tests.fieldpractice.practice import Practice, day, on


def test_it_shows_everybody_week_by_week(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1)
    page = as_user(practice.cast.facilitator).get(url("field_overview", practice.cohort.public_id)).text
    row = re.search(r"<tr><th[^>]*>.*?Budi Santoso.*?</tr>", page)
    assert row is not None
    assert len(re.findall(r'class="state ', row[0])) == 12
    # Each sign comes with its word: nothing hangs on a colour.
    assert re.findall(r'class="word">([^<]+)<', row[0])[:3] == ["Selesai", "Terlambat", "Tidak ada tenggat"]


def test_who_may_see_it(practice: Practice) -> None:
    here = url("field_overview", practice.cohort.public_id)
    cast = practice.cast
    assert status(None, "get", here) == 401
    for user in (practice.user, cast.reviewer, cast.supervisor, cast.outsider):
        assert status(user, "get", here) == 403
    elsewhere = make_cohort(actor=cast.coordinator)
    assert status(cast.facilitator, "get", url("field_overview", elsewhere.public_id)) == 404
    assert status(cast.coordinator, "post", here) == 405


def test_filters_by_unit_state_and_name(practice: Practice) -> None:
    others = more_people(practice, 2)
    note(practice, 1)
    here, client = url("field_overview", practice.cohort.public_id), as_user(practice.cast.coordinator)

    def names(**chosen: str) -> int:
        return len(re.findall(r"<tr><th scope=\"row\">", client.get(here, chosen).text))

    assert names() == 3
    assert names(name="budi") == 1
    assert names(unit=str(practice.placement.work_unit_id)) == 3
    assert names(state=CellState.WAITING) == 1
    assert names(state=CellState.PAUSED) == 0
    add_pause(
        actor=practice.cast.coordinator, placement=others[0], kind=PauseKind.LEAVE, starts_on=day(14), ends_on=day(15), reason="Cuti"
    )  # fmt: skip
    assert names(state=CellState.PAUSED) == 1
    # What does not exist is not chosen, and a page that does not exist is the last.
    assert names(state="everything", unit="x", page="77") == 3


@pytest.mark.parametrize("state", CellState.values)
def test_who_is_chosen_has_such_a_week_on_the_map(practice: Practice, state: str) -> None:
    """Though of those who are late, rest or have nothing to do neither notes nor words are read."""
    reader = practice.cast.coordinator
    task_of(practice, 2)
    others = more_people(practice, 2)
    add_pause(
        actor=reader, placement=others[0], kind=PauseKind.LEAVE, starts_on=day(14), ends_on=day(15), reason="Cuti"
    )
    note(practice, 1)
    say(practice, 1)
    note(practice, 3)
    wanted = overview.Wanted(state=state)
    for number in (3, 14, 30, 90):
        with clock.at(on(number)):
            rows = overview.placements_in(practice.cohort, reader, wanted)
            whole = [line.placement.pk for line in overview.lines_of(practice.cohort, rows) if line.has(state)]
            with CaptureQueriesContext(connection) as asked:
                assert overview.chosen_ids(practice.cohort, rows, wanted, reader) == whole
            reads_notes = any('"fieldpractice_logbookentry"."note"' in one["sql"] for one in asked)
            assert reads_notes == (state in {"waiting", "running", "done"})


@pytest.mark.parametrize("chosen", ["", "?state=late"])
def test_the_same_queries_for_one_and_for_three(practice: Practice, chosen: str) -> None:
    task_of(practice, 1)
    note(practice, 1)
    here, client = url("field_overview", practice.cohort.public_id) + chosen, as_user(practice.cast.coordinator)
    one = queries(client, here)
    for other in more_people(practice, 2):
        add_pause(
            actor=practice.cast.coordinator, placement=other, kind=PauseKind.LEAVE, starts_on=day(2), ends_on=day(3), reason="Cuti"
        )  # fmt: skip
    assert queries(client, here) == one


def test_whose_form_came_back_is_found(practice: Practice) -> None:
    others, task = more_people(practice, 2), task_of(practice, 1)
    note(practice, 1)
    with clock.at(on(4)):
        for one in (practice.enrolment, others[0].enrolment):
            make_handed_in(task=task, enrolment=one)
    Submission.objects.filter(enrolment=practice.enrolment).update(state=SubmissionState.RETURNED)
    here = url("field_overview", practice.cohort.public_id)
    page = as_user(practice.cast.coordinator).get(here, {"state": CellState.RETURNED}).text
    assert len(re.findall(r"<tr><th scope=\"row\">", page)) == 1
    assert "Budi Santoso" in page


def test_of_very_many_people_a_choice_stands_for_a_minute(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    more_people(practice, 2)
    here, client = url("field_overview", practice.cohort.public_id), as_user(practice.cast.coordinator)
    fresh = queries(client, f"{here}?state=late")
    monkeypatch.setattr(overview, "MANY", 2)
    kept = queries(client, f"{here}?state=late")
    assert kept < fresh
    # What is asked otherwise is another choice.
    assert len(re.findall(r"<tr><th scope=\"row\">", client.get(here, {"state": "late", "name": "budi"}).text)) == 1


def test_who_left_since_is_not_shown_though_the_choice_stands(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MANY", 2)
    left, _other = more_people(practice, 2)
    here, client = url("field_overview", practice.cohort.public_id) + "?state=late", as_user(practice.cast.coordinator)

    def shown() -> list[str]:
        return [line["href"] for line in client.get(here).context["lines"]]

    assert len(shown()) == 3
    Enrolment.objects.filter(pk=left.enrolment_id).update(state=EnrolmentState.WITHDRAWN)
    now = shown()
    assert len(now) == 2
    assert left.get_absolute_url() not in now


def test_a_cohort_without_placements_says_what_to_do(practice: Practice) -> None:
    empty = make_cohort(actor=practice.cast.coordinator)
    page = as_user(practice.cast.coordinator).get(url("field_overview", empty.public_id)).text
    assert "state-map" not in page
    assert 'class="empty' in page


def test_the_spreadsheet_has_the_figures_of_the_screen(practice: Practice) -> None:
    more_people(practice, 1)
    note(practice, 1, hours="3.5")
    answer = as_user(practice.cast.coordinator).get(url("field_xlsx", practice.cohort.public_id))
    book = load_workbook(BytesIO(answer.content))
    states, weeks = book.worksheets
    assert [cell.value for cell in states[2]][2:4] == ["Menunggu", "Terlambat"]
    assert (weeks.max_row, states.max_row) == (25, 3)
    first = [cell.value for cell in weeks[2]]
    assert (first[0], first[2], first[8], first[9]) == ("Budi Santoso", 1, 1, 3.5)


def test_a_name_that_looks_like_a_formula_stays_text(practice: Practice) -> None:
    practice.user.name = "=1+1"
    practice.user.save()
    answer = as_user(practice.cast.coordinator).get(url("field_xlsx", practice.cohort.public_id))
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A2"].data_type == "s"


def test_the_paper(practice: Practice) -> None:
    answer = as_user(practice.cast.coordinator).get(url("field_pdf", practice.cohort.public_id))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_when_the_practice_is_over_the_map_stays(practice: Practice) -> None:
    with clock.at(on(100)):
        page = as_user(practice.cast.coordinator).get(url("field_overview", practice.cohort.public_id)).text
    assert page.count('class="state late"') >= 12


def test_the_pages_of_the_practice_stand_under_one_entry(practice: Practice) -> None:
    client = as_user(practice.cast.facilitator)
    page = client.get(url("field_overview", practice.cohort.public_id)).text
    assert 'aria-current="true">Praktik</a>' in page
    assert 'aria-current="page">Per minggu</a>' in page
    assert url("cohort_placements", practice.cohort.public_id) in page
    other = client.get(f"/cohorts/{practice.cohort.public_id}/").text
    assert f'href="{url("field_overview", practice.cohort.public_id)}">Praktik</a>' in other
    assert url("cohort_follow_ups", practice.cohort.public_id) not in other
