"""The pages of the units: one's own for a reviewer, all of them for who runs the programme; figures, and nobody's name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import gettext
from python_calamine import CalamineWorkbook

from lms.evaluation.figures import Reading, figure_of
from lms.evaluation.models import MonthlyPaper, ReportFigure
from lms.evaluation.queries.reviewers import FigureRow
from lms.evaluation.reviewers_exports import TABLES, figures_xlsx
from lms.evaluation.services.reports.reading import read_figures
from lms.evaluation.services.reviewers import make_due_papers, order_papers
from lms.people import clock
from lms.people.enums import Column
from tests.conftest import Cast
from tests.evaluation.asking_replication import address, as_user, queries, status
from tests.evaluation.replication.making import COLUMNS, make_report
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_reviewer
from tests.factories.programme import make_coordinator, make_programme, make_review, sign_all

pytestmark = pytest.mark.django_db


def test_who_may(cast: Cast) -> None:
    make_programme(activities=3)
    url = address("reviewer_unit", "ILO")
    assert status(None, "get", url) == 401
    for user in (cast.admin, cast.coordinator, cast.reviewer):
        assert status(user, "get", url) == 200
    for user in (cast.facilitator, cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", url) == 403
    assert status(cast.reviewer, "get", address("reviewer_unit", "PASKER")) == 404
    assert status(cast.coordinator, "get", address("reviewer_unit", "ENTAH")) == 404
    assert status(cast.coordinator, "post", url) == 405


def test_who_speaks_for_one_unit_is_led_to_it(cast: Cast) -> None:
    page = as_user(cast.reviewer).get(address("reviewer_list"))
    assert (page.status_code, page["Location"]) == (302, address("reviewer_unit", "ILO"))
    rows = as_user(cast.coordinator).get(address("reviewer_list")).context["rows"]
    assert [row.column for row in rows] == Column.values
    assert status(cast.facilitator, "get", address("reviewer_list")) == 403


def test_a_unit_for_which_nothing_waits_has_words_that_fit_a_phone(cast: Cast) -> None:
    """A badge keeps to one line, and this one is longer in Indonesian than the column at 360 px."""
    make_programme(activities=1)
    page = as_user(cast.coordinator).get(address("reviewer_list")).text
    assert page.partition("<tbody>")[2].count('<span class="badge') == 0


def test_what_waits_and_what_was_decided(cast: Cast) -> None:
    review = make_review(parts=2)
    page = as_user(cast.reviewer).get(address("reviewer_unit", "ILO")).context["page"]
    assert [(row.review, row.awaited, row.others) for row in page.waiting] == [(review, 2, ["PASKER"])]
    sign_all(review, Column.ILO, actor=cast.reviewer)
    page = as_user(cast.reviewer).get(address("reviewer_unit", "ILO")).context["page"]
    assert (page.waiting, [row.review for row in page.following]) == ([], [review])
    assert [(row.review, row.approved, row.objected) for row in page.decided] == [(review, 2, 0)]
    tallies = {row.column: row for row in as_user(cast.coordinator).get(address("reviewer_list")).context["rows"]}
    assert (tallies["ILO"].awaited, tallies["PASKER"].awaited) == (0, 2)


def test_the_programme_stands_against_its_plan(cast: Cast) -> None:
    programme = make_programme(activities=3, columns=[Column.ILO])
    for no, fields in {
        1: {"planned_from": date(2026, 1, 1), "planned_until": date(2026, 1, 10), "actual_from": date(2026, 1, 1), "actual_until": date(2026, 1, 12)},
        2: {"planned_from": date(2026, 2, 1), "planned_until": date(2026, 2, 5), "actual_from": date(2026, 2, 1), "actual_until": date(2026, 2, 4)},
        3: {"planned_from": date(2099, 2, 1), "planned_until": None},
    }.items():  # fmt: skip
        programme.activities.filter(no=no).update(**fields)
    page = as_user(cast.reviewer).get(address("reviewer_unit", "ILO")).context["page"]
    assert [step.behind for step in page.steps] == [2, -1, None]
    assert [step.pace for step in page.steps] == ["terlambat 2 hari", "1 hari lebih awal", "–"]
    assert all(step.cell is not None for step in page.own)


def test_what_a_unit_did_in_an_activity_is_counted_and_behind_one_click(cast: Cast) -> None:
    """On a phone the whole programme is seen without a long way down: what was done and is missing opens on demand."""
    make_review(parts=2)
    text = as_user(cast.reviewer).get(address("reviewer_unit", "ILO")).text
    table = text.partition('id="activities"')[2].partition('id="cohorts"')[0]
    folded = r'<details class="fold"><summary>[^<]*0[^<]*1</summary>\s*<div>\s*<ul class="what">'
    assert re.search(folded, table), "nothing done, one review to sign"


def test_the_page_costs_the_same_however_much_there_is(cast: Cast) -> None:
    review = make_review(parts=1)
    first = make_cohort(actor=cast.coordinator, programme=review.subject)
    make_enrolment(actor=cast.coordinator, cohort=first, work_unit=cast.unit)
    make_report(cast.coordinator, cohorts=[make_cohort(actor=cast.coordinator, programme=review.subject, number=7)])
    one = queries(as_user(cast.reviewer), address("reviewer_unit", "ILO"))
    for number in (8, 9):
        cohort = make_cohort(actor=cast.coordinator, programme=review.subject, number=number)
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
        make_report(cast.coordinator, cohorts=[cohort])
    assert queries(as_user(cast.reviewer), address("reviewer_unit", "ILO")) == one == QUERIES


QUERIES = 23


@pytest.mark.parametrize("table", [*TABLES, "all"])
def test_every_table_is_a_spreadsheet(cast: Cast, table: str) -> None:
    review = make_review(parts=2)
    sign_all(review, Column.ILO, actor=cast.reviewer)
    url = address("reviewer_export", "ILO", table)
    answer = as_user(cast.reviewer).get(url)
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert len(book.sheet_names) == (len(TABLES) if table == "all" else 1)
    if table == "decided":
        assert book.get_sheet_by_index(0).to_python()[1][4] == 2
    assert status(cast.facilitator, "get", url) == 403
    assert status(cast.reviewer, "get", address("reviewer_export", "PASKER", table)) == 404


def test_a_table_that_does_not_exist(cast: Cast) -> None:
    assert status(cast.reviewer, "get", address("reviewer_export", "ILO", "entah")) == 404


def test_a_cohort_in_figures_names_nobody(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, programme=make_programme(activities=10, columns=COLUMNS))
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Rahasia", work_unit=cast.unit)
    url = address("reviewer_cohort", "ILO", cohort.public_id)
    page = as_user(cast.reviewer).get(url)
    assert "Sekar Rahasia" not in page.text
    # The way on to the evidence is not below sixty figures, and these open by criterion.
    assert page.text.index('id="links"') < page.text.index("<table")
    folded = re.findall(r"<summary>[^<]+</summary>\s*<div>\s*<table", page.text)
    assert len(folded) == page.text.count("<table") == len(page.context["groups"])
    keys = [row.figure.key for _criterion, rows in page.context["groups"] for row in rows]
    assert "replication.cost_per_graduate" in keys
    assert status(cast.facilitator, "get", url) == 403
    assert status(cast.reviewer, "get", address("reviewer_cohort", "PASKER", cohort.public_id)) == 404
    assert status(cast.reviewer, "get", address("reviewer_cohort", "ILO", "0" * 12)) == 404
    sheet = as_user(cast.reviewer).get(address("reviewer_figures", "ILO", cohort.public_id))
    lines = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert len(lines) == 1 + len(keys)


def test_the_sheet_of_figures_says_scale_and_reason_apart(cast: Cast) -> None:
    cohort, at, figure = make_cohort(actor=cast.coordinator), clock.now(), figure_of("survey.materials")
    assert figure is not None
    readings = (
        Reading(Decimal(4), scale="pada skala 1 sampai 5"), Reading(Decimal(4), why="Satu unit."), Reading(None, why="Belum ada."),
    )  # fmt: skip
    content = figures_xlsx(cohort, [FigureRow(figure, one, "", at) for one in readings])
    heads, *lines = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    scale, why = heads.index(gettext("Scale")), heads.index(gettext("Why there is none"))
    told = [(line[scale], line[why]) for line in lines]
    assert told == [("pada skala 1 sampai 5", ""), ("", ""), ("", "Belum ada.")]


def test_figures_are_those_that_were_kept_last_with_their_time(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    cohort, at = report.cohorts.get(), clock.now() - timedelta(minutes=20)
    with clock.at(at):
        read_figures(report=report)
    row = ReportFigure.objects.get(report=report, key="people.seated")
    ReportFigure.objects.filter(pk=row.pk).update(live={**row.live, "value": "41"})
    url = address("reviewer_cohort", "ILO", cohort.public_id)
    page = as_user(cast.reviewer).get(url)
    rows = {one.figure.key: one for _criterion, listed in page.context["groups"] for one in listed}
    assert (rows["people.seated"].reading.value, rows["people.seated"].at) == (41, at)
    assert page.context["read_at"] == at
    # Nothing is read that was kept; what nobody kept is.
    asked = queries(as_user(cast.reviewer), url)
    ReportFigure.objects.filter(report=report).delete()
    assert queries(as_user(cast.reviewer), url) > asked + 20


def test_figures_that_nobody_reads_any_more_are_read_now(cast: Cast) -> None:
    """Once the last report is final the schedule reads for none: what it kept would stand there for good."""
    report = make_report(cast.coordinator)
    with clock.at(clock.now() - timedelta(hours=3)):
        read_figures(report=report)
    row = ReportFigure.objects.get(report=report, key="people.seated")
    ReportFigure.objects.filter(pk=row.pk).update(live={**row.live, "value": "41"})
    url = address("reviewer_cohort", "ILO", report.cohorts.get().public_id)
    before = clock.now()
    page = as_user(cast.reviewer).get(url)
    rows = {one.figure.key: one for _criterion, listed in page.context["groups"] for one in listed}
    assert rows["people.seated"].reading.value != 41
    assert page.context["read_at"] >= before


def test_a_figure_leads_on_only_for_those_who_run_the_programme(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    url = address("reviewer_cohort", "ILO", report.cohorts.get().public_id)
    target = address("replication_detail", report.public_id)
    assert f'href="{target}"' in as_user(cast.coordinator).get(url).text
    assert f'href="{target}"' not in as_user(cast.reviewer).get(url).text


def test_the_monthly_paper_opens_for_its_unit_alone(cast: Cast) -> None:
    make_programme(activities=2)
    order_papers(month=date(2026, 10, 1))
    assert make_due_papers() in {0, 8}
    assert MonthlyPaper.objects.filter(made_at__isnull=False).count() == 8
    url = address("monthly_paper", "ILO", "2026-10")
    answer = as_user(cast.reviewer).get(url)
    assert answer.content.startswith(b"%PDF")
    assert status(make_reviewer(Column.PASKER), "get", url) == 404
    assert status(cast.facilitator, "get", url) == 403
    assert status(make_coordinator(), "get", url) == 200
    for month in ("2026-09", "2026-13", "oktober"):
        assert status(cast.reviewer, "get", address("monthly_paper", "ILO", month)) == 404


def test_a_reviewer_finds_the_way_on_the_home(cast: Cast) -> None:
    assert address("reviewer_unit", "ILO") in as_user(cast.reviewer).get("/dashboard/").text
    assert address("reviewer_list") in as_user(cast.coordinator).get(address("evaluation_home")).text


def test_a_monthly_paper_that_could_not_be_made_is_told_with_a_button(cast: Cast) -> None:
    make_programme(activities=2)
    order_papers(month=date(2026, 10, 1))
    later = clock.now() + timedelta(hours=2)
    kept = MonthlyPaper.objects.filter(column="ILO")
    kept.update(made_at=None, failure="font missing", next_try_at=later)
    page = address("reviewer_unit", "ILO")
    again = address("monthly_papers_again", "ILO")
    assert "font missing" in as_user(cast.coordinator).get(page).text
    assert "font missing" not in as_user(cast.reviewer).get(page).text
    assert as_user(cast.reviewer).post(again).status_code == 403
    assert as_user(cast.coordinator).post(again).status_code == 302
    paper = kept.get()
    assert paper.next_try_at < later
    assert as_user(cast.coordinator).get(again).status_code == 405
