"""The pages of reports: what each shows, to whom, what a slip gives back, and what they cost."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from lms.evaluation import frozen, reports_papers
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit
from lms.evaluation.models import ProgrammeReport, ReportFinal, ReportFinalRows, ReportPaper, ReportText
from lms.evaluation.queries.reports import pages
from lms.evaluation.queries.reports.content import signed_rows
from lms.evaluation.reports_papers import final_pdf
from lms.evaluation.services import reports
from lms.evaluation.views.reports import public
from lms.people import clock
from lms.people.enums import Column, Language
from lms.people.models import User
from lms.programme.models import Review, SignOff
from lms.programme.reviewable import digest_of
from lms.programme.services import close_on_record
from lms.ui import charts
from tests.courses.asking import as_user, queries, status
from tests.evaluation.reports.conftest import Desk
from tests.evaluation.reports.test_signed import add_cost, graduate, registered
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.programme import sign_all
from tests.factories.reports import ask_units, fresh, make_report, section_of, write


def url(name: str, report: ProgrammeReport | None = None, *more: Any) -> str:
    return reverse(f"evaluation:{name}", args=[*([report.public_id] if report else []), *more])


def finished(desk: Desk) -> ReportFinal:
    review = ask_units(desk.report, desk.actor)
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    return ReportFinal.objects.get()


# --- The way in, the list, a new one ---


def test_the_way_in_leads_to_reports_and_cohorts(desk: Desk) -> None:
    page = as_user(desk.ilo).get(url("evaluation_home")).text
    assert desk.report.title_en in page or desk.report.title in page
    assert desk.cohort.name in page
    assert url("report_add") not in page
    assert url("report_add") in as_user(desk.actor).get(url("evaluation_home")).text


@pytest.mark.parametrize("name", ["evaluation_home", "report_list"])
def test_who_gets_the_way_in(desk: Desk, name: str) -> None:
    cast = desk.cast
    assert status(None, "get", url(name)) == 401
    for user, code in ((cast.facilitator, 200), (desk.ilo, 200), (cast.supervisor, 403), (cast.outsider, 403)):
        assert status(user, "get", url(name)) == code
    assert status(desk.actor, "post", url(name)) == 405


@pytest.mark.parametrize("name", ["evaluation_home", "report_list"])
def test_a_list_costs_the_same_for_one_and_for_three(desk: Desk, name: str) -> None:
    client = as_user(desk.actor)
    few = queries(client, url(name))
    for _more in range(2):
        make_report(actor=desk.actor, cohorts=[desk.cohort])
    assert queries(client, url(name)) == few


def test_a_report_is_begun_on_the_page(desk: Desk) -> None:
    client = as_user(desk.actor)
    assert client.get(url("report_add")).status_code == 200
    typed = {"cohorts": [desk.cohort.pk], "title": "Laporan dua", "title_en": "Report two", "key": "kunci-dua"}
    for _twice in range(2):
        answer = client.post(url("report_add"), typed)
        assert answer.status_code == 302
    assert ProgrammeReport.objects.filter(title="Laporan dua").count() == 1
    assert client.post(url("report_add"), {**typed, "cohorts": [], "key": "k3"}).status_code == 422
    assert client.post(url("report_add"), {**typed, "cohorts": ["abc"], "key": "k4"}).status_code == 422
    assert status(desk.ilo, "get", url("report_add")) == 403
    assert status(desk.cast.facilitator, "post", url("report_add"), **typed) == 403


# --- One report ---


def test_the_page_of_a_report_in_each_state(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("report_detail", desk.report)
    draft = client.get(page).text
    assert "no Indonesian text" in draft
    review = ask_units(desk.report, desk.actor)
    assert review.get_absolute_url() in client.get(page).text
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    final = client.get(page).text
    assert ReportFinal.objects.get().digest in final
    assert url("report_amend", desk.report) in final
    assert url("report_amend", desk.report) not in as_user(desk.ilo).get(page).text


def test_who_sees_a_report(desk: Desk) -> None:
    cast, page = desk.cast, url("report_detail", desk.report)
    assert status(None, "get", page) == 401
    for user, code in ((desk.ilo, 200), (cast.facilitator, 200), (desk.elsewhere, 404), (cast.supervisor, 403)):
        assert status(user, "get", page) == code
    reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.elsewhere, due_on=None)
    assert status(desk.elsewhere, "get", page) == 200
    assert status(desk.actor, "post", page) == 405


def test_a_report_costs_the_same_however_much_is_written(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("report_detail", desk.report)
    write(desk.report, desk.actor, "summary", id="[[people.seated]]")
    few = queries(client, page)
    for key in ("relevance", "impact", "coherence"):
        write(desk.report, desk.actor, key, id="[[people.units]] [[people.seated]]", en="Text")
    assert queries(client, page) == few


# --- A section ---


def typed(seq: int = 0, language: str = "id", text: str = "Teks baru") -> dict[str, str]:
    return {"language": language, "seq": str(seq), "text": text}


def test_a_section_is_saved_by_the_button_and_in_the_background(desk: Desk) -> None:
    client = as_user(desk.actor)
    page, save = (url(name, desk.report, "effectiveness") for name in ("section_detail", "section_save"))
    assert client.get(page).status_code == 200
    answer = client.post(save, typed(text="Diketik"), headers={"HX-Request": "true"})
    assert 'name="seq" value="1"' in answer.text
    assert client.post(page, typed(1, text="[[people.seated]] orang")).status_code == 302
    assert client.post(page, typed(0, "en", "[[people.seated]] people")).status_code == 302
    shown = client.get(page).text
    assert "2 of 4</strong> people" in shown
    assert "2 dari 4</strong> orang" in shown


def test_two_writers_are_shown_both_texts(desk: Desk) -> None:
    page, save = (url(name, desk.report, "effectiveness") for name in ("section_detail", "section_save"))
    as_user(desk.cast.admin).post(page, typed(text="Dari administrator"))
    client = as_user(desk.actor)
    told = client.post(save, typed(text="Dari koordinator"))
    assert "seq" not in told.text
    both = client.post(page, typed(text="Dari koordinator"))
    assert both.status_code == 409
    assert "Dari administrator" in both.text
    assert "Dari koordinator" in both.text
    assert 'name="seq" value="1"' in both.text
    assert client.post(page, typed(1, text="Dari keduanya")).status_code == 302
    assert "Dari administrator" in client.get(page).text  # kept as an earlier text


def test_a_slip_in_a_section_keeps_what_was_typed(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("section_detail", desk.report, "effectiveness")
    long = client.post(page, typed(text="x" * 20_001))
    assert long.status_code == 422
    assert client.post(page, typed() | {"seq": "abc"}).status_code == 422
    assert client.post(page, typed(language="fr")).status_code in {200, 422}
    assert not ReportText.objects.exclude(text="").exists()
    assert client.get(url("section_detail", desk.report, "tidak-ada")).status_code == 404


def test_who_reads_and_writes_a_section(desk: Desk) -> None:
    page = url("section_detail", desk.report, "effectiveness")
    assert "<textarea" not in as_user(desk.ilo).get(page).text
    for name in ("section_detail", "section_save", "section_look"):
        assert status(desk.ilo, "post", url(name, desk.report, "effectiveness"), **typed()) == 403
        assert status(desk.elsewhere, "post", url(name, desk.report, "effectiveness"), **typed()) == 404
        assert status(None, "post", url(name, desk.report, "effectiveness"), **typed()) == 401
    assert status(desk.actor, "get", url("section_save", desk.report, "effectiveness")) == 405
    reports.assign_section(actor=desk.actor, section=section_of(desk.report), author=desk.ilo, due_on=None)
    assert status(desk.ilo, "post", page, **typed()) == 302


def test_in_review_nothing_is_saved_in_the_background(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker)
    client = as_user(desk.actor)
    client.post(url("section_save", desk.report, "impact"), typed(1))
    assert ReportText.objects.get(section__key="impact", section__report=desk.report, language="id").seq == 1
    assert client.post(url("section_detail", desk.report, "impact"), typed(1)).status_code == 302
    assert review.parts.get(key="section-impact").snapshots.count() == 2


def test_the_marks_of_what_has_moved_go_when_its_author_says_so(desk: Desk) -> None:
    write(desk.report, desk.actor, id="[[people.seated]]")
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tono")
    client = as_user(desk.actor)
    client.post(url("figures_read", desk.report))
    page = url("section_detail", desk.report, "effectiveness")
    assert "have moved since it was written" in client.get(page).text
    assert client.post(url("section_look", desk.report, "effectiveness"), typed(7)).status_code == 409
    assert client.post(url("section_look", desk.report, "effectiveness"), typed(1)).status_code == 302
    assert "have moved since it was written" not in client.get(page).text


def test_a_section_costs_the_same_with_one_and_with_three_figures(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("section_detail", desk.report, "effectiveness")
    write(desk.report, desk.actor, id="[[people.seated]]", en="Text")
    few = queries(client, page)
    write(desk.report, desk.actor, id="[[people.seated]] [[people.units]] [[jp.online]]", en="Text")
    assert queries(client, page) == few


def test_a_section_is_given_to_an_author(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("section_assign", desk.report, "impact")
    due = clock.today() + timedelta(days=4)
    assert client.get(page).status_code == 200
    assert client.post(page, {"author": desk.ilo.pk, "due_on": due.isoformat()}).status_code == 302
    assert section_of(desk.report, "impact").author == desk.ilo
    assert "Impact" in as_user(desk.ilo).get("/dashboard/").text
    assert client.post(page, {"author": desk.cast.outsider.pk}).status_code == 422
    assert client.post(page, {"author": desk.ilo.pk, "due_on": "2020-01-01"}).status_code == 422
    assert status(desk.ilo, "get", page) == 403


# --- Figures ---


def test_figures_and_the_rows_behind_one(desk: Desk) -> None:
    client = as_user(desk.ilo)
    assert "People with a seat" in client.get(url("report_figures", desk.report)).text
    one = client.get(url("report_figure", desk.report, desk.cohort.number, "people.seated"))
    code = desk.cohort.enrolments.first().public_id
    assert code in one.text
    assert client.get(url("report_figure", desk.report, desk.cohort.number, "tidak.ada")).status_code == 404
    assert client.get(url("report_figure", desk.report, 99, "people.seated")).status_code == 404
    assert (
        client.get(url("report_figure", desk.report, desk.cohort.number, "people.seated") + "?page=x").status_code
        == 200
    )
    assert status(desk.elsewhere, "get", url("report_figures", desk.report)) == 404


def test_a_cell_of_the_rows_is_said_in_words(desk: Desk) -> None:
    """Yes or no, and a day, are written as people write them, as they are now and as they were frozen; a code is explained where there is one."""
    explained = "People stand here by a code"
    day = date(2026, 8, 3)
    lines = [[7, True, day, None], [8, False, day, None]]
    with registered("uji.words", Decimal(2), lines=lines) as figure:
        reports.read_figures(report=fresh(desk.report))
        page = url("report_figure", desk.report, desk.cohort.number, figure.key)
        for step in ("now", "frozen"):
            if step == "frozen":
                ask_units(desk.report, desk.actor)
            shown = as_user(desk.ilo).get(page).text
            for cell in ("<td>Yes</td>", "<td>No</td>", "<td>3 Aug 2026</td>"):
                assert cell in shown, (step, cell)
            assert explained not in shown
    people = as_user(desk.ilo).get(url("report_figure", desk.report, desk.cohort.number, "people.seated")).text
    assert explained in people


def test_a_chart_says_on_the_screen_what_it_says_on_paper() -> None:
    """One decimal beside every bar of a share, and a share is drawn against its whole."""
    named = {"id": "Kehadiran", "en": "Attendance"}
    series = [[{"id": "Kelas A", "en": "Class A"}, 45.83], [{"id": "Kelas B", "en": "Class B"}, 40.0]]
    data = {"unit": "percent", "title": named, "source": named, "cohort": {"name": "1"}, "series": series}
    (chart,) = pages.charts_of([pages.Shown(data, {})])
    paper = reports_papers._chart(data, "en", several=False)
    assert [str(value) for _label, value in chart["rows"]] == [row[1] for row in paper["rows"]] == ["45.8", "40.0"]
    assert (chart["top"], [row[2] for row in paper["rows"]]) == (100, [45.83, 40.0])
    said = {unit: str(frozen.drawn(4.25, unit)) for unit in ("score", "points", "count")}
    assert said == {"score": "4.3", "points": "4.3", "count": "4"}
    assert pages.charts_of([pages.Shown({**data, "series": series[:1]}, {})]) == []


def test_a_loss_is_said_on_the_screen_and_on_paper_and_has_no_bar() -> None:
    named = {"id": "Kenaikan", "en": "Gain"}
    series = [[{"id": "Topik A", "en": "Topic A"}, -4.26], [{"id": "Topik B", "en": "Topic B"}, -0.04]]
    data = {"unit": "points", "title": named, "source": named, "cohort": {"name": "1"}, "series": series}
    (chart,) = pages.charts_of([pages.Shown(data, {})])
    paper = reports_papers._chart(data, "en", several=False)
    assert [str(value) for _label, value in chart["rows"]] == [row[1] for row in paper["rows"]] == ["-4.3", "0.0"]
    drawn, _height = charts.bars(chart["rows"], chart["top"])
    assert [bar.width for bar in drawn] == ["0.00%", "0.00%"]
    assert [str(row[2]) for row in paper["rows"]] == ["0.0", "0.0"]


def test_the_values_of_a_chart_are_rounded_once(desk: Desk) -> None:
    values = [("A", 83.346), ("B", Fraction(1667, 20)), ("C", Fraction(100, 3)), ("D", Decimal("-4.35")), ("E", 4)]
    figure = Figure(
        key="uji.seri", title="T", unit=Unit.PERCENT, criterion=Criterion.IMPACT, read=lambda cohort: Reading(None),
        rows=lambda cohort: Rows([], []), source="S", series=lambda cohort: values,
    )  # fmt: skip
    kept = [value for _label, value in frozen.series_of(figure, desk.cohort)]
    assert kept == [83.346, 83.35, 33.333333, -4.35, 4.0]
    assert [str(frozen.drawn(value, "percent")) for value in kept] == ["83.3", "83.4", "33.3", "-4.4", "4.0"]


def test_figures_cost_the_same_for_one_and_for_three_people(desk: Desk) -> None:
    client = as_user(desk.actor)
    pages = [url("report_figures", desk.report), url("report_figure", desk.report, desk.cohort.number, "people.seated")]
    few = [queries(client, page) for page in pages]
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tono")
    reports.read_figures(report=desk.report)
    assert [queries(client, page) for page in pages] == few


def test_who_reads_figures_anew(desk: Desk) -> None:
    assert status(desk.actor, "post", url("figures_read", desk.report)) == 302
    assert status(desk.ilo, "post", url("figures_read", desk.report)) == 403
    assert status(desk.ilo, "post", url("figures_refresh", desk.report)) == 403
    assert status(desk.actor, "post", url("figures_refresh", desk.report), all="1") == 409
    assert status(desk.actor, "get", url("figures_refresh", desk.report)) == 405


def test_ticked_figures_are_taken_anew(desk: Desk) -> None:
    ask_units(desk.report, desk.actor)
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tono")
    client = as_user(desk.actor)
    client.post(url("figures_read", desk.report))
    assert "2 of 4 → " in client.get(url("report_detail", desk.report)).text
    refresh = url("figures_refresh", desk.report)
    # Without a tick, or with one that names nothing here, nothing lapses by mistake.
    for nothing in ({}, {"figure": ["x:99"]}, {"figure": [f"tidak.ada:{desk.cohort.number}"]}):
        answer = client.post(refresh, nothing)
        assert answer.status_code == 422
        assert "Tick the figures" in answer.text
    assert desk.report.figures.get(key="people.seated").frozen["value"] == "2"
    client.post(refresh, {"figure": [f"people.seated:{desk.cohort.number}", "x:99"]})
    assert desk.report.figures.get(key="people.seated").frozen["value"] == "3"
    assert desk.report.figures.get(key="jp.online").frozen["n"] == 2
    client.post(refresh, {"all": "1"})
    assert desk.report.figures.get(key="jp.online").frozen["n"] == 3


def test_a_frozen_figure_that_the_site_knows_no_more_keeps_its_page(desk: Desk) -> None:
    client = as_user(desk.actor)
    page = url("report_figure", desk.report, desk.cohort.number, "uji.lama")
    with registered("uji.lama", Decimal(7)):
        ask_units(desk.report, desk.actor)
    shown = client.get(page)
    assert shown.status_code == 200
    assert "7.0%" in shown.text
    assert "sel" in shown.text
    assert client.get(url("report_figure", desk.report, desk.cohort.number, "tidak.ada")).status_code == 404


# --- Steering ---


def test_the_units_are_asked_on_the_page(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("report_open", desk.report)
    due = (clock.today() + timedelta(days=7)).isoformat()
    assert client.get(page).status_code == 200
    assert client.post(page, {"due_on": due}).status_code == 422
    from tests.factories.reports import write_all

    write_all(desk.report, desk.actor)
    assert client.post(page, {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(page, {"due_on": due}).status_code == 302
    assert client.post(page, {"due_on": due}).status_code == 302
    assert Review.objects.count() == 1
    for user, code in ((desk.ilo, 403), (desk.cast.facilitator, 403), (desk.elsewhere, 404)):
        assert status(user, "get", page) == code


def test_a_final_report_is_taken_up_again_with_a_reason(desk: Desk) -> None:
    client, page = as_user(desk.actor), url("report_amend", desk.report)
    assert client.post(page, {"reason": "Belum final"}).status_code == 409
    finished(desk)
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Angka baru"}).status_code == 302
    assert fresh(desk.report).is_draft
    assert status(desk.ilo, "post", page, reason="Bukan saya") == 403


def test_an_objection_is_answered_on_the_page(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.ILO, desk.ilo, verdict="object", reason="Belum jelas")
    word = SignOff.objects.filter(verdict="object").first()
    assert word is not None
    client, page = as_user(desk.actor), url("report_answer", desk.report)
    assert "Belum jelas" in client.get(url("report_detail", desk.report)).text
    assert client.post(page, {"word": word.pk, "text": "Diperjelas."}).status_code == 302
    assert "Diperjelas." in as_user(desk.ilo).get(url("report_detail", desk.report)).text
    assert client.post(page, {"word": word.pk, "text": ""}).status_code == 422
    assert client.post(page, {"word": 10_000_000, "text": "Tidak ada"}).status_code == 409
    assert client.post(page, {"word": "abc", "text": "Tidak ada"}).status_code == 422
    assert status(desk.ilo, "post", page, word=word.pk, text="Bukan saya") == 403
    assert status(desk.actor, "get", page) == 405


def test_files_go_with_the_report_and_out_again(desk: Desk) -> None:
    client = as_user(desk.actor)
    add = url("report_file_add", desk.report)
    sent = SimpleUploadedFile("surat.pdf", b"%PDF-1.4 isi")
    assert client.post(add, {"title": "Surat keputusan", "file": sent}).status_code == 302
    row = desk.report.files.get()
    page = client.get(url("report_detail", desk.report)).text
    assert "Surat keputusan" in page
    assert client.get(row.file.get_absolute_url()).status_code in {200, 302, 404}
    assert client.post(add, {"title": "", "file": ""}).status_code == 422
    # What has not been checked keeps the units from being asked.
    assert "Files still being checked, or refused: Surat keputusan" in page
    assert client.post(url("report_file_remove", desk.report, row.public_id)).status_code == 302
    assert client.post(url("report_file_remove", desk.report, row.public_id)).status_code == 409
    assert client.post(url("report_file_remove", desk.report, "000000000000")).status_code == 404
    assert status(desk.ilo, "post", add, title="X") == 403


# --- Papers ---


def words(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in paper)


def test_the_paper_of_a_draft_says_so_in_each_language(desk: Desk) -> None:
    write(desk.report, desk.actor, id="Kursi [[people.seated]].", en="Seats [[people.seated]].")
    client, page = as_user(desk.ilo), url("report_pdf", desk.report)
    english = words(client.get(page + "?lang=en").content)
    assert "Seats 2 of 4." in english
    assert "Draft" in english
    assert "Kursi 2 dari 4." in words(client.get(page + "?lang=id").content)


def test_the_final_paper_carries_sheet_digest_and_stays_as_it_is(desk: Desk) -> None:
    final = finished(desk)
    client, page = as_user(desk.ilo), url("report_pdf", desk.report)
    now = client.get(page + "?lang=id").content
    assert words(now).count(final.digest[:32]) >= 2
    assert "Pasker" in words(now)
    for paper in ReportPaper.objects.filter(final=final):
        reports.make_paper(paper_id=paper.pk)
        assert not reports.make_paper(paper_id=paper.pk)
    kept = ReportPaper.objects.get(final=final, language=Language.ID)
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tono")
    again = client.get(page + "?lang=id").content
    assert again == now
    assert kept.size == len(again)
    assert "Draft" in words(client.get(page + "?lang=en&draft").content)


def test_the_document_for_editing_has_text_and_figures(desk: Desk) -> None:
    write(desk.report, desk.actor, id="- Kursi [[people.seated]]", en="- Seats [[people.seated]]")
    answer = as_user(desk.ilo).get(url("report_docx", desk.report) + "?lang=en")
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert "Seats " in text
    assert "2 of 4" in text
    assert "People with a seat" in text


def test_the_annex_has_every_figure(desk: Desk) -> None:
    answer = as_user(desk.ilo).get(url("report_annex", desk.report))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content[:2] == b"PK"


def sheets_of(desk: Desk, ask: str = "") -> dict[str, list[list[Any]]]:
    book = as_user(desk.ilo).get(url("report_annex", desk.report) + ask).content
    read = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


@pytest.mark.logs_errors
def test_the_rows_behind_a_final_report_outlive_the_next_one(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever holds the first paper finds its rows, whatever was taken anew since."""
    first, name = finished(desk), f"{desk.cohort.number} people.seated"
    signed = sheets_of(desk)
    assert len(signed[name]) == 2 + 2
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tambahan", work_unit=desk.cast.unit)
    reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason="Seorang peserta terlewat")
    review = reports.open_report(actor=desk.actor, report=fresh(desk.report), due_on=clock.today())
    assert len(sheets_of(desk)[name]) == 2 + 3
    assert sheets_of(desk, "?n=1") == signed
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    assert len(sheets_of(desk)[name]) == 2 + 3
    assert sheets_of(desk, "?n=1") == signed
    page = as_user(desk.ilo).get(desk.report.get_absolute_url()).text
    assert all(f"{url('report_annex', desk.report)}?n={number}" in page for number in (1, 2))
    # Rows that are not those whose digest was signed are not handed out for them: here those that the report holds now.
    ReportFinalRows._base_manager.filter(final=first).delete()
    assert not caplog.text
    title, heads, *rest = sheets_of(desk, "?n=1")[name]
    assert (title[:1], heads) == (signed[name][0][:1], signed[name][1])
    assert [one[0] for one in rest] == ["The rows kept here are not those whose digest was signed. They are left out."]
    assert "people.seated" in caplog.text


def test_the_rows_of_a_final_report_stay_packed_until_they_are_written(desk: Desk) -> None:
    """Of ten thousand people no figure's rows are unpacked beside another's."""
    found = signed_rows(finished(desk))
    assert {type(rows) for _data, rows in found} == {frozen.Kept}
    assert all(rows.holds and rows.sha256 == data["rows"]["sha256"] for data, rows in found)
    assert any(list(rows) for _data, rows in found)


@pytest.mark.logs_errors
def test_rows_that_were_altered_are_not_shown_beside_a_frozen_figure(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    ask_units(desk.report, desk.actor)
    page = url("report_figure", desk.report, desk.cohort.number, "people.seated")
    code = desk.cohort.enrolments.first().public_id
    assert code in as_user(desk.ilo).get(page).text
    row = desk.report.figures.get(key="people.seated")
    row.rows = gzip.compress(gzip.decompress(bytes(row.rows)).replace(code.encode(), b"lain"))
    row.save(update_fields=["rows"])
    shown = as_user(desk.ilo).get(page).text
    assert "lain<" not in shown
    assert "not those whose digest was signed" in shown
    assert desk.report.public_id in caplog.text
    sheet = sheets_of(desk)[f"{desk.cohort.number} people.seated"]
    assert len(sheet) == 2 + 1


def test_only_the_annex_reads_the_rows_and_no_kept_paper_the_content(desk: Desk) -> None:
    final = finished(desk)
    assert "rows" not in final.content
    assert final.rows.exists()
    reports.make_paper(paper_id=final.papers.get(language="id").pk)
    client = as_user(desk.ilo)
    for address in (url("report_unaltered", desk.report), url("report_pdf", desk.report) + "?lang=id"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        told = [one["sql"] for one in asked.captured_queries if "evaluation_reportfinal" in one["sql"]]
        assert told
        assert not any("evaluation_reportfinalrows" in sql for sql in told), address
        # Single parts of the content may be asked for, not the whole.
        assert not any(re.search(r'(SELECT|,) "evaluation_reportfinal"\."content"', sql) for sql in told), address


def test_the_rows_of_finals_kept_before_move_out_of_their_content_and_back(desk: Desk) -> None:
    moving = import_module("lms.evaluation.migrations.0003_rows_out_of_content")
    signed, final = finished(desk), ReportFinal._base_manager
    sheets = sheets_of(desk)
    moving.move_back(apps, None)
    assert not ReportFinalRows.objects.exists()
    assert set(final.get().content["rows"]) >= {f"people.seated:{desk.cohort.number}"}
    moving.move_out(apps, None)
    assert final.get().content == signed.content
    assert sheets_of(desk) == sheets


@pytest.mark.parametrize("name", ["report_pdf", "report_docx", "report_annex"])
def test_who_gets_the_papers(desk: Desk, name: str) -> None:
    page = url(name, desk.report)
    for user, code in ((None, 401), (desk.elsewhere, 404), (desk.cast.supervisor, 403)):
        assert status(user, "get", page) == code
    assert status(desk.actor, "post", page) == 405


# --- The public page ---


def test_a_stranger_compares_the_digest(desk: Desk) -> None:
    client, page = as_user(None), url("report_unaltered", desk.report)
    assert client.get(page).status_code == 404
    final = finished(desk)
    shown = client.get(page).text
    assert final.digest in shown
    assert all(part["digest"] in shown for part in final.content["parts"])
    assert "Pasker" not in shown  # nobody's name
    assert "notice ok" in client.get(page, {"digest": final.digest[:8].upper()}).text
    assert "bukan milik laporan ini" in client.get(page, {"digest": "f" * 64}).text
    assert "bukan milik laporan ini" in client.get(page, {"digest": final.digest[:4]}).text
    assert client.post(page).status_code == 405
    assert client.get(reverse("evaluation:report_unaltered", args=["000000000000"])).status_code == 404


def test_one_address_compares_so_often_in_a_minute(desk: Desk) -> None:
    finished(desk)
    client, page = as_user(None), url("report_unaltered", desk.report)
    answers = [client.get(page).status_code for _look in range(public.LOOKS + 1)]
    assert answers == [200] * public.LOOKS + [429]


def test_the_digest_can_be_worked_out_from_what_the_page_and_the_sheet_show(desk: Desk) -> None:
    final = finished(desk)
    shown = as_user(None).get(url("report_unaltered", desk.report)).text
    pairs = re.findall(r"<code>([^<]+)</code> <span class=\"digest\">([0-9a-f]{64})", shown)
    assert digest_of([list(pair) for pair in pairs]) == final.digest
    sheet = words(as_user(desk.ilo).get(url("report_pdf", desk.report) + "?lang=en").content)
    assert all(key in sheet for key, _digest in pairs)


def test_notes_given_to_all_parts_at_once_are_printed_once_with_the_parts(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    sign_all(review, Column.PASKER, desk.pasker, verdict="approve_notes", reason="Mohon diringkas")
    sign_all(review, Column.ILO, desk.ilo)
    paper = words(as_user(desk.ilo).get(url("report_pdf", desk.report) + "?lang=en").content)
    assert paper.count("Mohon diringkas") == 1
    assert "Summary; How the programme was evaluated; Relevance" in paper


def test_what_units_and_authors_wrote_in_indonesian_says_so_in_the_english_paper_alone(desk: Desk) -> None:
    """Their language is that in which they used the site when the report became final, and is kept with it."""
    User.objects.filter(pk=desk.pasker.pk).update(language="id")
    review = ask_units(desk.report, desk.actor)
    sign_all(
        review, Column.PASKER, User.objects.get(pk=desk.pasker.pk), verdict="approve_notes", reason="Mohon diringkas"
    )
    sign_all(review, Column.ILO, desk.ilo, verdict="approve_notes", reason="Shorter, please")
    User.objects.filter(pk=desk.pasker.pk).update(language="en")
    final = ReportFinal.objects.get()
    papers = {code: words(final_pdf(final, code)) for code in ("en", "id")}
    assert "“Mohon diringkas” (in Indonesian)" in papers["en"]
    assert "“Shorter, please”" not in papers["en"]
    assert "Mohon diringkas" in papers["id"]
    assert "in Indonesian" not in papers["id"]


def test_the_public_page_of_a_report_closed_on_record_says_no_reason_in_free_words(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor, days=0)
    with clock.at(clock.now() + timedelta(days=1)):
        close_on_record(review=review, reason="Ibu Wati sedang cuti", actor=desk.cast.admin)
    shown = as_user(None).get(url("report_unaltered", desk.report)).text
    assert "notice warn" in shown
    assert "Wati" not in shown


def test_a_paper_that_could_not_be_made_is_told_with_a_button(desk: Desk) -> None:
    final = finished(desk)
    page, again = url("report_detail", desk.report), url("report_papers_again", desk.report)
    client = as_user(desk.actor)
    assert again not in client.get(page).text
    later = clock.now() + timedelta(hours=2)
    ReportPaper.objects.filter(final=final, language="en").update(failure="font missing", next_try_at=later, tries=4)
    assert "font missing" in client.get(page).text
    assert "font missing" not in as_user(desk.ilo).get(page).text
    assert status(desk.ilo, "post", again) == 403
    assert client.post(again).status_code == 302
    assert ReportPaper.objects.get(final=final, language="en").next_try_at <= clock.now()
    assert ReportPaper.objects.get(final=final, language="id").next_try_at <= clock.now()
    assert status(desk.actor, "get", again) == 405


@pytest.mark.parametrize("name", ["report_pdf", "report_docx"])
def test_the_english_papers_say_replication_in_english(desk: Desk, name: str) -> None:
    graduate(desk, "Budi")
    add_cost(desk)
    client = as_user(desk.ilo)
    finished(desk)

    def read(language: str) -> str:
        body = client.get(url(name, desk.report) + f"?lang={language}").content
        if name == "report_pdf":
            return words(body)
        return ZipFile(BytesIO(body)).read("word/document.xml").decode()

    assert "Readiness of candidate units, and cost" in read("en")
    assert "Kesiapan unit calon" not in read("en")
    assert "Kesiapan unit calon" in read("id")


def test_an_earlier_final_says_that_there_is_a_newer_one(desk: Desk) -> None:
    first = finished(desk)
    reports.amend_report(actor=desk.actor, report=fresh(desk.report), reason="Angka baru")
    client, page = as_user(None), url("report_unaltered", desk.report)
    assert "Putaran baru sedang berjalan" in client.get(page).text
    write(fresh(desk.report), desk.actor, "impact", id="Baru.")
    review = reports.open_report(actor=desk.actor, report=fresh(desk.report), due_on=clock.today())
    for column, person in ((Column.PASKER, desk.pasker), (Column.ILO, desk.ilo)):
        sign_all(review, column, person)
    assert "Ada yang lebih baru" in client.get(page, {"n": first.number}).text
    assert ReportFinal.objects.get(number=2).digest in client.get(page).text


def test_a_report_on_two_cohorts_says_each(desk: Desk) -> None:
    second = make_cohort(actor=desk.actor, number=2, name="Angkatan kedua", capacity=9)
    report = make_report(actor=desk.actor, cohorts=[desk.cohort, second])
    write(report, desk.actor, en=f"All: [[people.seated]]. Second: [[people.seated:{second.number}]].", id="X")
    page = as_user(desk.actor).get(url("section_detail", report, "effectiveness")).text
    assert f"{desk.cohort.name}: 2 of 4; {second.name}: 0 of 9" in page
    assert 'Second: <strong class="num">0 of 9</strong>' in page
