"""A file with figures between upload and end: what its rows would do to what stands there, and what is to be corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from courses.enums import ImportState
from lms.evaluation.indicator_files import Judged, Key, merged
from lms.evaluation.indicators import FIELDS, shifted
from lms.evaluation.models import IndicatorImport, UnitMonth
from lms.evaluation.queries.indicators import last_month
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.roles import hats_of

# Months the template asks for.
ASKED = 12


def imports_visible_to(user: User) -> QuerySet[IndicatorImport]:
    """Who organises sees every file, others their own."""
    rows = IndicatorImport.objects.select_related("uploaded_by")
    if hats_of(user).has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return rows
    return rows.filter(uploaded_by=user)


def former_imports(user: User) -> QuerySet[IndicatorImport]:
    """Return the files somebody may see, without their rows, the newest first; those given up are left out."""
    return imports_visible_to(user).exclude(state=ImportState.DROPPED).defer("rows", "faulty")


def outlook_rows(rows: Sequence[Judged], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return judged rows as they are kept until they are let in."""
    return [
        {
            "number": row.number,
            "unit": row.unit,
            "unit_name": names.get(row.unit or 0, ""),
            "month": row.month.isoformat() if row.month else "",
            "values": {key: str(value) if isinstance(value, Decimal) else value for key, value in row.values.items()},
            "note": row.note,
            "doubts": row.doubts,
        }
        for row in rows
    ]


@dataclass(frozen=True)
class Told:
    """What a kept row says of one month."""

    number: int
    unit_name: str
    values: dict[str, Any]
    note: str
    doubts: list[str]


def figures_in(source: IndicatorImport) -> dict[Key, Told]:
    """Return what a file says, by unit and month."""
    found = {}
    for row in source.rows:
        values = dict(row["values"])
        if values.get("days_to_fill") is not None:
            values["days_to_fill"] = Decimal(values["days_to_fill"])
        key = (int(row["unit"]), date.fromisoformat(row["month"]))
        found[key] = Told(row["number"], row["unit_name"], values, row["note"], row["doubts"])
    return found


@dataclass(frozen=True)
class Standing:
    """One month of a file beside what stands there: `becomes` is what it would be after."""

    unit: int
    month: date
    told: Told
    row: UnitMonth | None
    becomes: dict[str, Any]

    @property
    def note(self) -> str:
        return self.told.note or (self.row.note if self.row else "")

    @property
    def changes(self) -> bool:
        return self.row is None or self.row.values != self.becomes or self.row.note != self.note

    @property
    def kind(self) -> str:
        """`new`, `same`, `more` (only empty figures are filled in) or `changed`."""
        if self.row is None:
            return "new"
        if not self.changes:
            return "same"
        before = self.row.values
        return "changed" if any(before[k] is not None and before[k] != v for k, v in self.becomes.items()) else "more"

    @property
    def differences(self) -> list[tuple[Any, Any, Any]]:
        """What becomes something else: label, before, after."""
        before = self.row.values if self.row else {}
        pairs = [(one.label, before.get(one.key), self.becomes[one.key]) for one in FIELDS]
        return [pair for pair in pairs if pair[1] != pair[2]]


def standing_of(figures: Mapping[Key, Told]) -> list[Standing]:
    """Return what a file says beside what stands there, by unit and month. One query."""
    units, months = {unit for unit, _m in figures}, {month for _u, month in figures}
    rows = UnitMonth.objects.filter(work_unit__in=units, month__in=months).select_related("work_unit")
    here = {(row.work_unit_id, row.month): row for row in rows}
    found = []
    for (unit, month), told in sorted(figures.items(), key=lambda one: (one[1].unit_name, one[0][1])):
        row = here.get((unit, month))
        found.append(Standing(unit, month, told, row, merged(row.values if row else {}, told.values)))
    return found


@dataclass(frozen=True)
class Outlook:
    """What a file would do."""

    rows: list[Standing]

    def of(self, kind: str) -> list[Standing]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def new(self) -> int:
        return len(self.of("new"))

    @property
    def more(self) -> int:
        return len(self.of("more"))

    @property
    def changed(self) -> list[Standing]:
        return self.of("changed")

    @property
    def same(self) -> int:
        return len(self.of("same"))

    @property
    def valid(self) -> int:
        return len(self.rows) - self.same

    @property
    def doubtful(self) -> list[Standing]:
        return [row for row in self.rows if row.told.doubts]


def outlook_of(source: IndicatorImport) -> Outlook:
    """Return what a checked file would do now. One query."""
    return Outlook(standing_of(figures_in(source)) if source.state == ImportState.CHECKED else [])


def rows_to_correct(source: IndicatorImport) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the cells of faulty rows with what is to be corrected in one text."""
    for row in source.faulty:
        yield row["shown"], "\n".join(f"{fault['column']}: {fault['message']}" for fault in row["faults"])


def rows_of_template(units: Sequence[WorkUnit]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield a row for each of the last months of these units, filled in as far as they reported. One query."""
    months = [shifted(last_month(), -step) for step in range(ASKED - 1, -1, -1)]
    known = {
        (row.work_unit_id, row.month): row for row in UnitMonth.objects.filter(work_unit__in=units, month__in=months)
    }
    for unit in units:
        for month in months:
            row = known.get((unit.pk, month))
            cells: dict[str, Any] = {"unit": unit.name, "month": f"{month:%Y-%m}"}
            yield cells | ({**row.values, "note": row.note} if row else {}), ""
