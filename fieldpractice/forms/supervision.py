"""Forms: the supervisor's word, and what is said in a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fieldpractice.enums import Verdict
from fieldpractice.queries.logbook import WeekRow
from lms.ui.carrying import CarryingForm


class WordForm(CarryingForm):
    """The word on one week; `seen` is the digest of the entries that the page shows."""

    carried = ("seen",)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Have you seen this work?"),
        choices=[
            (Verdict.SEEN, gettext_lazy("Yes, I have seen it")),
            (Verdict.NOT_SEEN, gettext_lazy("No, I have not seen it")),
            (Verdict.DISAGREES, gettext_lazy("I disagree, because …")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Because"),
        help_text=gettext_lazy("Needed when you disagree. The facilitator speaks with the participant about it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    week = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, row: WeekRow) -> None:
        mine = data if data is not None and data.get(f"week-{row.number}-week") == str(row.number) else None
        super().__init__(mine, prefix=f"week-{row.number}", initial={"week": row.number, "seen": row.digest})
        self.row = row


class AnswerForm(forms.Form):
    """What somebody says in a case."""

    text = forms.CharField(label=gettext_lazy("Answer"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class CloseForm(forms.Form):
    """How a case ends."""

    reason = forms.CharField(label=gettext_lazy("What you found"), max_length=1000, widget=forms.Textarea({"rows": 4}))
