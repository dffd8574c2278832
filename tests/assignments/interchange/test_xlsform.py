"""Task forms out as XLSForm and in again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from assignments.interchange.xlsform import SheetFault, read_xlsform, xlsform_of
from assignments.interchange.xlsform.xpath import Untranslatable, calculation_in, conditions_of, limits_in
from assignments.schema import Schema, normal
from assignments.starter import read_forms
from tests.assignments.schema.forms import EVERYTHING, TABLE, field, form
from tests.factories.spreadsheets import far_away, lying

FORMS = [normal(one) for one in read_forms()]
RULES = form(
    field("pilih", "select", options=["Baru masuk", "Lama"]),
    field("banyak", "multiselect", options=["Satu", "Dua"]),
    field("ada", "bool"),
    field("jam1", "time"),
    field("jam2", "time"),
    field("tgl", "date"),
    field("teks", "text", show_when=[{"field": "pilih", "operator": "one_of", "value": "Baru masuk|Lama"}]),
    field(
        "a",
        "text",
        show_when=[
            {"field": "banyak", "operator": "is", "value": "Dua"},
            {"field": "ada", "operator": "is", "value": "ya"},
        ],
    ),
    field("b", "text", show_when=[{"field": "banyak", "operator": "is_not", "value": "Dua"}]),
    field("c", "text", required_when=[{"field": "teks", "operator": "filled", "value": ""}], required=True),
    field("d", "text", show_when=[{"field": "tabel", "operator": "filled", "value": ""}]),
    field(
        "e",
        "text",
        show_when=[
            {"field": "n", "operator": "more", "value": "5"},
            {"field": "tgl", "operator": "less", "value": "2026-12-01"},
        ],
    ),
    field("n", "number", minimum="1", maximum="9"),
    field("m", "number", calculation="jam2 - jam1"),
    field(
        "k", "number", calculation='if(pilih = "Baru masuk", sum(tabel.jumlah), count(tabel) * 2) / (n + 1)', decimals=2
    ),
    field("r", "number", calculation="round(n / 3)"),
    TABLE,
)
ALL = [*FORMS, EVERYTHING, RULES]
each = pytest.mark.parametrize("schema", ALL, ids=[f"{number}-{one['code']}" for number, one in enumerate(ALL)])


@each
def test_other_programs_accept_it(schema: Schema) -> None:
    result = convert(BytesIO(xlsform_of(schema, version="1")), validate=False)
    assert result.xform.startswith("<?xml")
    # Nothing but that a text is missing in one language, which our own column `padan` cannot have.
    assert [warning for warning in result.warnings if "language" not in warning.lower()] == []


@each
def test_it_comes_back_as_it_was(schema: Schema) -> None:
    again, faults = read_xlsform(xlsform_of(schema, version="1"))
    assert faults == []
    assert again == schema


def workbook(survey: list[list[Any]], choices: list[list[Any]] = (), settings: list[list[Any]] | None = None) -> bytes:  # type: ignore[assignment]
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in survey:
        book.active.append(row)
    for name, rows in (
        ("choices", choices),
        ("settings", settings or [["form_title", "form_id"], ["Survei", "LT-13"]]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_form_written_by_others_is_read() -> None:
    content = workbook(
        [
            ["type", "name", "label", "required", "relevant", "constraint", "appearance"],
            ["start", "start", None, None, None, None, None],
            ["text", "nama", "Nama usaha", "yes", None, "string-length(.) <= 40", None],
            ["select_one yn", "buka", "Masih buka?", "true", None, None, None],
            ["integer", "orang", "Jumlah orang", None, "${buka} = 'y'", ". >= 0 and . <= 500", None],
            ["begin repeat", "lowongan", "Lowongan", None, None, None, None],
            ["text", "jabatan", "Jabatan", "yes", None, None, None],
            ["decimal", "upah", "Upah", None, None, ". >= 100 and . <= 900", None],
            ["end repeat", None, None, None, None, None, None],
            ["text", "cerita", "Cerita", None, None, None, "multiline"],
            ["image", "foto", "Foto", None, None, None, None],
        ],
        [["list_name", "name", "label"], ["yn", "y", "Ya, buka"], ["yn", "n", "Tutup"]],
    )
    schema, faults = read_xlsform(content)
    assert faults == []
    fields = {one["key"]: one for one in schema["sections"][0]["fields"]}
    assert (schema["code"], schema["title"]["id"]) == ("LT-13", "Survei")
    assert list(fields) == ["nama", "buka", "orang", "lowongan", "cerita", "foto"]
    assert (fields["nama"]["required"], fields["nama"]["max_length"]) == (True, 40)
    assert fields["orang"]["show_when"] == [{"field": "buka", "operator": "is", "value": "Ya, buka"}]
    assert (fields["orang"]["minimum"], fields["orang"]["maximum"], fields["orang"]["required"]) == ("0", "500", False)
    assert [(column["key"], column["type"], column["required"]) for column in fields["lowongan"]["columns"]] == [
        ("jabatan", "text", True),
        ("upah", "number", False),
    ]
    assert (fields["lowongan"]["columns"][1]["minimum"], fields["lowongan"]["columns"][1]["maximum"]) == ("100", "900")
    assert (fields["cerita"]["type"], fields["foto"]["accept"]) == ("textarea", "photos")


HEADER = ["type", "name", "label", "required", "relevant", "constraint", "calculation"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["geopoint", "tempat", "Tempat"], ("survey", 3, "type")),
        (["select_one kosong", "pilih", "Pilih"], ("survey", 3, "type")),
        (["text", "b", "B", "", "${a} = 1 or ${c} = 2"], ("survey", 3, "relevant")),
        (["text", "b", "B", "string-length(${a}) > 3"], ("survey", 3, "required")),
        (["text", "b", "B", "", "", "regex(., '[a-z]+')"], ("survey", 3, "constraint")),
        (["calculate", "b", "B", "", "", "", "pow(2, 3)"], ("survey", 3, "calculation")),
        (["text", "B b", "B"], ("survey", 3, "name")),
        (["text", "a", "B"], ("survey", 2, "name")),
        (["text", "b", "B", "", "${asing} = 1"], ("survey", 3, "relevant")),
    ],
)
def test_a_fault_names_sheet_row_and_column(row: list[str], place: tuple[str, int, str]) -> None:
    _schema, faults = read_xlsform(workbook([HEADER, ["text", "a", "A"], row]))
    assert (faults[0].sheet, faults[0].row, faults[0].column) == place
    assert faults[0].message


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("date", ". <= today()"),
        ("text", ". <= 5"),
        ("integer", "string-length(.) <= 5"),
        ("text", "regex(., '[a-z]+')"),
    ],
)
def test_a_limit_that_a_column_cannot_have_is_a_fault(kind: str, constraint: str) -> None:
    rows = [["begin repeat", "t", "T"], [kind, "x", "X", "", "", constraint], ["end repeat"]]
    _schema, faults = read_xlsform(workbook([HEADER, *rows]))
    assert [(fault.sheet, fault.row, fault.column) for fault in faults] == [("survey", 3, "constraint")]


def test_settings_and_sheets_are_asked_for() -> None:
    _schema, faults = read_xlsform(workbook([HEADER, ["text", "a", "A"]], settings=[["form_title"], [""]]))
    assert [(fault.sheet, fault.column) for fault in faults] == [("settings", "form_id"), ("settings", "form_title")]
    book = openpyxl.Workbook()
    content = BytesIO()
    book.save(content)
    assert [fault.sheet for fault in read_xlsform(content.getvalue())[1]] == ["survey", "settings"]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"<html>", b"%PDF-1.7", far_away(HEADER, "survey")],
    ids=["empty", "cut", "page", "paper", "far away"],
)
def test_what_is_no_workbook_is_told_so(content: bytes) -> None:
    _schema, faults = read_xlsform(content)
    assert len(faults) == 1
    assert isinstance(faults[0], SheetFault)


def test_a_workbook_that_says_less_than_it_holds_is_not_read() -> None:
    """The reader would unpack what is there, however much: a few kilobytes that say a hundred bytes could fill the memory."""
    honest = workbook([HEADER, *[["text", f"a{row}", "A" * 500] for row in range(300)]])
    schema, _faults = read_xlsform(honest)
    assert schema is not None
    _schema, faults = read_xlsform(lying(honest))
    assert [fault.sheet for fault in faults] == [""]


def test_a_broken_own_column_is_a_fault() -> None:
    content = workbook([[*HEADER, "padan"], ["text", "a", "A", "", "", "", "", "{rusak"]])
    assert [(fault.row, fault.column) for fault in read_xlsform(content)[1]] == [(2, "padan")]


@pytest.mark.parametrize(
    "own",
    [
        '{"min_rows": "banyak"}',
        '{"max_rows": null, "min_rows": [1]}',
        '{"client_data": "ya"}',
        '{"accept": "segala", "type": "file"}',
        '{"low": 5}',
        '{"steps": 4}',
    ],
)
def test_an_own_column_that_says_what_cannot_be_is_a_fault(own: str) -> None:
    content = workbook(
        [
            ["type", "name", "label", "padan"],
            ["begin group", "satu", "Satu", own],
            ["file", "bukti", "Bukti", own],
            ["range", "nilai", "Nilai", own],
            ["begin repeat", "tabel", "Tabel", own],
            ["text", "kolom", "Kolom", None],
            ["end repeat"],
            ["end group"],
        ]
    )
    _schema, faults = read_xlsform(content)
    assert faults
    assert {fault.column for fault in faults} == {"padan"}


def test_formulas_stay_text() -> None:
    schema = form({**field("a", "text"), "label": {"id": "=1+1", "en": ""}})
    content = xlsform_of(schema, version="1")
    cells = openpyxl.load_workbook(BytesIO(content))["survey"]
    assert [cell.data_type for row in cells.iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]


@pytest.mark.parametrize("text", ["${a} = ${b}", "true()", "${a} + 1 > 2", "not(${a} = 'x')", "(${a} = 'x'"])
def test_conditions_that_cannot_be_said_are_refused(text: str) -> None:
    with pytest.raises(Untranslatable):
        conditions_of(text, lambda _name, choice: choice)


@pytest.mark.parametrize("text", ["pow(2, 3)", "${a} +", "today()"])
def test_calculations_that_cannot_be_said_are_refused(text: str) -> None:
    with pytest.raises(Untranslatable):
        calculation_in(text, {}, lambda _name, choice: choice)


def test_limits_that_cannot_be_said_are_refused() -> None:
    with pytest.raises(Untranslatable):
        limits_in(". mod 2 = 0")
