"""Form fields that read what people type and say what is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.people.names import tidy
from lms.people.nip import Nip, NipError, parse_nip
from lms.people.phones import PhoneError, parse_phone


class NameField(forms.CharField):
    """A name or a title as it is written; only spaces are tidied."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class NipField(forms.CharField):
    """A NIP with or without spaces; gives a Nip, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "NIP")
        kwargs.setdefault(
            "help_text", _("18 digits, spaces allowed. Leave empty for people who are no civil servants.")
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> Nip | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_nip(text)
        except NipError as error:
            raise ValidationError(str(error), code="nip") from error


class PhoneField(forms.CharField):
    """A telephone number as people write it; gives E.164, or an empty text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone (WhatsApp)"))
        kwargs.setdefault("help_text", _("For example 0812 3456 7890."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except PhoneError as error:
            raise ValidationError(str(error), code="phone") from error


class DayField(forms.DateField):
    """A day, with the browser's own date picker; typed day first works too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2200:
            raise ValidationError(_("The year must lie between 1900 and 2200."), code="year")
        return day
