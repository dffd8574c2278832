"""Two at once: a form that carries what its reader saw comes back with what is on record now, to be decided on anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import floatformat
from django.utils.choices import flatten_choices
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def retype(form: forms.Form, values: Mapping[str, Any], *, without: Collection[str] = ()) -> None:
    """Put other values into a form that was sent, by the names of its fields, and take some out; all else stays as typed."""
    data: Any = form.data
    form.data = data = data.copy()
    for name in without:
        data.pop(form.add_prefix(name), None)
    for name, value in values.items():
        data[form.add_prefix(name)] = "" if value is None else str(value)


class CarryingForm(forms.Form):
    """A form with hidden fields that say what its reader saw: the `carried`, whose initial values are those on record.

    What is `asked_anew` (a tick that something was read) is not kept over a conflict.
    """

    carried: tuple[str, ...] = ()
    asked_anew: tuple[str, ...] = ()

    def on_record(self) -> dict[str, Any]:
        """Return what the carried fields would say of what is on record now."""
        return {name: self.initial.get(name) for name in self.carried}

    def look_again(self) -> None:
        """After a conflict: keep what was typed, and count what is on record as seen: saving again is a decision."""
        retype(self, self.on_record(), without=self.asked_anew)

    def in_words(self, name: str, value: Any) -> str:
        """Return a value of this field as its reader would say it."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return date_format(localtime(value), "j F Y H.i")
        if isinstance(value, date):
            return date_format(value, "j F Y")
        if isinstance(value, time):
            return time_format(value, "H.i")
        if isinstance(value, Decimal):
            return str(floatformat(value, -2))
        choices = dict(flatten_choices(getattr(self.fields[name], "choices", ())))
        if isinstance(value, QuerySet | list | tuple):
            return ", ".join(str(choices.get(one, one)) for one in value) or "–"
        value = choices.get(value, value)
        return "–" if value in (None, "") else str(value)


class ComparingForm(CarryingForm):
    """One whose other initial values are those on record, too: after a conflict it says where what was typed differs from them."""

    def look_again(self) -> None:
        super().look_again()
        for name in [one for one in self.changed_data if one in self.cleaned_data and one in self.initial]:
            value = self.initial[name]
            if name not in self.carried and not self.is_typed_again(name, value):
                self.add_error(name, _("On record now: %(value)s") % {"value": self.in_words(name, value)})

    def is_typed_again(self, name: str, value: Any) -> bool:
        """Whether the value on record was sent in another writing: a browser has its own line ends, and its picker no seconds."""
        if isinstance(value, str):
            return _lines(value) == _lines(str(self[name].data or ""))
        return isinstance(value, datetime | time) and _to_the_minute(value) == _to_the_minute(self.cleaned_data[name])


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _to_the_minute(value: Any) -> Any:
    return value.replace(second=0, microsecond=0) if value else value
