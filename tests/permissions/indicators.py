"""Figures of the near unit and of a far one, and files with figures: one of the unit's contact, one of the coordinator."""

from __future__ import annotations

from lms.evaluation.models import IndicatorImport
from lms.evaluation.services import indicator_imports
from lms.people.models import User, WorkUnit
from tests.factories.indicators import figures_file


def make_indicators(people: dict[str, User], far_away: WorkUnit) -> dict[str, dict[str, str]]:
    """A month of each unit, and a checked file of each who may bring one in, with a row to correct."""
    near = people["participant"].work_unit
    assert near is not None
    found: dict[str, dict[str, str]] = {}
    for name, unit, who in (("near", near, "unit_contact"), ("far", far_away, "coordinator")):
        found[f"unit.{name}"] = {"pid": unit.public_id}
        found[f"unit_month.{name}"] = {"pid": unit.public_id, "year": "2026", "number": "6"}
        found[f"figures.{name}"] = {"pid": _file(people[who], unit).public_id}
    found["unit_month.missing"] = found["unit_month.near"] | {"number": "13"}
    return found


def _file(actor: User, unit: WorkUnit) -> IndicatorImport:
    rows = [[unit.name, "2026-05", 5], ["Entah", "2026-05", 5]]
    heads = ("Unit kerja", "Bulan", "Pencari kerja terdaftar")
    content = figures_file(rows, heads)
    source = indicator_imports.upload(actor=actor, name="indikator.xlsx", content=content)
    indicator_imports.go_on(import_id=source.pk)
    return source
