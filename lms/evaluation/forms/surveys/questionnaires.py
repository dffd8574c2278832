"""Forms of the builder: the head of a questionnaire, a section, and an item of each kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.evaluation.enums import Audience, ItemKind, Level
from lms.evaluation.item_edits import free_key, item_keys, items_before
from lms.evaluation.item_flaws import CONDITIONS, item_flaws
from lms.evaluation.items import USUAL_SCALE, normal_item
from lms.evaluation.services.surveys import Head
from lms.people.enums import Evidence
from lms.ui.carrying import CarryingForm, ComparingForm
from lms.ui.forms import PlainSelect

K = ItemKind
# Which fields belong to which kinds; what is not named here belongs to all.
OWN: dict[str, tuple[str, ...]] = {
    "scale_min": (K.SCALE, K.MATRIX),
    "scale_max": (K.SCALE, K.MATRIX),
    "scale_low": (K.SCALE, K.MATRIX),
    "scale_low_en": (K.SCALE, K.MATRIX),
    "scale_high": (K.SCALE, K.MATRIX),
    "scale_high_en": (K.SCALE, K.MATRIX),
    "options": (K.SCALE, K.CHOICE, K.CHOICES),
    "rows": (K.MATRIX,),
    "number_min": (K.NUMBER,),
    "number_max": (K.NUMBER,),
    "number_decimals": (K.NUMBER,),
    "number_unit": (K.NUMBER,),
    "number_unit_en": (K.NUMBER,),
    "most": (K.TEXT, K.CHOICES),
    "required": (K.SCALE, K.CHOICE, K.CHOICES, K.MATRIX, K.NUMBER, K.TEXT),
    "when_item": (K.SCALE, K.CHOICE, K.CHOICES, K.MATRIX, K.NUMBER, K.TEXT),
    "when_in": (K.SCALE, K.CHOICE, K.CHOICES, K.MATRIX, K.NUMBER, K.TEXT),
}


# No questionnaire of eighty questions is larger, in characters or bytes.
LARGEST = 1_000_000


class HeadForm(ComparingForm):
    """What a questionnaire is called, at which level it asks, and whom."""

    carried = ("seen",)

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=200, required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level (Kirkpatrick)"), choices=Level.choices, coerce=int, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who answers"), choices=Audience.choices, widget=forms.RadioSelect)
    intro_id = forms.CharField(
        label=gettext_lazy("Words on the first page"),
        help_text=gettext_lazy("What it is about, and how long it takes. How answers are kept is declared by itself."),
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    intro_en = forms.CharField(
        label=gettext_lazy("The same in English"), max_length=600, required=False, widget=forms.Textarea({"rows": 3})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def head(self) -> Head:
        """Return the head as typed."""
        return Head(*(self.cleaned_data[name] for name in ("title", "title_en", "level", "audience")))

    def intro(self) -> dict[str, str]:
        return {"id": self.cleaned_data["intro_id"].strip(), "en": self.cleaned_data["intro_en"].strip()}


class ImportForm(forms.Form):
    """A questionnaire from another installation: the file first, then what was read from it, to be taken in."""

    file = forms.FileField(
        label=gettext_lazy("Questionnaire (JSON)"),
        help_text=gettext_lazy("You first see what is in it; nothing is written before you say so."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    held = forms.CharField(required=False, max_length=LARGEST, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        file = self.cleaned_data.get("file")
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than a questionnaire can be."))
        if file is None and not self.cleaned_data["held"]:
            raise forms.ValidationError(_("Choose a file."))
        try:
            text = file.read().decode("utf-8-sig") if file is not None else self.cleaned_data["held"]
            self.cleaned_data["data"] = _read(text)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This file is no questionnaire.")) from None
        return self.cleaned_data


def _read(text: str) -> Any:
    """Return what a JSON file holds. Raises ValueError for what is none, or what no database keeps: a NUL, half a character, infinity."""
    if "\\u0000" in text:
        raise ValueError("No database keeps a text with a NUL in it.")
    data = json.loads(text)
    json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
    return data


class SectionForm(ComparingForm):
    """The title of a section."""

    carried = ("seen",)

    title_id = forms.CharField(label=gettext_lazy("Title of the section"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("The same in English"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def title(self) -> dict[str, str]:
        return {"id": self.cleaned_data["title_id"].strip(), "en": self.cleaned_data["title_en"].strip()}


LINES = gettext_lazy("One a line: Indonesian | English. The order here is the order on the page.")


class ItemForm(ComparingForm):
    """One question. Only the fields of its kind are there."""

    carried = ("seen",)

    text_id = forms.CharField(label=gettext_lazy("Question"), max_length=500, widget=forms.Textarea({"rows": 2}))
    text_en = forms.CharField(
        label=gettext_lazy("The same in English"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    help_id = forms.CharField(label=gettext_lazy("Hint below the question"), max_length=300, required=False)
    help_en = forms.CharField(label=gettext_lazy("Hint in English"), max_length=300, required=False)
    scale_min = forms.IntegerField(label=gettext_lazy("First step"), min_value=0, max_value=1)
    scale_max = forms.IntegerField(label=gettext_lazy("Last step"), min_value=1, max_value=11)
    scale_low = forms.CharField(label=gettext_lazy("The first step means"), max_length=80, required=False)
    scale_low_en = forms.CharField(label=gettext_lazy("The first step in English"), max_length=80, required=False)
    scale_high = forms.CharField(label=gettext_lazy("The last step means"), max_length=80, required=False)
    scale_high_en = forms.CharField(label=gettext_lazy("The last step in English"), max_length=80, required=False)
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=LINES,
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
    )
    rows = forms.CharField(
        label=gettext_lazy("Lines of the matrix"), help_text=LINES, max_length=4000, widget=forms.Textarea({"rows": 6})
    )
    number_min = forms.IntegerField(label=gettext_lazy("At least"), required=False)
    number_max = forms.IntegerField(label=gettext_lazy("At most"), required=False)
    number_decimals = forms.IntegerField(label=gettext_lazy("Decimals"), min_value=0, max_value=2, required=False)
    number_unit = forms.CharField(label=gettext_lazy("Counted in"), max_length=30, required=False)
    number_unit_en = forms.CharField(label=gettext_lazy("Counted in (English)"), max_length=30, required=False)
    most = forms.IntegerField(label=gettext_lazy("At most so many"), min_value=1, max_value=2000, required=False)
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    when_item = forms.ChoiceField(
        label=gettext_lazy("Asked only after"),
        required=False,
        widget=PlainSelect,
        help_text=gettext_lazy("An earlier question."),
    )
    when_in = forms.CharField(
        label=gettext_lazy("… was answered with"),
        help_text=gettext_lazy(
            "One or more answers, separated by commas: steps of the scale, or choices in their own words."
        ),
        max_length=300,
        required=False,
    )
    measures = forms.CharField(
        label=gettext_lazy("Measures"),
        help_text=gettext_lazy("Left empty, or one of: skm:1 to skm:9, competency:key, nps, facilitator."),
        max_length=60,
        required=False,
    )
    group = forms.SlugField(
        label=gettext_lazy("Group of questions"),
        help_text=gettext_lazy("Questions of one group are summed up together in the results."),
        max_length=40,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, kind: str, content: Mapping[str, Any], item: Mapping[str, Any] | None, *, seen: int
    ) -> None:
        self.kind, self.content, self.item = kind, content, item or {}
        initial = {**typed_item(item or normal_item({"kind": kind})), "when_in": self._words(), "seen": seen}
        super().__init__(data, initial=initial)
        for name, kinds in OWN.items():
            if kind not in kinds:
                del self.fields[name]
        if kind == K.SCALE:
            field = self.fields["options"]
            field.required, field.label = False, _("Words for the single steps")
            field.help_text = _("One a line, from the first step on: Indonesian | English. Or left empty.")
        if "most" in self.fields:
            self.fields["most"].label = _("At most so many letters") if kind == K.TEXT else _("At most so many answers")
        if "when_item" in self.fields:
            self.fields["when_item"].choices = self._conditions()  # type: ignore[attr-defined]

    def look_again(self) -> None:
        """After a conflict: a new question is nowhere on record, and only counts the others as seen."""
        if self.item:
            super().look_again()
        else:
            CarryingForm.look_again(self)

    def _before(self) -> dict[str, dict[str, Any]]:
        return items_before(self.content, self.item.get("key", ""))

    def _conditions(self) -> list[tuple[str, Any]]:
        before = self._before()
        rows = [(key, f"{one['text']['id'][:80]} [{key}]") for key, one in before.items() if one["kind"] in CONDITIONS]
        return [("", _("Always asked")), *rows]

    def _words(self) -> str:
        """Return the answers it depends on as people read them; one with a comma in its words stays a key."""
        when = self.item.get("when") or {}
        words = {key: one for one, key in _keys_by_words(self._before().get(when.get("item", ""), {})).items()}
        return ", ".join(words.get(str(one), str(one)) for one in when.get("in", []))

    def _values(self, data: Mapping[str, Any]) -> list[str]:
        """Return the answers that were typed, by their keys; what is neither key nor words stays, and is refused by its name."""
        other = self._before().get(data["when_item"], {})
        keys = {words.casefold(): key for words, key in _keys_by_words(other).items()}
        typed = [one.strip() for one in data["when_in"].split(",") if one.strip()]
        return [one if one in keys.values() else keys.get(one.casefold(), one) for one in typed]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            for setting, message in item_flaws(self.built(), self._before()):
                self.add_error(setting if setting in self.fields else None, message)
        return self.cleaned_data

    def built(self) -> dict[str, Any]:
        """Return the item as typed, with every setting spelt out. An item keeps its key for good."""
        data = self.cleaned_data
        key = self.item.get("key") or free_key(data["text_id"], item_keys(self.content))
        item: dict[str, Any] = {
            "key": key,
            "kind": self.kind,
            "text": {"id": data["text_id"], "en": data["text_en"]},
            "help": {"id": data["help_id"], "en": data["help_en"]},
            "required": data.get("required", False),
            "group": data["group"],
            "measures": data["measures"].strip(),
            "source": self.item.get("source", ""),
            "evidence": self.item.get("evidence") or Evidence.INFERRED,
            "most": data.get("most"),
        }
        if data.get("when_item"):
            item["when"] = {"item": data["when_item"], "in": self._values(data)}
        if "scale_min" in data:
            item["scale"] = {
                "min": data["scale_min"],
                "max": data["scale_max"],
                "low": {"id": data["scale_low"], "en": data["scale_low_en"]},
                "high": {"id": data["scale_high"], "en": data["scale_high_en"]},
            }
        if "options" in data:
            first = data.get("scale_min")
            item["options"] = entries(data["options"], self.item.get("options") or [], first)
        if "rows" in data:
            item["rows"] = entries(data["rows"], self.item.get("rows") or [])
        if "number_unit" in data:
            item["number"] = {
                "min": data["number_min"],
                "max": data["number_max"],
                "decimals": data["number_decimals"] or 0,
                "unit": {"id": data["number_unit"], "en": data["number_unit_en"]},
            }
        return normal_item(item)


def _keys_by_words(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the keys of what can be answered to an item by its Indonesian words, as far as these are plain: no comma, no other's key."""
    options = item.get("options") or []
    keys = {one["key"] for one in options}
    return {one["id"]: one["key"] for one in options if one["id"] and "," not in one["id"] and one["id"] not in keys}


def entries(typed: str, before: list[dict[str, str]], first: int | None = None) -> list[dict[str, str]]:
    """Return the lines as entries with keys. What keeps its Indonesian words keeps its key; `first` numbers them from there on."""
    lines = [line.partition("|") for line in typed.splitlines() if line.strip(" |")]
    words = [(indonesian.strip()[:200], english.strip()[:200]) for indonesian, _bar, english in lines]
    if first is not None:
        return [{"key": str(first + place), "id": one, "en": other} for place, (one, other) in enumerate(words)]
    old = {one["id"]: one["key"] for one in before}
    made: list[dict[str, str]] = []
    for one, other in words:
        taken = {entry["key"] for entry in made} | set(old.values())
        key = old.pop(one, None) or free_key(one, taken)
        made.append({"key": key, "id": one, "en": other})
    return made


def typed_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as the fields of the form show it."""
    scale: Mapping[str, Any] = item.get("scale") or USUAL_SCALE
    number, when = item.get("number") or {}, item.get("when") or {}
    return {
        "text_id": item["text"]["id"],
        "text_en": item["text"]["en"],
        "help_id": item["help"]["id"],
        "help_en": item["help"]["en"],
        "scale_min": scale["min"],
        "scale_max": scale["max"],
        "scale_low": scale["low"]["id"],
        "scale_low_en": scale["low"]["en"],
        "scale_high": scale["high"]["id"],
        "scale_high_en": scale["high"]["en"],
        "options": _lines(item.get("options") or []),
        "rows": _lines(item.get("rows") or []),
        "number_min": number.get("min"),
        "number_max": number.get("max"),
        "number_decimals": number.get("decimals"),
        "number_unit": (number.get("unit") or {}).get("id", ""),
        "number_unit_en": (number.get("unit") or {}).get("en", ""),
        "most": item.get("most"),
        "required": item["required"],
        "when_item": when.get("item", ""),
        "measures": item["measures"],
        "group": item["group"],
    }


def _lines(rows: list[dict[str, str]]) -> str:
    return "\n".join(f"{one['id']} | {one['en']}" if one["en"] else one["id"] for one in rows)
