"""The twelve starter forms: complete, in order, and what the engine makes of them."""

from __future__ import annotations

from collections import Counter

import pytest

from assignments.schema import Schema, clean, display, fields_of, flaws, normal
from assignments.starter import read_forms

FORMS = [normal(form) for form in read_forms()]
by_code = pytest.mark.parametrize("schema", FORMS, ids=[form["code"] for form in FORMS])
ADDED = {("LT-01", "lama_tunggu"), ("LT-04", "sisa"), ("LT-10", "integritas_uraian")}


def test_there_are_twelve_with_the_130_fields_of_the_programme() -> None:
    assert [form["code"] for form in FORMS] == [f"LT-{number:02d}" for number in range(1, 13)]
    fields = {(form["code"], one["key"]) for form in FORMS for one in fields_of(form)}
    assert len(fields - ADDED) == 130
    assert fields >= ADDED


def test_fields_of_the_programme_keep_where_they_come_from() -> None:
    marks = Counter(
        (one["evidence"], "origin" in one)
        for form in read_forms()
        for section in form["sections"]
        for one in section["fields"]
    )
    assert marks == {("source", True): 55, ("inferred", True): 75, ("inferred", False): 3}


@by_code
def test_a_form_can_be_frozen(schema: Schema) -> None:
    assert flaws(schema) == []


@by_code
def test_every_text_is_in_both_languages(schema: Schema) -> None:
    texts = [schema["title"], schema["intro"]]
    for section in schema["sections"]:
        texts.append(section["title"])
        for one in section["fields"]:
            texts += [one["label"], *(column["label"] for column in one.get("columns", []))]
            assert bool(one["help"]["id"]) == bool(one["help"]["en"])
    assert all(text["id"] and text["en"] for text in texts)


def test_an_average_keeps_to_the_scale_that_its_column_names() -> None:
    schema = next(form for form in FORMS if form["code"] == "LT-10")
    for rata, wrong in (("4,2", False), ("7", True), ("0,5", True)):
        rows = [{"unsur": "Petugas", "rata": rata, "n": "12"}]
        _answers, faults = clean(schema, {"survei": rows}, final=False)
        assert [fault.where for fault in faults] == (["survei[1].rata"] if wrong else [])


@by_code
def test_an_empty_form_asks_and_shows(schema: Schema) -> None:
    answers, faults = clean(schema, {}, final=True)
    assert {fault.where for fault in faults} <= {one["key"] for one in fields_of(schema)}
    assert faults
    assert display(schema, answers, "id")
