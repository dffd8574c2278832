"""What was typed into a form, with some of it replaced."""

from __future__ import annotations

from typing import cast

from django.forms import BaseForm
from django.http import QueryDict


def retype(form: BaseForm, **values: str) -> None:
    """Put other values into a form that was sent, by the names of its fields: what its reader has seen by now."""
    data = cast("QueryDict", form.data).copy()
    for name, value in values.items():
        data[form.add_prefix(name)] = value
    form.data = data
