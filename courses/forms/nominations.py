"""Calls, letters with nominees, questions, replacements and moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.forms.cohorts import ReasonForm
from courses.models import Cohort, Enrolment, NominationCall
from courses.queries.nominations import candidates, cohorts_to_move_to, replaceable_by
from lms.files.limits import LARGEST_FILE
from lms.files.models import StoredFile
from lms.people.fields import DayField, NameField, NipField, PhoneField
from lms.people.ids import new_id
from lms.people.models import User, WorkUnit
from lms.ui.carrying import ComparingForm

LETTER = "letter"
LETTER_HELP = _("PDF or a photo of it, 10 MB at most.")
FEWEST_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 30


class CallForm(ComparingForm):
    """Until when units may nominate, and how many people each."""

    carried = ("seen",)

    until = DayField(label=_("Last day for nominations"), help_text=_("The last day is still valid."))
    note = forms.CharField(
        label=_("What the units should know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example who is meant and what they bring along."),
    )
    only_quota = forms.BooleanField(label=_("Only units with a quota may nominate"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        call = NominationCall.objects.filter(cohort=cohort).first()
        quotas = {row.work_unit_id: row.seats for row in cohort.quotas.all()}
        self.units = list(WorkUnit.objects.filter(is_active=True).order_by("kind", "name"))
        initial: dict[str, Any] = {f"quota_{unit.pk}": quotas.get(unit.pk) for unit in self.units}
        if call:
            initial |= {"until": call.until, "note": call.note, "only_quota": call.only_quota}
        kwargs["initial"] = {**initial, "seen": call.number if call else 0}
        super().__init__(*args, **kwargs)
        for unit in self.units:
            self.fields[f"quota_{unit.pk}"] = forms.IntegerField(
                label=unit.name, min_value=0, max_value=9999, required=False
            )

    def own_fields(self) -> list[BoundField]:
        """Return the fields of the call itself."""
        return [self[name] for name in ("until", "note", "only_quota")]

    def quota_fields(self) -> list[BoundField]:
        """Return one field a unit."""
        return [self[f"quota_{unit.pk}"] for unit in self.units]

    def quotas(self) -> dict[int, int]:
        """Return the numbers that were given, by unit. After validation only."""
        data = self.cleaned_data
        return {unit.pk: data[f"quota_{unit.pk}"] for unit in self.units if data.get(f"quota_{unit.pk}") is not None}


class LetterFileField(forms.FileField):
    """A letter of assignment; what the browser sent is checked by its content later."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", LETTER_HELP)
        kwargs.setdefault(
            "widget", forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.heic,.docx"})
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB. Make it smaller and choose it again."))
        return file


class NominationForm(forms.Form):
    """People of one unit, chosen from those who are here or added in rows, with the letter of assignment.

    A file that has arrived is kept (`kept`), so that nobody chooses it again because of a slip in another field.
    """

    users = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("People of the unit"),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    letter_number = forms.CharField(label=_("Number of the letter of assignment"), max_length=80)
    letter_date = DayField(label=_("Date of the letter"))
    file = LetterFileField(
        label=_("Letter of assignment (file)"),
        error_messages={"required": _("Choose the letter of assignment: without it nobody can be accepted.")},
    )
    note = forms.CharField(label=_("Remark for the organiser"), max_length=500, required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kept = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(min_value=0, max_value=MOST_ROWS, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, unit: WorkUnit, cohort: Cohort, owner: User, more: bool = False, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"key": new_id(), "rows": FEWEST_ROWS}
        super().__init__(*args, **kwargs)
        self.owner, self.unit = owner, unit
        self.fields["file"].required = self.kept_file() is None
        self.fields["users"].queryset = candidates(unit, cohort)  # type: ignore[attr-defined]
        self.count = self._row_count(more)
        for number in range(1, self.count + 1):
            self.fields |= {f"new{number}_{name}": make() for name, make in NEWCOMER_FIELDS.items()}

    def _row_count(self, more: bool) -> int:
        if not self.is_bound:
            return FEWEST_ROWS
        try:
            asked = int(self.data.get("rows", FEWEST_ROWS))
        except ValueError:
            asked = FEWEST_ROWS
        count = min(MOST_ROWS, max(FEWEST_ROWS, asked) + (MORE_ROWS if more else 0))
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["rows"] = str(count)  # type: ignore[index]
        return count

    def letter_fields(self) -> list[BoundField]:
        return [self[name] for name in ("letter_number", "letter_date", "file", "note")]

    def newcomer_rows(self) -> Iterator[tuple[int, list[BoundField]]]:
        """Yield each row for somebody new with its fields."""
        for number in range(1, self.count + 1):
            yield number, [self[f"new{number}_{name}"] for name in NEWCOMER_FIELDS]

    def kept_file(self) -> StoredFile | None:
        """Return the letter that has arrived already, if it is this person's."""
        pid = self.data.get("kept", "") if self.is_bound else ""
        return StoredFile.objects.filter(public_id=pid, owner=self.owner, purpose=LETTER).first() if pid else None

    def newcomers(self) -> list[dict[str, Any]]:
        """Return the rows that were filled in, as fields of people. After validation only."""
        return [row for number in range(1, self.count + 1) if (row := self._row(number))]

    def _row(self, number: int) -> dict[str, Any]:
        row = {name: self.cleaned_data.get(f"new{number}_{name}") for name in NEWCOMER_FIELDS}
        if not any(row.values()):
            return {}
        return {**row, "nip": row["nip"].digits if row["nip"] else ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[str, int] = {}
        for number in range(1, self.count + 1):
            row = {name: data.get(f"new{number}_{name}") for name in NEWCOMER_FIELDS}
            if not any(self.data.get(f"new{number}_{name}") for name in NEWCOMER_FIELDS):
                continue
            for name in ("name", "email"):
                if not row[name] and f"new{number}_{name}" not in self.errors:
                    self.add_error(f"new{number}_{name}", _("Needed for somebody new."))
            email = (row["email"] or "").lower()
            if email and email in seen:
                self.add_error(
                    f"new{number}_email", _("The same address stands in row %(row)s.") % {"row": seen[email]}
                )
            seen.setdefault(email, number)
        return data


class LetterForm(forms.Form):
    """A letter of assignment by itself."""

    file = LetterFileField(label=_("Letter of assignment (file)"))


NEWCOMER_FIELDS: dict[str, Any] = {
    "name": lambda: NameField(label=_("Name, without titles"), max_length=120, required=False),
    "email": lambda: forms.EmailField(label=_("E-mail"), max_length=254, required=False),
    "nip": lambda: NipField(required=False, help_text=""),
    "phone": lambda: PhoneField(required=False, help_text=""),
}


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("What the unit should answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The contacts of the unit read it and are told."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    file = LetterFileField(label=_("File, where one was asked for"), required=False)


class ReplaceForm(ReasonForm):
    """Somebody of the same unit who is here, or somebody new."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who comes instead"),
        required=False,
        to_field_name="public_id",
        empty_label=_("Somebody new, filled in below"),
    )
    name = NameField(label=_("Name of somebody new, without titles"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail of somebody new"), max_length=254, required=False)
    nip = NipField(required=False)
    phone = PhoneField(required=False)

    field_order = ["user", "name", "email", "nip", "phone", "reason"]

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = replaceable_by(enrolment)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("user") is None and "user" not in self.errors:
            for name in ("name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for somebody new."))
        return data

    def newcomer(self) -> dict[str, Any] | None:
        """Return the fields of somebody new, or None when a person was chosen. After validation only."""
        data = self.cleaned_data
        if data["user"] is not None:
            return None
        nip = data["nip"].digits if data["nip"] else ""
        return {"name": data["name"], "email": data["email"], "nip": nip, "phone": data["phone"]}


class UnitTransferForm(ReasonForm):
    unit = forms.ModelChoiceField(
        WorkUnit.objects.filter(is_active=True).order_by("name"), label=_("New unit"), to_field_name="public_id"
    )
    with_person = forms.BooleanField(
        label=_("The person works there from now on"),
        required=False,
        initial=True,
        help_text=_("Otherwise only this enrolment is counted for the unit."),
    )

    field_order = ["unit", "with_person", "reason"]


def _with_free_seats(cohort: Any) -> str:
    free = max(0, cohort.capacity - cohort.seated)
    words = ngettext("%(cohort)s (%(count)s seat free)", "%(cohort)s (%(count)s seats free)", free)
    return words % {"cohort": cohort, "count": free}


class CohortTransferForm(ReasonForm):
    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("To which cohort"), to_field_name="public_id")

    field_order = ["cohort", "reason"]

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts_to_move_to(enrolment)  # type: ignore[attr-defined]
        self.fields["cohort"].label_from_instance = _with_free_seats  # type: ignore[attr-defined]
