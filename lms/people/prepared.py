"""Queries whose SQL is worked out once in a process (docs/decisions/0653).

For the few that every page asks, and for the pieces of a home: building a queryset costs several times what the database needs to answer it.
Several of them can be asked together (`lms.people.together`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from lms.people import clock

# Stand for the id (a number, or the text of a public id) and for the present instant while the SQL is worked out; no row has them.
SAMPLE = -90_210_311
TEXT = "?-90210311-?"
NOW = datetime(1871, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)

Row = tuple[Any, ...]
Key = int | str
# What was read ahead, for the block that reads it (`lms.people.together`).
read_ahead: ContextVar[dict[tuple[Prepared, Key], list[Row]] | None] = ContextVar("read_ahead", default=None)


@dataclass(frozen=True)
class Statement:
    """The SQL of one queryset on one kind of database, and how its rows are turned into what the queryset gives."""

    sql: str
    params: tuple[Any, ...]
    ids: tuple[int, ...]
    instants: tuple[int, ...]
    fields: tuple[Any, ...]
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    compiler: Any

    def params_for(self, pk: Key) -> list[Any]:
        """Return the parameters with the id, and with the present instant where it is asked for."""
        values = list(self.params)
        for place in self.ids:
            values[place] = pk
        for place in self.instants:
            values[place] = _adapted(clock.now())
        return values

    def rows(self, pk: Key) -> list[Row]:
        """Return the rows as the database has them."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params_for(pk))
            return list(cursor.fetchall())

    def converted(self, rows: list[Row]) -> list[Row]:
        """Return the same rows with Python's values."""
        return [self._converted(row) for row in rows] if self.converters else rows

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        return tuple(values)


class Prepared:
    """Rows by one id: `build` takes the id and returns a `values_list` in which nothing else ever changes.

    The id is a number; `sample=TEXT` says that it is a public id.
    The present instant may stand in it as `NOW`. What depends on the day is not for it: such a query selects the dates, and its
    caller compares them.
    """

    def __init__(self, build: Callable[[Any], QuerySet[Any, Any]], *, sample: Key = SAMPLE) -> None:
        self._build, self._sample = build, sample
        self._statements: dict[str, Statement] = {}

    def __call__(self, pk: Key) -> list[Any]:
        """Return the rows of this id: one query, always asked anew, unless the block it is asked in has read it ahead."""
        return self.finished(self.statement.converted(self._rows(pk)))

    def finished(self, rows: list[Row]) -> list[Any]:
        """Return what is made of the rows."""
        return rows

    @property
    def statement(self) -> Statement:
        """What is asked of this kind of database."""
        found = self._statements.get(connection.vendor)
        if found is None:
            found = self._statements[connection.vendor] = self._made()
        return found

    def _rows(self, pk: Key) -> list[Row]:
        ahead = read_ahead.get() or {}
        return ahead[self, pk] if (self, pk) in ahead else self.statement.rows(pk)

    def _made(self) -> Statement:
        compiler = self._build(self._sample).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        ids = _places(params, self._sample)
        if not ids:
            raise ValueError("A prepared query needs its id.")
        columns = [column for column, _sql, _alias in compiler.select]
        converters = [(place, *found) for place, found in compiler.get_converters(columns).items()]
        fields = tuple(column.output_field for column in columns)
        return Statement(sql, tuple(params), ids, _places(params, _adapted(NOW)), fields, converters, compiler)


class PreparedModels(Prepared):
    """The same for a queryset of models, with all that `select_related`, `only` and `annotate` add; without prefetching."""

    def __init__(self, build: Callable[[Any], QuerySet[Any, Any]], *, sample: Key = SAMPLE) -> None:
        super().__init__(build, sample=sample)
        self._makers: dict[str, Callable[[Row], Model]] = {}

    def finished(self, rows: list[Row]) -> list[Any]:
        """Return the models, as the queryset would."""
        if not rows:
            return []
        maker = self._makers.get(connection.vendor)
        if maker is None:
            maker = self._makers[connection.vendor] = _maker(self.statement.compiler)
        return [maker(row) for row in rows]


def _maker(compiler: Any) -> Callable[[Row], Model]:
    """Return what makes a model of a row: as Django's own iteration does, with what is the same for every row worked out once."""
    info, alias = compiler.klass_info, connection.alias
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[first:end]]
    # The types are those of Django 6, where it takes one more argument.
    related = get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]
    annotations = tuple(compiler.annotation_col_map.items())

    def make(row: Row) -> Model:
        made: Model = info["model"].from_db(alias, names, row[first:end])
        for populator in related:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return make


def _adapted(instant: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)


def _places(params: Sequence[Any], sample: Any) -> tuple[int, ...]:
    return tuple(place for place, param in enumerate(params) if param == sample)
