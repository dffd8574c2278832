"""Files with figures: read and judged, let in on a word, corrected, given up, forgotten; and the template there and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from courses.enums import ImportState
from lms.evaluation import indicator_files
from lms.evaluation.models import IndicatorImport, UnitMonth, UnitMonthChange
from lms.evaluation.queries.indicator_imports import imports_visible_to, outlook_of, rows_of_template, rows_to_correct
from lms.evaluation.services import indicator_imports as imports
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User
from tests.evaluation.indicators.units import THREE, VALUES, Units, report
from tests.factories.indicators import HEADS, figures_file
from tests.factories.people import make_unit
from tests.factories.spreadsheets import csv_text, workbook


def line(unit: str, month: Any = "2026-08", *figures: Any) -> list[Any]:
    return [unit, month, *figures, *[None] * (len(HEADS) - 2 - len(figures))]


def bring(actor: User, rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> IndicatorImport:
    """Upload a file; the worker checks it."""
    content = figures_file(rows, heads)
    source = imports.upload(actor=actor, name="indikator.xlsx", content=content)
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    return source


def faults(source: IndicatorImport) -> list[tuple[int, str]]:
    return [(row["number"], fault["column"]) for row in source.faulty for fault in row["faults"]]


def test_a_file_is_judged_before_anything_is_written_and_let_in_on_a_word(units: Units) -> None:
    rows = [line(units.unit.name, "2026-08", 100, 40, 30, 20, 50, 20, 21.5), line(units.unit.code, "September 2026", 9)]
    source = bring(units.contact, rows)
    outlook = outlook_of(source)
    assert (source.state, outlook.new, outlook.valid, source.faulty) == (ImportState.CHECKED, 2, 2, [])
    assert not UnitMonth.objects.exists()
    assert imports.confirm(actor=units.contact, source=source) == 2
    first, second = UnitMonth.objects.order_by("month")
    assert (first.placed, first.days_to_fill, second.registered, second.placed) == (20, Decimal("21.5"), 9, None)
    change = UnitMonthChange.objects.get(unit_month=first)
    assert (change.source, change.source_import, change.actor) == ("import", source, units.contact)


def test_days_of_a_file_are_rounded_half_up(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 100, 40, 30, 20, 50, 20, 12.25)])
    imports.confirm(actor=units.contact, source=source)
    assert UnitMonth.objects.get().days_to_fill == Decimal("12.3")


def test_the_same_file_again_changes_nothing(units: Units) -> None:
    rows = [line(units.unit.name, "2026-08", 100)]
    source = bring(units.contact, rows)
    imports.confirm(actor=units.contact, source=source)
    # Sent twice, it is let in once.
    assert imports.confirm(actor=units.contact, source=source) == 1
    again = bring(units.contact, rows)
    assert (again.pk != source.pk, outlook_of(again).same, outlook_of(again).valid) == (True, 1, 0)
    assert imports.confirm(actor=units.contact, source=again) == 0
    assert UnitMonthChange.objects.count() == 1


def test_the_same_file_while_it_waits_is_the_same_import(units: Units) -> None:
    rows = [line(units.unit.name, "2026-08", 100)]
    mine = bring(units.contact, rows)
    assert bring(units.contact, rows) == mine
    assert bring(units.cast.coordinator, rows) != mine


def test_an_empty_cell_leaves_what_was_reported(units: Units) -> None:
    report(units, units.unit, THREE[0])
    assert bring(units.contact, [line(units.unit.name, "2026-08")]).state == ImportState.REFUSED
    source = bring(units.contact, [line(units.unit.name, "2026-08", 100, 40)])
    assert outlook_of(source).same == 1


def test_another_figure_needs_a_reason_which_stays_with_it(units: Units) -> None:
    row = report(units, units.unit, THREE[0])
    source = bring(units.contact, [line(units.unit.name, "2026-08", 101)])
    (changed,) = outlook_of(source).changed
    assert [(before, after) for _label, before, after in changed.differences] == [(100, 101)]
    with pytest.raises(Refusal, match="say why"):
        imports.confirm(actor=units.contact, source=source)
    assert imports.confirm(actor=units.contact, source=source, reason="Rekap ulang") == 1
    row.refresh_from_db()
    assert (row.registered, row.counselled, row.seq) == (101, 40, 2)
    assert row.changes.get(seq=2).reason == "Rekap ulang"


def test_what_was_reported_since_the_check_is_what_the_file_meets(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 55)])
    report(units, units.unit, THREE[0])
    with pytest.raises(Refusal, match="say why"):
        imports.confirm(actor=units.contact, source=source)


def test_each_fault_names_its_row_column_and_what_would_be_right(units: Units) -> None:
    elsewhere = make_unit(name="BPVP Ternate")
    rows = [
        line("BPVP Contoh Yang Tidak Ada", "2026-08", 1),
        line(elsewhere.name, "2026-08", 1),
        line(units.unit.name, "2026-11", 1),
        line(units.unit.name, "kapan-kapan", 1),
        line(units.unit.name, "2026-09", "banyak"),
        line(units.unit.name, "2026-10", 1.5),
        line(units.unit.name, "2026-07", -3),
        line("", "", 1),
        line(units.unit.name, "2026-06", 1),
        line(units.unit.name, "Juni 2026", 2),
    ]
    source = bring(units.contact, rows)
    unit, month = "Unit kerja", "Bulan"
    count = "Pencari kerja terdaftar"
    assert faults(source) == [
        (2, unit), (3, unit), (4, month), (5, month), (6, count), (7, count), (8, count), (9, unit), (9, month), (10, month), (11, month),
    ]  # fmt: skip
    words = {row["number"]: row["faults"][0]["message"] for row in source.faulty}
    # In the language of who brought it.
    assert "tidak melapor untuk unit ini" in words[3]
    assert "baris 11" in words[10]
    with pytest.raises(Refusal, match="no row in this file"):
        imports.confirm(actor=units.contact, source=source)


def test_a_coordinator_brings_in_any_unit(units: Units) -> None:
    elsewhere = make_unit(name="BPVP Ternate")
    source = bring(units.cast.coordinator, [line("bpvp  ternate", "2026-08", 1)])
    imports.confirm(actor=units.cast.coordinator, source=source)
    assert UnitMonth.objects.get().work_unit == elsewhere


def test_a_contact_whose_role_ended_since_the_check_brings_nothing_in(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 1)])
    units.contact.role_assignments.update(valid_until=date(2026, 11, 1))
    stranger = User.objects.get(pk=units.contact.pk)
    with pytest.raises(Refusal, match="no row in this file"):
        imports.confirm(actor=stranger, source=source)
    assert not UnitMonth.objects.exists()


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2026-08", date(2026, 8, 1)),
        ("08/2026", date(2026, 8, 1)),
        ("Agustus 2026", date(2026, 8, 1)),
        ("agt 2026", date(2026, 8, 1)),
        ("17/08/2026", date(2026, 8, 1)),
        (datetime(2026, 8, 31), date(2026, 8, 1)),
        (46235.0, date(2026, 8, 1)),
        ("2026", None),
        ("13/2026", None),
        ("", None),
    ],
)
def test_months_as_offices_write_them(cell: Any, month: date | None) -> None:
    assert indicator_files.parse_month(cell) == month


def test_a_csv_with_points_for_thousands(units: Units) -> None:
    rows = [[units.unit.name, "2026-08", "1.250", "", "", "", "", "4", "12,5", "=1+1"]]
    source = imports.upload(actor=units.contact, name="indikator.csv", content=csv_text(rows, heads=HEADS))
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    imports.confirm(actor=units.contact, source=source)
    row = UnitMonth.objects.get()
    assert (row.registered, row.days_to_fill, row.note) == (1250, Decimal("12.5"), "=1+1")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4", workbook([["a", "b"]], heads=("X", "Y")), b"PK\x03\x04zip"],
    ids=["a paper", "other heads", "a broken archive"],
)
def test_what_is_no_list_of_figures_is_refused_with_the_reason(units: Units, content: bytes) -> None:
    source = imports.upload(actor=units.contact, name="x.xlsx", content=content)
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    assert source.state == ImportState.REFUSED
    assert source.remark


def test_an_empty_and_a_large_file_are_refused_at_once(units: Units) -> None:
    for content in (b"", b"x" * (10 * 1024 * 1024 + 1)):
        with pytest.raises(Refusal):
            imports.upload(actor=units.contact, name="x.xlsx", content=content)
    assert not IndicatorImport.objects.exists()


def test_given_up_it_writes_nothing_and_keeps_nothing(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 1)])
    path = source.path
    imports.give_up(actor=units.contact, source=source)
    source.refresh_from_db()
    assert (source.state, source.rows, source.path) == (ImportState.DROPPED, [], "")
    with pytest.raises(Conflict):
        imports.confirm(actor=units.contact, source=source)
    with pytest.raises(Conflict):
        imports.give_up(actor=units.contact, source=source)
    assert path


def waiting(units: Units) -> IndicatorImport:
    """A file that no worker has taken up."""
    content = figures_file([line(units.unit.name, "2026-08", 1)])
    source = imports.upload(actor=units.contact, name="indikator.xlsx", content=content)
    IndicatorImport.objects.filter(pk=source.pk).update(
        state=ImportState.WAITING, attempts=0, rows=[], next_attempt_at=clock.now()
    )
    source.refresh_from_db()
    return source


def test_a_worker_that_died_is_followed_by_another_and_finds_that_it_holds_nothing(units: Units) -> None:
    source = waiting(units)
    assert imports._claim(source)
    # The first worker died here: nothing is due until its time is up.
    assert imports.go_on_with_due() == 0
    with clock.at(clock.now() + timedelta(minutes=4)):
        assert imports.go_on_with_due() == 1
    imports._check(source)
    source.refresh_from_db()
    assert (source.state, source.attempts) == (ImportState.CHECKED, 2)


@pytest.mark.logs_errors
def test_after_four_tries_it_stops_and_says_so(units: Units) -> None:
    source = waiting(units)
    IndicatorImport.objects.filter(pk=source.pk).update(attempts=4)
    assert imports.go_on(import_id=source.pk) is False
    source.refresh_from_db()
    assert (source.state, bool(source.remark)) == (ImportState.REFUSED, True)


def test_old_files_are_forgotten_and_what_was_let_in_stays(
    units: Units, django_capture_on_commit_callbacks: Any
) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 1)])
    imports.confirm(actor=units.contact, source=source)
    source.refresh_from_db()
    path = source.path
    with clock.at(clock.now() + timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        assert imports.forget_old() == 1
        assert imports.forget_old() == 0
    source.refresh_from_db()
    assert (source.path, source.rows, UnitMonth.objects.count()) == ("", [], 1)
    assert not default_storage.exists(path)


def test_who_sees_a_file(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-08", 1)])
    assert list(imports_visible_to(units.contact)) == [source]
    assert list(imports_visible_to(units.cast.coordinator)) == [source]
    assert not imports_visible_to(units.cast.supervisor).exists()


def test_the_template_filled_in_and_brought_back(units: Units) -> None:
    report(units, units.unit, THREE[0])
    body = indicator_files.template(rows_of_template([units.unit]), [(units.unit.code, units.unit.name)])
    book = load_workbook(BytesIO(body))
    sheet = book[indicator_files.SHEET]
    assert sheet.max_row == 13
    filled = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "2026-08")
    assert [cell.value for cell in filled][2:9] == [float(value) for value in VALUES.values()]
    out = BytesIO()
    sheet["C13"] = 77
    book.save(out)
    source = imports.upload(actor=units.contact, name="balik.xlsx", content=out.getvalue())
    imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    # Months that nobody filled in hold nothing but their unit and month: they are passed over.
    assert (source.faulty, source.total) == ([], 2)
    assert imports.confirm(actor=units.contact, source=source) == 1
    assert UnitMonth.objects.get(month=THREE[2]).registered == 77


def test_the_rows_to_correct_say_beside_each_what_is_wrong(units: Units) -> None:
    source = bring(units.contact, [line(units.unit.name, "2026-09", "=banyak")])
    body = indicator_files.to_correct(rows_to_correct(source), [])
    sheet = load_workbook(BytesIO(body))[indicator_files.SHEET]
    cells = [cell.value for cell in sheet[2]]
    assert cells[2] == "=banyak"
    assert sheet["C2"].data_type == "s"
    assert "Pencari kerja terdaftar:" in str(cells[-1])


def test_columns_that_are_not_read_are_named(units: Units) -> None:
    source = bring(units.contact, [[*line(units.unit.name, "2026-08", 1), "x"]], heads=(*HEADS, "Petugas"))
    assert "Petugas" in source.remark
