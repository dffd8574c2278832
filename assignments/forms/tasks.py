"""What is typed about tasks set for a cohort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from assignments.forms.quizzes import MomentField, in_zone
from assignments.models import FormVersion, RubricVersion, Task
from assignments.queries.taskforms import published_versions
from assignments.queries.tasks import field_stage, fingerprint
from assignments.services.tasks import DUE_TIME, TaskSettings, in_weeks
from assignments.starter import PlanLine, usual_plan
from assignments.weeks import weeks_in
from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from courses.queries.visible import charges_held
from lms.people.errors import Refusal
from lms.people.fields import DayField
from lms.people.models import User
from lms.ui.carrying import CarryingForm, ComparingForm


class RubricChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.rubric.local_title} v{obj.number}"


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.form.code} {obj.local_title}, v{obj.number}"


class EnrolmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user} ({obj.work_unit.name})" if obj.work_unit else str(obj.user)


class TaskPlanForm(forms.Form):
    """The usual plan, line by line: what is ticked is planned."""

    def __init__(self, *args: Any, cohort: Cohort, planned: set[str], **kwargs: Any) -> None:
        self.plan, self.due_time = usual_plan()
        self.planned = planned
        self.titles = {one.form.code: one.local_title for one in published_versions()}
        stage = field_stage(cohort)
        self.weeks = weeks_in(stage.starts_on, stage.ends_on) if stage else 12
        super().__init__(*args, **kwargs)
        for line in self.plan:
            if line.key not in planned and line.form in self.titles:
                self._add(line)

    def _add(self, line: PlanLine) -> None:
        def week(label: Any, initial: int) -> forms.IntegerField:
            return forms.IntegerField(label=label, min_value=1, max_value=self.weeks, initial=initial)

        self.fields |= {
            f"{line.key}_on": forms.BooleanField(label=_("Plan this"), required=False, initial=True),
            f"{line.key}_first": week(_("From week"), min(line.first_week, self.weeks)),
            f"{line.key}_last": week(_("To week"), min(line.last_week, self.weeks)),
            f"{line.key}_count": forms.IntegerField(label=_("How many"), min_value=1, max_value=20, initial=line.count),
            f"{line.key}_weight": forms.DecimalField(
                label=_("Weight"), min_value=0, max_digits=6, decimal_places=2, initial=line.weight
            ),
        }

    def rows(self) -> Iterator[tuple[PlanLine, str, list[BoundField], bool]]:
        """Yield each line with its form's title, its fields, and whether it has been planned already."""
        for line in self.plan:
            names = [name for name in self.fields if name.rpartition("_")[0] == line.key]
            yield line, self.titles.get(line.form, ""), [self[name] for name in names], line.key in self.planned

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for line in self.plan:
            first, last = data.get(f"{line.key}_first"), data.get(f"{line.key}_last")
            if first and last and last < first:
                self.add_error(f"{line.key}_last", _("This week is before the first one."))
        return data

    def lines(self) -> list[PlanLine]:
        """Return the ticked lines as typed. After validation only."""
        data = self.cleaned_data
        return [
            PlanLine(
                key=line.key,
                form=line.form,
                first_week=data[f"{line.key}_first"],
                last_week=data[f"{line.key}_last"],
                count=data[f"{line.key}_count"],
                weight=data[f"{line.key}_weight"],
                second_marking=line.second_marking,
                rubric=line.rubric,
            )
            for line in self.plan
            if data.get(f"{line.key}_on")
        ]


class TaskForm(ComparingForm):
    """One task. The weeks give the days; without weeks the days are typed."""

    carried = ("seen",)

    version = VersionChoice(FormVersion.objects.none(), label=_("Form"), to_field_name="public_id", empty_label=None)
    first_week = forms.IntegerField(label=_("From field week"), min_value=1, required=False)
    last_week = forms.IntegerField(
        label=_("To field week"),
        min_value=1,
        required=False,
        help_text=_("With weeks the days follow from the field stage."),
    )
    opens_on = DayField(label=_("First day"), required=False)
    due_on = DayField(label=_("Due on"), required=False)
    due_time = forms.TimeField(
        label=_("Due at"),
        initial=DUE_TIME,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("In the time of each participant's unit: WIB, WITA or WIT."),
    )
    count = forms.IntegerField(label=_("How many to hand in"), min_value=1, max_value=20, initial=1)
    weight = forms.DecimalField(label=_("Weight"), min_value=0, max_digits=6, decimal_places=2, initial=1)
    rubric = RubricChoice(
        RubricVersion.objects.none(), label=_("Rubric"), required=False, empty_label=_("No rubric yet")
    )
    graders = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who grades"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: all facilitators of the cohort."),
    )
    second_marking = forms.BooleanField(label=_("Marked by two, each alone"), required=False)
    tolerance = forms.DecimalField(
        label=_("Tolerance in percent points"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=10,
        help_text=_("Two marks that lie further apart are reconciled by hand."),
    )
    anonymous = forms.BooleanField(label=_("Graded without names"), required=False)
    release_at = MomentField(
        label=_("Grades are released at"), required=False, help_text=_("Empty: when a grader releases them.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cohort: Cohort, task: Task | None = None, **kwargs: Any) -> None:
        self.stage = field_stage(cohort)
        if task is not None:
            kwargs["initial"] = self._present(task)
        super().__init__(*args, **kwargs)
        self.fields["release_at"].help_text = f"{self.fields['release_at'].help_text} {in_zone()}"
        if task is None:
            self._choices("version", published_versions())
        else:
            del self.fields["version"]
        own = Q(pk=task.rubric_id) if task and task.rubric_id else Q(pk=None)
        current = Q(current_of__isnull=False, rubric__retired_at__isnull=True)
        self._choices(
            "rubric", RubricVersion.objects.filter(current | own).select_related("rubric").order_by("rubric__title")
        )
        charged = charges_held().filter(cohort=cohort).values("user")
        self._choices("graders", User.objects.filter(pk__in=charged).order_by("name"))
        if task is not None:
            # Whoever is no longer in charge has no box, and an editor who ticks what there is has taken nobody out.
            self.initial["graders"] = task.graders.filter(pk__in=charged)

    def _choices(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @staticmethod
    def _present(task: Task) -> dict[str, Any]:
        names = [name for name in TaskSettings.__dataclass_fields__ if name != "rubric"]
        present = {name: getattr(task, name) for name in names}
        return present | {"rubric": task.rubric_id, "seen": fingerprint(task)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        weeks = (data.get("first_week"), data.get("last_week"))
        if any(weeks) and not all(weeks):
            self.add_error("last_week" if weeks[0] else "first_week", _("Give both weeks, or none."))
        elif all(weeks):
            self._days_of_weeks(data)
        else:
            for name in ("opens_on", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Give a day, or field weeks."))
        return data

    def _days_of_weeks(self, data: dict[str, Any]) -> None:
        if self.stage is None:
            self.add_error("first_week", _("This cohort has no field practice: give days."))
            return
        day = self.stage.starts_on
        try:
            dated = in_weeks(
                TaskSettings(day, day, first_week=data["first_week"], last_week=data["last_week"]), self.stage
            )
        except Refusal as refusal:
            self.add_error("last_week", str(refusal).removeprefix(": "))
        else:
            data["opens_on"], data["due_on"] = dated.opens_on, dated.due_on

    def settings(self) -> TaskSettings:
        """Return what was typed. After validation only."""
        return TaskSettings(**{name: self.cleaned_data[name] for name in TaskSettings.__dataclass_fields__})


class ExtendForm(forms.Form):
    """A later day, for one person or for all."""

    enrolment = EnrolmentChoice(
        Enrolment.objects.none(),
        label=_("For whom"),
        required=False,
        to_field_name="public_id",
        empty_label=_("Everybody in the cohort"),
    )
    due_on = DayField(label=_("New due day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stays on record.")
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": task.due_on + timedelta(days=3)}
        super().__init__(*args, **kwargs)
        people = Enrolment.objects.filter(cohort_id=task.cohort_id, state__in=LEARNING)
        people = people.select_related("user", "work_unit").order_by("user__name")
        self.fields["enrolment"].queryset = people  # type: ignore[attr-defined]


class TaskMoveForm(CarryingForm):
    """Why a task moves; the two versions are those that were compared on the page."""

    carried = ("before", "to")

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stays on record.")
    )
    before = forms.CharField(widget=forms.HiddenInput)
    to = forms.CharField(widget=forms.HiddenInput)
