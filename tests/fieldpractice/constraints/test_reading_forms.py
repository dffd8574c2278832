"""A form is always read as some constraint, whatever stands in it."""

from __future__ import annotations

from typing import Any

import pytest

from assignments.starter import read_forms
from fieldpractice.constraint_forms import TITLE, mapping, one_sentence, read_form
from fieldpractice.enums import ConstraintKind, Service, Severity


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"kategori": {"other": "Listrik"}, "uraian": "", "dampak": {"other": "?"}},
        {"kategori": ["Jaringan"], "uraian": 7, "dampak": None, "upaya": ["x"]},
        {"uraian": "x" * 9000, "upaya": "y" * 9000, "penguatan": {"other": "Lain"}},
    ],
)
def test_whatever_stands_in_it(answers: dict[str, Any]) -> None:
    said = read_form(answers)
    assert 1 <= len(said.title) <= TITLE
    assert len(said.text) <= 4000
    assert len(said.tried) <= 2000
    assert said.kind in ConstraintKind.values
    assert said.severity in Severity.values
    assert said.service is None or said.service in Service.values


def test_each_choice_of_the_form_has_its_meaning() -> None:
    form = next(one for one in read_forms() if one["code"] == mapping()["form"])
    fields = {field["key"]: field for section in form["sections"] for field in section["fields"]}

    def choices(name: str) -> set[str]:
        options = fields[mapping()["fields"][name]]["options"]
        return {one if isinstance(one, str) else one["value"] for one in options}

    assert choices("category") == set(mapping()["category"])
    assert choices("severity") == set(mapping()["severity"])
    assert set(mapping()["material"]) <= choices("material")


def test_the_first_sentence_is_the_title() -> None:
    assert one_sentence("OTP tidak tiba.  Sudah dicoba tiga kali.") == "OTP tidak tiba"
    assert one_sentence("") == ""
    long = one_sentence("kata " * 100)
    assert (len(long) <= TITLE, long.endswith("…")) == (True, True)
