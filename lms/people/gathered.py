"""Rows of a group gathered by the database into one value, for who reads hundreds of thousands of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, TextField


class Gathered(Aggregate):
    """These fields of all rows of a group as one JSON text: an array of arrays, in no order.

    What makes a row dear is Django's reading of it, not the database's: of sixty rows in one value the sixtieth part is left. Dates come as
    `YYYY-MM-DD`, decimals as numbers; instants are written differently by each database and are not for it.
    """

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="json_agg(json_build_array(%(expressions)s))::text", **context
        )
