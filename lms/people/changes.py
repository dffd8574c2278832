"""What an entry of the audit trail changed, in the reader's words instead of the code's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import User, WorkUnit

# What stands in the entries of several rooms. Rooms above add their own with `add_fields`.
_fields: dict[str, Any] = {
    "activities": gettext_lazy("Activities"),
    "devices": gettext_lazy("Devices"),
    "expires_at": gettext_lazy("Valid until"),
    "failure": gettext_lazy("Why it failed"),
    "is_active": gettext_lazy("Account open"),
    "person": gettext_lazy("Person"),
    "reason": gettext_lazy("Reason"),
    "sha256": gettext_lazy("Fingerprint (SHA-256)"),
    "state": gettext_lazy("State"),
    "text": gettext_lazy("Text"),
    "until": gettext_lazy("Last day"),
    "withdrawn_at": gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True)
class Change:
    """One line: what, what it was (empty when it was nothing), what it is."""

    label: str
    before: str
    after: str


def add_fields(labels: Mapping[str, Any]) -> None:
    """Give names to what a room writes into its entries, from its AppConfig.ready()."""
    _fields.update(labels)


def changes_in_words(changes: Mapping[str, Any]) -> list[Change]:
    """Return the changes of an entry: a pair is before and after, anything else a fact that goes with it."""
    return [_change(key, value) for key, value in changes.items()]


def _change(key: str, value: Any) -> Change:
    if isinstance(value, list) and len(value) == 2:
        return Change(_label(key), "" if value[0] in (None, "") else _word(value[0]), _word(value[1]))
    return Change(_label(key), "", _word(value))


def _label(key: str) -> str:
    if key in _fields:
        return str(_fields[key])
    for model in (User, WorkUnit):
        found = next((field for field in model._meta.get_fields() if field.name == key), None)
        if found is not None and hasattr(found, "verbose_name"):
            return str(found.verbose_name).capitalize() if key != "nip" else "NIP"
    return key


def _word(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_word(item) for item in value) or "–"
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(str(key))}: {_word(item)}" for key, item in value.items()) or "–"
    return str(value)
