"""What is typed into a form is read on the phone as on the server: what is shown, asked for and calculated there depends on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from assignments.forms.submissions.sheet import Around, sheet_view
from assignments.schema import clean
from assignments.schema.reading import read_duration, read_money, read_number
from tests.assignments.schema.forms import field, form

NUMBERS = [
    *("1.250", "1.250,5", "12.5", "12,5", "0.125", "0,125", "1,250,000", "1.250.000", "1 250", "-3", "+4", "007", "5."),
    *("", "banyak", "1.2.3", "1,2,3", "1e3", "0x10", "9" * 16, "1.250.5", "Rp 5"),
]
AMOUNTS = [
    *(
        "Rp 4.500.000,-",
        "rp4500000",
        "4,5 juta",
        "4,1 juta",
        "16,4 jt",
        "4.5 jt",
        "50 ribu",
        "50rb",
        "1,2 miliar",
        "IDR 1.000",
        "150.000",
    ),
    *("Rp", "juta", "-", "sejuta", "4,5 juta rupiah", "1.500,-"),
]
LENGTHS = [
    *(
        "90",
        "1:30",
        "12:05",
        "1 jam 30 menit",
        "1,5 jam",
        "2 hari",
        "1 hari 3 jam",
        "45 menit",
        "45mnt",
        "2 h",
        "1.25 jam",
    ),
    *("", "lama", "30 menit 1 jam", "1:75", "-5", "400 hari", "1 jam 30", "0"),
]
READ = """async ([name, texts]) => {
  const rules = await import("/static/assignments/rules.js");
  return texts.map((text) => rules[name](text));
}"""


@pytest.mark.parametrize(
    ("name", "read", "texts"),
    [("number", read_number, NUMBERS), ("money", read_money, AMOUNTS), ("minutes", read_duration, LENGTHS)],
)
def test_the_phone_reads_as_the_server(
    page_at: Callable[[int], Page], name: str, read: Callable[[Any], Any], texts: list[str]
) -> None:
    page = page_at(360)
    page.goto("/accounts/login/")
    there = dict(zip(texts, page.evaluate(READ, [name, texts]), strict=True))
    here = {text: None if (value := read(text)) is None else float(value) for text in texts}
    assert there == here


def test_the_phone_says_which_number_is_beyond_its_limits_as_the_server_does(page_at: Callable[[int], Page]) -> None:
    columns = [
        {"key": "nama", "label": "Nama"},
        {"key": "rata", "label": "Rata", "type": "number", "minimum": "1", "maximum": "5"},
    ]
    columns.append({"key": "upah", "label": "Upah", "type": "currency", "maximum": "1000000", "required": False})
    asked = form(
        field("n", "number", minimum="2", maximum="9"),
        field("rp", "currency"),
        field("s", "number", calculation="n - 100", minimum="-1000"),
        field("t", "table", columns=columns),
        field("u", "number", maximum="1", show_when=[{"field": "n", "operator": "is", "value": "3"}]),
    )
    answers = {
        "n": "10",
        "rp": "-5",
        "u": "7",
        "t": [{"nama": "A", "rata": "4,5"}, {"nama": "B", "rata": "7", "upah": "2 juta"}, {"nama": "C", "rata": "0,5"}],
    }
    beyond = """async ([told, answers]) => {
      const rules = await import("/static/assignments/rules.js");
      return new rules.Sheet(told, answers).beyond().map((one) => one.where);
    }"""
    page = page_at(360)
    page.goto("/accounts/login/")
    there = page.evaluate(beyond, [sheet_view(asked, {}, Around()).rules, answers])
    assert there == [fault.where for fault in clean(asked, answers, final=True)[1]]
    assert there == ["n", "rp", "t[2].rata", "t[2].upah", "t[3].rata"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_length_of_time_is_written_as_it_is_read(page_at: Callable[[int], Page], language: str) -> None:
    page = page_at(360)
    page.goto("/accounts/login/")
    spelt = """async ([minutes, language]) => {
      const rules = await import("/static/assignments/rules.js");
      return minutes.map((one) => rules.spelt(one, language));
    }"""
    lengths = [0, 1, 45, 60, 61, 90, 1440, 1500, 1501, 2880, 527_040]
    assert [read_duration(words) for words in page.evaluate(spelt, [lengths, language])] == lengths
