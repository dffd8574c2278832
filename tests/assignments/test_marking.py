"""What an answer is worth, kind by kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assignments.enums import QuestionKind
from assignments.questions.bodies import decimal_of, faults
from assignments.questions.drafts import too_much
from assignments.questions.marking import points_for, right_answer, share_of

K = QuestionKind


def options(*texts: str, right: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": text, "correct": key in right} for key, text in zip("abcdef", texts, strict=False)]


BODIES: dict[str, dict[str, Any]] = {
    K.ONE: {"options": options("Satu", "Dua", "Tiga", right="b")},
    K.SEVERAL: {"options": options("Satu", "Dua", "Tiga", "Empat", right="ab")},
    K.TRUE_FALSE: {"options": options("Benar", "Salah", right="a")},
    K.MATCHING: {"pairs": [{"key": n, "left": f"kiri {n}", "right": f"kanan {n}"} for n in "123"]},
    K.ORDERING: {"steps": [{"key": n, "text": f"langkah {n}"} for n in "1234"]},
    K.NUMERIC: {"value": "12,5", "tolerance": "0,5"},
    K.SHORT: {"variants": ["kartu AK/I", "AK1"]},
    K.SCENARIO: {
        "case": "Sari datang ke kios.",
        "parts": [
            {
                "key": "p",
                "kind": K.ONE,
                "points": "1",
                "body": {"prompt": "?", "options": options("x", "y", right="a")},
            },
            {"key": "q", "kind": K.NUMERIC, "points": "3", "body": {"prompt": "?", "value": "4", "tolerance": "0"}},
        ],
    },
}
for body in BODIES.values():
    body["prompt"] = "Mana yang benar?"


@pytest.mark.parametrize("kind", BODIES)
def test_the_right_answer_earns_everything_and_the_body_has_no_fault(kind: str) -> None:
    body = BODIES[kind]
    assert faults(kind, body) == []
    assert points_for(kind, body, right_answer(kind, body), Decimal(2)) == 2


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("answer", [None, "", [], {}, "z", ["z"], {"z": "z"}, 7, [[1]], {"p": {}}])
def test_whatever_is_no_answer_earns_nothing(kind: str, answer: Any) -> None:
    assert points_for(kind, BODIES[kind], answer, Decimal(2)) == 0


@pytest.mark.parametrize(
    ("kind", "answer", "points"),
    [
        (K.SEVERAL, ["a"], "1.50"),
        (K.SEVERAL, ["a", "c"], "0"),
        (K.SEVERAL, ["a", "b", "c"], "1.50"),
        (K.SEVERAL, ["a", "b", "c", "d"], "0"),
        (K.MATCHING, {"1": "1", "2": "3", "3": "2"}, "1"),
        (K.ORDERING, ["2", "1", "3", "4"], "2"),
        (K.ORDERING, ["4", "3", "2", "1"], "0"),
        (K.ORDERING, ["1", "2", "3"], "0"),
        (K.NUMERIC, "13", "3"),
        (K.NUMERIC, "13,01", "0"),
        (K.NUMERIC, "12.0", "3"),
        (K.SHORT, "  Kartu  ak-i ", "3"),
        (K.SHORT, "ak 1", "0"),
        (K.SCENARIO, {"p": "a", "q": "5"}, "0.75"),
        (K.SCENARIO, {"q": "4"}, "2.25"),
    ],
)
def test_part_of_an_answer_earns_its_share(kind: str, answer: Any, points: str) -> None:
    assert points_for(kind, BODIES[kind], answer, Decimal(3)) == Decimal(points)


def test_points_are_rounded_half_up_once() -> None:
    # A third of 1 is 0.33; two thirds of 0.25 are 0.1667.
    assert points_for(K.MATCHING, BODIES[K.MATCHING], {"1": "1"}, Decimal(1)) == Decimal("0.33")
    assert points_for(K.MATCHING, BODIES[K.MATCHING], {"1": "1", "2": "2"}, Decimal("0.25")) == Decimal("0.17")


def test_an_essay_is_read_by_a_person() -> None:
    with pytest.raises(ValueError, match="person"):
        points_for(K.ESSAY, {"prompt": "Jelaskan."}, "Karena …", Decimal(5))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.500", "1500"),
        ("1.500,5", "1500.5"),
        ("0.75", "0.75"),
        ("0,75", "0.75"),
        ("-3", "-3"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        (",5", "0.5"),
        ("−3", "-3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: str) -> None:
    assert decimal_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "dua", "1,2,3", "NaN", "Infinity", "1e9999999", "1_0", "٣", "9" * 41, None])
def test_what_is_no_number_is_none(text: Any) -> None:
    assert decimal_of(text) is None


@pytest.mark.parametrize(("answer", "share"), [("%", 1), (" % ", 1), ("?", 0), ("!", 0)])
def test_an_accepted_answer_of_signs_alone_means_itself(answer: str, share: int) -> None:
    assert share_of(K.SHORT, {"prompt": "Tanda apa?", "variants": ["%"]}, answer) == share


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        (K.ONE, {"options": options("x" * 2001, "Dua", right="b")}, "options[1].text"),
        (K.SHORT, {"variants": ["x" * 301]}, "variants"),
        (K.NUMERIC, {"prompt": "x" * 20_001}, "prompt"),
    ],
)
def test_what_is_too_long_says_where(kind: str, change: dict[str, Any], where: str) -> None:
    assert [fault.where for fault in too_much(kind, {**BODIES[kind], **change})] == [where]
    case = {"case": "Sari.", "parts": [{"key": "p", "kind": kind, "points": "1", "body": {**BODIES[kind], **change}}]}
    assert [fault.where for fault in too_much(K.SCENARIO, case)] == [f"parts[1].{where}"]


@pytest.mark.parametrize(
    ("unit", "answer", "share"),
    [
        ("persen", "40%", 1),
        ("%", "40 persen", 1),
        ("Persen", "40%", 1),
        ("orang", "40 Orang", 1),
        ("orang", "40 jam", 0),
        ("rupiah", "Rp40", 1),
        ("juta rupiah", "Rp. 40 juta", 1),
        ("juta rupiah", "40 juta rupiah", 1),
        ("rupiah", ".40", 0),
        ("", "40", 1),
        ("", "40 orang", 0),
        ("persen", "%", 0),
        ("persen", "1e9999999", 0),
    ],
)
def test_the_unit_may_be_written_along_with_the_number(unit: str, answer: str, share: int) -> None:
    body = {"prompt": "Berapa?", "value": "40", "tolerance": "", "unit": unit}
    assert share_of(K.NUMERIC, body, answer) == share


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        (K.ONE, {"prompt": " "}, "prompt"),
        (K.ONE, {"options": options("Satu", "Dua", right="ab")}, "options"),
        (K.SEVERAL, {"options": options("Satu", "Dua", right="")}, "options"),
        (K.TRUE_FALSE, {"options": options("a", "b", "c", right="a")}, "options"),
        (
            K.MATCHING,
            {"pairs": [{"key": "1", "left": "x", "right": "y"}, {"key": "2", "left": "z", "right": "Y "}]},
            "pairs",
        ),
        (K.ORDERING, {"steps": [{"key": "1", "text": "x"}]}, "steps"),
        (K.NUMERIC, {"value": "dua"}, "value"),
        (K.NUMERIC, {"tolerance": "-1"}, "tolerance"),
        (K.SHORT, {"variants": [" "]}, "variants"),
        (K.SCENARIO, {"case": ""}, "case"),
        (
            K.SCENARIO,
            {"parts": [{"key": "p", "kind": "essay", "points": "1", "body": {"prompt": "?"}}]},
            "parts[1].kind",
        ),
        (
            K.SCENARIO,
            {"parts": [{"key": "p", "kind": "numeric", "points": "1", "body": {"prompt": "?", "value": "x"}}]},
            "parts[1].value",
        ),
    ],
)
def test_a_broken_body_says_where(kind: str, change: dict[str, Any], where: str) -> None:
    assert [fault.where for fault in faults(kind, {**BODIES[kind], **change})] == [where]
