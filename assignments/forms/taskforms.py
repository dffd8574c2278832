"""What is typed about versions of task forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.fields import DayField

DAYS_TO_REVIEW = 14
LARGEST = 2 * 1024 * 1024


class FormVersionForm(forms.Form):
    """A new version of a form."""

    note = forms.CharField(
        label=_("What is new"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=300,
        help_text=_("One sentence for those who sign it."),
    )


class FormReviewForm(forms.Form):
    """Until when the units are asked to sign."""

    due_on = DayField(label=_("Due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"due_on": clock.today() + timedelta(days=DAYS_TO_REVIEW)})
        super().__init__(*args, **kwargs)


class TakeBackForm(forms.Form):
    """Why a version is taken out of review."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class XlsFormUpload(forms.Form):
    """A form as a spreadsheet."""

    file = forms.FileField(
        label=_("XLSForm file"),
        help_text=_("An .xlsx with the sheets survey, choices and settings. You first see what would happen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB."), code="too_large")
        return file


class XlsFormConfirm(forms.Form):
    """The form that was read in the dry run, signed by the site so that it is the same one."""

    form = forms.CharField(widget=forms.HiddenInput)
