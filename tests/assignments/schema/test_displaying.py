"""A filled-in form in words."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.schema import ShownRow, clean, display
from tests.assignments.schema.forms import CONTEXT, EVERYTHING, field, form

TYPED: dict[str, Any] = {
    "tanggal": "25/11/2026",
    "jam": "8.30",
    "bulan": "11/2026",
    "lama": "1 hari 90 menit",
    "angka": "999,5",
    "uang": "4500000",
    "pilih": "Lama",
    "banyak": ["Satu", {"other": "Empat"}],
    "kata": "las, menjahit",
    "benar": "ya",
    "skor": "3",
    "cerita": "satu\n\ndua",
    "tabel": [{"nama": "AB", "jumlah": "1250", "upah": "2000000", "tgl": "1/2/2026", "jk": "L", "hadir": "tidak"}],
    "berkas": ["f1"],
    "rujuk": "s1",
    "setuju": {"by": "B. S.", "on": "24/11/2026"},
}


def rows(language: str) -> dict[str, ShownRow]:
    answers, faults = clean(EVERYTHING, TYPED, final=True, context=CONTEXT)
    assert faults == []
    return {row.key: row for section in display(EVERYTHING, answers, language) for row in section.rows}


@pytest.mark.parametrize(
    ("key", "indonesian", "english"),
    [
        ("otomatis", "BPVP Kendari", "BPVP Kendari"),
        ("tanggal", "25 November 2026", "25 November 2026"),
        ("jam", "08.30", "08:30"),
        ("bulan", "November 2026", "November 2026"),
        ("angka", "999,5", "999.5"),
        ("uang", "Rp 4.500.000", "Rp 4,500,000"),
        ("pilih", "Lama", "Old"),
        ("kata", "las, menjahit", "las, menjahit"),
        ("cerita", "satu\n\ndua", "satu\n\ndua"),
    ],
)
def test_an_answer_in_both_languages(key: str, indonesian: str, english: str) -> None:
    assert rows("id")[key].text == indonesian
    assert rows("en")[key].text == english


def test_english_words() -> None:
    shown = rows("en")
    assert shown["lama"].text == "1 day 1 hour 30 minutes"
    assert shown["banyak"].text == "Satu; Other: Empat"
    assert shown["benar"].text == "Yes"
    assert shown["skor"].text == "3 of 3 (Content)"
    assert shown["setuju"].text == "B. S., on 24 November 2026"
    assert shown["teks"].is_empty
    assert shown["cerita"].long


def test_tables_files_and_references_are_not_text() -> None:
    shown = rows("en")
    assert shown["tabel"].header == ["Name", "Jumlah", "Upah", "Tanggal", "JK", "Hadir"]
    assert shown["tabel"].rows == [["AB", "1,250", "Rp 2,000,000", "1 February 2026", "L", "No"]]
    assert (shown["berkas"].files, shown["rujuk"].ref) == (["f1"], "s1")
    assert not shown["berkas"].is_empty


def test_hidden_fields_and_empty_sections_are_left_out() -> None:
    schema = form(field("a", "text", show_when=[{"field": "b", "operator": "filled", "value": ""}]))
    assert display(schema, {"a": "x"}, "id") == []


def test_what_was_not_read_stands_as_typed() -> None:
    shown = display(EVERYTHING, {"tanggal": "kemarin", "uang": "gratis", "setuju": "ya"}, "id")[0].rows
    assert [row.text for row in shown if row.text] == ["kemarin", "gratis", "ya"]
