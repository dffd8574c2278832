"""What people choose and write about notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.notices import services
from lms.notices.enums import Channel, DeliveryState, NoticeGroup
from lms.notices.models import NoticePreference
from lms.notices.registry import NoticeKind, kinds
from lms.notices.services.telling import chosen_channel
from lms.people.errors import Refusal
from lms.people.models import User
from lms.people.roles import hats_of
from lms.ui.carrying import ComparingForm


class SettingsForm(forms.Form):
    """One choice for each kind of notice; where a kind leaves no choice there is no field."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worn = hats_of(user).hats
        self.kinds = [kind for kind in kinds() if not kind.hats or kind.hats.intersection(worn)]
        chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "channel"))
        for kind in self.kinds:
            if len(kind.channels) > 1:
                self.fields[kind.code] = forms.ChoiceField(
                    label=kind.label,
                    choices=[(str(one), Channel(one).label) for one in kind.channels],
                    initial=str(chosen_channel(kind, chosen)),
                )

    def groups(self) -> Iterator[tuple[str, list[tuple[NoticeKind, forms.BoundField | None]]]]:
        """Yield each heading with its kinds and their fields, in order."""
        for group in NoticeGroup:
            rows = [
                (kind, self[kind.code] if kind.code in self.fields else None)
                for kind in self.kinds
                if kind.group == group
            ]
            if rows:
                yield str(group.label), rows


class LogFilterForm(forms.Form):
    """Filters of the log; the state is chosen by the tabs."""

    q = forms.CharField(label=_("Person"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("What about"), required=False)
    state = forms.ChoiceField(choices=[("", ""), *DeliveryState.choices], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *((kind.code, kind.label) for kind in kinds())]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


class WordsForm(ComparingForm):
    """The words of a notice in one language. A variable that is not there is refused, by name."""

    carried = ("seen",)

    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: NoticeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_title(self) -> str:
        return self._checked("title")

    def clean_body(self) -> str:
        return self._checked("body")

    def _checked(self, name: str) -> str:
        words: str = self.cleaned_data[name]
        try:
            services.check_words(self.kind, words)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return words
