"""Forms of the staff's screens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.markdown.archive import LARGEST_TOTAL, MEGABYTE
from cms.models import CurriculumVersion
from lms.people import clock

DAYS_TO_REVIEW = 14


class VersionForm(forms.Form):
    """A new version."""

    note = forms.CharField(
        label=_("What is new"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
        help_text=_("One or two sentences for the reviewers."),
    )


class ReviewForm(forms.Form):
    """Until when the units are asked to sign."""

    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"due_on": clock.today() + timedelta(days=DAYS_TO_REVIEW)})
        super().__init__(*args, **kwargs)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class CompareForm(forms.Form):
    """Which version to compare with."""

    other = forms.ModelChoiceField(
        label=_("Compare with"), queryset=CurriculumVersion.objects.none(), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A zip of Markdown."""

    file = forms.FileField(
        label=_("Zip file"),
        help_text=_("The curriculum folder, packed. You first see what would happen; nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TOTAL:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB."), params={"size": LARGEST_TOTAL // MEGABYTE}, code="too_large"
            )
        return file


class ConfirmForm(forms.Form):
    """The upload whose dry run was read."""

    upload = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
