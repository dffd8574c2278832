"""What people type when they sort open answers, and which unit's results they want to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import Theme
from lms.evaluation.queries.results.themes import Text
from lms.ui.forms import PlainSelect

# What stands for “none of the themes”.
NONE = "-"


class UnitForm(forms.Form):
    """Whose results are shown: of all, or of one of the units that may be shown."""

    unit = forms.ChoiceField(label=_("Work unit"), required=False, widget=PlainSelect)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("All units")), *units]  # type: ignore[attr-defined]


class ThemeForm(forms.Form):
    """A theme in the words of those who answered, and what belongs to it."""

    title = forms.CharField(
        label=_("Theme"), max_length=120, help_text=_("In a few words, for example “Jaringan internet”.")
    )
    note = forms.CharField(
        label=_("What belongs to it"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("And what does not. Two people must be able to sort by it without talking to each other."),
    )


class SortForm(forms.Form):
    """A page of answers, each with the themes to choose from. What is left open can be sorted later."""

    def __init__(
        self,
        *args: Any,
        texts: Sequence[Text],
        themes: Sequence[Theme],
        codes: Mapping[str, frozenset[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        choices = [*((one.public_id, one.title) for one in themes), (NONE, _("None of these"))]
        for text in texts:
            mine = codes.get(text.key)
            self.fields[text.key] = forms.MultipleChoiceField(
                label=text.words,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=None if mine is None else sorted(mine) or [NONE],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for text in self.texts:
            chosen = cleaned.get(text.key) or []
            if NONE in chosen and len(chosen) > 1:
                self.add_error(text.key, _("Either themes, or none of these."))
        return cleaned

    def codes(self) -> dict[str, list[str]]:
        """Return what was chosen, text by text; texts that were left open are not in it."""
        chosen = {text.key: self.cleaned_data.get(text.key) or [] for text in self.texts}
        return {key: [one for one in ids if one != NONE] for key, ids in chosen.items() if ids}


class SettleForm(forms.Form):
    """The themes of one answer on which the two differ."""

    text = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # What was settled when the page was opened: ids with commas, `-` for none of the themes, empty for nothing yet.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    themes = forms.MultipleChoiceField(label=_("Themes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, themes: Sequence[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*((one.public_id, one.title) for one in themes), (NONE, _("None of these"))]
        self.fields["themes"].choices = choices  # type: ignore[attr-defined]

    def clean_themes(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["themes"]
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("Either themes, or none of these."))
        return [one for one in chosen if one != NONE]

    def clean_seen(self) -> list[str] | None:
        seen = self.cleaned_data["seen"]
        if not seen:
            return None
        return [] if seen == NONE else seen.split(",")


def seen_words(settled: frozenset[str] | None) -> str:
    """Return what `SettleForm.seen` says of what was settled."""
    if settled is None:
        return ""
    return ",".join(sorted(settled)) or NONE
