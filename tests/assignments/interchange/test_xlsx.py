"""Reading the sheet that people fill in: each fault with its row, column, value and remedy; nothing dangerous is opened."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.interchange import xlsx
from assignments.questions.starter import examples
from lms.people.errors import Refusal
from tests.factories.spreadsheets import far_away

K = QuestionKind


def sheet(*rows: dict[str, Any], head: list[str] | None = None, name: str = xlsx.SHEET) -> bytes:
    """A workbook as somebody's spreadsheet program writes it: numbers as numbers, ticks as booleans."""
    import xlsxwriter

    out = io.BytesIO()
    columns = head or xlsx.HEAD
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(name)
        page.write_row(0, 0, columns)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                if column in row:
                    page.write(number, place, row[column])
    return out.getvalue()


GOOD = {
    "Kode": "s-1",
    "Topik": "lkp-1",
    "Jenis": "Satu pilihan",
    "Soal": "Mana?",
    "A": "Satu",
    "B": "Dua",
    "Kunci": "B",
}


def test_a_row_becomes_a_question() -> None:
    reading = xlsx.read(sheet(GOOD))
    assert reading.faults == []
    draft = reading.drafts[0]
    assert (draft.code, draft.topic, draft.kind, draft.points) == ("s-1", "lkp-1", K.ONE, 1)
    assert [option["correct"] for option in draft.body["options"]] == [False, True]


def test_numbers_and_ticks_are_read_as_people_mean_them() -> None:
    rows = [
        {"Kode": "n", "Jenis": "Angka", "Soal": "Berapa?", "Kunci": 1.125, "Toleransi": 0.5, "Poin": 2.5},
        {"Kode": "b", "Jenis": "Benar atau salah", "Soal": "Betul?", "Kunci": True},
        {"Kode": "k", "Jenis": "Satu pilihan", "Soal": "Mana?", "A": 12, "B": 13.0, "Kunci": "a"},
    ]
    number, truth, choice = xlsx.read(sheet(*rows), topic="lkp-2").drafts
    assert (number.body["value"], number.body["tolerance"], str(number.points), number.topic) == (
        "1,125",
        "0,5",
        "2.5",
        "lkp-2",
    )
    assert [option["text"] for option in truth.body["options"] if option["correct"]] == ["Benar"]
    assert [(option["text"], option["correct"]) for option in choice.body["options"]] == [("12", True), ("13", False)]


@pytest.mark.parametrize(
    ("change", "column", "value", "remedy"),
    [
        ({"Jenis": "Pilihan"}, "Jenis", "Pilihan", "Satu pilihan"),
        ({"Kunci": "E"}, "Kunci", "E", "A, B"),
        ({"Kunci": ""}, "Kunci", "", "A, B"),
        ({"Kunci": "A, B"}, "Kunci", "A, B", "Beberapa pilihan"),
        ({"Poin": "banyak"}, "Poin", "banyak", "di atas 0"),
        ({"Poin": 0}, "Poin", "0", "di atas 0"),
        ({"Jenis": "Benar atau salah", "Kunci": "mungkin"}, "Kunci", "mungkin", "Benar"),
        ({"Jenis": "Menjodohkan"}, "Pasangan atau umpan balik A", "", "Satu"),
    ],
)
def test_a_fault_names_row_column_value_and_remedy(
    change: dict[str, Any], column: str, value: str, remedy: str
) -> None:
    reading = xlsx.read(sheet(GOOD, {**GOOD, "Kode": "s-2", **change}))
    assert [draft.code for draft in reading.drafts] == ["s-1"]
    fault = reading.faults[0]
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Soal", 3, column, value)
    assert remedy in fault.message


def test_a_fault_of_the_question_itself_leads_back_to_its_cell() -> None:
    row = {"Kode": "u", "Jenis": "Mengurutkan", "Soal": "Urutkan", "A": "satu"}
    placed = xlsx.read(sheet(GOOD, row, {**GOOD, "Soal": "", "Kode": "kosong"})).placed
    where = [(placed[n].draft.faults()[0].where) for n in (1, 2)]
    assert where == ["steps", "prompt"]
    assert placed[1].fault(where[0], "x")[:4] == ("Soal", 3, "A", "satu")
    assert placed[2].fault(where[1], "x")[:4] == ("Soal", 4, "Soal", "")


def test_a_case_takes_its_parts_in_their_order_and_an_orphan_is_told() -> None:
    rows = [
        {"Kode": "k-1", "Jenis": "Kasus", "Kasus": "Cerita.", "Poin": 3},
        {"Kode": "k-1", "Bagian": 2, "Jenis": "Angka", "Soal": "Berapa?", "Kunci": 4, "Poin": 2},
        {"Kode": "k-1", "Bagian": 1, "Jenis": "Satu pilihan", "Soal": "Mana?", "A": "x", "B": "y", "Kunci": "A"},
        {"Kode": "lain", "Bagian": 1, "Jenis": "Angka", "Soal": "Berapa?", "Kunci": 4},
    ]
    reading = xlsx.read(sheet(*rows))
    parts = reading.drafts[0].body["parts"]
    assert [(part["kind"], part["points"]) for part in parts] == [(K.ONE, "1"), (K.NUMERIC, "2")]
    assert [(fault.row, fault.column) for fault in reading.faults] == [(5, "Kode")]
    assert reading.placed[0].fault("parts[2].value", "x")[:4] == ("Soal", 3, "Kunci", "4")


def test_columns_may_stand_in_any_order_and_an_unknown_one_is_told() -> None:
    reading = xlsx.read(sheet(GOOD, head=["Soal", "Catatan", *(name for name in xlsx.HEAD if name != "Soal")]))
    assert reading.drafts[0].body["prompt"] == "Mana?"
    assert [(fault.row, fault.column) for fault in reading.faults] == [(1, "Catatan")]
    with pytest.raises(Refusal, match="Jenis"):
        xlsx.read(sheet(head=["Kode", "Soal"]))


def test_the_template_reads_back_its_examples_and_its_empty_sheet() -> None:
    content = xlsx.template([("lkp-1", "Layanan")], examples())
    assert xlsx.read(content).drafts == []
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Soal", "Contoh", "Petunjuk"]
    kinds = {row[2] for row in book.get_sheet_by_name("Contoh").to_python()[1:]}
    assert set(xlsx.KIND_WORDS) <= kinds


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))
    return out.getvalue()


def lying() -> bytes:
    """A ZIP whose directory says that a member is small."""
    content = bytearray(bomb())
    place = content.rindex(b"xl/workbook.xml") - 46 + 24
    content[place : place + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


def with_macros() -> bytes:
    out = io.BytesIO(sheet(GOOD))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04broken",
        b"Kode,Topik\n",
        bomb(),
        far_away(xlsx.HEAD, xlsx.SHEET),
        lying(),
        with_macros(),
        sheet(GOOD)[:-40],
        b"x" * (6 * 1024 * 1024),
    ],
    ids=["empty", "broken", "csv", "bomb", "far away", "lying", "macros", "cut", "large"],
)
def test_what_is_no_safe_workbook_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        xlsx.read(content)
    assert str(refusal.value).endswith(".")
