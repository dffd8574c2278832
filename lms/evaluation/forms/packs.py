"""What people type about replication packs: of what to make one, which file to bring in, which cohort to open from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.enums import VersionState
from cms.markdown.archive import LARGEST_TOTAL, MEGABYTE
from cms.models import CurriculumVersion
from courses.models import Cohort
from lms.evaluation.packs.shapes import ScheduleFile
from lms.people import clock, zones
from lms.people.fields import DayField

# Years ahead for which somebody can mean to plan.
FURTHEST = 10


class PackForm(forms.Form):
    """A new pack."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.order_by("-number"),
        label=_("Cohort"),
        empty_label=None,
        help_text=_(
            "Its calendar, tasks, quizzes and surveys become the schedule of the pack, in days from its first one."
        ),
    )
    version = forms.ModelChoiceField(
        CurriculumVersion.objects.filter(state=VersionState.PUBLISHED).order_by("-number"),
        label=_("Curriculum version"),
        empty_label=None,
        help_text=_("The newest published version, so that what the field has taught goes along."),
    )


class PackUploadForm(forms.Form):
    """A pack from elsewhere."""

    file = forms.FileField(
        label=_("Replication pack (ZIP)"),
        help_text=_(
            "You first see what is in it and whether it can be brought in; nothing is written before you say so."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TOTAL:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB."), params={"size": LARGEST_TOTAL // MEGABYTE}, code="too_large"
            )
        return file


class PackOpenForm(forms.Form):
    """A cohort from a pack: everything else is in the pack."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Left empty, it is called by its number.")
    )
    starts_on = DayField(
        label=_("First day of the first stage"),
        help_text=_("Every other day of the schedule moves along with it. Weekdays stay when it is the same weekday."),
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=30_000)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones.CHOICES)
    venue = forms.CharField(
        label=_("Venue of classes in person"),
        max_length=200,
        help_text=_("A pack knows no places. It can be changed class by class."),
    )

    def __init__(self, *args: Any, schedule: ScheduleFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schedule = schedule

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose today or a later day: what lies in the past cannot be planned."))
        if day.year > clock.today().year + FURTHEST:
            raise forms.ValidationError(_("This day lies too far ahead. Check the year."))
        return day
