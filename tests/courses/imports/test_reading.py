"""Files read, and rows judged by themselves."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest

from courses.interchange import writing
from courses.interchange.columns import COLUMNS, NAMES
from courses.interchange.judging import Judged, Units, judge, name_duplicates, parse_day
from courses.interchange.reading import Line, read_table, shown
from lms.people.errors import Refusal
from tests.factories.files import office
from tests.factories.spreadsheets import HEADS, csv_text, far_away, lying, workbook

NIP = "198501012010011001"
UNITS = Units({1: ("BPVP-LOTIM", "BPVP Lombok Timur"), 2: ("BBPVP-MKS", "BBPVP Makassar")})
GOOD: dict[str, Any] = {"name": "Wayan", "email": "wayan@example.test", "unit": "BPVP Lombok Timur"}


def judged(**cells: Any) -> Judged:
    return judge(Line(2, {**GOOD, **cells}), UNITS)


def faults(**cells: Any) -> list[str]:
    return [fault.column for fault in judged(**cells).faults]


def test_a_good_row_has_no_fault() -> None:
    row = judged(nip="19850101 201001 1 001", phone="0812 3456 7890", rank="Penata, III/c", birth_date="1/1/1985")
    assert not row.faults
    assert not row.warnings
    assert row.values["nip"] == NIP
    assert row.values["phone"] == "+6281234567890"
    assert (row.values["unit"], row.values["rank"], row.values["birth_date"]) == (1, "III/c", "1985-01-01")


@pytest.mark.parametrize("cell", [1.98501012010011e17, 198501012010011001, "1,98501E+17", "198501012010011001.0"])
def test_a_nip_that_a_spreadsheet_spoiled_is_refused_and_explained(cell: Any) -> None:
    (fault,) = judged(nip=cell).faults
    assert fault.column == "NIP"
    assert "teks" in fault.message
    assert not fault.value.isdigit()


def test_a_spoiled_nip_stays_recognisable_in_the_file_to_correct() -> None:
    """Written out in full, the rounded number would pass for a NIP."""
    again = shown(1.98501012010011e17)
    assert [fault.column for fault in judged(nip=again).faults] == ["NIP"]


def test_an_unusual_contract_is_taken_with_a_warning() -> None:
    row = judged(nip="199203152024292003")
    assert not row.faults
    assert [one.column for one in row.warnings] == ["NIP"]
    assert not judged(nip="19920315 2024 21 2 003").warnings


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"name": ""}, "Nama"),
        ({"email": ""}, "Surel"),
        ({"unit": ""}, "Unit kerja"),
        ({"email": "wayan@"}, "Surel"),
        ({"unit": "BPVP Lombok"}, "Unit kerja"),
        ({"phone": 81234567890.0}, "Telepon (WhatsApp)"),
        ({"phone": "12"}, "Telepon (WhatsApp)"),
        ({"rank": "V/a"}, "Pangkat/golongan"),
        ({"birth_date": "31/02/1985"}, "Tanggal lahir"),
        ({"birth_date": "01/02/85"}, "Tanggal lahir"),
        ({"letter_date": "20/07/2026"}, "Nomor surat tugas"),
        ({"name": "x" * 121}, "Nama"),
        ({"position": "#N/A"}, "Jabatan"),
    ],
)
def test_each_fault_names_its_column(cells: dict[str, Any], column: str) -> None:
    assert faults(**cells) == [column]


def test_a_unit_that_is_nearly_right_is_suggested() -> None:
    (fault,) = judged(unit="BPVP Lombok Timor").faults
    assert "BPVP Lombok Timur" in fault.message
    assert not judged(unit="bpvp-lotim").faults


def test_a_birth_date_that_is_not_the_nip_s_is_pointed_out() -> None:
    row = judged(nip=NIP, birth_date="02/01/1985")
    assert not row.faults
    assert "01/01/1985" in row.warnings[0].message


@pytest.mark.parametrize(
    "cell",
    [
        "17/08/1990",
        "17-8-1990",
        "17.08.1990",
        "17 Agustus 1990",
        "17 agt 1990",
        "1990-08-17",
        "33102",
        33102.0,
        date(1990, 8, 17),
        datetime(1990, 8, 17),
    ],
)
def test_a_day_is_read_day_first_or_as_a_serial_number(cell: Any) -> None:
    assert parse_day(cell) == date(1990, 8, 17)


@pytest.mark.parametrize("cell", ["08/17/1990", "kemarin", "17/08", "0", 5.0, True, "32 Mei 1990", "17 Foo 1990"])
def test_what_is_no_day_is_none(cell: Any) -> None:
    assert parse_day(cell) is None


def test_both_rows_of_a_pair_are_named() -> None:
    rows = [
        judge(Line(number, {**GOOD, "email": email, "nip": nip}), UNITS)
        for number, email, nip in ((2, "a@x.id", NIP), (3, "A@x.id", ""), (7, "c@x.id", NIP), (8, "d@x.id", ""))
    ]
    name_duplicates(rows)
    told = {row.number: [(fault.column, fault.message) for fault in row.faults] for row in rows}
    assert [column for column, _words in told[2]] == ["Surel", "NIP"]
    assert "3" in told[2][0][1]
    assert "7" in told[2][1][1]
    assert "2" in told[3][0][1]
    assert "2" in told[7][0][1]
    assert told[8] == []


def test_a_workbook_is_read_with_heads_below_a_title_and_columns_it_does_not_know() -> None:
    heads = ["No", "NAMA LENGKAP *", "E-mail", "Satuan Kerja", "Hobi"]
    table = read_table(workbook([["1", "Wayan", "w@x.id", "BPVP Lombok Timur", "catur"]], heads, "Lembar1", above=3))
    assert (table.sheet, table.unknown) == ("Lembar1", ["Hobi"])
    assert table.lines == [Line(5, {"name": "Wayan", "email": "w@x.id", "unit": "BPVP Lombok Timur"})]


def test_a_formula_counts_by_what_it_shows() -> None:
    table = read_table(workbook([["Wayan", ('=LOWER("W@X.ID")', "w@x.id"), "", ("=A1", "BPVP Lombok Timur"), "", ""]]))
    assert table.lines[0].cells["email"] == "w@x.id"
    assert table.lines[0].cells["unit"] == "BPVP Lombok Timur"


def test_date_cells_and_numbers_come_as_they_are() -> None:
    table = read_table(workbook([["Wayan", "w@x.id", 198501012010011001, "X", "", date(1985, 1, 1)]]))
    assert isinstance(table.lines[0].cells["nip"], float)
    assert parse_day(table.lines[0].cells["birth_date"]) == date(1985, 1, 1)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_with_its_apostrophes_stripped(delimiter: str) -> None:
    content = csv_text([["'=Wayan", "w@x.id", f"'{NIP}", "O'Neil", "'+62812345678", ""]], delimiter=delimiter)
    cells = read_table(content).lines[0].cells
    assert (cells["name"], cells["nip"], cells["unit"], cells["phone"]) == ("=Wayan", NIP, "O'Neil", "+62812345678")


def test_a_csv_of_an_old_program_is_read() -> None:
    content = "Nama;Surel;Unit kerja\nJosé;j@x.id;X".encode("cp1252")
    assert read_table(content).lines[0].cells["name"] == "José"


def test_empty_rows_are_passed_over_and_rows_keep_their_number() -> None:
    table = read_table(csv_text([["", "", "", "", "", ""], ["Wayan", "w@x.id", "", "X", "", ""]]))
    assert [line.number for line in table.lines] == [3]


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
        archive.writestr("[Content_Types].xml", "spreadsheetml.sheet.main")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 old",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"%PDF-1.7 hello",
        office("docx"),
        office("xlsx", {"xl/vbaProject.bin": b"x"}),
        office("xlsx"),
        _bomb(),
        far_away(),
        lying(workbook([["Wayan", "w@x.id", "", "X", "", ""]] * 200)),
        csv_text([["x", "x@x.id", "", "X", "", "", *[""] * 200]]),
        workbook([], ["Nama", "Surel"]),
        workbook([], HEADS),
        workbook([["a"] * 7], [*HEADS, "Nama"]),
        csv_text([["x", "x@x.id", "", "X", "", ""]] * 10_020),
    ],
    # Workers must agree on the names, and a workbook says when it was made.
    ids=[
        "empty",
        "blank",
        "broken",
        "old",
        "picture",
        "paper",
        "docx",
        "macros",
        "no-sheet",
        "bomb",
        "far away",
        "lying",
        "too-wide",
        "headless",
        "rowless",
        "column-twice",
        "too-long",
    ],
)
def test_what_is_no_list_is_told_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Refusal):
        read_table(content)


def test_the_template_is_read_by_the_importer() -> None:
    """Its own sheet is empty; its examples, put there, have only the unit to be told."""
    content = writing.template([("BPVP-LOTIM", "BPVP Lombok Timur")])
    with pytest.raises(Refusal):
        read_table(content)
    rows = [{column.key: column.examples[number] for column in COLUMNS} for number in (0, 1)]
    for row in rows:
        row["unit"] = "BPVP-LOTIM"
    back = read_table(writing.to_correct([(row, "Periksa") for row in rows], [("BPVP-LOTIM", "BPVP Lombok Timur")]))
    assert back.unknown == []
    found = [judge(line, UNITS) for line in back.lines]
    assert [one.faults for one in found] == [[], []]
    assert [one.shown["name"] for one in found] == [row["name"] for row in rows]
    assert set(NAMES) == {column.key for column in COLUMNS}
