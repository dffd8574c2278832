"""Forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.models import ReportText
from lms.evaluation.services.reports.drafting import LONGEST, authors
from lms.files.limits import LARGEST_FILE
from lms.people.enums import Language
from lms.people.ids import new_id
from lms.people.models import User
from lms.ui.carrying import CarryingForm, retype
from lms.ui.forms import PlainSelect


class ReportAddForm(forms.Form):
    """A new report: about which cohorts, and its titles. `key` makes a double click one report."""

    cohorts = forms.ModelMultipleChoiceField(
        Cohort.objects.none(), label=_("Cohorts"), widget=forms.CheckboxSelectMultiple, help_text=_("One or several of one programme.")
    )  # fmt: skip
    title = forms.CharField(label=_("Title in Indonesian"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": new_id()})
        super().__init__(*args, **kwargs)
        self.fields["cohorts"].queryset = cohorts  # type: ignore[attr-defined]


class TextForm(CarryingForm):
    """The words of a section in one language. `seq` is the save that the page was made from."""

    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(required=False, max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args: Any, row: ReportText, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": row.language, "seq": row.seq, "text": row.text}
        kwargs["auto_id"] = f"id_{row.language}_%s"
        super().__init__(*args, **kwargs)
        self.row = row
        self.standing = ""
        self.fields["text"].label = Language(row.language).label
        self.fields["text"].widget.attrs["lang"] = row.language
        # A draft may be empty.
        self.fields["text"].draft = True  # type: ignore[attr-defined]

    def look_again(self) -> None:
        """After a conflict: what is on the server stands beside what was typed, and the next save starts from it."""
        row = ReportText.objects.get(pk=self.row.pk)
        self.standing = row.text
        retype(self, {"seq": row.seq})


class AssignForm(forms.Form):
    """Who writes a section, and until when."""

    author = forms.ModelChoiceField(
        User.objects.none(), label=_("Author"), required=False, empty_label=_("Nobody yet"), widget=PlainSelect
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].queryset = authors()  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    """Until when the units sign."""

    due_on = forms.DateField(label=_("Sign until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AmendForm(forms.Form):
    """Why a final report is taken up again."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """An answer to an objection or to notes."""

    word = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class FileForm(forms.Form):
    """A file that goes with the report."""

    title = forms.CharField(label=_("What it is"), max_length=200)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX, XLSX or a photo, 10 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.xlsx,.jpg,.jpeg,.png,.webp,.heic"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Make it smaller and choose it again."))
        return file
