"""Forms: one service of one day."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fieldpractice.enums import Service
from fieldpractice.forms.placements import day_input
from fieldpractice.models import LogbookEntry
from fieldpractice.services.logbook import MOST_NOTE, MOST_SERVED
from lms.ui.carrying import retype


class EntryForm(forms.Form):
    """A day in under a minute: which service, how many, how long, what was hard."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=day_input())
    service = forms.TypedChoiceField(
        label=gettext_lazy("Service"), choices=Service.choices, coerce=int, widget=forms.RadioSelect
    )
    served = forms.IntegerField(
        label=gettext_lazy("People served"),
        min_value=0,
        max_value=MOST_SERVED,
        initial=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"),
        min_value=Decimal(0),
        max_value=Decimal(24),
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.25"}),
    )
    note = forms.CharField(
        label=gettext_lazy("What was hard"),
        max_length=MOST_NOTE,
        required=False,
        help_text=gettext_lazy("No names of clients. Leave it empty when nothing was."),
        widget=forms.Textarea({"rows": 3}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed once your supervisor has given a word on this week."),
        widget=forms.Textarea({"rows": 2}),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seq = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, today: date, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["day"].widget.attrs |= {
            "min": f"{first:%Y-%m-%d}",
            "max": f"{min(today, last):%Y-%m-%d}",
            "data-last": f"{last:%Y-%m-%d}",
        }
        self.theirs: LogbookEntry | None = None

    @property
    def asks_why(self) -> bool:
        """Whether it changes an entry that is there, which may need a reason."""
        return bool(self["seq"].value())

    def noted(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        names = ("day", "service", "served", "hours", "note", "seq", "reason")
        return {name: self.cleaned_data[name] for name in names} | {"client_key": self.cleaned_data["key"]}

    def differs(self, entry: LogbookEntry) -> None:
        """Show what stands there beside what was typed; saved again, the typed words take its place knowingly.

        In place of one that was struck out elsewhere they are an entry of their own.
        """
        self.theirs = entry
        struck = entry.struck_at is not None
        retype(self, {"key": uuid.uuid4().hex if struck else entry.client_key, "seq": None if struck else entry.seq})


class StrikeForm(forms.Form):
    """Striking an entry out."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)
    seq = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
