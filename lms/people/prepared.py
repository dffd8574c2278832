"""Queries whose SQL is worked out once in a process (docs/decisions/0653).

For the few that every page asks: building a queryset costs several times what the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stands for the id while the SQL is worked out; no row has it.
SAMPLE = -90_210_311


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: tuple[Any, ...]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]

    def rows(self, pk: int) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [pk if param == SAMPLE else param for param in self.params])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return [self._converted(row) for row in found] if self.converters else found

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)


class Prepared:
    """Rows by one id: `build` takes the id and returns a `values_list` in which nothing else ever changes.

    What depends on the day is not for it: such a query selects the dates, and its caller compares them.
    """

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._statements: dict[str, _Statement] = {}

    def __call__(self, pk: int) -> list[tuple[Any, ...]]:
        """Return the rows of this id: one query, always asked anew."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._made()
        return statement.rows(pk)

    def _made(self) -> _Statement:
        compiler = self._build(SAMPLE).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if list(params).count(SAMPLE) != 1:
            raise ValueError("A prepared query needs its id once.")
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return _Statement(sql, tuple(params), [(place, *found) for place, found in converters.items()])
