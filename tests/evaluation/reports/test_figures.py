"""One definition of each figure: the report, the screen and the spreadsheet say the same, and it can be traced to its rows."""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import gettext_lazy, override
from python_calamine import CalamineWorkbook

from courses.services.enrolments import withdraw
from lms.evaluation import figures, frozen
from lms.evaluation.figures import Criterion, Figure, Reading, Unit, basis_in_words, in_words
from lms.evaluation.models import ReportFigure, ReportText
from lms.evaluation.queries.lower_figures.shares import Share, share_of
from lms.evaluation.queries.reports import pages
from lms.evaluation.report_parts import book_of
from lms.evaluation.reports_annex import annex_xlsx
from lms.evaluation.services import reports
from lms.people.models import AuditEntry
from tests.courses.asking import as_user
from tests.evaluation.reports.conftest import Desk
from tests.factories.courses import make_enrolment
from tests.factories.reports import ask_units, fresh, section_of, write


def test_a_value_is_rounded_once_half_up_and_written_in_the_readers_language() -> None:
    reading = Reading(Decimal("92.45"), n=12, spread=Decimal("3.005"), low=Decimal(90), high=Decimal("94.9"))
    with override("id"):
        assert in_words(reading, Unit.PERCENT) == "92,5%"
        assert in_words(Reading(Decimal(27), of=30), Unit.COUNT) == "27 dari 30"
        assert in_words(Reading(Decimal("1250000")), Unit.RUPIAH) == "Rp1.250.000"
        assert "n = 12" in basis_in_words(reading, Unit.PERCENT)
    with override("en"):
        assert in_words(Reading(Decimal("12.345")), Unit.POINTS) == "+12.35"
        assert in_words(Reading(None, why="none"), Unit.SCORE) == "–"
        assert basis_in_words(Reading(None, why="none"), Unit.SCORE) == "none"


def test_a_share_is_added_up_and_not_the_mean_of_shares() -> None:
    reading = share_of([Share("a", 1, 1), Share("b", 0, 3), Share("c", 0, 0)], why="none")
    assert reading.value == 25
    assert reading.n == 2
    assert share_of([Share("c", 0, 0)], why="none").value is None


def test_two_figures_of_one_key_are_refused() -> None:
    one = figures.figure_of("people.seated")
    assert one is not None
    other = Figure(
        key=one.key, title="X", unit=Unit.COUNT, criterion=Criterion.IMPACT, read=one.read, rows=one.rows, source="X"
    )
    with pytest.raises(ValueError, match=r"people\.seated"):
        figures.add_figure(other)


def test_what_is_read_together_is_read_once(desk: Desk, django_assert_num_queries: object) -> None:
    calls = []

    @figures.shared
    def read(cohort: object) -> int:
        calls.append(cohort)
        return 1

    read(desk.cohort)
    read(desk.cohort)
    assert len(calls) == 2
    with figures.together():
        read(desk.cohort)
        read(desk.cohort)
    assert len(calls) == 3


def test_facts_are_read_once_whoever_reads_in_whichever_language(desk: Desk) -> None:
    calls = []

    @figures.shared_facts
    def read(cohort: object) -> int:
        calls.append(cohort)
        return 1

    with figures.together():
        for language in ("id", "en"):
            with override(language):
                read(desk.cohort)
    assert len(calls) == 1


def _figure(heads: list[object], asked: list[int]) -> figures.Figure:
    def rows(cohort: object) -> figures.Rows:
        asked.append(1)
        return figures.Rows(heads, [["a", 1, 50.0]])

    return figures.Figure(
        key="one",
        title="T",
        unit=figures.Unit.PERCENT,
        criterion=figures.Criterion.IMPACT,
        read=lambda cohort: figures.Reading(Decimal(1)),
        rows=rows,
        source="S",
    )


@pytest.mark.parametrize(("head", "times"), [("%", 1), ("Persen", 2)])
def test_rows_are_read_again_for_words_alone(desk: Desk, head: str, times: int) -> None:
    """A head of no letters is the same in every language: thousands of rows are not read a second time for it."""
    asked: list[int] = []
    data, _packed = frozen.frozen_of(_figure([gettext_lazy("Unit"), head], asked), desk.cohort)
    assert data["rows"]["heads"]["en"] == ["Unit", head]
    assert len(asked) == times


@pytest.mark.parametrize(
    "lines",
    [[], [["a"]], [["a, [b]", 1, None, 2.5, True], ["]", '\\"', "é – ", "", 0], [[1], ["x" * 200_000], []]]],
    ids=["nothing", "one", "odd cells"],
)
def test_kept_rows_come_one_after_another(lines: list[list[object]]) -> None:
    packed = gzip.compress(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode())
    kept = frozen.Kept(packed)
    assert [list(kept), list(kept)] == [lines, lines]
    assert list(frozen.Kept(None)) == []


@pytest.mark.parametrize(
    "packed",
    [None, b"", b"no gzip", gzip.compress(b"[[1]]")[:-9], gzip.compress(b"[[2]]")],
    ids=["none", "empty", "no gzip", "cut off", "other rows"],
)
def test_kept_rows_hold_to_their_digest(packed: bytes | None) -> None:
    signed = hashlib.sha256(b"[[1]]").hexdigest()
    assert frozen.Kept(gzip.compress(b"[[1]]"), signed).holds
    assert not frozen.Kept(packed, signed).holds


def test_rows_are_never_all_in_memory() -> None:
    """Fifty thousand rows: their text, and not ten megabytes of lists."""
    lines = json.dumps([[f"kode-{n:06}", n, n / 7, 12] for n in range(50_000)], separators=(",", ":"))
    packed = gzip.compress(lines.encode(), compresslevel=1)
    kept = frozen.Kept(packed, hashlib.sha256(lines.encode()).hexdigest())
    tracemalloc.start()
    try:
        assert kept.holds
        assert sum(row[1] for row in kept) == sum(range(50_000))
        assert tracemalloc.get_traced_memory()[1] < len(lines)
    finally:
        tracemalloc.stop()


def test_every_figure_says_the_same_in_report_screen_and_sheet(desk: Desk) -> None:
    review = ask_units(desk.report, desk.actor)
    report = fresh(desk.report)
    sheets = pages.annex_of(report, as_frozen=True)
    book = CalamineWorkbook.from_filelike(BytesIO(annex_xlsx("Annex", sheets, "en")))
    listed = {row[1]: row for row in book.get_sheet_by_name(book.sheet_names[0]).to_python()[1:]}
    client = as_user(desk.actor)
    read = {one.key for one in figures.figures()}
    assert read == set(listed)
    for figure in figures.figures():
        reading = figure.read(desk.cohort)
        with override("en"):
            assert listed[figure.key][6] == in_words(reading, figure.unit), figure.key
            words = in_words(reading, figure.unit)
        page = client.get(f"/reports/{report.public_id}/figures/{desk.cohort.number}/{figure.key}/").text
        assert words in page, figure.key
        shown = frozen.said(book_of(report).figures[figure.key, desk.cohort.number], "id")
        part = review.parts.get(key=f"figures-{figure.criterion.value}")
        assert shown in part.snapshots.get(digest=part.digest).text, figure.key
        rows = book.get_sheet_by_name(listed[figure.key][0]).to_python()[2:]
        assert len(rows) == listed[figure.key][13] == len(list(figure.rows(desk.cohort).lines)), figure.key


def test_rows_name_nobody(desk: Desk) -> None:
    for figure in figures.figures():
        text = str([list(line) for line in figure.rows(desk.cohort).lines])
        assert "Budi" not in text
        assert "Sari" not in text


def test_a_figure_that_has_moved_is_marked_until_its_author_has_looked(desk: Desk) -> None:
    write(desk.report, desk.actor, id="Peserta [[people.seated]] dan [[people.units]].")
    assert pages.lines_of(book_of(desk.report))[4].moved == 0
    make_enrolment(actor=desk.actor, cohort=desk.cohort, name="Tono")
    assert reports.read_figures(report=desk.report) >= 1
    (line,) = [one for one in pages.lines_of(book_of(desk.report)) if one.section.key == "effectiveness"]
    assert [(one.before, one.now) for one in line.states[0].moved] == [("2 of 4", "3 of 4")]
    row = ReportText.objects.get(section=line.section, language="id")
    reports.look_through(actor=desk.actor, section=section_of(desk.report), language="id", seq=row.seq)
    (line,) = [one for one in pages.lines_of(book_of(desk.report)) if one.section.key == "effectiveness"]
    assert line.moved == 0
    said = AuditEntry.objects.get(action="evaluation.section.look")
    assert (said.actor, said.changes) == (desk.actor, {"language": "id", "seq": row.seq})


def test_a_frozen_figure_stays_and_keeps_its_rows(desk: Desk) -> None:
    ask_units(desk.report, desk.actor)
    withdraw(actor=desk.actor, enrolment=desk.cohort.enrolments.get(user__name="Budi"), reason="Pindah")
    reports.read_figures(report=fresh(desk.report))
    row = ReportFigure.objects.get(report=desk.report, key="people.seated")
    assert row.frozen["value"] == "2"
    assert row.live["value"] == "1"
    assert len(list(frozen.Kept(row.rows))) == row.frozen["rows"]["count"] == 2
    (shown,) = [one for one in pages.shown_figures(book_of(fresh(desk.report))) if one.key == "people.seated"]
    assert (shown.words, shown.now, shown.moved) == ("2 of 4", "1 of 4", True)


def test_reading_costs_the_same_for_one_and_for_three_people(desk: Desk) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            reports.read_figures(report=desk.report)
        return len(asked)

    cost()
    few = cost()
    for name in ("Tono", "Wati"):
        make_enrolment(actor=desk.actor, cohort=desk.cohort, name=name)
    reports.read_figures(report=desk.report)
    assert cost() == few
