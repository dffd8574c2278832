"""Forms: a unit's figures of a month, a file with figures, the months a cohort is compared over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.imports import ListFileField
from lms.evaluation.indicators import FIELDS, Windows, month_name, shifted
from lms.evaluation.models import UnitMonth
from lms.evaluation.models.indicators import FIGURES
from lms.evaluation.services.indicators import MOST_NOTE
from lms.ui.carrying import CarryingForm, ComparingForm, retype
from lms.ui.forms import PlainSelect


class MonthForm(CarryingForm):
    """One month of one unit. `seq` is what the page was made from; 0 where nothing stood there."""

    note = forms.CharField(
        label=_("Remark"),
        max_length=MOST_NOTE,
        required=False,
        help_text=_("What a reader must know of this month: a job fair, two weeks without the system."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = forms.CharField(
        label=_("Why figures that were reported are changed"),
        max_length=300,
        required=False,
        help_text=_("Needed only when a figure that stands there becomes another."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seq = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, row: UnitMonth | None, **kwargs: Any) -> None:
        known = {**row.values, "note": row.note, "seq": row.seq} if row else {"seq": 0}
        super().__init__(data, initial=known, **kwargs)
        for one in FIELDS:
            self.fields[one.key] = _figure(one.key)
            # None of them must be there, and that is said once above all.
            self.fields[one.key].draft = True  # type: ignore[attr-defined]
        self.order_fields([*FIGURES, "note", "reason", "seq"])
        if row is None:
            del self.fields["reason"]
        self.row = row
        self.theirs: UnitMonth | None = None

    def figures(self) -> dict[str, Any]:
        """Return the figures as typed; only after `is_valid`."""
        return {key: self.cleaned_data.get(key) for key in FIGURES}

    def look_again(self) -> None:
        """After a conflict: what is there now stands beside what was typed, and the next save starts from it."""
        if self.row is not None:
            self.theirs = UnitMonth.objects.filter(pk=self.row.pk).select_related("changed_by").first()
        retype(self, {"seq": self.theirs.seq if self.theirs else 0})


def _figure(key: str) -> forms.Field:
    one = next(field for field in FIELDS if field.key == key)
    shared: dict[str, Any] = {"label": one.label, "help_text": one.meaning, "required": False, "min_value": 0}
    if one.decimals:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1"})
        return forms.DecimalField(
            max_value=one.most, max_digits=5, decimal_places=one.decimals, widget=widget, **shared
        )
    return forms.IntegerField(max_value=one.most, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **shared)


class FiguresFileForm(forms.Form):
    file = ListFileField(label=_("Figures of units (XLSX or CSV)"))


class ConfirmFiguresForm(forms.Form):
    """The word on a checked file."""

    reason = forms.CharField(
        label=_("Why figures that were reported are changed"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays with each of them."),
    )

    def __init__(self, data: Any = None, *, changed: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].required = changed
        if not changed:
            self.fields["reason"].widget = forms.HiddenInput()


class WindowsForm(ComparingForm):
    """From which month the baseline runs, and from which the months after."""

    carried = ("seen",)

    baseline_from = forms.ChoiceField(
        label=_("Baseline: three months from"), widget=PlainSelect, help_text=_("Whole months before the training.")
    )
    after_from = forms.ChoiceField(
        label=_("After the training: six months from"),
        widget=PlainSelect,
        help_text=_("The first three are compared as “three months after”, the next three as “six months after”."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands beside the figures."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, windows: Windows, seen: int, **kwargs: Any) -> None:
        initial = {
            "baseline_from": windows.baseline_from.isoformat(),
            "after_from": windows.after_from.isoformat(),
            "seen": seen,
        }
        super().__init__(data, initial=initial, **kwargs)
        for name, start in (("baseline_from", windows.baseline_from), ("after_from", windows.after_from)):
            months = [shifted(start, step) for step in range(-12, 13)]
            self.fields[name].choices = [(month.isoformat(), month_name(month)) for month in months]  # type: ignore[attr-defined]

    def months(self) -> Mapping[str, date]:
        """Return the first months as days; only after `is_valid`."""
        return {name: date.fromisoformat(self.cleaned_data[name]) for name in ("baseline_from", "after_from")}
