"""Two at once: a form that somebody else saved first comes back with what is on record now, to be decided on anew."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


class CarryingForm(forms.Form):
    """A form whose initial values are those on record; `carried` are its hidden fields that say what its reader saw."""

    carried: tuple[str, ...] = ()

    def look_again(self) -> None:
        """After a conflict: keep what was typed, say where the record differs, and count the record as seen: saving again is a decision."""
        data: Any = self.data
        self.data = data = data.copy()
        for name in self.carried:
            data[self.add_prefix(name)] = str(self.initial.get(name, ""))
        for name, value in list(self.cleaned_data.items()):
            if name not in self.carried and name in self.initial and (value or "") != (self.initial[name] or ""):
                self.add_error(name, _("On record now: %(value)s") % {"value": self._in_words(name)})

    def _in_words(self, name: str) -> str:
        value = self.initial[name]
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return date_format(value, "j F Y")
        if isinstance(value, time):
            return time_format(value, "H.i")
        choices = dict(getattr(self.fields[name], "choices", ()))
        value = choices.get(value, value)
        return "–" if value in (None, "") else str(value)
