"""Forms about people at risk."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import RiskStep
from courses.forms.cohorts import ReasonForm
from courses.registry import Limits


class RiskLimitsForm(ReasonForm):
    """The five limits; every change asks for its reason."""

    percent = forms.IntegerField(
        label=_("At risk below this share of class hours, in percent"), min_value=1, max_value=100
    )
    silent_days = forms.IntegerField(
        label=_("At risk after so many days without a sign of life"), min_value=1, max_value=90
    )
    late_tasks = forms.IntegerField(label=_("At risk from so many overdue tasks"), min_value=1, max_value=60)
    missed_sessions = forms.IntegerField(
        label=_("At risk from so many monitoring sessions missed"), min_value=1, max_value=30
    )
    disagreements = forms.IntegerField(
        label=_("At risk from so many open disagreements of the supervisor"), min_value=1, max_value=12
    )
    field_order = ("percent", "silent_days", "late_tasks", "missed_sessions", "disagreements", "reason")

    def limits(self) -> Limits:
        """Return what was typed; only after `is_valid`."""
        return Limits(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


class RiskNoteForm(forms.Form):
    """What was done, and what came of it."""

    step = forms.ChoiceField(label=_("Step taken"), choices=RiskStep.choices)
    text = forms.CharField(
        label=_("What came of it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"once": str(uuid.uuid4())})
        super().__init__(*args, **kwargs)
