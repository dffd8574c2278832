"""Telephone numbers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.people.phones import PhoneError, parse_phone, shown_phone, whatsapp_link

mobile = st.from_regex(r"81[1-9][0-9]{7,8}", fullmatch=True)


@given(mobile, st.sampled_from(["0", "62", "+62", "+62 ", "62 ", ""]))
def test_every_way_of_writing_gives_one_number(national: str, prefix: str) -> None:
    assert parse_phone(prefix + national) == f"+62{national}"


@given(mobile, st.lists(st.tuples(st.integers(1, 9), st.sampled_from(" -")), max_size=3))
def test_spaces_and_hyphens_do_not_matter(national: str, breaks: list[tuple[int, str]]) -> None:
    text = f"0{national}"
    for place, sign in sorted(breaks, reverse=True):
        text = text[:place] + sign + text[place:]
    assert parse_phone(text) == f"+62{national}"


@given(mobile, st.sampled_from([".0", ".00", ",0", "."]))
def test_a_numeric_cell_is_refused_before_it_is_read(national: str, tail: str) -> None:
    with pytest.raises(PhoneError):
        parse_phone(national + tail)


@given(st.text())
def test_any_text_is_a_number_or_refused_and_nothing_else_happens(text: str) -> None:
    with suppress(PhoneError):
        assert parse_phone(text).startswith("+")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("8123456789.0", "decimals"),
        ("8.12E+9", "decimals"),
        (8123456789, "decimals"),
        (8123456789.0, "decimals"),
        ("0812-345", "too short|no such"),
        ("081234567890123456", "too long|no such"),
        ("0812 3456 7890 / 0813 1111 2222", "other characters"),
        ("rumah", "other characters"),
        ("", "no telephone number"),
        ("+999 123456", "no telephone number|no such"),
    ],
)
def test_what_is_wrong_is_said(value: object, said: str) -> None:
    with override("en"), pytest.raises(PhoneError, match=said):
        parse_phone(value)


def test_other_countries_are_taken_with_their_code() -> None:
    assert parse_phone("+41 22 799 6111") == "+41227996111"


def test_it_is_shown_readably_and_opens_whatsapp() -> None:
    assert shown_phone("+6281234567890") == "+62 812-3456-7890"
    assert shown_phone("") == ""
    assert whatsapp_link("+6281234567890", "Halo & selamat") == "https://wa.me/6281234567890?text=Halo%20%26%20selamat"
    assert whatsapp_link("", "Halo") == "https://wa.me/?text=Halo"
