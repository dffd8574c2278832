"""Short words for asking the bank's pages in tests."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assignments.forms.editor import ROOT
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status

__all__ = ["address", "as_user", "body_fields", "check_doors", "queries", "status"]


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"assignments:{name}", args=args)


def check_doors(cast: Cast, url: str, *methods: str) -> None:
    """Makers come in; everybody else is refused; other methods do not exist."""
    first = methods[0]
    assert status(None, first, url) == 401
    for user in (cast.outsider, cast.reviewer, cast.supervisor, cast.unit_contact):
        assert status(user, first, url) == 403
    for method in {"get", "post", "put"} - set(methods):
        assert status(cast.facilitator, method, url) == 405


def body_fields(kind: str, body: dict[str, Any], prefix: str = ROOT) -> dict[str, Any]:
    """A body as the editor's form sends it."""
    fields: dict[str, Any] = {}
    for name, value in body.items():
        at = f"{prefix}-{name}"
        if isinstance(value, str):
            fields[at] = value
        elif name == "variants":
            fields[at] = "\n".join(value)
        else:
            fields |= _rows(kind, name, value, at, prefix)
    return fields


def _rows(kind: str, name: str, rows: list[dict[str, Any]], at: str, prefix: str) -> dict[str, Any]:
    fields: dict[str, Any] = {f"{at}-rows": str(len(rows))}
    for number, row in enumerate(rows, 1):
        for text, value in row.items():
            if text == "body":
                fields |= body_fields(row["kind"], value, f"{at}-{number}")
            elif text != "correct":
                fields[f"{at}-{number}-{text}"] = value
            elif value and kind == "several":
                fields[f"{at}-{number}-correct"] = "1"
            elif value:
                fields[f"{prefix}-options-correct"] = str(number)
    return fields
