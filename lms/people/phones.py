"""Telephone numbers: read as people write them (08…, 628…, +628…), kept as E.164, opened in WhatsApp."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import phonenumbers
from django.utils.translation import gettext as _

from lms.people.cells import was_a_number


class PhoneError(ValueError):
    """The text is no telephone number; the message (translated) says why and what would be right."""


def parse_phone(value: Any) -> str:
    """Return the number in E.164 (`+628123456789`). Raises PhoneError."""
    if was_a_number(value):
        raise PhoneError(
            _("The telephone number came as a number with decimals, so digits may be lost. Enter it as text: 0812…")
        )
    text = value.strip()
    if re.search(r"[^\d+\s().\-]", text):
        raise PhoneError(_("The telephone number holds other characters than digits. Write it like 0812 3456 789."))
    if re.match(r"62[\s.\-]?\d", text):
        text = f"+{text}"
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException as error:
        raise PhoneError(_("This is no telephone number. Write it like 0812 3456 789 or +62 812 3456 789.")) from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneError(_unlike(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _unlike(number: phonenumbers.PhoneNumber) -> str:
    fault = phonenumbers.is_possible_number_with_reason(number)
    if fault == phonenumbers.ValidationResult.TOO_SHORT:
        return _("The telephone number is too short. Please check that no digit is missing.")
    if fault == phonenumbers.ValidationResult.TOO_LONG:
        return _("The telephone number is too long. Please check that it is one number only.")
    return _("There is no such telephone number. Please check the first digits.")


def shown_phone(number: str) -> str:
    """Return `+628123456789` as people read it: `+62 812-3456-789`."""
    if not number:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def whatsapp_link(number: str, text: str) -> str:
    """Return the address that opens WhatsApp with this text; without a number WhatsApp asks to whom."""
    return f"https://wa.me/{number.lstrip('+')}?text={quote(text)}"
