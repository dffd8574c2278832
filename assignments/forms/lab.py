"""What people type in the matching lab: a ranking, a case, an exercise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from assignments.enums import CaseKind, ConstraintRule, Decision
from assignments.forms.overtaken import WholeForm
from assignments.lab.cards import LEAST_CARDS, MOST_CARDS, Case, Fault, Ranking
from assignments.models import MatchingCase, MatchingExercise, RubricVersion
from assignments.queries.lab import fingerprint
from assignments.services.lab import From
from lms.people.fields import DayField
from lms.ui.carrying import ComparingForm

NOT_REFERRED = "x"
REASON_LENGTH = 600
# The largest number that a page may count to.
MOST_SEQ = 2_000_000_000


class RankingForm(forms.Form):
    """A ranking of a case: a place and a reason for each card. Gaps are allowed until it is handed in."""

    decision = forms.ChoiceField(
        label=_("What do you do with this request?"), choices=Decision.choices, widget=forms.RadioSelect, required=False
    )
    why = forms.CharField(
        label=_("Reason for your decision"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(
        label=_("What else you would write into the file"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seq = forms.IntegerField(min_value=0, max_value=MOST_SEQ, widget=forms.HiddenInput, required=False)
    # Filled in by the page's script (`assignments.services.lab.From`).
    tab = forms.CharField(max_length=24, widget=forms.HiddenInput, required=False)
    turn = forms.IntegerField(min_value=0, max_value=MOST_SEQ, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, ranking: Ranking | None = None, seq: int = 0, **kwargs: Any) -> None:
        ranking = ranking or {}
        self.case = case
        kwargs["initial"] = {name: ranking.get(name) for name in ("decision", "why", "note")} | {"seq": seq}
        super().__init__(*args, **kwargs)
        for number, card in enumerate(case["cards"], 1):
            self._add_card(number, card, (ranking.get("places") or {}).get(card["key"]) or {})
        if not self.is_bound:
            self.show_needed()

    def _add_card(self, number: int, card: dict[str, Any], place: dict[str, Any]) -> None:
        count = len(self.case["cards"])
        ranks = [("", _("choose …")), *((str(rank), str(rank)) for rank in range(1, count + 1))]
        key = card["key"]
        self.fields[f"rank_{key}"] = forms.ChoiceField(
            label=_("Rank of %(card)s") % {"card": card["title"]},
            choices=[*ranks, (NOT_REFERRED, _("not referred"))],
            required=False,
            initial=_rank_typed(place),
            widget=forms.Select(attrs={"data-card": key, "data-title": card["title"]}),
        )
        self.fields[f"reason_{key}"] = forms.CharField(
            label=_("Reason"),
            required=False,
            max_length=REASON_LENGTH,
            initial=place.get("reason", ""),
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"ask_{key}"] = forms.CharField(
            label=_("What to ask or verify first"),
            required=False,
            max_length=REASON_LENGTH,
            initial=place.get("ask", ""),
        )
        self.fields[f"rank_{key}"].widget.attrs["aria-describedby"] = f"card-{number}"

    def show_needed(self) -> None:
        """Say of the fields which must be filled in before handing in. Checking them is the service's: a draft may have gaps."""
        self.use_required_attribute = False
        for name, field in self.fields.items():
            field.required = name in {"decision", "why"} or name.startswith(("rank_", "reason_"))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The cards, each with its three fields, as the page draws them."""
        return [
            {
                "card": card,
                "number": number,
                "rank": self[f"rank_{card['key']}"],
                "reason": self[f"reason_{card['key']}"],
                "ask": self[f"ask_{card['key']}"],
            }
            for number, card in enumerate(self.case["cards"], 1)
        ]

    @property
    def general(self) -> list[BoundField]:
        """The fields that are about the request itself."""
        return [self["decision"], self["why"]]

    def ranking(self) -> Ranking:
        """Return what was typed as a ranking (`assignments.lab.cards`). Call it on a valid form."""
        data = self.cleaned_data
        places = {card["key"]: _place(data, card["key"]) for card in self.case["cards"]}
        return {
            "decision": data["decision"],
            "why": data["why"].strip(),
            "places": {key: place for key, place in places.items() if place},
            "note": data["note"].strip(),
        }

    def sent(self) -> From:
        """Return from which page it comes. Call it on a valid form."""
        data = self.cleaned_data
        return From(seq=data["seq"] or 0, tab=data["tab"], turn=data["turn"] or 0)

    def add_faults(self, faults: Iterable[Fault]) -> None:
        """Say of each fault beside the field it is about."""
        for fault in faults:
            named = f"rank_{fault.where}"
            at = named if named in self.fields else fault.where if fault.where in self.fields else None
            if at == named and _has_rank(self.cleaned_data, fault.where):
                at = f"reason_{fault.where}" if not self.cleaned_data[f"reason_{fault.where}"] else named
            self.add_error(at, fault.message)
        self.show_needed()


def _rank_typed(place: dict[str, Any]) -> str:
    if "rank" not in place:
        return ""
    return NOT_REFERRED if place["rank"] is None else str(place["rank"])


def _has_rank(data: dict[str, Any], key: str) -> bool:
    return bool(data.get(f"rank_{key}"))


def _place(data: dict[str, Any], key: str) -> dict[str, Any]:
    typed, reason, ask = data[f"rank_{key}"], data[f"reason_{key}"].strip(), data[f"ask_{key}"].strip()
    place: dict[str, Any] = {}
    if typed:
        place["rank"] = None if typed == NOT_REFERRED else int(typed)
    if reason:
        place["reason"] = reason
    if ask:
        place["ask"] = ask
    return place


class FactsField(forms.CharField):
    """Facts of a card, one a line, as “Label: text”; gives [[label, text], …]."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Facts"))
        kwargs.setdefault("help_text", _("One a line, for example “Pendidikan: SMK Akuntansi, 2023”."))
        super().__init__(widget=forms.Textarea(attrs={"rows": 7}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{label}: {text}" for label, text in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[list[str]]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        facts = [[part.strip() for part in line.split(":", 1)] for line in lines]
        for number, fact in enumerate(facts, 1):
            if len(fact) != 2 or not all(fact):
                raise forms.ValidationError(
                    _("Line %(line)s has no “Label: text”: %(text)s"),
                    params={"line": number, "text": lines[number - 1]},
                    code="fact",
                )
        return facts


class CaseForm(WholeForm):
    """A case without its cards and constraints."""

    carried = ("seen",)

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("For example kasus-07. It stays for good."))
    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(label=_("What is ranked"), choices=CaseKind.choices)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), choices=[(level, level) for level in range(1, 6)], coerce=int
    )
    intro = forms.CharField(label=_("Situation"), widget=forms.Textarea(attrs={"rows": 5}))
    subject = forms.CharField(label=_("Title of the vacancy or jobseeker"), max_length=160)
    subject_facts = FactsField(label=_("Facts of the vacancy or jobseeker"))
    debrief = forms.CharField(
        label=_("What to take away"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Shown with the result."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: MatchingCase | None = None, **kwargs: Any) -> None:
        if case is not None and case.current is not None:
            kwargs["initial"] = _case_initial(case, case.current.body)
        super().__init__(*args, **kwargs)
        if case is not None:
            del self.fields["code"], self.fields["kind"]


def _case_initial(case: MatchingCase, body: Case) -> dict[str, Any]:
    subject = body.get("subject") or {}
    return {
        "title": case.current.title if case.current else "",
        "difficulty": case.difficulty,
        "intro": body.get("intro", ""),
        "subject": subject.get("title", ""),
        "subject_facts": subject.get("facts", []),
        "debrief": body.get("debrief", ""),
        "seen": case.current.number if case.current else 0,
    }


class CardForm(forms.Form):
    """One card. Its key is given once and stays, so that rankings keep pointing at it."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    facts = FactsField()


class ConstraintForm(forms.Form):
    """What must not be broken, with the reason that participants read afterwards."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    rule = forms.ChoiceField(label=_("Rule"), choices=ConstraintRule.choices)
    cards = forms.CharField(
        label=_("Numbers of the cards"), required=False, help_text=_("For example 2, 4. Empty for a decision.")
    )
    decisions = forms.MultipleChoiceField(
        label=_("Right decisions"), choices=Decision.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Rule or law it rests on"), required=False, max_length=200)


CardFormSet = forms.formset_factory(
    CardForm, extra=0, min_num=LEAST_CARDS, max_num=MOST_CARDS, validate_max=True, can_delete=True
)
ConstraintFormSet = forms.formset_factory(ConstraintForm, extra=0, max_num=12, validate_max=True, can_delete=True)


# What is set of an exercise beside its case.
SET = ("top_k", "opens_on", "due_on", "weight")


class ExerciseForm(ComparingForm):
    """A case set for a cohort; with `exercise`, its days, weight and scoring changed."""

    carried = ("seen",)

    case = forms.ModelChoiceField(
        MatchingCase.objects.none(), label=_("Case"), to_field_name="public_id", empty_label=None
    )
    top_k = forms.IntegerField(
        label=_("Places of the shortlist"),
        min_value=1,
        max_value=MOST_CARDS,
        initial=3,
        help_text=_("So many first places count as the shortlist when it is compared with the panel's."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    opens_on = DayField(label=_("First day"), required=False)
    due_on = DayField(label=_("Last day"), required=False, help_text=_("The day itself still counts (WIB)."))
    weight = forms.DecimalField(label=_("Weight"), min_value=0, max_digits=6, decimal_places=2, initial=1)
    rubric = forms.ModelChoiceField(
        RubricVersion.objects.none(),
        label=_("Rubric for the reasons"),
        required=False,
        empty_label=_("none: the score alone"),
    )

    def __init__(self, *args: Any, cases: Any = None, exercise: MatchingExercise | None = None, **kwargs: Any) -> None:
        if exercise is not None:
            present = {name: getattr(exercise, name) for name in SET}
            kwargs["initial"] = present | {"rubric": exercise.rubric_id, "seen": fingerprint(exercise)}
        super().__init__(*args, **kwargs)
        case, rubric = self.fields["case"], self.fields["rubric"]
        assert isinstance(case, forms.ModelChoiceField) and isinstance(rubric, forms.ModelChoiceField)  # noqa: S101, PT018
        case.queryset = cases
        case.label_from_instance = lambda one: f"{one.current.title} · {one.get_kind_display()}"  # type: ignore[assignment, method-assign]
        in_use = Q(current_of__retired_at__isnull=True, current_of__isnull=False)
        chosen = Q(pk=exercise.rubric_id) if exercise and exercise.rubric_id else Q(pk__in=[])
        rubric.queryset = RubricVersion.objects.filter(in_use | chosen).select_related("rubric")
        rubric.label_from_instance = lambda one: str(one.rubric)  # type: ignore[assignment, method-assign]
        del self.fields["seen" if exercise is None else "case"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("opens_on"), data.get("due_on")
        if first and last and last < first:
            self.add_error("due_on", _("The last day lies before the first one."))
        return data
