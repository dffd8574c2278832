"""What the form components need to know about a field."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, Select


class ErrorEntry(NamedTuple):
    """A line of the error summary: where it leads (`""` for the form as a whole), whose it is, what is wrong."""

    target: str
    label: str
    message: str

    @property
    def words(self) -> str:
        """Label and message in one line; a label that asks needs no colon after its question mark."""
        if not self.label:
            return self.message
        return f"{self.label}{' ' if self.label.endswith('?') else ': '}{self.message}"


def field_context(field: BoundField) -> dict[str, Any]:
    """Return what `ui/field.html` draws: the field, its kind (group, check or plain) and the ids that tie it together.

    The ids are those that Django itself writes into `aria-describedby`.
    """
    return {
        "field": field,
        "kind": "group"
        if field.use_fieldset
        else "check"
        if isinstance(field.field.widget, CheckboxInput)
        else "plain",
        "help_id": f"{field.auto_id}_helptext",
        "error_id": f"{field.auto_id}_error",
    }


def error_entries(form: BaseForm) -> list[ErrorEntry]:
    """Return every error of a bound form in the order of its fields, the form's own first."""
    if not form.is_bound or not form.errors:
        return []
    own = [ErrorEntry("", "", str(message)) for message in form.non_field_errors()]
    return own + [
        ErrorEntry("" if field.is_hidden else _target(field), str(field.label), str(message))
        for field in form
        for message in field.errors
    ]


def _target(field: BoundField) -> str:
    """Return the id to jump to: the input, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


class PlainSelect(Select):
    """A choice from a long list without groups: one template for all options in place of two for each."""

    template_name = "ui/select.html"


def initials(name: str) -> str:
    """Return up to two initials of a name, its titles (they end in a point or follow a comma) left out."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")] or name.split()
    letters = [words[0][0]] if words else []
    if len(words) > 1:
        letters.append(words[-1][0])
    return "".join(letters).upper()
