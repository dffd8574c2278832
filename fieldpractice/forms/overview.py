"""Forms of the map of a cohort, and of the field-practice report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldpractice.enums import LhpkSection, LhpkState
from fieldpractice.models import Lhpk
from fieldpractice.queries.lhpk import SectionRow, sections_of
from fieldpractice.queries.overview import STATES, Wanted
from fieldpractice.services.lhpk import LONGEST
from lms.people.models import WorkUnit
from lms.ui.carrying import CarryingForm, retype
from lms.ui.forms import PlainSelect


class FieldFilterForm(forms.Form):
    """Which lines of the map to show."""

    unit = forms.ModelChoiceField(
        WorkUnit.objects.none(), label=_("Work unit"), required=False, empty_label=_("All"), widget=PlainSelect
    )
    state = forms.ChoiceField(label=_("With a week"), required=False, widget=PlainSelect)
    name = forms.CharField(label=_("Name"), required=False, max_length=80)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("All")), *STATES]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was chosen, each by itself: what does not exist counts as not chosen."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(data.get("unit"), data.get("state", ""), data.get("name", "").strip())


class ReportForm(CarryingForm):
    """The parts of the report. `seq` is the save that the page was made from."""

    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, lhpk: Any, **kwargs: Any) -> None:
        rows = sections_of(lhpk)
        kwargs["initial"] = {"seq": lhpk.seq if lhpk else 0, **{row.key: row.text for row in rows}}
        super().__init__(*args, **kwargs)
        self.lhpk = lhpk
        self.standing: list[SectionRow] = []
        for row in rows:
            self.fields[row.key] = forms.CharField(
                label=row.label,
                help_text=row.hint,
                required=False,
                max_length=LONGEST,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 7}),
            )
            # A draft may lack it, a hand-in may not.
            self.fields[row.key].draft = True  # type: ignore[attr-defined]

    def look_again(self) -> None:
        """After a conflict: what is on the server stands beside what was typed, and the next save starts from it."""
        lhpk = Lhpk.objects.get(pk=self.lhpk.pk)
        self.standing = sections_of(lhpk)
        retype(self, {"seq": lhpk.seq})

    def sections(self) -> dict[str, str]:
        """Return the parts as typed; only after `is_valid`."""
        return {one.value: self.cleaned_data.get(one.value, "") for one in LhpkSection}


class DecisionForm(forms.Form):
    """The facilitator's word on a report, on the version that was read."""

    to = forms.ChoiceField(
        label=_("Decision"),
        choices=[(LhpkState.ACCEPTED, _("Accept the report")), (LhpkState.RETURNED, _("Return it to be improved"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The writer reads it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
