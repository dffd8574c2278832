"""The starter cases of the matching lab, from the project's own data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from assignments.models import MatchingCase
from assignments.services.lab import create_case
from lms.people.data_files import read_yaml
from lms.people.models import User

FOLDER = Path(__file__).resolve().parents[1] / "data" / "cases"
BODY = ("intro", "subject", "cards", "constraints", "debrief")


def read_cases() -> list[dict[str, Any]]:
    """Return the starter cases as `create_case` takes them, in the order of their codes."""
    found = [read_yaml(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return [
        {
            **{name: one[name] for name in ("code", "kind", "difficulty", "title")},
            "body": {name: _tidy(one[name]) for name in BODY},
        }
        for one in found
    ]


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


@transaction.atomic
def load_cases(*, actor: User) -> int:
    """Write the starter cases that are not here yet; what somebody changed stays as it is. Returns how many are new."""
    here = set(MatchingCase.objects.values_list("code", flat=True))
    new = [one for one in read_cases() if one["code"] not in here]
    for one in new:
        create_case(actor=actor, **one)
    return len(new)
