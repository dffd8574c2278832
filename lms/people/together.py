"""Several prepared queries in one statement, so that a home asks once however many rooms have a piece on it (docs/decisions/0656)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from lms.people.prepared import Key, Prepared, Row, read_ahead

# How a value that JSON has no word for comes back, where the database's driver would have made it itself.
_FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "UUIDField": UUID,
    "DecimalField": Decimal,
    "FloatField": float,
}
# What a row cannot be carried in JSON with, and back, on every database.
_REFUSED = frozenset({"BinaryField", "DurationField", "ArrayField", "GenericIPAddressField"})


class Together:
    """Prepared queries by the same id that are asked in one statement: each a common table expression, each row a JSON array."""

    def __init__(self, parts: Sequence[Prepared]) -> None:
        self.parts = tuple(parts)
        self._sql: dict[str, str] = {}

    @contextmanager
    def ahead(self, pk: int) -> Iterator[None]:
        """Read all parts now; in the block each part answers for this id from what was read."""
        token = read_ahead.set(self.read(pk) if self.parts else {})
        try:
            yield
        finally:
            read_ahead.reset(token)

    def read(self, pk: int) -> dict[tuple[Prepared, Key], list[Row]]:
        """Return the rows of each part as its own query would have brought them: one query."""
        params = [param for part in self.parts for param in part.statement.params_for(pk)]
        with connection.cursor() as cursor:
            cursor.execute(self._statement(), params)
            found = cursor.fetchall()
        read: dict[tuple[Prepared, Key], list[Row]] = {(part, pk): [] for part in self.parts}
        for number, line in found:
            part = self.parts[number]
            read[part, pk].append(_row(part, line))
        return read

    def _statement(self) -> str:
        vendor = connection.vendor
        if vendor not in self._sql:
            named = ", ".join(
                f"r{number} ({_columns(part)}) AS ({part.statement.sql})" for number, part in enumerate(self.parts)
            )
            rows = " UNION ALL ".join(
                f"SELECT {number}, {_array(part)} FROM r{number}"  # noqa: S608 - numbers and the names above
                for number, part in enumerate(self.parts)
            )
            self._sql[vendor] = f"WITH {named} {rows}"
        return self._sql[vendor]


def _columns(part: Prepared) -> str:
    return ", ".join(f"c{place}" for place in range(len(part.statement.fields)))


def _array(part: Prepared) -> str:
    """Return the row as JSON text. PostgreSQL's JSON columns go as text, for that is what Django's field takes them from."""
    kinds = [field.get_internal_type() for field in part.statement.fields]
    if refused := _REFUSED.intersection(kinds):
        raise ValueError(f"{', '.join(sorted(refused))} cannot be read together with others.")
    if connection.vendor != "postgresql":
        return f"json_array({_columns(part)})"
    columns = (f"c{place}::text" if kind == "JSONField" else f"c{place}" for place, kind in enumerate(kinds))
    return f"json_build_array({', '.join(columns)})::text"


def _row(part: Prepared, line: str) -> Row:
    """Return a row as the driver would have brought it: SQLite's holds nothing that JSON does not."""
    if connection.vendor != "postgresql":
        return tuple(json.loads(line))
    values = json.loads(line, parse_float=Decimal)
    return tuple(
        value if value is None else _FROM_JSON.get(field.get_internal_type(), _same)(value)
        for field, value in zip(part.statement.fields, values, strict=True)
    )


def _same(value: Any) -> Any:
    return value
