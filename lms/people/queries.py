"""What the screens about people read."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from lms.people.models import User

# What is kept about a person; the form, the service and the fingerprint use this one list.
PERSON_FIELDS = (
    "email",
    "name",
    "title_before",
    "title_after",
    "nip",
    "phone",
    "work_unit",
    "position",
    "rank",
    "birth_place",
    "birth_date",
    "language",
)


def fingerprint(person: User) -> str:
    """Return a digest of a person's data, carried by the form so that two editors notice each other."""
    values: list[Any] = [
        person.work_unit_id if name == "work_unit" else getattr(person, name) for name in PERSON_FIELDS
    ]
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:32]
