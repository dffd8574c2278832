"""Numbers, days, hours and lengths of time as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignments.schema import reading


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("1.250", "1250"),
        ("1.250.000", "1250000"),
        ("1.250,5", "1250.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0.75", "0.75"),
        ("1,250,000", "1250000"),
        (" 1 250 ", "1250"),
        ("-3", "-3"),
        (7, "7"),
        (2.5, "2.5"),
    ],
)
def test_a_number_is_read(typed: Any, number: str) -> None:
    assert reading.read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["", "dua", "1_000", "1e5", "NaN", "Infinity", "1..2", "12 orang", "9" * 16, "٣", True, "1.25.0", "-"]
)
def test_what_is_no_number_is_none(typed: Any) -> None:
    assert reading.read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("Rp 4.500.000,-", "4500000"),
        ("rp4500000", "4500000"),
        ("Rp. 4.500.000", "4500000"),
        ("IDR 1.000", "1000"),
        ("4,5 juta", "4500000"),
        ("500rb", "500000"),
        ("4500000.--", "4500000"),
        ("1,2 miliar", "1200000000"),
    ],
)
def test_an_amount_is_read(typed: str, amount: str) -> None:
    assert reading.read_money(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["gratis", "Rp", "juta", "999999999999 miliar", "UMK"])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert reading.read_money(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "25/11/2026",
        "25-11-2026",
        "25.11.26",
        "25 11 2026",
        "25 November 2026",
        "25 Nov 2026",
        "25 nop. 2026",
        "25-Nov-26",
        "Rabu, 25 November 2026",
        "2026-11-25",
        "2026/11/25",
    ],
)
def test_a_day_is_read_day_first(typed: str) -> None:
    assert reading.read_date(typed) == date(2026, 11, 25)


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "13/13/2026", "kemarin", "25/11", "2026", "25 Novembro 2026", "", "00/00/0000", 0]
)
def test_what_is_no_day_is_none(typed: Any) -> None:
    assert reading.read_date(typed) is None


@pytest.mark.parametrize("typed", ["2026-11", "11/2026", "November 2026", "Nov 26", "11 2026", "nopember 2026"])
def test_a_month_is_read(typed: str) -> None:
    assert reading.read_month(typed) == "2026-11"


@pytest.mark.parametrize("typed", ["13/2026", "November", "2026", "00/2026"])
def test_what_is_no_month_is_none(typed: str) -> None:
    assert reading.read_month(typed) is None


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("08:30", "08:30"),
        ("8.30", "08:30"),
        ("08.30 WIB", "08:30"),
        ("pukul 8", "08:00"),
        ("0830", "08:30"),
        ("8:30:15", "08:30"),
        ("23.59", "23:59"),
    ],
)
def test_an_hour_is_read(typed: str, time: str) -> None:
    assert reading.read_time(typed) == time


@pytest.mark.parametrize("typed", ["24:00", "8:60", "siang", "2561", "8.3"])
def test_what_is_no_hour_is_none(typed: str) -> None:
    assert reading.read_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1 jam 30 menit", 90),
        ("1jam 30mnt", 90),
        ("90", 90),
        (90, 90),
        ("90 menit", 90),
        ("1:30", 90),
        ("1,5 jam", 90),
        ("2 hari", 2880),
        ("1 hari 2 jam", 1560),
        ("2 hours", 120),
        ("0 menit", 0),
    ],
)
def test_a_length_of_time_is_read(typed: Any, minutes: int) -> None:
    assert reading.read_duration(typed) == minutes


@pytest.mark.parametrize("typed", ["lama", "30 menit 1 jam", "-5", "400 hari", "", "1:75"])
def test_what_is_no_length_is_none(typed: str) -> None:
    assert reading.read_duration(typed) is None


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_a_number_kept_is_read_again_as_itself(number: Decimal) -> None:
    assert reading.read_number(reading.plain(number)) == number


def test_three_decimals_are_not_kept_as_thousands() -> None:
    assert reading.plain(Decimal("1.125")) == "1.1250"
    assert reading.read_number(1.125) == Decimal("1.125")


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(typed: str) -> None:
    for read in (
        reading.read_number,
        reading.read_money,
        reading.read_date,
        reading.read_month,
        reading.read_time,
        reading.read_duration,
        reading.read_bool,
    ):
        read(typed)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_from_how_it_is_kept_and_typed(day: date) -> None:
    assert reading.read_date(day.isoformat()) == day
    assert reading.read_date(f"{day.day}/{day.month}/{day.year}") == day
