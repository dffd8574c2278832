"""Personal data is unreadable in logs; every line names its request."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from lms.people.audit import origin
from lms.people.logs import MaskedLine
from lms.people.origin import Origin
from lms.settings import base


def line(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("x", logging.INFO, "", 0, message, args, exc_info)  # type: ignore[arg-type]
    return MaskedLine("{request_id} {message}", style="{").format(record)


def test_addresses_numbers_and_phones_are_masked() -> None:
    text = line("%s, NIP %s, phone %s", "ratna@example.test", "198501012010011001", "081234567890")
    for secret in ("ratna@", "198501012010011001", "081234567890"):
        assert secret not in text


@pytest.mark.parametrize("written", ["0812-3456-7890", "+62 812 3456 7890", "0812 3456 789", "19850101 201001 1 001"])
def test_numbers_are_masked_as_people_write_them(written: str) -> None:
    text = line("nomor baru %s, mohon diubah", written)
    assert written not in text
    assert "•" in text
    assert text.endswith(", mohon diubah")


@pytest.mark.parametrize("harmless", ["25 Nov 2026 08.15", "08 8 2026", "12 dari 24 JP", "2026-11-25 08:15:30"])
def test_days_and_sums_stay_readable(harmless: str) -> None:
    assert line(harmless).endswith(harmless)


@pytest.mark.parametrize("address", ["/invitations/abc.def.Gh-1_x/", "/accounts/password/reset/key/8-dimyeb-ee5a72/"])
def test_a_link_that_opens_an_account_is_no_longer_one(address: str) -> None:
    text = line("Unprocessable Entity: %s", address)
    assert address not in text
    assert text.endswith("/••••/")
    assert "def" not in text
    assert "ee5a72" not in text


def test_a_traceback_is_masked_too() -> None:
    with pytest.raises(ValueError, match="Key") as caught:
        raise ValueError("Key (email)=(ratna@example.test) already exists.")
    text = line("failed", exc_info=(caught.type, caught.value, caught.tb))
    assert "already exists" in text
    assert "ratna@" not in text


def test_a_line_names_its_request() -> None:
    token = origin.set(Origin(request_id="abc123"))
    try:
        assert line("x").startswith("abc123 ")
    finally:
        origin.reset(token)
    assert line("x").startswith("- ")


@pytest.mark.django_db
def test_every_answer_names_its_request() -> None:
    one, two = Client().get("/accounts/login/"), Client().get("/accounts/login/")
    assert len(one["X-Request-ID"]) == 12
    assert one["X-Request-ID"] != two["X-Request-ID"]


def test_every_line_of_the_site_goes_through_it() -> None:
    assert base.LOGGING["formatters"]["line"]["()"] == f"{MaskedLine.__module__}.{MaskedLine.__qualname__}"
    assert {handler["formatter"] for handler in base.LOGGING["handlers"].values()} == {"line"}
    assert not [name for name, logger in base.LOGGING["loggers"].items() if "handlers" in logger]
