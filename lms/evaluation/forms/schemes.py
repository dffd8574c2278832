"""The editor of a scheme: what counts and how much, minimums, bands, rubrics, the panel's rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assignments.models import Rubric
from courses.models import Cohort
from lms.evaluation import schemes
from lms.evaluation.components import components
from lms.evaluation.models import Scheme
from lms.ui.carrying import CarryingForm
from lms.ui.forms import PlainSelect

# An empty line to add a band by.
SPARE = 1


class SchemeForm(CarryingForm):
    """Weights are `weight-<component>`, minimums `minimum-<component>`, bands `band-<n>-…`. The service says what is wrong with them."""

    carried = ("seq",)
    title = forms.CharField(label=_("Name"), max_length=200)
    minimum = forms.CharField(
        label=_("Pass mark"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("A result of at least this passes, where every minimum is reached too."),
    )  # fmt: skip
    tolerance = forms.CharField(
        label=_("Tolerance of the panel, in points"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Where scores lie further apart, the panel meets on them."),
    )  # fmt: skip
    least = forms.CharField(
        label=_("Evaluators for each participant, at least"), max_length=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    objection_days = forms.CharField(
        label=_("Days to object in"), max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Counted from the day after the release; the last day belongs to them."),
    )  # fmt: skip
    panel_rubric = forms.ModelChoiceField(
        Rubric.objects.none(), label=_("Rubric of the panel"), required=False, to_field_name="public_id",
        empty_label=_("As it stands in this scheme"), widget=PlainSelect,
    )  # fmt: skip
    attitude_rubric = forms.ModelChoiceField(
        Rubric.objects.none(), label=_("Rubric of attitude"), required=False, to_field_name="public_id",
        empty_label=_("As it stands in this scheme"), widget=PlainSelect,
    )  # fmt: skip
    seq = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, str] | None = None, *, content: Mapping[str, Any], scheme: Scheme | None = None
    ) -> None:
        panel = content.get("panel") or {}
        initial = {
            "title": scheme.title if scheme else "",
            "seq": scheme.seq if scheme else 0,
            "minimum": _short(content.get("minimum")),
            "tolerance": _short(panel.get("tolerance")),
            "least": panel.get("least", ""),
            "objection_days": content.get("objection_days", ""),
        }
        super().__init__(data, initial=initial)
        self.content, self.scheme = content, scheme
        rubrics = Rubric.objects.filter(retired_at__isnull=True).select_related("current").order_by("title")
        for name in ("panel_rubric", "attitude_rubric"):
            self.fields[name].queryset = rubrics  # type: ignore[attr-defined]

    def on_record(self) -> dict[str, Any]:
        return {"seq": Scheme.objects.get(pk=self.scheme.pk).seq} if self.scheme is not None else {}

    def component_rows(self) -> list[dict[str, Any]]:
        """Return every component there is, with weight and minimum as typed, else as they stand."""
        there = {one["key"]: one for one in self.content.get("components", ())}
        return [
            {
                "key": one.key,
                "title": one.title,
                "about": one.about,
                "weight": self._typed(f"weight-{one.key}", _short(there.get(one.key, {}).get("weight"))),
                "minimum": self._typed(f"minimum-{one.key}", _short(there.get(one.key, {}).get("minimum"))),
            }
            for one in components()
        ]

    def band_rows(self) -> list[dict[str, Any]]:
        """Return the bands, and an empty line to add one by."""
        there = list(self.content.get("bands", ()))
        many = min(len(there) + SPARE, schemes.MOST_BANDS)
        if self.is_bound:
            # One too many is refused in words, never dropped in silence.
            many = min(
                sum(name.startswith("band-") and name.endswith("-title") for name in self.data), schemes.MOST_BANDS + 1
            )
        blank = {"key": "", "title": "", "title_en": "", "from": ""}
        rows = [{**one, "from": _short(one["from"])} for one in there]
        rows = [*rows, *[blank] * (many - len(rows))][:many]
        return [
            {
                "number": number,
                **{
                    name: self._typed(f"band-{number}-{name}", row[name])
                    for name in ("key", "title", "title_en", "from")
                },
            }
            for number, row in enumerate(rows, start=1)
        ]

    def _typed(self, name: str, there: Any) -> str:
        return str(self.data.get(name, there) if self.is_bound else there)

    def typed(self) -> dict[str, Any]:
        """Return the content as typed; only after `is_valid`. Rubrics that were chosen are taken over as they are now."""
        data = self.cleaned_data
        bands = [row for row in self.band_rows() if row["title"].strip() or row["from"].strip()]
        found: dict[str, Any] = {
            "components": [
                {name: row[name] for name in ("key", "weight", "minimum")}
                for row in self.component_rows()
                if row["weight"].strip() or row["minimum"].strip()
            ],
            "bands": bands,
            "minimum": data["minimum"],
            "objection_days": data["objection_days"],
            "evidence": self.content.get("evidence", ""),
            "panel": {"tolerance": data["tolerance"], "least": data["least"]},
            "attitude": {},
        }
        for part in (schemes.PANEL, schemes.ATTITUDE):
            chosen: Rubric | None = data[f"{part}_rubric"]
            there = (self.content.get(part) or {}).get("criteria", [])
            found[part]["criteria"] = chosen.current.criteria if chosen and chosen.current else there
        return found


def _short(figure: str | None) -> str:
    """Return a figure of the content as people write it; empty for none."""
    return schemes.shown(Decimal(figure)) if figure else ""


class CohortForm(forms.Form):
    """For which cohort to look at what would come out."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("Cohort"), to_field_name="public_id", widget=PlainSelect, empty_label=None
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class AssumeForm(forms.Form):
    """What to put in for components that nobody has yet."""

    assume = forms.DecimalField(
        label=_("Put in for what is not there yet, in percent"), required=False, min_value=0, max_value=100,
        max_digits=5, decimal_places=2, localize=True, help_text=_("Empty: these components are left out."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def assumed(self) -> Any:
        """Return the figure, None for none or one that cannot be read."""
        return self.cleaned_data.get("assume") if self.is_valid() else None
