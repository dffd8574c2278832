"""Work units, from the project's own data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from lms.people import audit
from lms.people.data_files import read_yaml
from lms.people.models import User, WorkUnit

DATA = Path(__file__).resolve().parents[1] / "data" / "units.yaml"


@transaction.atomic
def load_units(*, actor: User | None, path: Path = DATA) -> int:
    """Bring the units of the file into the database by code; returns how many were added or changed.

    Running it again changes nothing. What the ministry has confirmed here is not written over.
    """
    rows: list[dict[str, Any]] = read_yaml(path)
    units = {unit.code: unit for unit in WorkUnit.objects.all()}
    written = 0
    for row in rows:  # parents stand before their children in the file
        parent = units[row["parent"]] if row.get("parent") else None
        unit, changed = _bring(actor, units.get(row["code"]), {**row, "parent": parent})
        units[unit.code] = unit
        written += changed
    return written


@transaction.atomic
def update_unit(*, actor: User, unit: WorkUnit, fields: Iterable[str]) -> None:
    """Write the named fields of a unit that were changed on it, with what stood there before."""
    before = WorkUnit.objects.select_for_update().get(pk=unit.pk)
    changed = {name: [getattr(before, name), getattr(unit, name)] for name in fields}
    if changed:
        unit.save(update_fields=list(changed))
        audit.record(actor, "people.unit.update", unit, changed)


def _bring(actor: User | None, unit: WorkUnit | None, fields: dict[str, Any]) -> tuple[WorkUnit, bool]:
    if unit is None:
        unit = WorkUnit.objects.create(**fields)
        audit.record(actor, "people.unit.add", unit)
        return unit, True
    changed = {name: [getattr(unit, name), new] for name, new in fields.items() if getattr(unit, name) != new}
    if not changed or unit.evidence == "confirmed":
        return unit, False
    for name in changed:
        setattr(unit, name, fields[name])
    unit.save(update_fields=list(changed))
    audit.record(actor, "people.unit.update", unit, changed)
    return unit, True
