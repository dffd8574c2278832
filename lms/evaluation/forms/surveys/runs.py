"""Forms: a survey as it is planned, and a later end of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import ClassMeeting, Cohort
from lms.evaluation.enums import Privacy
from lms.evaluation.models import QuestionnaireVersion, SurveyRun
from lms.evaluation.queries import surveys as queries
from lms.evaluation.services.surveys import Plan
from lms.people import clock
from lms.people.models import User, WorkUnit
from lms.people.zones import current_zone_name
from lms.ui.forms import PlainSelect

HOUR = 16


class _Version(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: QuestionnaireVersion) -> str:
        head = obj.questionnaire
        return f"{head.title} · v{obj.number} ({head.get_audience_display()})"


class MomentField(forms.DateTimeField):
    """An instant as a day and an hour in the reader's zone."""

    def __init__(self, **settings: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M"], **settings
        )


class RunForm(forms.Form):
    """What is decided before a survey opens."""

    version = _Version(
        QuestionnaireVersion.objects.none(),
        label=gettext_lazy("Questionnaire"),
        empty_label=gettext_lazy("Choose a questionnaire"),
        help_text=gettext_lazy("In brackets stands who answers it."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As the people asked read it. Left empty it is called like the questionnaire."),
    )
    privacy = forms.ChoiceField(
        label=gettext_lazy("How answers are kept"),
        choices=[
            (Privacy.ANONYMOUS, gettext_lazy("Anonymous: nothing joins an answer to a person, for anybody")),
            (
                Privacy.CONFIDENTIAL,
                gettext_lazy(
                    "Confidential: under a code that is the same before and after, so that both can be compared"
                ),
            ),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The first page declares it. From the opening on it never changes."),
    )
    by_unit = forms.BooleanField(
        label=gettext_lazy("Results may be broken down by work unit (confidential surveys only)"), required=False
    )
    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(label=gettext_lazy("Closes"))
    before = forms.ModelChoiceField(
        SurveyRun.objects.none(),
        label=gettext_lazy("Compared with the earlier survey"),
        required=False,
        empty_label=gettext_lazy("None"),
        widget=PlainSelect,
    )
    subject_user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("About the facilitator"),
        required=False,
        empty_label=gettext_lazy("About the training as a whole"),
        widget=PlainSelect,
    )
    subject_meeting = forms.ModelChoiceField(
        ClassMeeting.objects.none(),
        label=gettext_lazy("About the class"),
        required=False,
        empty_label=gettext_lazy("About no class in particular"),
        widget=PlainSelect,
    )
    kiosks = forms.ModelMultipleChoiceField(
        WorkUnit.objects.none(),
        label=gettext_lazy("Kiosks at whose counters clients are asked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For clients only: each gets a poster with a QR code of its own."),
    )

    def __init__(self, data: Any, cohort: Cohort, run: SurveyRun | None = None) -> None:
        super().__init__(data, initial=_of(run) if run else _usual())
        for name in ("opens_at", "closes_at"):
            self.fields[name].help_text = _("Day and hour in %(zone)s.") % {"zone": current_zone_name()}
        versions = queries.versions_to_ask()
        if run:
            versions = queries.versions_to_ask() | QuestionnaireVersion.objects.filter(
                pk=run.version_id
            ).select_related("questionnaire")
        for name, rows in (
            ("version", versions),
            ("before", queries.earlier_runs(cohort, run)),
            ("subject_user", User.objects.filter(facilitated__cohort=cohort).distinct().order_by("name")),
            ("subject_meeting", queries.meetings_of(cohort)),
            ("kiosks", queries.kiosks_of(cohort)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """Return what was decided. Who answers is said by the questionnaire: it is made for them."""
        data = self.cleaned_data
        return Plan(
            version=data["version"],
            title=data["title"] or data["version"].questionnaire.title,
            audience=data["version"].questionnaire.audience,
            privacy=data["privacy"],
            opens_at=data["opens_at"],
            closes_at=data["closes_at"],
            by_unit=data["by_unit"],
            before=data["before"],
            subject_user=data["subject_user"],
            subject_meeting=data["subject_meeting"],
            kiosks=list(data["kiosks"]),
        )


def _usual() -> dict[str, Any]:
    """From tomorrow at nine for two weeks."""
    morning = timezone.localtime(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "opens_at": morning,
        "closes_at": morning.replace(hour=HOUR) + timedelta(days=14),
        "privacy": Privacy.ANONYMOUS,
    }


def _of(run: SurveyRun) -> dict[str, Any]:
    names = ("title", "privacy", "by_unit", "opens_at", "closes_at")
    initial = {name: getattr(run, name) for name in names}
    ids = ("version_id", "before_id", "subject_user_id", "subject_meeting_id")
    initial |= {name.removesuffix("_id"): getattr(run, name) for name in ids}
    return {**initial, "kiosks": list(run.counters.values_list("work_unit_id", flat=True))}


class ExtendForm(forms.Form):
    """A later end of an open survey."""

    closes_at = MomentField(label=gettext_lazy("New end"))

    def clean_closes_at(self) -> datetime:
        closes_at: datetime = self.cleaned_data["closes_at"]
        if closes_at <= clock.now():
            raise forms.ValidationError(_("This has passed already."))
        return closes_at
