"""Codes, numerals, and the sums on the back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.evaluation.numerals import in_english, roman_month
from lms.evaluation.services.numbering import file_stem
from lms.evaluation.verify_codes import LENGTH, code_in_groups, new_code, read_code
from lms.people.ids import ALPHABET

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(CODES)
def test_a_code_is_read_as_it_is_printed(code: str) -> None:
    assert read_code(code_in_groups(code)) == code
    assert read_code(f"  {code_in_groups(code).upper()} ") == code


@given(CODES)
def test_what_is_easily_misread_is_read_all_the_same(code: str) -> None:
    assert read_code(code.replace("0", "O").replace("1", "l").replace("v", "u")) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_nothing(text: str) -> None:
    code = read_code(text)
    assert code == "" or (len(code) == LENGTH and set(code) <= set(ALPHABET))


def test_codes_are_of_chance() -> None:
    many = {new_code() for _one in range(2000)}
    assert len(many) == 2000
    # Each place takes every letter: nothing in a code counts or tells the time.
    assert all(len({code[place] for code in many}) == len(ALPHABET) for place in range(LENGTH))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (88, "eighty-eight"),
        (100, "one hundred"),
        (128, "one hundred and twenty-eight"),
        (999, "nine hundred and ninety-nine"),
        (1005, "one thousand and five"),
        (2310, "two thousand three hundred and ten"),
    ],
)
def test_numbers_in_english_words(number: int, words: str) -> None:
    assert in_english(number) == words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        in_english(number)


def test_months_and_names_of_files() -> None:
    assert [roman_month(month) for month in (1, 4, 9, 12)] == ["I", "IV", "IX", "XII"]
    assert file_stem("0007/SERT-PK/XI/2026") == "0007-SERT-PK-XI-2026"
