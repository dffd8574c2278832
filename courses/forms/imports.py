"""A list of people, and what is to become of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.files.limits import LARGEST_FILE


class ListFileField(forms.FileField):
    """A list to be read and shown first: a workbook or CSV, no larger than is read."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(
            label=label,
            help_text=_(
                "10 MB and 10,000 rows at most. First you see what it would do; nothing is written before you say so."
            ),
            widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Take out pictures and other sheets, or split the list.")
            )
        return file


class ImportForm(forms.Form):
    file = ListFileField(label=_("List of people (XLSX or CSV)"))


class ConfirmImportForm(forms.Form):
    gives_seats = forms.TypedChoiceField(
        label=_("What becomes of the people"),
        choices=[
            ("1", _("They get seats in the order of the list; from the first who finds none free, the others wait")),
            ("0", _("They are only nominated; you decide later")),
        ],
        coerce=lambda value: value == "1",
        initial="1",
        widget=forms.RadioSelect,
    )
