"""What graders type: the sheet of one work, the queue's filters, sharing out, decisions with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.enums import AllocationMode, ColumnKind, Marking, WorkState
from assignments.forms.quizzes import MomentField, in_zone
from assignments.models import Work
from assignments.queries.desk import Choices
from assignments.queries.graders import graders_of
from assignments.services.drafts import MOST_TEXT, Marked
from assignments.services.grading import Seen
from courses.models import Cohort
from lms.people.fields import DayField
from lms.people.models import User, WorkUnit
from lms.ui.carrying import CarryingForm

LEVEL, FIELD = "level-", "field-"


class PointsField(forms.DecimalField):
    """Points as people write them, with a comma or a point."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SheetForm(forms.Form):
    """The grading sheet. Levels are `level-<criterion>`, comments on fields `field-<key>`: as many as the work has."""

    seen = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, max_value=32_000, required=False, widget=forms.HiddenInput)
    seq = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False, widget=forms.HiddenInput)
    points = PointsField(label=_("Points"), required=False, min_value=0, max_digits=8, decimal_places=2)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=MOST_TEXT, strip=False)
    private_note = forms.CharField(label=_("Note among graders"), required=False, max_length=MOST_TEXT)
    reason = forms.CharField(label=_("Reason for the change"), required=False, max_length=300)

    def marked(self) -> Marked:
        """Return what is on the sheet. What could not be read as points counts as not typed."""
        data = self.cleaned_data
        return Marked(
            levels={key: value for key, value in self._those(LEVEL).items() if value},
            points=data.get("points"),
            comment=str(data.get("comment", self.data.get("comment")) or ""),
            field_comments=self._those(FIELD),
            private_note=str(data.get("private_note", self.data.get("private_note")) or ""),
        )

    def looked_at(self) -> Seen:
        """Return which grade and hand-in were in front of the grader."""
        return Seen(grades=self.cleaned_data["seen"], version=self.cleaned_data.get("version"))

    def _those(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix)[:60]: str(value)[:MOST_TEXT]
            for name, value in self.data.items()
            if name.startswith(prefix)
        }


class QueueFilterForm(forms.Form):
    """Which works to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    subject = forms.ChoiceField(label=_("Task"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    unit = forms.ChoiceField(label=_("Work unit"), required=False)
    grader = forms.ChoiceField(label=_("Grader"), required=False)
    age = forms.ChoiceField(label=_("Waiting for"), required=False)

    def __init__(self, data: Mapping[str, str], *, choices: Choices, subjects: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        every = [("", _("All"))]
        states = [("", _("To be graded")), *(one for one in WorkState.choices if one[0] != WorkState.WAITING)]
        ages = [("", _("Any time")), ("1", _("1 day or more")), ("3", _("3 days or more")), ("7", _("7 days or more"))]
        offered: dict[str, list[tuple[str, Any]]] = {
            "state": [*states, ("asked", _("Asked to look again"))],
            "subject": every + list(subjects),
            "cohort": every + choices.cohorts,
            "unit": every + choices.units,
            "grader": [*every, ("me", _("My turn")), ("none", _("Nobody yet")), *choices.graders],
            "age": ages,
        }
        for name, values in offered.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """To whom work goes: somebody who grades in one of these cohorts, or nobody."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("New grader"),
        required=False,
        empty_label=_("Nobody: whoever takes it"),
        to_field_name="public_id",
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, cohorts: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = graders_of(*cohorts)  # type: ignore[attr-defined]


class TransferForm(HandOverForm):
    """To whom a work goes; where two mark it and neither has, which of the two markings."""

    marking = forms.ChoiceField(
        label=_("Which marking"),
        choices=[(Marking.FIRST, Marking.FIRST.label), (Marking.SECOND, Marking.SECOND.label)],
        widget=forms.RadioSelect,
    )
    field_order = ("marking", "to", "reason")

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        kwargs["initial"] = {"marking": work.awaits}
        super().__init__(*args, cohorts=[work.cohort_id], **kwargs)
        self.work = work
        by_two = work.submission is not None and work.submission.task.second_marking
        if work.awaits != Marking.FIRST or not by_two:
            del self.fields["marking"]

    def second(self) -> bool:
        """Whether it is the second marking that goes: as chosen, else whichever waits. After validation only."""
        return bool(self.cleaned_data.get("marking", self.work.awaits) == Marking.SECOND)


class TransferAllForm(HandOverForm, CarryingForm):
    """To whom all that is chosen goes, and which works the page showed (a digest)."""

    carried = ("seen",)

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AllocationForm(forms.Form):
    """How new work of a cohort finds its grader: the mode, who shares evenly, and who grades which unit."""

    mode = forms.ChoiceField(
        label=_("New work goes to"), choices=AllocationMode.choices, widget=forms.RadioSelect, required=True
    )
    even = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Shared evenly among"), required=False, widget=forms.CheckboxSelectMultiple
    )
    now = forms.ChoiceField(
        label=_("What waits already"),
        choices=[
            ("", _("Stays where it is")),
            ("free", _("Share out what has no grader")),
            ("all", _("Share out everything anew")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, cohort: Cohort, units: Sequence[WorkUnit], **kwargs: Any) -> None:
        plan = getattr(cohort, "grading_plan", None)
        shares = list(plan.shares.all()) if plan else []
        by_unit = {share.work_unit_id: share.grader_id for share in shares if share.work_unit_id}
        kwargs["initial"] = {
            "mode": plan.mode if plan else AllocationMode.OPEN,
            "even": [share.grader_id for share in shares if share.work_unit_id is None],
            **{f"unit-{unit.pk}": by_unit.get(unit.pk) for unit in units},
        }
        super().__init__(*args, **kwargs)
        graders = graders_of(cohort.pk)
        self.units = list(units)
        self.fields["even"].queryset = graders  # type: ignore[attr-defined]
        for unit in units:
            self.fields[f"unit-{unit.pk}"] = forms.ModelChoiceField(
                graders, label=unit.name, required=False, empty_label=_("Whoever takes it")
            )

    def unit_fields(self) -> list[forms.BoundField]:
        """Return the field of each unit."""
        return [self[f"unit-{unit.pk}"] for unit in self.units]

    def by_unit(self) -> dict[WorkUnit, User]:
        """Return the grader chosen for each unit. After validation only."""
        chosen = {unit: self.cleaned_data[f"unit-{unit.pk}"] for unit in self.units}
        return {unit: grader for unit, grader in chosen.items() if grader}


class AbsenceForm(forms.Form):
    """Days on which a grader is away, and who stands in."""

    grader = forms.ModelChoiceField(User.objects.none(), label=_("Grader"), empty_label=None)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("The last day is still one of them."))
    substitute = forms.ModelChoiceField(
        User.objects.none(), label=_("Stands in"), required=False, empty_label=_("Nobody: whoever takes it")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("grader", "substitute"):
            self.fields[name].queryset = graders_of(cohort.pk)  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """A sentence for the bank."""

    text = forms.CharField(label=_("Sentence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    shared = forms.BooleanField(label=_("For all graders"), required=False)


class AnswerForm(forms.Form):
    """Why a grade stays as it is."""

    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class RegradeForm(forms.Form):
    """Why a participant asks for another look."""

    reason = forms.CharField(
        label=_("What should be looked at again, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReleaseForm(CarryingForm):
    """When, and which grades the page showed (a digest), so that what came after is looked at first; `off` calls the times that were set off."""

    carried = ("seen",)
    # Left in, it would turn the other button of the page, which releases, into one that calls off.
    asked_anew = ("off",)

    at = MomentField(label=_("Released at"), required=False, help_text=_("Empty: at once."))
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    off = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = f"{self.fields['at'].help_text} {in_zone()}"


class ExceptionForm(forms.Form):
    """One person, one part, and why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It stays on record.")
    )


class DropsForm(forms.Form):
    """How many of the lowest parts of one kind are left out."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ColumnKind.choices)
    lowest = forms.IntegerField(label=_("Left out, from the lowest"), min_value=0, max_value=50)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It stays on record.")
    )
