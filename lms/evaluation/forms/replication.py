"""What people fill in about replication: criteria, evidence, candidate units, readiness, cost, recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.enums import CostKind, Direction, Element, Finding, Readiness, ReplicationChoice
from lms.evaluation.figures import Criterion, Unit, figures
from lms.evaluation.models import ReadinessEntry, ReplicationCriterion, ReplicationDecision
from lms.evaluation.services.replication import Answer, CriterionWords, DecisionWords, Seen
from lms.people.enums import Column
from lms.people.ids import new_id
from lms.people.models import WorkUnit
from lms.ui.carrying import CarryingForm, ComparingForm
from lms.ui.forms import PlainSelect

# What is counted by hand, in words.
UNITS = {
    Unit.PERCENT: _("Percent"),
    Unit.COUNT: _("A number"),
    Unit.SCORE: _("Score"),
    Unit.DAYS: _("Days"),
    Unit.HOURS: _("Hours"),
    Unit.RUPIAH: _("Rupiah"),
}
# What counts as ready, and what the number beside it counts. Drawn up for this programme, to be confirmed.
GUIDES = {
    Element.KIOSK: (_("The kiosk is open to the public, with a place apart for counselling."), _("Counters")),
    Element.PEOPLE: (
        _("At least two officers can be released for the training, and their supervisor agrees."),
        _("Officers"),
    ),
    Element.EQUIPMENT: (_("A computer for each counter and a printer are there and work."), _("Computers")),
    Element.CONNECTION: (_("A video meeting of an hour holds without a break."), _("Megabits a second")),
}


def number_field(label: Any, *, required: bool = False, help_text: Any = "", **more: Any) -> forms.DecimalField:
    """A number as it is written here, with a comma or a point."""
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=help_text,
        localize=True,
        max_digits=16,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        **more,
    )


class RupiahField(forms.DecimalField):
    """An amount as it is written: `Rp 12.500.000`, `12.500.000,50`, `12500000`."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            thousand, comma = (",", ".") if get_language() == "en" else (".", ",")
            value = value.removeprefix("Rp").replace(" ", "").replace(thousand, "").replace(comma, ".")
        return super().to_python(value)


def area(label: Any, *, most: int, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def figure_choices() -> list[tuple[Any, Any]]:
    """Return the figures of the site by criterion, after the choice of entering by hand."""
    groups: dict[Any, list[tuple[str, Any]]] = {}
    for figure in figures():
        groups.setdefault(figure.criterion.label, []).append((figure.key, figure.title))
    return [("", _("Entered by hand, with its source")), *groups.items()]


class CriterionForm(ComparingForm):
    """One criterion of the scorecard."""

    carried = ("seq",)

    title = forms.CharField(label=_("Criterion"), max_length=200)
    title_en = forms.CharField(label=_("Criterion in English"), max_length=200)
    dac = forms.ChoiceField(
        label=_("Asked under"), choices=[(one.value, one.label) for one in Criterion], widget=PlainSelect
    )
    figure = forms.ChoiceField(label=_("Evidence"), required=False, widget=PlainSelect)
    direction = forms.ChoiceField(label=_("Met when it is"), choices=Direction.choices, widget=PlainSelect)
    threshold = number_field(_("Threshold"), decimal_places=2)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[(unit.value, words) for unit, words in UNITS.items()],
        widget=PlainSelect,
        required=False,
        help_text=_("A figure of the site brings its own."),
    )
    wanted = forms.CharField(
        label=_("What counts as met"),
        max_length=300,
        required=False,
        help_text=_("Needed where no threshold is set: what must be seen."),
    )
    wanted_en = forms.CharField(label=_("What counts as met, in English"), max_length=300, required=False)
    essential = forms.BooleanField(
        label=_("Essential"),
        required=False,
        help_text=_("Where it is not met, the course cannot be recommended for replication as it is."),
    )
    basis = forms.CharField(
        label=_("Where the threshold comes from"),
        max_length=300,
        required=False,
        help_text=_("A regulation, a decision, an earlier evaluation."),
    )
    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criterion: ReplicationCriterion | None = None, **kwargs: Any) -> None:
        if criterion is not None:
            names = (*CriterionWords.__dataclass_fields__, "seq")
            kwargs["initial"] = {name: getattr(criterion, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = figure_choices()  # type: ignore[attr-defined]

    def words(self) -> CriterionWords:
        """What was typed, as the service takes it."""
        said = dict(self.cleaned_data)
        said.pop("seq")
        said["unit"] = said["unit"] or Unit.PERCENT.value
        return CriterionWords(**said)


class JudgeForm(CarryingForm):
    """Evidence entered by hand: a value where there is a threshold, else what it shows; always with its source."""

    carried = ("last",)

    value = number_field(_("Value"), decimal_places=6)
    finding = forms.ChoiceField(
        label=_("What the evidence shows"), choices=Finding.choices, widget=forms.RadioSelect, required=False
    )
    words = area(_("What was seen"), most=2000, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("A document with its number, or who told it and when.")
    )
    link = forms.URLField(label=_("Link to the source"), max_length=300, required=False, assume_scheme="https")
    last = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, criterion: ReplicationCriterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["finding" if criterion.threshold is not None else "value"]

    def seen(self) -> Seen:
        said = dict(self.cleaned_data)
        said.pop("last")
        return Seen(**said)


class CandidatesForm(forms.Form):
    """Units where the course could be run next."""

    units = forms.ModelMultipleChoiceField(
        WorkUnit.objects.none(),
        label=_("Work units"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one unit.")},
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class ReadinessForm(ComparingForm):
    """How ready one unit is, element by element; what is left empty is not said."""

    carried = ("last",)

    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who says so, or where it was seen: a visit, a list, a letter.")
    )
    last = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, entries: dict[str, ReadinessEntry], **kwargs: Any) -> None:
        initial: dict[str, Any] = {"last": max((row.pk for row in entries.values()), default=0)}
        for element in Element:
            row = entries.get(element)
            initial |= {f"{element}_{name}": getattr(row, name, None) for name in ("state", "amount", "words")}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for element in Element:
            guide, counted = GUIDES[element]
            self.fields[f"{element}_state"] = forms.ChoiceField(
                label=element.label,
                choices=Readiness.choices,
                widget=forms.RadioSelect,
                required=False,
                help_text=guide,
            )
            self.fields[f"{element}_amount"] = forms.IntegerField(
                label=counted, required=False, min_value=0, max_value=100_000
            )
            self.fields[f"{element}_words"] = forms.CharField(
                label=_("What there is, and what is missing"), max_length=500, required=False
            )
        self.order_fields([f"{one}_{name}" for one in Element for name in ("state", "amount", "words")])

    def groups(self) -> Iterator[tuple[Element, list[forms.BoundField]]]:
        """Yield the fields of each element, as the page shows them."""
        for element in Element:
            yield element, [self[f"{element}_{name}"] for name in ("state", "amount", "words")]

    def answers(self) -> dict[str, Answer]:
        """What was said, by element."""
        said = self.cleaned_data
        return {
            element.value: Answer(
                said[f"{element}_state"], said[f"{element}_amount"], said[f"{element}_words"], said["source"]
            )
            for element in Element
            if said.get(f"{element}_state")
        }

    def clean(self) -> dict[str, Any]:
        """Say beside the field what is missing; the service refuses the same."""
        said = super().clean() or {}
        for element in Element:
            state, words = said.get(f"{element}_state"), said.get(f"{element}_words", "")
            if state and state != Readiness.READY and not words.strip():
                self.add_error(f"{element}_words", _("Write what is missing."))
        return said


class CostForm(forms.Form):
    """What a cohort cost, in one line."""

    cohort = forms.ModelChoiceField(Cohort.objects.none(), label=_("Cohort"), widget=PlainSelect, empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices, widget=PlainSelect)
    title = forms.CharField(label=_("For what"), max_length=160)
    amount = RupiahField(
        label=_("Amount in rupiah"),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=_("For example 12500000"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("A letter, a ledger, a report."))
    key = forms.CharField(min_length=8, max_length=64, widget=forms.HiddenInput, initial=new_id)

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason."""

    reason = area(_("Reason"), most=300, rows=3)


class DecisionForm(ComparingForm):
    """The recommendation; `number` is that of the one its writer saw."""

    carried = ("number",)

    choice = forms.ChoiceField(label=_("Recommendation"), choices=ReplicationChoice.choices, widget=forms.RadioSelect)
    reasons = area(_("Reasons"), most=6000, rows=8)
    reasons_en = area(_("Reasons in English"), most=6000, rows=8)
    conditions = area(_("Conditions and changes"), most=6000, required=False, rows=6)
    conditions_en = area(_("Conditions and changes in English"), most=6000, required=False, rows=6)
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, decision: ReplicationDecision | None, **kwargs: Any) -> None:
        names = DecisionWords.__dataclass_fields__
        initial = {name: getattr(decision, name) for name in names} if decision else {}
        initial["number"] = decision.number if decision else 0
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)

    def words(self) -> DecisionWords:
        said = dict(self.cleaned_data)
        said.pop("number")
        return DecisionWords(**said)


class DissentForm(forms.Form):
    """What a unit sees otherwise."""

    column = forms.ChoiceField(label=_("For which unit"), widget=PlainSelect)
    words = area(_("What your unit sees otherwise, and why"), most=3000, rows=6)

    def __init__(self, *args: Any, columns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one, Column(one).label) for one in Column.values if one in set(columns)]
        self.fields["column"].choices = listed  # type: ignore[attr-defined]
        if len(listed) == 1:
            self.fields["column"].widget = forms.HiddenInput()
            self.fields["column"].initial = listed[0][0]
