"""What people type about constraints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assignments.schema import text_warning
from cms.models import BusinessProcess, CurriculumVersion
from courses.models import Cohort
from courses.queries.outline import Lesson, local_title
from fieldpractice.enums import AnswerKind, ConstraintKind, ConstraintState, Service, Severity
from fieldpractice.models import Constraint, MonitoringSession
from fieldpractice.queries.constraints.register import ALL, CLOSED, OPEN, Wanted
from fieldpractice.weeks import WEEKS
from lms.people import clock
from lms.people.enums import EDITING_ROLES
from lms.people.fields import DayField
from lms.people.ids import new_id
from lms.people.models import RoleAssignment, User, WorkUnit
from lms.ui.carrying import CarryingForm
from lms.ui.forms import PlainSelect

GUARDED = ("title", "text", "tried")
NOTHING = [("", _("Not named"))]


def process_choices() -> list[tuple[int, str]]:
    """Return the business processes by number, in the reader's language. One query."""
    rows = BusinessProcess.objects.order_by("number").values_list("number", "title", "title_en")
    english = get_language() == "en"
    return [(number, f"{number}. {title_en if english and title_en else title}") for number, title, title_en in rows]


class RaiseForm(forms.Form):
    """A constraint in a minute: one sentence, its kind, how grave it is; the rest if there is time.

    What looks like a client's data is pointed out once, and goes through when it is sent again.
    """

    title = forms.CharField(
        label=_("What is in your way, in one sentence"),
        min_length=5,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ConstraintKind.choices, widget=forms.RadioSelect)
    severity = forms.TypedChoiceField(
        label=_("How grave is it?"),
        choices=Severity.choices,
        coerce=int,
        initial=Severity.MEDIUM,
        widget=forms.RadioSelect,
    )
    service = forms.TypedChoiceField(
        label=_("Service"),
        choices=[*NOTHING, *Service.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=PlainSelect,
    )
    text = forms.CharField(
        label=_("What happened"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Never a client's name, NIK or phone number."),
    )
    tried = forms.CharField(
        label=_("What was tried"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    process = forms.TypedChoiceField(
        label=_("Business process"), coerce=int, empty_value=None, required=False, widget=PlainSelect
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("Cohort"), to_field_name="public_id", empty_label=None
    )
    key = forms.CharField(min_length=8, max_length=64, widget=forms.HiddenInput)
    warned = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_id(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.warnings: dict[str, str] = {}
        cohort: Any = self.fields["cohort"]
        cohort.queryset = Cohort.objects.filter(pk__in=[one.pk for one in cohorts]).order_by("-number")
        if len(cohorts) == 1:
            cohort.initial, cohort.widget = cohorts[0].public_id, forms.HiddenInput()
        process: Any = self.fields["process"]
        process.choices = [*NOTHING, *process_choices()]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What is asked of those who have a moment."""
        return [self[name] for name in ("text", "tried", "process")]

    @property
    def unfolded(self) -> bool:
        """Whether the rest stands open: something was typed or is wrong there."""
        return any(one.value() or one.errors for one in self.rest)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        self.warnings = {name: words for name in GUARDED if (words := text_warning(str(found.get(name) or "")))}
        if self.warnings and not found.get("warned"):
            for name, words in self.warnings.items():
                self.add_error(name, words)
        return found

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        names = ("cohort", "title", "kind", "severity", "service", "process", "text", "tried")
        return {name: self.cleaned_data[name] for name in names} | {"client_key": self.cleaned_data["key"]}


def phone_time(value: Any) -> datetime | None:
    """Return an aware instant a phone sent, None for anything else: it decides nothing."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


class FilterForm(forms.Form):
    """Which constraints to show."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=PlainSelect,
        choices=[(OPEN, _("Open")), (CLOSED, _("Closed")), (ALL, _("All")), *ConstraintState.choices],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, widget=PlainSelect, choices=[("", _("All")), *ConstraintKind.choices]
    )
    service = forms.TypedChoiceField(
        label=_("Service"),
        required=False,
        widget=PlainSelect,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), *Service.choices],
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        required=False,
        widget=PlainSelect,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), *Severity.choices],
    )
    unit = forms.ModelChoiceField(
        WorkUnit.objects.none(), label=_("Work unit"), required=False, empty_label=_("All"), widget=PlainSelect
    )
    week = forms.TypedChoiceField(
        label=_("Field week"),
        required=False,
        widget=PlainSelect,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), *((number, str(number)) for number in range(1, WEEKS + 1))],
    )
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what was chosen; what does not exist counts as not chosen."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return Wanted(
            state=data.get("state") or OPEN,
            kind=data.get("kind", ""),
            service=data.get("service"),
            severity=data.get("severity"),
            unit=data["unit"].pk if data.get("unit") else None,
            week=data.get("week"),
            mine=bool(data.get("mine")),
        )


class StepForm(CarryingForm):
    """A step of a constraint, with the step its reader saw last."""

    carried = ("seen",)
    seen = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, constraint: Constraint, **kwargs: Any) -> None:
        self.constraint = constraint
        kwargs["initial"] = {"seen": constraint.seen, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def on_record(self) -> dict[str, Any]:
        return {"seen": Constraint.objects.get(pk=self.constraint.pk).seen}


def _words(label: Any, help_text: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class DiscussForm(StepForm):
    session = forms.ModelChoiceField(
        MonitoringSession.objects.none(),
        label=_("Session"),
        required=False,
        to_field_name="public_id",
        empty_label=_("Outside a session"),
        widget=PlainSelect,
    )
    note = _words(_("What was said"), _("Those who met the constraint read it."))

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class AssignForm(StepForm):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Who strengthens the material"), to_field_name="public_id", empty_label=None
    )
    due_on = DayField(label=_("By when"))
    lesson = forms.TypedChoiceField(
        label=_("Lesson that should answer it"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=PlainSelect,
        help_text=_("As soon as a published version changes this lesson, it is offered as the answer."),
    )
    note = _words(_("What is asked for"), rows=3, required=False)

    def __init__(self, *args: Any, lessons: Iterable[Lesson], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = RoleAssignment.objects.valid().filter(role__in=EDITING_ROLES)
        to: Any = self.fields["to"]
        to.queryset = User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")
        self.fields["lesson"].choices = [*NOTHING, *lesson_choices(lessons)]  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("The due day is over already. Choose today or a later day."))
        return day


def lesson_choices(lessons: Iterable[Lesson]) -> list[tuple[str, str]]:
    return [(str(one.key), f"{one.code} {local_title(one)}") for one in lessons]


class StrengthenForm(StepForm):
    lesson = forms.TypedChoiceField(label=_("Lesson"), coerce=UUID, widget=PlainSelect)
    after = forms.ModelChoiceField(
        CurriculumVersion.objects.none(),
        label=_("Published version in which it is stronger"),
        to_field_name="public_id",
        empty_label=None,
    )
    text = _words(_("What changed"), _("Those who met the constraint read it, with a link to the comparison."))

    def __init__(self, *args: Any, lessons: Mapping[str, str], versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson"].choices = list(lessons.items())  # type: ignore[attr-defined]
        self.fields["after"].queryset = versions  # type: ignore[attr-defined]


class ResolveForm(StepForm):
    kind = forms.ChoiceField(label=_("What resolved it"), widget=forms.RadioSelect)
    text = _words(_("Proof"), _("What is different now, and how it can be seen. Those who met the constraint read it."))
    link = forms.URLField(label=_("Link to the proof"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(value, label) for value, label in AnswerKind.choices if value != AnswerKind.MATERIAL]
        kind: Any = self.fields["kind"]
        if self.constraint.state == ConstraintState.STRENGTHENED:
            kind.choices, kind.required = [("", _("The strengthened material")), *others], False
        else:
            kind.choices = others


class ReasonForm(StepForm):
    """Opening again, or undoing a merge."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(StepForm):
    into = forms.ModelChoiceField(
        Constraint.objects.none(),
        label=_("Constraint that says the same"),
        to_field_name="public_id",
        empty_label=None,
        widget=PlainSelect,
    )
    reason = forms.CharField(label=_("Why the two are the same"), max_length=300)

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    text = _words(_("Your comment"), rows=3)
    warned = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        words = text_warning(str(found.get("text") or ""))
        if words and not found.get("warned"):
            self.add_error("text", words)
        return found


class HelpForm(forms.Form):
    helps = forms.TypedChoiceField(
        label=_("Does it help?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
