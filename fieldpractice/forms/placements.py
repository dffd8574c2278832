"""Forms: who practises where, and when the practice rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Enrolment
from fieldpractice.enums import PauseKind
from fieldpractice.models import Placement
from fieldpractice.queries.placements import Draft
from fieldpractice.services.placements import PlacementValues
from lms.people.models import User, WorkUnit
from lms.ui.carrying import CarryingForm
from lms.ui.forms import PlainSelect


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SupervisorFields(forms.Form):
    """How the supervisor is named: an account, or a name with an address."""

    supervisor = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Supervisor with an account"),
        required=False,
        empty_label=gettext_lazy("Nobody with an account"),
        widget=PlainSelect,
    )
    supervisor_name = forms.CharField(label=gettext_lazy("Supervisor’s name"), max_length=160, required=False)
    supervisor_email = forms.CharField(
        label=gettext_lazy("Supervisor’s e-mail"), max_length=254, required=False, widget=forms.EmailInput
    )
    supervisor_phone = forms.CharField(
        label=gettext_lazy("Supervisor’s phone (WhatsApp)"), max_length=30, required=False
    )


class RowForm(SupervisorFields):
    """One person still to be placed, as the table shows it."""

    work_unit = forms.ModelChoiceField(
        WorkUnit.objects.none(),
        label=gettext_lazy("Work unit"),
        required=False,
        empty_label=gettext_lazy("Not known yet"),
        widget=PlainSelect,
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=day_input())
    field_order = ("work_unit", "supervisor", "starts_on")

    def __init__(self, data: Any, draft: Draft, choices: Choices) -> None:
        super().__init__(
            data,
            prefix=draft.enrolment.public_id,
            initial={
                "work_unit": draft.work_unit.pk if draft.work_unit else None,
                "supervisor": draft.supervisor.pk if draft.supervisor else None,
                "starts_on": draft.starts_on,
            },
        )
        self.draft = draft
        choices.into(self)

    @property
    def enrolment(self) -> Enrolment:
        return self.draft.enrolment

    def wanted(self) -> Draft:
        """Return the placement as typed."""
        return Draft(enrolment=self.draft.enrolment, **self.cleaned_data)


class Choices:
    """The units and supervisors a row may choose from, read once for all rows of a page."""

    def __init__(self, units: Sequence[WorkUnit], heads: Sequence[User]) -> None:
        self.units = [("", _("Not known yet")), *((one.pk, str(one)) for one in units)]
        self.heads = [("", _("Nobody with an account")), *((one.pk, one.display_name) for one in heads)]
        self.by_id: dict[str, dict[int, Any]] = {
            "work_unit": {one.pk: one for one in units},
            "supervisor": {one.pk: one for one in heads},
        }

    def into(self, form: forms.Form) -> None:
        """Put them into a form in place of two queries a row."""
        for name, choices in (("work_unit", self.units), ("supervisor", self.heads)):
            form.fields[name] = _Chosen(self.by_id[name], choices, label=form.fields[name].label)


class _Chosen(forms.ChoiceField):
    """A choice among rows that are at hand: cleaned to the row, or to None."""

    def __init__(self, rows: dict[int, Any], choices: Any, *, label: Any) -> None:
        super().__init__(label=label, choices=choices, required=False, widget=PlainSelect)
        self.rows = rows

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return self.rows[int(cleaned)] if cleaned else None


class PlacementForm(CarryingForm, SupervisorFields):
    """One placement: unit, supervisor, first day; from which day, and why."""

    carried = ("seen",)
    work_unit = forms.ModelChoiceField(
        WorkUnit.objects.none(), label=gettext_lazy("Work unit"), empty_label=None, widget=PlainSelect
    )
    starts_on = forms.DateField(label=gettext_lazy("First day of the practice"), widget=day_input())
    from_day = forms.DateField(
        label=gettext_lazy("The change holds from"),
        help_text=gettext_lazy("Hours in the logbook from this day on count for the new unit."),
        widget=day_input(),
    )
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea({"rows": 2}))
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("work_unit", "supervisor", "supervisor_name", "supervisor_email", "supervisor_phone", "starts_on")

    def __init__(self, data: Any, placement: Placement, units: Any, heads: Any, *, seen: str, today: date) -> None:
        names = ("supervisor_name", "supervisor_email", "supervisor_phone", "starts_on")
        initial = {name: getattr(placement, name) for name in names}
        initial |= {"work_unit": placement.work_unit_id, "supervisor": placement.supervisor_id, "seen": seen}
        super().__init__(data, initial={**initial, "from_day": max(today, placement.starts_on)})
        for name, rows in (("work_unit", units), ("supervisor", heads)):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def values(self) -> PlacementValues:
        """Return what was decided."""
        names = ("work_unit", "starts_on", "supervisor", "supervisor_name", "supervisor_email", "supervisor_phone")
        return PlacementValues(**{name: self.cleaned_data[name] for name in names})


class PauseForm(forms.Form):
    """Days on which the practice rests. What it moves is shown before it is saved."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of pause"), choices=PauseKind.choices, widget=forms.RadioSelect)
    starts_on = forms.DateField(label=gettext_lazy("First day of the pause"), widget=day_input())
    ends_on = forms.DateField(label=gettext_lazy("Last day of the pause"), widget=day_input())
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The participant and the facilitators read it: no diagnosis, please."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    shown = forms.BooleanField(required=False, widget=forms.HiddenInput)


class WhyForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea({"rows": 3}))
