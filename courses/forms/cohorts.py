"""What people type about cohorts and enrolments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cms.enums import StageKind, VersionState
from cms.models import CurriculumVersion
from courses.enums import EnrolmentState, StageMode
from courses.models import Cohort
from courses.plan import StagePlan, misplaced
from courses.queries.cohorts import fingerprint
from courses.queries.learning import facts_of
from courses.queries.moves import published_versions
from courses.queries.outline import local_title
from lms.people import clock, zones
from lms.people.enums import Role
from lms.people.fields import DayField
from lms.people.models import RoleAssignment, User, WorkUnit
from lms.programme.models import Programme
from lms.ui.carrying import ComparingForm
from lms.ui.forms import PlainSelect


class CohortForm(forms.Form):
    """A new cohort: the stages follow from the first day and can be changed before it opens."""

    programme = forms.ModelChoiceField(Programme.objects.order_by("code"), label=_("Programme"), empty_label=None)
    version = forms.ModelChoiceField(
        CurriculumVersion.objects.filter(state=VersionState.PUBLISHED).order_by("-number"),
        label=_("Curriculum version"),
        empty_label=None,
        help_text=_(
            "Only published versions can be chosen. What the cohort reads stays this version until you move it."
        ),
    )
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Left empty, it is called by its number.")
    )
    starts_on = DayField(
        label=_("First day of the online stage"),
        help_text=_(
            "The other stages follow: three weeks online, five days in person, twelve weeks of field practice, three days in person, two weeks of evaluation."
        ),
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=30_000, initial=30)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones.CHOICES)


class CohortEditForm(ComparingForm):
    """Name, seats and zone, with what they were when the page was opened."""

    carried = ("seen",)
    name = forms.CharField(label=_("Name"), max_length=120)
    capacity = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=30_000, help_text=_("More seats go to the waiting list at once.")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones.CHOICES)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        now = {"name": cohort.name, "capacity": cohort.capacity, "time_zone": cohort.time_zone}
        kwargs["initial"] = {**now, "seen": fingerprint(cohort)}
        super().__init__(*args, **kwargs)


class CloneForm(forms.Form):
    """Another cohort like this one, from another day. A retired version gives way to the newest published one."""

    version = forms.ModelChoiceField(
        CurriculumVersion.objects.none(), label=_("Curriculum version"), empty_label=None, to_field_name="public_id"
    )
    starts_on = DayField(label=_("First day of the online stage"))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9999)
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Left empty, it is called by its number.")
    )

    def __init__(self, *args: Any, source: Cohort, initial: dict[str, Any], **kwargs: Any) -> None:
        versions = published_versions(source)
        same = next((one for one in versions if one.pk == source.version_id), None)
        chosen = same or next(iter(versions), None)
        kwargs["initial"] = {**initial, "version": chosen and chosen.public_id}
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class StagesForm(ComparingForm):
    """All five stages on one page. The fields of a stage begin with its kind."""

    carried = ("plan_no",)
    plan_no = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stages: list[StagePlan], plan_no: int, **kwargs: Any) -> None:
        initial = {"plan_no": plan_no}
        for stage in stages:
            initial |= {f"{stage.kind}_{name}": getattr(stage, name) for name in _STAGE_FIELDS}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.kinds = [stage.kind for stage in stages]
        for number, kind in enumerate(self.kinds):
            self.fields |= {f"{kind}_{name}": make() for name, make in _STAGE_FIELDS.items()}
            if not number:
                del self.fields[f"{kind}_needs_previous"]

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield each stage's name with its fields, for one fieldset each."""
        for kind in self.kinds:
            yield (
                str(StageKind(kind).label),
                [self[f"{kind}_{name}"] for name in _STAGE_FIELDS if f"{kind}_{name}" in self.fields],
            )

    def plans(self) -> list[StagePlan]:
        """Return what was typed, as plans in order. After validation only."""
        data = self.cleaned_data
        return [
            StagePlan(
                kind=kind,
                mode=data[f"{kind}_mode"],
                starts_on=data[f"{kind}_starts_on"],
                ends_on=data[f"{kind}_ends_on"],
                venue=data[f"{kind}_venue"],
                needs_previous=data.get(f"{kind}_needs_previous", False),
            )
            for kind in self.kinds
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        wrong = misplaced(self.plans())
        if wrong:
            kind, what = wrong
            field = f"{kind}_ends_on" if what == "ends" else f"{kind}_starts_on"
            self.add_error(
                field,
                _("This day is before the first day.")
                if what == "ends"
                else _("The stage before has not ended on this day."),
            )
        return data


def _day_field(label: Any) -> DayField:
    return DayField(label=label)


_STAGE_FIELDS: dict[str, Any] = {
    "starts_on": lambda: _day_field(_("First day")),
    "ends_on": lambda: _day_field(_("Last day")),
    "mode": lambda: forms.ChoiceField(label=_("Mode"), choices=StageMode.choices),
    "venue": lambda: forms.CharField(label=_("Venue"), max_length=200, required=False),
    "needs_previous": lambda: forms.BooleanField(
        label=_("Opens only to those who have finished the stage before"), required=False
    ),
}


class GatesForm(ComparingForm):
    """When each module opens, beside what its stage asks."""

    carried = ("plan_no",)
    plan_no = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        self.modules = [module for module in facts_of(cohort).outline.modules.values() if module.lessons]
        gates = {gate.module_key: gate for gate in cohort.gates.all()}
        initial: dict[str, Any] = {"plan_no": cohort.plan_no}
        for module in self.modules:
            gate = gates.get(module.key)
            initial[f"{module.key}_day"] = gate.opens_on if gate else None
            initial[f"{module.key}_needs"] = str(gate.needs_key) if gate and gate.needs_key else ""
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for module in self.modules:
            others = [(str(one.key), f"{one.code} {local_title(one)}") for one in self.modules if one is not module]
            self.fields[f"{module.key}_day"] = DayField(label=_("Opens on"), required=False)
            self.fields[f"{module.key}_needs"] = forms.ChoiceField(
                label=_("After this module is finished"), choices=[("", _("None")), *others], required=False
            )

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield each module's name with its two fields."""
        for module in self.modules:
            yield f"{module.code} {local_title(module)}", [self[f"{module.key}_day"], self[f"{module.key}_needs"]]

    def gates(self) -> dict[UUID, tuple[date | None, UUID | None]]:
        """Return what was chosen, by the key of the module. After validation only."""
        data = self.cleaned_data
        return {
            module.key: (
                data[f"{module.key}_day"],
                UUID(data[f"{module.key}_needs"]) if data[f"{module.key}_needs"] else None,
            )
            for module in self.modules
        }


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it is the word."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It stays on record.")
    )


class MoveForm(ComparingForm, ReasonForm):
    """The versions are those that were compared on the page."""

    carried = ("before", "to")
    before = forms.CharField(widget=forms.HiddenInput)
    to = forms.CharField(widget=forms.HiddenInput)


class FacilitatorForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=_("Facilitator"), empty_label=None)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR).values("user")
        charged = cohort.facilitators.filter(valid_until__isnull=True).values("user")
        people = User.objects.filter(pk__in=holders, is_active=True).exclude(pk__in=charged).order_by("name")
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class FacilitatorEndForm(forms.Form):
    on = DayField(label=_("Last day in charge"), help_text=_("The last day is still valid."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": clock.today()}
        super().__init__(*args, **kwargs)


class EnrolForm(forms.Form):
    """One person by address; name and unit only for somebody who is not here yet."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Somebody with this address is enrolled; otherwise the person is added first."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("For a new person, without titles.")
    )
    work_unit = forms.ModelChoiceField(
        WorkUnit.objects.filter(is_active=True).order_by("name"),
        label=_("Work unit"),
        required=False,
        empty_label=_("Choose for a new person"),
    )


class PeopleFilterForm(forms.Form):
    """Which lines of a cohort to show."""

    unit = forms.ModelChoiceField(
        WorkUnit.objects.none(), label=_("Work unit"), required=False, empty_label=_("All"), widget=PlainSelect
    )
    state = forms.ChoiceField(label=_("State"), required=False, widget=PlainSelect)

    def __init__(self, *args: Any, units: Any, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("All")), *states]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[WorkUnit | None, str]:
        """Return the chosen unit and state; what does not exist counts as not chosen."""
        data = self.cleaned_data if self.is_valid() else {}
        return data.get("unit"), data.get("state", "")


PROGRESS_STATES: list[tuple[str, Any]] = [
    ("stuck", _("Stuck")),
    ("unfinished", _("Lessons missing")),
    ("finished", _("All lessons done")),
]
ENROLMENT_STATES: list[tuple[str, Any]] = list(EnrolmentState.choices)
