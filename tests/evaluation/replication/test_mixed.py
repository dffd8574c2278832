"""What was written in Indonesian alone says so wherever it stands in English: signed parts, PDF, DOCX, annex and pages."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.template import Context, Template
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from lms.evaluation import mixed
from lms.evaluation.models import ProgrammeReport, ReplicationCriterion
from lms.evaluation.queries.replication import replication_parts
from lms.evaluation.queries.reports import pages
from lms.evaluation.queries.reports.content import content_of
from lms.evaluation.reports_annex import annex_xlsx
from lms.evaluation.reports_papers import report_docx, report_pdf
from lms.evaluation.services import replication as services
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from tests.conftest import Cast
from tests.evaluation.asking_replication import address, as_user
from tests.evaluation.replication.making import agreed, figure, make_report, said, seen
from tests.evaluation.replication.making import words as replication_words

SEEN, DISSENT = "Ruang konseling belum ada", "Terlalu cepat."
NOTED = f"“{SEEN}” (in Indonesian)"


@pytest.fixture
def report(cast: Cast) -> ProgrammeReport:
    """A report with evidence and a dissent that were written in Indonesian."""
    report = make_report(cast.coordinator)
    for one in agreed(cast.coordinator, report).criteria.select_related("scorecard__report"):
        services.judge(actor=cast.coordinator, criterion=one, seen=seen(words=SEEN), last_id=None)
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    services.dissent(actor=cast.reviewer, report=report, column=Column.ILO, words=DISSENT)
    return report


def test_words_are_marked_in_english_alone_and_line_by_line() -> None:
    with override("id"):
        assert mixed.written(SEEN, "id") == SEEN
    with override("en"):
        assert mixed.written("It is there", "en") == "It is there"
        assert (mixed.written("", "id"), mixed.written(SEEN, None)) == ("", SEEN)
        text = mixed.written("Satu.\n\nDua <b>.", "id")
    assert text == "“Satu.” (in Indonesian)\n“Dua <b>.” (in Indonesian)"
    assert mixed.runs_of("Seen: " + text.splitlines()[0] + ".") == [
        ("Seen: “", False), ("Satu.", True), ("” (in Indonesian).", False),
    ]  # fmt: skip
    assert mixed.as_html(text.splitlines()[1]) == '“<span lang="id">Dua &lt;b&gt;.</span>” (in Indonesian)'
    assert mixed.runs_of("“Quoted” in English") == [("“Quoted” in English", False)]


def test_only_the_quotation_that_is_said_to_be_indonesian_is_marked() -> None:
    with override("en"):
        said = mixed.written("Kata “ya” dan 5” lebar.", "id")
    assert said == "“Kata ‘ya’ dan 5’ lebar.” (in Indonesian)"
    for before in ("Threshold: “A” seen. Evidence: ", "5” wide. ", "“"):
        assert [words for words, marked in mixed.runs_of(before + said) if marked] == ["Kata ‘ya’ dan 5’ lebar."]


def test_what_a_figure_says_is_indonesian_whoever_had_it_read(cast: Cast) -> None:
    User.objects.filter(pk__in=[cast.coordinator.pk, cast.reviewer.pk]).update(language="en")
    reader = User.objects.get(pk=cast.reviewer.pk)
    report = make_report(cast.coordinator)
    with figure("uji.bahasa", {report.cohorts.get().number: None}):
        agreed(cast.coordinator, report, replication_words(figure="uji.bahasa"))
        services.measure(actor=cast.coordinator, report=report)
        assert "“Belum ada.” (in Indonesian)" in replication_parts(report)[0].text
        page = as_user(reader).get(address("replication_detail", report.public_id)).text
    assert '<span lang="id">Belum ada.</span> <span class="soft small">(in Indonesian)</span>' in page
    # Nobody registers the figure any more: its source stands as it is on record.
    assert "“Sumber uji” (in Indonesian)" in replication_parts(report)[0].text


def test_readiness_says_it_on_its_page(cast: Cast) -> None:
    report = make_report(cast.coordinator)
    (row,) = services.add_candidates(actor=cast.coordinator, report=report, units=[cast.unit])
    answers = {"kiosk": services.Answer("partly", None, "Satu loket.", "Kunjungan 3 Mei")}
    services.enter_readiness(actor=cast.coordinator, candidate=row, answers=answers, last_id=0)
    User.objects.filter(pk=cast.reviewer.pk).update(language="en")
    page = as_user(User.objects.get(pk=cast.reviewer.pk)).get(row.get_absolute_url()).text
    for words in ("Satu loket.", "Kunjungan 3 Mei"):
        marked = f'<span lang="id">{words}</span> <span class="soft small">(in Indonesian)</span>'
        assert page.count(marked) == page.count(words) >= 1


def test_the_remark_stands_outside_the_quotation_marks(cast: Cast) -> None:
    tag = Template("{% load evaluation_words %}{% typed words=words by=by quoted=True %}")
    told = {}
    for language in ("id", "en"):
        with override(language):
            told[language] = tag.render(Context({"words": "Satu <b>", "by": cast.coordinator}))
    assert told["id"] == "“Satu &lt;b&gt;”"
    assert told["en"] == '“<span lang="id">Satu &lt;b&gt;</span>” <span class="soft small">(in Indonesian)</span>'


def test_signed_parts_say_it_in_their_english_half(report: ProgrammeReport) -> None:
    for part, words in zip((replication_parts(report)[0], replication_parts(report)[-1]), (SEEN, DISSENT), strict=True):
        indonesian, _between, english = part.text.partition("\n\n")
        assert words in indonesian
        assert "in Indonesian" not in indonesian
        assert f"“{words}” (in Indonesian)" in english
        assert f'“<span lang="id">{words}</span>” (in Indonesian)' in part.html


def test_what_somebody_wrote_in_english_is_not_called_indonesian(cast: Cast, report: ProgrammeReport) -> None:
    before = replication_parts(report)
    User.objects.filter(pk=cast.reviewer.pk).update(language="en")
    after = replication_parts(report)
    assert f"{DISSENT}” (in Indonesian)" in before[-1].text
    assert f"{DISSENT}” (in Indonesian)" not in after[-1].text
    assert [one.digest for one in after] == [one.digest for one in before]


def languages_in(pdf: bytes) -> set[bytes]:
    """The languages that a PDF names, of the whole and of its pieces."""
    found: set[bytes] = set(re.findall(rb"/Lang ?\(([^)]*)\)", pdf))
    for begin in re.finditer(rb"stream\r?\n", pdf):
        with suppress(zlib.error):
            found |= set(re.findall(rb"/Lang ?\(([^)]*)\)", zlib.decompressobj().decompress(pdf[begin.end() :])))
    return found


def test_papers_say_and_mark_it(report: ProgrammeReport) -> None:
    content = content_of(report, replication_parts(report), None)
    paper = pypdfium2.PdfDocument(BytesIO(report_pdf(content, "en", at=clock.now())))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in paper).split())
    assert NOTED in text
    assert languages_in(report_pdf(content, "en", at=clock.now())) == {b"en", b"id"}
    assert languages_in(report_pdf(content, "id", at=clock.now())) == {b"id"}
    book = Document(BytesIO(report_docx(content, "en")))
    marked = [
        run.text
        for paragraph in book.paragraphs
        for run in paragraph.runs
        if run._r.rPr is not None and (found := run._r.rPr.find(qn("w:lang"))) is not None
        and found.get(qn("w:val")) == "id-ID"
    ]  # fmt: skip
    assert {SEEN, DISSENT} <= set(marked)
    assert NOTED in "\n".join(one.text for one in book.paragraphs)
    indonesian = Document(BytesIO(report_docx(content, "id")))
    assert "in Indonesian" not in "\n".join(one.text for one in indonesian.paragraphs)


def test_the_annex_says_in_which_language_its_rows_are(report: ProgrammeReport) -> None:
    sheets = pages.annex_of(report, as_frozen=False)[:1]
    told = []
    for language in ("en", "id"):
        book = CalamineWorkbook.from_filelike(BytesIO(annex_xlsx("Annex", sheets, language)))
        told.append("The rows are in Indonesian." in book.get_sheet_by_index(1).to_python()[0])
    assert told == [True, False]


def marked(words: str) -> str:
    return f'<span lang="id">{words}</span> <span class="soft small">(in Indonesian)</span>'


def test_where_a_threshold_comes_from_and_what_costs_are_for_say_it_too(cast: Cast, report: ProgrammeReport) -> None:
    own, usual, english = report.scorecard.criteria.get(), "Syarat kehadiran pelatihan", "Agreed by letter"
    ReplicationCriterion.objects.filter(pk=own.pk).update(basis="Rapat 3 Mei")
    cost: dict[str, Any] = {
        "cohort": report.cohorts.get(),
        "kind": "venue",
        "amount": Decimal(9_000_000),
        "source": "Kuitansi 4",
    }
    services.add_cost(actor=cast.coordinator, report=report, title="Sewa aula", key="1", **cost)
    struck = services.add_cost(actor=cast.coordinator, report=report, title="Sewa kelas", key="2", **cost)
    there = address("cost_strike", report.public_id, struck.public_id)
    User.objects.filter(pk__in=[cast.admin.pk, cast.reviewer.pk]).update(language="en")
    assert marked("Sewa kelas") in as_user(User.objects.get(pk=cast.admin.pk)).get(there).text
    services.strike_cost(actor=cast.coordinator, report=report, cost=struck, reason="Tercatat dua kali")
    here = address("replication_detail", report.public_id)
    page = as_user(User.objects.get(pk=cast.reviewer.pk)).get(here).text
    for words in ("Rapat 3 Mei", "Sewa aula", "Sewa kelas", "Tercatat dua kali"):
        assert page.count(marked(words)) == page.count(words) >= 1, words
    assert "in Indonesian" not in as_user(cast.coordinator).get(here).text
    # Of the usual criteria it is Indonesian whoever began with them; else it is as the site is used by who drafts them.
    User.objects.filter(pk=cast.coordinator.pk).update(language="en")
    for words, is_marked in ((usual, True), (english, False)):
        ReplicationCriterion.objects.filter(pk=own.pk).update(basis=words)
        page = as_user(User.objects.get(pk=cast.reviewer.pk)).get(here).text
        assert (marked(words) in page, words in page) == (is_marked, True)


def test_what_is_signed_is_marked_as_what_it_is_on_any_page(report: ProgrammeReport) -> None:
    for part in (*replication_parts(report), *report.scorecard.digest_parts(10)):
        assert part.html.startswith('<div lang="id"><ul><li>')
        assert part.html.count("</div>") == 1


def test_the_page_marks_it_for_an_english_reader(cast: Cast, report: ProgrammeReport) -> None:
    here = address("replication_detail", report.public_id)
    assert marked(SEEN) not in as_user(cast.reviewer).get(here).text
    User.objects.filter(pk=cast.reviewer.pk).update(language="en")
    page = as_user(User.objects.get(pk=cast.reviewer.pk)).get(here).text
    assert marked(SEEN) in page
    # The reviewer's own words were written by somebody who now uses the site in English.
    assert f'<span lang="id">{DISSENT}</span>' not in page
    assert DISSENT in page
