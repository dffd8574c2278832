"""What people type about classes and attendance."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.enums import AttendanceState
from courses.models import ClassMeeting, Cohort
from courses.queries.learning import facts_of
from courses.queries.outline import local_title
from courses.registry import offers_for
from courses.services.meetings import MeetingPlan
from lms.files.limits import LARGEST_FILE
from lms.people import clock, zones
from lms.people.enums import Role
from lms.people.fields import DayField
from lms.people.models import RoleAssignment, User
from lms.ui.carrying import ComparingForm
from lms.ui.forms import PlainSelect

PAPERS = ".pdf,.jpg,.jpeg,.png,.docx"


class HourField(forms.TimeField):
    """An hour and minute; typed with a point or a colon."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        kwargs.setdefault("input_formats", ["%H:%M", "%H.%M"])
        super().__init__(**kwargs)


class PaperField(forms.FileField):
    """A letter: a picture of it, a PDF or a DOCX. What it really is, the check of the file says."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": PAPERS}))
        kwargs.setdefault("help_text", _("PDF, photo or DOCX, 10 MB at most."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is larger than 10 MB. Make it smaller and choose it again."))
        return file


class ClassForm(ComparingForm):
    """One class: subject, day, hours in the venue's zone, place, and how attendance is taken."""

    carried = ("seen",)
    stage = forms.ChoiceField(label=_("Stage"))
    module = forms.ChoiceField(
        label=_("Module"), required=False, widget=PlainSelect, help_text=_("From the version this cohort is pinned to.")
    )
    title = forms.CharField(
        label=_("Subject"), max_length=200, required=False, help_text=_("Left empty, it is called like its module.")
    )
    jp = forms.IntegerField(label=_("JP"), min_value=0, max_value=20, help_text=_("One JP is 45 minutes."))
    day = DayField(label=_("Day"))
    begins = HourField(label=_("Begins"))
    ends = HourField(label=_("Ends"))
    time_zone = forms.ChoiceField(
        label=_("Time zone of the venue"), choices=zones.CHOICES, help_text=_("The hours above are those of this zone.")
    )
    venue = forms.CharField(label=_("Venue and room"), max_length=200, required=False)
    map_url = forms.URLField(label=_("Link to the map"), max_length=500, required=False, assume_scheme="https")
    online_url = forms.URLField(
        label=_("Link for joining online"), max_length=500, required=False, assume_scheme="https"
    )
    late_minutes = forms.IntegerField(
        label=_("Late from, minutes after the beginning"), min_value=1, max_value=240, initial=15
    )
    scan_minutes = forms.IntegerField(
        label=_("The code can be scanned for, minutes after the beginning"),
        min_value=1,
        max_value=840,
        required=False,
        help_text=_("Left empty, until the class ends."),
    )
    needs_end_scan = forms.BooleanField(
        label=_("A second scan at the end"),
        required=False,
        help_text=_("Who scans only once then has half of the class."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, meeting: ClassMeeting | None = None, **kwargs: Any) -> None:
        self.stages = {stage.kind: stage for stage in cohort.stages.order_by("order")}
        coming = next((kind for kind, stage in self.stages.items() if stage.ends_on >= clock.today()), "")
        usual = {"time_zone": cohort.time_zone, "jp": 2, "stage": coming}
        kwargs["initial"] = {**usual, **(_typed(meeting) if meeting else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.modules = {str(one.key): one for one in facts_of(cohort).outline.modules.values()}
        self.fields["stage"].choices = [(kind, str(stage)) for kind, stage in self.stages.items()]  # type: ignore[attr-defined]
        named = [(key, f"{one.code} {local_title(one)} ({one.jp} JP)") for key, one in self.modules.items() if one.jp]
        self.fields["module"].choices = [("", _("None: something else")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("title") and not data.get("module"):
            self.add_error("title", _("Choose a module, or write what the class is about."))
        if not data.get("venue") and not data.get("online_url"):
            self.add_error("venue", _("Say where the class is: a venue, or an online link."))
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("The class ends after it begins, on the same day."))
        return data

    def plan(self) -> MeetingPlan:
        """Return what was typed, as a plan. After validation only."""
        data = self.cleaned_data
        zone = ZoneInfo(data["time_zone"])
        module = self.modules.get(data["module"])
        same = ("jp", "time_zone", "venue", "map_url", "online_url", "late_minutes", "scan_minutes", "needs_end_scan")
        return MeetingPlan(
            stage=self.stages[data["stage"]],
            title=data["title"] or (module.title if module else ""),
            module_key=UUID(data["module"]) if data["module"] else None,
            starts_at=datetime.combine(data["day"], data["begins"], tzinfo=zone),
            ends_at=datetime.combine(data["day"], data["ends"], tzinfo=zone),
            **{name: data[name] for name in same},
        )


def _typed(meeting: ClassMeeting) -> dict[str, Any]:
    """The fields of a class as they stand in the form."""
    same = (
        "title",
        "jp",
        "time_zone",
        "venue",
        "map_url",
        "online_url",
        "late_minutes",
        "scan_minutes",
        "needs_end_scan",
    )
    return {
        **{name: getattr(meeting, name) for name in same},
        "stage": meeting.stage.kind,
        "module": str(meeting.module_key or ""),
        "day": meeting.local_start.date(),
        "begins": meeting.local_start.time(),
        "ends": meeting.local_end.time(),
        "seen": meeting.sequence,
    }


class TrainerForm(forms.Form):
    """Who teaches: somebody with an account, or a resource person by name; with the letter of appointment."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Facilitator"),
        required=False,
        empty_label=_("Somebody else, named below"),
        widget=PlainSelect,
    )
    name = forms.CharField(label=_("Resource person"), max_length=160, required=False, help_text=_("With titles."))
    institution = forms.CharField(label=_("Institution"), max_length=160, required=False)
    letter_number = forms.CharField(label=_("Number of the letter of appointment"), max_length=80, required=False)
    letter = PaperField(label=_("Letter of appointment"), required=False)

    def __init__(self, *args: Any, meeting: ClassMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR).values("user")
        named = meeting.trainers.filter(user__isnull=False).values("user")
        people = User.objects.filter(pk__in=holders, is_active=True).exclude(pk__in=named).order_by("name")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("user") and not data.get("name", "").strip():
            self.add_error("name", _("Choose somebody, or write the name of the resource person."))
        return data


class HandoutForm(forms.Form):
    """What is handed out, from what the rooms offer."""

    refs = forms.MultipleChoiceField(
        label=_("Handed out in this class"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, meeting: ClassMeeting, **kwargs: Any) -> None:
        kwargs["initial"] = {"refs": list(meeting.handouts.values_list("ref", flat=True))}
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for offer in offers_for(meeting.stage.cohort):
            groups.setdefault(str(offer.group), []).append((offer.ref, offer.title))
        self.fields["refs"].choices = list(groups.items())  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    """Closing a class, with what should be on record."""

    remarks = forms.CharField(
        label=_("Remarks for the record"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example a power cut, or a change of the order. Left empty, it says “none”."),
    )


class BadgeForm(forms.Form):
    """The number on a badge, typed."""

    badge = forms.CharField(
        label=_("Number on the badge"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )


class CorrectionForm(forms.Form):
    """A decision about somebody's attendance. `seen` is what it was when the page was opened."""

    state = forms.ChoiceField(label=_("Attendance"), choices=AttendanceState.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stays on record."))
    letter = PaperField(label=_("Letter"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == AttendanceState.EXCUSED and not data.get("letter") and "letter" not in self.errors:
            self.add_error("letter", _("Somebody is excused with a letter: attach it."))
        return data
