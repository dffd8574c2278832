"""What people type about presence: a decision, a window, a file, a list."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldpractice.enums import PresenceState
from fieldpractice.models import MonitoringSession
from fieldpractice.zoom_files import LARGEST
from lms.people import zones

LOCAL = "%Y-%m-%dT%H:%M"
SHAPES = (LOCAL, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M")


class DecisionForm(forms.Form):
    """A decision about somebody's presence. `seen` is what it was when the page was opened."""

    state = forms.ChoiceField(label=_("Presence"), choices=PresenceState.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stays on record."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class InstantField(forms.DateTimeField):
    """A day and hour as a clock somewhere shows them; its form says where."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local", "step": "60"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        # Left without a zone: which clock it is, the form says.
        for shape in SHAPES:
            try:
                return datetime.strptime(str(value).strip(), shape)  # noqa: DTZ007 - its zone is the form's
            except ValueError:
                continue
        if value in self.empty_values:
            return None
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class WindowForm(forms.Form):
    """Within which time presence counts, in the cohort's zone, and why."""

    opens = InstantField(label=_("Counted from"))
    closes = InstantField(label=_("Counted until"))
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stays on record."))

    def __init__(self, *args: Any, session: MonitoringSession, **kwargs: Any) -> None:
        self.zone = ZoneInfo(session.cohort.time_zone)
        self.zone_name = zones.zone_name(self.zone)
        opens, closes = (at.astimezone(self.zone).strftime(LOCAL) for at in session.window)
        kwargs["initial"] = {"opens": opens, "closes": closes, "reason": session.counted_because}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("opens", "closes"):
            if data.get(name):
                data[name] = data[name].replace(tzinfo=self.zone)
        return data


class PresenceFileForm(forms.Form):
    """Zoom's list of participants, and which clock its times are from."""

    file = forms.FileField(
        label=_("List of participants from Zoom (CSV)"),
        help_text=_("First you see what it would do; nothing counts before you say so."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone of the times in the file"),
        choices=zones.CHOICES,
        help_text=_("Zoom writes the times in the zone of the account that exports."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 4 MB. A list of participants is smaller: look whether it is the right one.")
            )
        return file
