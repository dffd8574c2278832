"""The rubric editor's form: as many criteria and levels as are asked for, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from assignments.criteria import MOST_CRITERIA, MOST_LEVELS
from assignments.forms.overtaken import WholeForm
from assignments.models import RubricVersion
from lms.ui.carrying import CarryingForm

CRITERION = ("key", "title", "title_en", "help", "help_en")
LEVEL = ("key", "title", "title_en", "points", "description", "description_en")
LEVEL_NAMES = [_("Poor"), _("Fair"), _("Good"), _("Excellent")]


class RubricForm(WholeForm):
    """Title and criteria. A criterion with nothing typed in it, and such a level, are left out."""

    carried = ("seen",)

    title = forms.CharField(label=_("Title"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    note = forms.CharField(
        label=_("What changed"), max_length=300, required=False, help_text=_("Stands beside the version.")
    )
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    criteria_count = forms.IntegerField(min_value=0, max_value=MOST_CRITERIA, widget=forms.HiddenInput)
    levels_count = forms.IntegerField(min_value=2, max_value=MOST_LEVELS, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None = None, *, version: RubricVersion | None = None) -> None:
        initial: dict[str, Any] = {"seen": 0, "criteria_count": 3, "levels_count": 4}
        if version is not None:
            levels = max(len(one["levels"]) for one in version.criteria)
            initial |= {"seen": version.number, "criteria_count": len(version.criteria), "levels_count": levels}
            initial |= {"title": version.rubric.title, "title_en": version.rubric.title_en}
        super().__init__(data, initial=initial)
        self.version = version

    def counts(self) -> tuple[int, int]:
        """Return how many criteria and levels to draw: those sent, and one more where a button asked for it."""
        criteria = _whole(self["criteria_count"].value(), 3, MOST_CRITERIA)
        levels = _whole(self["levels_count"].value(), 4, MOST_LEVELS)
        more = self.data.get("more", "") if self.is_bound else ""
        return min(criteria + (more == "criterion"), MOST_CRITERIA), min(levels + (more == "level"), MOST_LEVELS)

    def rows(self) -> list[dict[str, Any]]:
        """Return the criteria as the page draws them, padded with empty ones."""
        criteria, levels = self.counts()
        given = self._typed(criteria, levels) if self.is_bound else self._there(criteria, levels)
        return [
            {**row, "number": number, "levels": [{**level, "number": n} for n, level in enumerate(row["levels"], 1)]}
            for number, row in enumerate(given, 1)
        ]

    def criteria(self) -> list[dict[str, Any]]:
        """Return what was typed, without what was left empty."""
        typed = self._typed(*self.counts())
        wanted = [row for row in typed if row["title"].strip() or not _empty(row)]
        return [{**row, "levels": [one for one in row["levels"] if _is_typed(one)]} for row in wanted]

    def _there(self, criteria: int, levels: int) -> list[dict[str, Any]]:
        rows = list(self.version.criteria) if self.version else []
        if not rows:
            with override("id"):
                fresh = [{"title": str(name)} for name in LEVEL_NAMES]
            rows = [{"levels": fresh} for _n in range(criteria)]
        return [{**row, "levels": _padded([_as_typed(one) for one in row["levels"]], levels)} for row in rows]

    def _typed(self, criteria: int, levels: int) -> list[dict[str, Any]]:
        return [
            {
                **{name: self.data.get(f"c{c}-{name}", "") for name in CRITERION},
                "levels": [
                    {name: self.data.get(f"c{c}-l{n}-{name}", "") for name in LEVEL} for n in range(1, levels + 1)
                ],
            }
            for c in range(1, criteria + 1)
        ]


class MoveForm(CarryingForm):
    """Why work moves to the newer version, and whether what is graded moves too; `seen` is the digest of the dry run."""

    carried = ("seen",)
    asked_anew = ("graded",)

    graded = forms.BooleanField(label=_("Move graded work too"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It stays on record.")
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


def _as_typed(level: dict[str, Any]) -> dict[str, Any]:
    """Return a level with its points as their reader would type them: 22 and 12,5, not 22.00 and 12.50."""
    return {**level, "points": floatformat(level["points"], -2)} if "points" in level else level


def _is_typed(level: dict[str, Any]) -> bool:
    """Whether a level is to be there. One that was kept is dropped by emptying it, and its English goes with it."""
    names = ["title", "points", "description"] + ([] if level["key"] else ["title_en", "description_en"])
    return any(level[name].strip() for name in names)


def _empty(row: dict[str, Any]) -> bool:
    """Whether nothing was typed into a new criterion; names of levels stand there from the start. One with a key was emptied to drop it."""
    if row["key"]:
        return True
    texts = [row[name] for name in ("title_en", "help", "help_en")]
    texts += [one[name] for one in row["levels"] for name in LEVEL if name not in ("key", "title")]
    return not any(map(str.strip, texts))


def _padded(levels: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return list(levels) + [{}] * max(0, count - len(levels))


def _whole(value: Any, default: int, most: int) -> int:
    text = str(value)
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 4 else default
