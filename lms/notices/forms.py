"""What people choose and write about notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from lms.notices.enums import Channel, NoticeGroup
from lms.notices.models import NoticePreference
from lms.notices.registry import NoticeKind, kinds
from lms.notices.services.telling import chosen_channel
from lms.people.models import User


class SettingsForm(forms.Form):
    """One choice for each kind of notice; where a kind leaves no choice there is no field."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds()
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
