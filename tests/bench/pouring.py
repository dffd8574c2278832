"""Rows by the hundred thousand, as a service's `bulk_create` leaves them, at a tenth of its cost: the defaults are worked out once."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

_random = random.Random(20261126)


def pour(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any) -> None:
    """Insert rows that say `names` one by one and `same` throughout; what neither says has its default, a public id its own.

    Values of rows are given as the database takes them (`plain`): nothing is converted on the way.
    """
    fields = {one.attname: one for one in model._meta.concrete_fields if not one.primary_key}
    example, own = model(**same), [*names, *({"public_id"} & fields.keys() - set(names))]
    fixed = {name: one for name, one in fields.items() if name not in own}
    values = tuple(one.get_db_prep_save(one.pre_save(example, True), connection) for one in fixed.values())
    columns = [fields[name].column for name in (*fixed, *own)]
    quoted = ", ".join(connection.ops.quote_name(one) for one in columns)
    # Names come from the model, values are parameters.
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({', '.join(['%s'] * len(columns))})"
    whole: Iterable[Sequence[Any]] = ((*values, *row) for row in rows)
    if len(own) > len(names):
        whole = ((*row, _public_id()) for row in whole)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(sql, whole)


def pour_alike(example: models.Model, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are like one which a service has written, but for `names`."""
    given = {*names, "public_id"}
    same = {one.attname: getattr(example, one.attname) for one in example._meta.concrete_fields if not one.primary_key}
    pour(type(example), names, rows, **{name: value for name, value in same.items() if name not in given})


def plain(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value as the database takes it for this field."""
    field: Any = model._meta.get_field(name)
    return field.get_db_prep_save(value, connection)


def _public_id() -> str:
    return f"{_random.getrandbits(48):012x}"
