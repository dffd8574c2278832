"""The page of a survey's results and its spreadsheets: what they show, to whom, and at what price."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from courses.services.meetings import add_trainer
from lms.evaluation.enums import Audience, Level, Privacy, RunState
from lms.evaluation.models import SurveyInvitee, SurveyRun
from lms.evaluation.queries.results import earlier_of, results_of
from lms.evaluation.queries.surveys import runs_visible_to
from lms.evaluation.statistics import rounded
from lms.people.models import User
from tests.courses.asking import as_user, queries, status
from tests.evaluation.results.conftest import Place, answer, url
from tests.factories.classes import FIRST, make_meeting
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit
from tests.factories.survey_results import DAY, SKM_CONTENT, content, make_version, scale

PAGES = ["survey_results", "survey_results_xlsx", "survey_results_csv", "survey_cohorts"]


def test_it_shows_each_question_with_its_figures(place: Place) -> None:
    run = place.run([answer(step, anjuran=9) for step in (5, 4, 4, 3, 5, 4)])
    page = as_user(place.cast.facilitator).get(url("survey_results", run.public_id)).text
    assert "Tujuan jelas." in page
    assert re.search(r"<strong>4,17</strong>", page)
    # The bar says its figures to who cannot see it, and each piece stands in a table too.
    assert re.search(r"<desc id=\"q1-1-d\">1[^<]*: 0; 2: 0; 3: 1; 4: 3; 5[^<]*: 2</desc>", page)
    assert "3: 1, 4: 3, 5: 2" in page
    assert "100,0" in page


def test_little_is_said_while_a_survey_is_open_and_of_few(place: Place) -> None:
    for run in (place.run([answer(5)] * 9, state=RunState.OPEN), place.run([answer(5)] * 4)):
        page = as_user(place.cast.coordinator).get(url("survey_results", run.public_id)).text
        assert "5,00" not in page
        assert "Tujuan jelas." not in page
        body = as_user(place.cast.coordinator).get(url("survey_results_csv", run.public_id)).content.decode("utf-8-sig")
        assert "Tujuan" not in body
        sheet = load_workbook(
            BytesIO(as_user(place.cast.coordinator).get(url("survey_results_xlsx", run.public_id)).content)
        )
        assert sheet.worksheets[0].max_row == 1


@pytest.mark.parametrize("name", PAGES)
def test_who_may_read_them(place: Place, name: str) -> None:
    run = place.run([answer(4)] * 6)
    here, cast = url(name, run.public_id), place.cast
    assert status(None, "get", here) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", here) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", here) == 403
    elsewhere = place.run([answer(4)] * 6, cohort=make_cohort(actor=cast.coordinator))
    assert status(cast.facilitator, "get", url(name, elsewhere.public_id)) == 404
    assert status(cast.coordinator, "post", here) == 405


def test_what_is_said_of_a_facilitator_only_the_organisers_and_that_one_read(place: Place) -> None:
    cast = place.cast
    about = place.run([answer(4)] * 6, subject_user=cast.facilitator)
    other = place.run([answer(4)] * 6, subject_user=cast.admin)
    assert status(cast.facilitator, "get", url("survey_results", about.public_id)) == 200
    assert status(cast.facilitator, "get", url("survey_results", other.public_id)) == 404
    assert status(cast.reviewer, "get", url("survey_results", about.public_id)) == 404
    assert status(cast.coordinator, "get", url("survey_results", other.public_id)) == 200


def test_a_class_with_a_single_trainer_is_read_as_what_is_said_of_that_one(place: Place) -> None:
    cast = place.cast
    own, others = (
        make_meeting(actor=cast.coordinator, cohort=place.cohort, trainer=who, on=day)
        for who, day in ((cast.facilitator, FIRST), (cast.admin, FIRST + DAY))
    )
    about = place.run([answer(4)] * 6, subject_meeting=own)
    other = place.run([answer(4)] * 6, subject_meeting=others)
    for name in PAGES:
        assert status(cast.facilitator, "get", url(name, about.public_id)) == 200
        assert status(cast.facilitator, "get", url(name, other.public_id)) == 404
        assert status(cast.reviewer, "get", url(name, about.public_id)) == 404
        for user in (cast.coordinator, cast.admin):
            assert status(user, "get", url(name, other.public_id)) == 200
    # A colleague does not see that it is asked either, as with a survey about a facilitator.
    assert set(runs_visible_to(cast.facilitator)) == {about}


def test_a_class_nobody_is_on_record_for_or_two_are_is_about_the_class(place: Place) -> None:
    cast = place.cast
    nobody = make_meeting(actor=cast.coordinator, cohort=place.cohort, on=FIRST)
    two = make_meeting(actor=cast.coordinator, cohort=place.cohort, trainer=cast.admin, on=FIRST + DAY)
    add_trainer(actor=cast.coordinator, meeting=two, name="Siti Aminah")
    for meeting in (nobody, two):
        run = place.run([answer(4)] * 6, subject_meeting=meeting)
        for user in (cast.reviewer, cast.facilitator):
            assert status(user, "get", url("survey_results", run.public_id)) == 200


def test_what_was_said_of_one_person_is_not_told_beside_another_survey(place: Place) -> None:
    cast = place.cast
    theirs = make_meeting(actor=cast.coordinator, cohort=place.cohort, trainer=cast.admin, on=FIRST)
    mine = make_meeting(actor=cast.coordinator, cohort=place.cohort, trainer=cast.facilitator, on=FIRST + DAY)
    before = place.run([answer(4)] * 6, subject_meeting=theirs)
    assert earlier_of(place.run([answer(4)] * 6, before=before)) is None
    assert earlier_of(place.run([answer(4)] * 6, before=before, subject_meeting=mine)) is None
    assert earlier_of(place.run([answer(4)] * 6, before=before, subject_meeting=theirs)) == before
    assert earlier_of(place.run([answer(4)] * 6, before=before, subject_user=cast.admin)) == before


def test_one_unit_alone_and_no_unit_that_is_hidden(place: Place) -> None:
    units = [make_unit(name=name) for name in ("BPVP Satu", "BPVP Dua", "BPVP Tiga")]
    run = place.run(
        [answer(5)] * 8 + [answer(3)] * 6 + [answer(1)] * 2,
        units=[units[0]] * 8 + [units[1]] * 6 + [units[2]] * 2,
        people=map(str, range(16)), privacy=Privacy.CONFIDENTIAL, by_unit=True,
    )  # fmt: skip
    here, client = url("survey_results", run.public_id), as_user(place.cast.coordinator)
    assert "5,00" in client.get(here, {"unit": units[0].public_id}).text
    for wrong in (units[1].public_id, units[2].public_id, "tidak-ada"):
        assert client.get(here, {"unit": wrong}).status_code == 404
    page = client.get(here).text
    row = re.search(r"<tr>\s*<th scope=\"row\">BPVP Tiga</th>.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "1,00" not in row[0]


def test_the_satisfaction_index_names_its_source(place: Place) -> None:
    version = make_version(
        actor=place.cast.coordinator, body=SKM_CONTENT, level=Level.RESULTS, audience=Audience.CLIENTS
    )
    run = place.run(
        [{f"u{n}": 3 for n in range(1, 10)}] * 6,
        version=version,
        audience=Audience.CLIENTS,
        units=[make_unit()] * 6,
        by_unit=True,
    )
    page = as_user(place.cast.reviewer).get(url("survey_results", run.public_id)).text
    assert "75,00" in page
    assert "PermenPAN-RB" in page


def test_the_spreadsheets_say_what_the_screen_says(place: Place) -> None:
    run = place.run([answer(step, anjuran=10, hambatan="=1+1") for step in (5, 4, 4, 3, 5, 4)])
    mean = results_of(run).lines["jelas"].mean
    assert mean is not None
    client = as_user(place.cast.coordinator)
    book = load_workbook(BytesIO(client.get(url("survey_results_xlsx", run.public_id)).content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    told = next(row for row in rows if row[1] == "jelas")
    assert told[4] == float(rounded(mean.value) or 0)
    assert (told[5], told[7]) == (6, float(rounded(mean.low) or 0))
    lines = list(csv.reader(StringIO(client.get(url("survey_results_csv", run.public_id)).content.decode("utf-8-sig"))))
    by_csv = next(row for row in lines if row[1] == "jelas")
    assert (by_csv[4], by_csv[5]) == (str(rounded(mean.value)), "6")
    # No sheet and no line holds what a single person wrote.
    assert "1+1" not in "".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


@pytest.mark.parametrize(("language", "share"), [("id", "66,7 %"), ("en", "66.7 %")])
def test_a_share_in_a_spreadsheet_is_written_as_the_reader_writes_numbers(
    place: Place, language: str, share: str
) -> None:
    run = place.run([answer(step) for step in (5, 5, 5, 5, 4, 4)])
    User.objects.filter(pk=place.cast.coordinator.pk).update(language=language)
    client = as_user(User.objects.get(pk=place.cast.coordinator.pk))
    book = load_workbook(BytesIO(client.get(url("survey_results_xlsx", run.public_id)).content))
    assert share in {row[9] for row in book.worksheets[0].iter_rows(values_only=True)}
    body = client.get(url("survey_results_csv", run.public_id)).content.decode("utf-8-sig")
    assert share in {row[9] for row in csv.reader(StringIO(body))}


def test_a_question_that_begins_like_a_formula_stays_text(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, body=content(scale("q", "=HYPERLINK(1)")))
    run = place.run([{"q": 4}] * 6, version=version)
    client = as_user(place.cast.coordinator)
    assert "'=HYPERLINK(1)" in client.get(url("survey_results_csv", run.public_id)).content.decode("utf-8-sig")
    book = load_workbook(BytesIO(client.get(url("survey_results_xlsx", run.public_id)).content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


@pytest.mark.parametrize("many", [1, 3])
def test_the_same_queries_for_one_unit_and_for_three(place: Place, many: int) -> None:
    units = [make_unit() for _turn in range(many)]
    run = place.run(
        [answer(4)] * 6 * many, units=[unit for unit in units for _turn in range(6)], people=map(str, range(6 * many)),
        privacy=Privacy.CONFIDENTIAL, by_unit=True,
    )  # fmt: skip
    assert queries(as_user(place.cast.coordinator), url("survey_results", run.public_id)) == 6


def test_the_section_on_the_survey_s_own_page(place: Place) -> None:
    run = place.run([answer(4)] * 6)
    page = as_user(place.cast.coordinator).get(run.get_absolute_url()).text
    assert url("survey_results", run.public_id) in page


def cells_of(place: Place, run: SurveyRun, sheet: str) -> list[tuple[Any, ...]]:
    with override("en"):
        book = load_workbook(
            BytesIO(as_user(place.cast.coordinator).get(url("survey_results_xlsx", run.public_id)).content)
        )
    names = {"Cohorts": ("Cohorts", "Angkatan")}[sheet]
    return list(book[next(name for name in book.sheetnames if name in names)].iter_rows(values_only=True))


def test_the_comparison_of_cohorts_is_in_the_workbook(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, body=content(scale("q")))
    run = place.run([{"q": step} for step in (5, 4, 4, 3, 5, 4)], version=version)
    other = make_cohort(actor=place.cast.coordinator, name="Angkatan lain")
    place.run([{"q": 2}] * 6, version=version, cohort=other)
    rows = cells_of(place, run, "Cohorts")[1:]
    assert [row[1:4] for row in rows] == [(place.cohort.name, 4.17, 6), ("Angkatan lain", 2, 6)]
    assert rows[1][7] == -2.17


def test_the_score_of_recommendation_has_two_places_as_in_the_report(place: Place) -> None:
    run = place.run([answer(4, anjuran=step) for step in (10, 10, 9, 8, 0, 3, 7)])
    page = as_user(place.cast.coordinator).get(url("survey_results", run.public_id)).text
    assert "14,29" in page
    assert "14,29" in as_user(place.cast.coordinator).get(run.get_absolute_url()).text


def test_of_supervisors_answers_are_counted_not_people(place: Place) -> None:
    run = place.run(
        [answer(4)] * 6, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL, people=map(str, range(6))
    )
    for number in range(6):
        enrolment = make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
        SurveyInvitee.objects.create(run=run, name=f"Atasan {number}", answered=True, enrolment=enrolment)
    context = as_user(place.cast.coordinator).get(url("survey_results", run.public_id)).context
    assert context["results"].shown
    assert context["several"]
    assert not as_user(place.cast.coordinator).get(
        url("survey_results", place.run([answer(4)] * 6).public_id)
    ).context["several"]  # fmt: skip
