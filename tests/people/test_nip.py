"""The civil servant's number."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.people import clock
from lms.people.nip import Nip, NipError, parse_nip

PNS = "198501012010011001"
TODAY = datetime(2026, 3, 1, tzinfo=UTC)

birth_dates = st.dates(date(1940, 1, 1), date(2000, 12, 31))
serials = st.integers(1, 999)
spaces = st.lists(st.integers(0, 18), max_size=4)


def spaced(digits: str, places: list[int]) -> str:
    for place in sorted(places, reverse=True):
        digits = f"{digits[:place]} {digits[place:]}"
    return digits


@given(birth_dates, st.integers(18, 25), st.integers(1, 12), st.sampled_from("12"), serials, spaces)
def test_every_pns_number_is_read_with_or_without_spaces(
    born: date, age: int, month: int, sex: str, serial: int, places: list[int]
) -> None:
    digits = f"{born:%Y%m%d}{born.year + age}{month:02}{sex}{serial:03}"
    with clock.at(TODAY):
        nip = parse_nip(spaced(digits, places))
    assert nip == Nip(digits, born, born.year + age, month, sex)
    assert (nip.kind, nip.warning) == ("PNS", "")


@given(birth_dates, st.integers(18, 25), st.integers(20, 29), st.sampled_from("12"), serials)
def test_every_pppk_number_is_read_and_an_unusual_contract_is_warned_of(
    born: date, age: int, contract: int, sex: str, serial: int
) -> None:
    with clock.at(TODAY):
        nip = parse_nip(f"{born:%Y%m%d}{born.year + age}{contract}{sex}{serial:03}")
    assert (nip.kind, nip.appointed_month) == ("PPPK", None)
    assert bool(nip.warning) == (contract not in {21, 22})


@given(st.text())
def test_any_text_is_a_nip_or_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(NipError):
        assert str(parse_nip(text)).replace(" ", "") == parse_nip(text).digits


@given(st.text(alphabet="0123456789", min_size=18, max_size=18))
def test_eighteen_digits_are_a_nip_or_refused(digits: str) -> None:
    with suppress(NipError):
        assert parse_nip(digits).digits == digits


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("19850101201001100", "has 17 digits"),
        ("1985010120100110011", "has 19 digits"),
        ("198502302010011001", "no such day"),
        ("198513012010011001", "no such day"),
        ("203001012050011001", "the birth date is"),
        ("189912312010011001", "the birth date is"),
        ("198501012010131001", "month of appointment"),
        ("198501012010001001", "month of appointment"),
        ("198501012010301001", "month of appointment"),
        ("198501012010013001", "Digit 15"),
        ("198501012010010001", "Digit 15"),
        ("198501012010011000", "ends in 000"),
        ("198501011990011001", "the appointment was in 1990"),
        ("198501012099011001", "in the future"),
        ("19850101-201001-1-001", "the character “-”"),
        ("1985O1012010011001", "the character “O”"),
        ("1.98501012010011E+17", "spreadsheet"),
        ("198501012010011001.0", "spreadsheet"),
        (198501012010011001, "spreadsheet"),
        (1.98501012010011e17, "spreadsheet"),
        (None, "spreadsheet"),
        ("", "has 0 digits"),
        ("١٩٨٥٠١٠١٢٠١٠٠١١٠٠١", "the character"),
    ],
)
def test_what_is_wrong_is_said(text: object, said: str) -> None:
    with override("en"), clock.at(TODAY), pytest.raises(NipError, match=said):
        parse_nip(text)


def test_it_is_shown_in_its_groups() -> None:
    assert str(parse_nip(PNS)) == "19850101 201001 1 001"


def test_this_month_is_no_future() -> None:
    with clock.at(TODAY):
        assert parse_nip("200001012026031001").appointed_year == 2026
        with pytest.raises(NipError):
            parse_nip("200001012026041001")
