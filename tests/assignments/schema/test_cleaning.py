"""What is kept of what was typed, and every fault with its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignments.enums import FieldType
from assignments.schema import Context, clean, fields_of, flaws
from tests.assignments.schema.forms import CONTEXT, EVERYTHING, TABLE, TODAY, field, form

AUTO = {"otomatis": "BPVP Kendari"}


def kept(key: str, typed: Any) -> Any:
    answers, faults = clean(EVERYTHING, {key: typed}, final=False, context=CONTEXT)
    assert faults == []
    return answers.get(key)


def place(key: str, typed: Any, context: Context = CONTEXT) -> list[str]:
    answers, faults = clean(EVERYTHING, {key: typed}, final=False, context=context)
    assert answers[key] == typed, "what cannot be read stays as it was typed"
    assert all(fault.message for fault in faults)
    return [fault.where for fault in faults]


def test_the_form_of_these_tests_has_every_type() -> None:
    assert {one["type"] for one in fields_of(EVERYTHING)} == set(FieldType.values)


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("tanggal", "25 Nov 2026", "2026-11-25"),
        ("jam", "8.30", "08:30"),
        ("bulan", "Oktober 2026", "2026-10"),
        ("lama", "1 jam 30 menit", 90),
        ("lama", 0, 0),
        ("angka", "1.000", "1000"),
        ("angka", "12,5", "12.5"),
        ("uang", "Rp 4.500.000,-", "4500000"),
        ("pilih", "baru", "Baru"),
        ("pilih", {"other": "  Titipan  saja "}, {"other": "Titipan saja"}),
        ("banyak", ["Tiga", "Satu", "Satu", ""], ["Satu", "Tiga"]),
        ("banyak", "Dua", ["Dua"]),
        ("banyak", [{"other": "Empat"}, "Satu"], ["Satu", {"other": "Empat"}]),
        ("kata", "las, Las ; menjahit\nmengemudi", ["las", "menjahit", "mengemudi"]),
        ("benar", "tidak", False),
        ("benar", True, True),
        ("skor", "3", 3),
        ("teks", " dua  kata\n", "dua kata"),
        ("cerita", "satu\r\ndua\x00 ", "satu\ndua"),
        ("berkas", ["f1", "f1", "f2"], ["f1", "f2"]),
        ("rujuk", "abc", "abc"),
        (
            "setuju",
            {"by": "B. S., Kepala Seksi", "on": "24/11/2026"},
            {"by": "B. S., Kepala Seksi", "on": "2026-11-24"},
        ),
        ("tabel", [{"nama": "AB", "jumlah": "1.250", "lain": "x"}, {"nama": " "}], [{"nama": "AB", "jumlah": "1250"}]),
    ],
)
def test_an_answer_is_kept(key: str, typed: Any, expected: Any) -> None:
    assert kept(key, typed) == expected
    # Kept answers are read again as themselves: a draft is cleaned with every save.
    assert kept(key, expected) == expected


@pytest.mark.parametrize(
    ("key", "typed", "where"),
    [
        ("tanggal", "kemarin", "tanggal"),
        ("tanggal", "26/11/2026", "tanggal"),
        ("jam", "siang", "jam"),
        ("bulan", "Desember 2026", "bulan"),
        ("lama", "sebentar", "lama"),
        ("angka", "banyak", "angka"),
        ("angka", "12,55", "angka"),
        ("angka", "-1", "angka"),
        ("angka", "1.000,1", "angka"),
        ("uang", "-5", "uang"),
        ("uang", "12,5", "uang"),
        ("pilih", "Apa saja", "pilih"),
        ("pilih", ["Baru"], "pilih"),
        ("banyak", ["Empat"], "banyak"),
        ("banyak", [{"other": "a"}, {"other": "b"}], "banyak"),
        ("kata", "x" * 61, "kata"),
        ("benar", "mungkin", "benar"),
        ("skor", "4", "skor"),
        ("skor", "2,5", "skor"),
        ("teks", "x" * 21, "teks"),
        ("teks", ["x"], "teks"),
        ("berkas", ["a", "b", "c"], "berkas"),
        ("setuju", {"by": "AB", "on": ""}, "setuju.on"),
        ("setuju", {"by": "", "on": "24/11/2026"}, "setuju.by"),
        ("setuju", {"by": "AB", "on": "1/1/2027"}, "setuju.on"),
        ("setuju", "ya", "setuju"),
        ("tabel", [{"nama": "AB"}, {"nama": "CD", "jumlah": "dua"}], "tabel[2].jumlah"),
        ("tabel", [{"nama": "AB", "jk": "X"}], "tabel[1].jk"),
        ("tabel", [{"nama": "A"}] * 4, "tabel"),
        ("tabel", "teks", "tabel"),
    ],
)
def test_a_fault_has_its_place(key: str, typed: Any, where: str) -> None:
    assert place(key, typed) == [where]


def test_files_and_references_must_be_ones_own() -> None:
    own = Context(today=TODAY, files=frozenset({"f1"}), refs=frozenset({"s1"}))
    assert clean(EVERYTHING, {"berkas": ["f1"], "rujuk": "s1"}, final=False, context=own)[1] == []
    assert place("berkas", ["f2"], own) == ["berkas"]
    assert place("rujuk", "s2", own) == ["rujuk"]


def test_what_is_automatic_or_unknown_cannot_be_sent() -> None:
    answers, _faults = clean(EVERYTHING, {"otomatis": "Unit lain", "asing": "x"}, final=False, context=CONTEXT)
    assert answers == AUTO


REQUIRED = form(
    field("kabar", "select", options=["Baik", "Buruk"], required=True),
    field("sebab", "textarea", required=True, show_when=[{"field": "kabar", "operator": "is", "value": "Buruk"}]),
    field("catatan", "text"),
    {**TABLE, "required": True},
    field("total", "number", calculation="sum(tabel.jumlah)", required=True),
)


def test_a_draft_may_have_gaps_and_keeps_what_is_hidden_now() -> None:
    answers, faults = clean(REQUIRED, {"kabar": "Baik", "sebab": "Banjir"}, final=False, context=CONTEXT)
    assert faults == []
    assert answers["sebab"] == "Banjir"


def test_handing_in_asks_for_what_is_missing_in_the_order_of_the_form() -> None:
    _answers, faults = clean(REQUIRED, {"tabel": [{"jumlah": "2"}, {}, {"nama": "CD"}]}, final=True, context=CONTEXT)
    assert [fault.where for fault in faults] == ["kabar", "tabel[1].nama"]
    _answers, faults = clean(REQUIRED, {"kabar": "Buruk"}, final=True, context=CONTEXT)
    assert [fault.where for fault in faults] == ["sebab", "tabel"]


def test_handing_in_drops_what_is_hidden_and_blank_rows_and_works_out_the_rest() -> None:
    typed = {
        "kabar": "Baik",
        "sebab": "Banjir",
        "total": "999",
        "tabel": [{"nama": "AB", "jumlah": "2"}, {}, {"nama": "CD", "jumlah": "3"}],
    }
    answers, faults = clean(REQUIRED, typed, final=True, context=CONTEXT)
    assert faults == []
    assert answers == {
        "kabar": "Baik",
        "tabel": [{"nama": "AB", "jumlah": "2"}, {"nama": "CD", "jumlah": "3"}],
        "total": "5",
    }


def test_what_a_calculation_comes_to_has_its_limits_too() -> None:
    """A visitor is not served before arriving. The answers stay, and the place of the fault is the sum's own."""
    schema = form(
        field("datang", "time"),
        field("dilayani", "time"),
        field("tunggu", "number", calculation="dilayani - datang", minimum="0", maximum="480", required=False),
    )
    typed = {"datang": "09.00", "dilayani": "08.45"}
    answers, faults = clean(schema, typed, final=True, context=CONTEXT)
    assert [fault.where for fault in faults] == ["tunggu"]
    assert "-15" in faults[0].message
    assert answers["datang"] == "09:00"
    assert clean(schema, typed, final=False, context=CONTEXT)[1] == []
    assert clean(schema, {**typed, "dilayani": "09.00"}, final=True, context=CONTEXT)[1] == []
    assert clean(schema, {**typed, "dilayani": "17.30"}, final=True, context=CONTEXT)[1] != []


def test_a_calculated_amount_may_be_below_nothing_and_a_hidden_sum_has_no_fault() -> None:
    """The least of 0 stands on every amount, as nobody types less; nobody has set it for what is left of a budget."""
    spent = [field("pagu", "currency"), field("realisasi", "currency")]
    left = field("sisa", "currency", calculation="pagu - realisasi", required=False)
    typed = {"pagu": "1.000.000", "realisasi": "1.250.000"}
    assert clean(form(*spent, left), typed, final=True, context=CONTEXT)[1] == []
    below = field("sisa", "number", calculation="pagu - realisasi", minimum="0", required=False)
    assert [fault.where for fault in clean(form(*spent, below), typed, final=True, context=CONTEXT)[1]] == ["sisa"]
    hidden = {**below, "show_when": [{"field": "pagu", "operator": "is", "value": "5"}]}
    assert clean(form(*spent, hidden), typed, final=True, context=CONTEXT)[1] == []


def test_columns_have_their_limits_and_the_row_is_named() -> None:
    columns = [
        {"key": "unsur", "label": "Unsur", "max_length": 5},
        {"key": "rata", "label": "Rata-rata", "type": "number", "minimum": 1, "maximum": "5"},
        {"key": "selisih", "label": "Selisih", "type": "number", "minimum": "-10", "required": False},
        {"key": "n", "label": "Jawaban", "type": "number"},
    ]
    schema = form(field("survei", "table", columns=columns))
    rows = [{"unsur": "Ruang", "rata": "4,5", "selisih": "-3", "n": "2"}, {"unsur": "Petugas", "rata": "7", "n": "-1"}]
    _answers, faults = clean(schema, {"survei": rows}, final=True, context=CONTEXT)
    assert [fault.where for fault in faults] == ["survei[2].unsur", "survei[2].rata", "survei[2].n"]
    assert [fault.message for fault in faults][1:] == ["Paling banyak 5.", "Sedikitnya 0."]
    rows = [{"unsur": "Ruang", "rata": "0,9", "n": "1", "selisih": "-11"}]
    _answers, faults = clean(schema, {"survei": rows}, final=True, context=CONTEXT)
    assert [fault.where for fault in faults] == ["survei[1].rata", "survei[1].selisih"]


@pytest.mark.parametrize("most", [0, 501, "banyak"])
def test_the_length_of_a_text_in_a_column_has_a_limit_too(most: object) -> None:
    schema = form(field("t", "table", columns=[{"key": "x", "label": "X", "max_length": most}]))
    assert [flaw.setting for flaw in flaws(schema)] == ["columns.0.max_length"]


def test_a_column_without_limits_keeps_the_digest_of_its_form() -> None:
    columns = form(
        field("t", "table", columns=[{"key": "x", "label": "X"}, {"key": "y", "label": "Y", "type": "number"}])
    )
    text, number = columns["sections"][0]["fields"][0]["columns"]
    assert "max_length" not in text
    assert {"minimum", "maximum"} & number.keys() == {"minimum"}


def test_a_hidden_field_has_no_fault() -> None:
    _answers, faults = clean(
        REQUIRED, {"kabar": "Baik", "sebab": ["x"], "tabel": [{"nama": "A"}]}, final=True, context=CONTEXT
    )
    assert faults == []


def test_fewer_rows_than_asked_for() -> None:
    schema = form({**TABLE, "min_rows": 2, "required": False})
    assert clean(schema, {}, final=True, context=CONTEXT)[1] == []
    assert [fault.where for fault in clean(schema, {"tabel": [{"nama": "A"}]}, final=True, context=CONTEXT)[1]] == [
        "tabel"
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["nama", "jumlah", "tgl", "by", "on", "other"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from([one["key"] for one in fields_of(EVERYTHING)]), ANYTHING, max_size=6), st.booleans()
)
def test_whatever_is_sent_is_kept_or_faulted_and_never_breaks(typed: dict[str, Any], final: bool) -> None:
    answers, faults = clean(EVERYTHING, typed, final=final, context=CONTEXT)
    again, faults_again = clean(EVERYTHING, answers, final=final, context=CONTEXT)
    assert (again, [fault.where for fault in faults_again]) == (answers, [fault.where for fault in faults])
