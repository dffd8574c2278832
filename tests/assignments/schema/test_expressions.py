"""The language of calculated fields."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.schema import calculated
from assignments.schema.expressions import ExpressionError, Reader, evaluate, names_in, parse
from tests.assignments.schema.forms import TABLE, field, form

VALUES = {"a": Decimal(6), "b": Decimal(4), "nol": Decimal(0), "status": "Selesai", "kosong": None}
READER = Reader(VALUES.get, lambda _table, _column: [Decimal(1), None, Decimal(2)], lambda _table: 3)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a + b * 2", "14"),
        ("(a + b) * 2", "20"),
        ("a - b - 1", "1"),
        ("a / b", "1.5"),
        ("-a + - -b", "-2"),
        ("sum(t.k)", "3"),
        ("count(t)", "3"),
        ("round(a / 4.0)", "2"),
        ("round(2.5)", "3"),
        ("round(10 / 3, 2)", "3.33"),
        ('if(status = "Selesai", a, b)', "6"),
        ("if(a > b, 1, 0)", "1"),
        ("if(a <= b, kosong, b)", "4"),
        ("a >= 6", "1"),
        ("a <> 6", "0"),
    ],
)
def test_it_comes_to(text: str, result: str) -> None:
    assert evaluate(parse(text), READER) == Decimal(result)


@pytest.mark.parametrize(
    "text",
    ["a / nol", "a + kosong", "status + 1", "unbekannt * 2", "if(kosong, 1, 2)", "kosong = kosong", "a > status"],
)
def test_what_cannot_be_worked_out_is_blank(text: str) -> None:
    assert evaluate(parse(text), READER) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a +",
        "a b",
        "(a",
        "a)",
        "max(a)",
        "sum(a)",
        "count(t.k)",
        "round()",
        "round(1,2,3)",
        "if(a, b)",
        "a & b",
        "'a'",
        "1,5 + 2",
        "__import__(a)",
        "a.b.c",
        "a ** b",
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_fault_says_where() -> None:
    with pytest.raises(ExpressionError, match="5"):
        parse("a + ?b")


def test_depth_and_length_are_limited() -> None:
    with pytest.raises(ExpressionError):
        parse("(" * 60 + "1" + ")" * 60)
    with pytest.raises(ExpressionError):
        parse("1 + " * 200 + "1")


def test_huge_numbers_end_blank_and_not_in_an_error() -> None:
    square = "*".join(["999999999999999"] * 15)
    assert evaluate(parse(square), READER) is None


def test_names_are_found_with_their_tables() -> None:
    assert names_in(parse("if(a > 1, sum(t.k), count(u) + b)")) == {"a", "b", "t", "u"}


@given(st.text(alphabet='ab_.()+-*/<>=!,"1 2ifsumcountround', max_size=40))
def test_any_text_is_an_expression_or_an_error(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    evaluate(tree, READER)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_it_agrees_with_arithmetic(a: int, b: int, c: int) -> None:
    values = {"a": Decimal(a), "b": Decimal(b), "c": Decimal(c)}
    reader = Reader(values.get, READER.column, READER.rows)
    assert evaluate(parse("a - b * (c + a) - -b"), reader) == a - b * (c + a) + b


def test_fields_are_calculated_in_a_chain() -> None:
    schema = form(
        field("sisa", "number", calculation="total - terisi"),
        field("total", "number", calculation="sum(tabel.jumlah)"),
        field("terisi", "number"),
        field("tunggu", "number", calculation="selesai - mulai"),
        field("mulai", "time"),
        field("selesai", "time"),
        TABLE,
    )
    answers = {"tabel": [{"jumlah": "1.250"}, {}, {"jumlah": "3"}], "terisi": "3", "mulai": "08.30", "selesai": "09:15"}
    assert calculated(schema, answers) == {"sisa": "1250", "total": "1253", "tunggu": "45"}
    assert calculated(schema, {}) == {"sisa": None, "total": "0", "tunggu": None}


def test_a_hidden_field_counts_as_blank() -> None:
    schema = form(
        field("ada", "bool"),
        field("jumlah", "number", show_when=[{"field": "ada", "operator": "is", "value": "ya"}]),
        field("dua_kali", "number", calculation="jumlah * 2"),
    )
    assert calculated(schema, {"ada": True, "jumlah": "4"}) == {"dua_kali": "8"}
    assert calculated(schema, {"ada": False, "jumlah": "4"}) == {"dua_kali": None}
