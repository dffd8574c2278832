"""The forms and the plan that the programme begins with, read from `assignments/data`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from assignments.schema import Schema

DATA = Path(__file__).resolve().parent / "data"


def read_forms() -> list[dict[str, Any]]:
    """Return the starter forms as their files say, in order of their codes; `evidence` is each form's own mark."""
    files = sorted((DATA / "forms").glob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]


def starter_forms() -> tuple[list[Schema], dict[str, str]]:
    """Return the starter forms, and the mark of evidence of each by its code."""
    forms = read_forms()
    return list(forms), {form["code"]: form["evidence"] for form in forms}
