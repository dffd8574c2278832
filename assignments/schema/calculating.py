"""What the calculated fields of a form come to."""

from __future__ import annotations

from assignments.schema.rules import Sheet
from assignments.schema.shapes import Answers, Schema


def calculated(schema: Schema, answers: Answers) -> dict[str, str | None]:
    """Return each calculated field with its value as it is kept; None while something it needs is blank."""
    sheet = Sheet(schema, answers)
    return {key: sheet.value(key) for key, one in sheet.fields.items() if one.get("calculation")}
