"""Many rows written in one statement that names each value once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models


def rewrite(rows: Sequence[models.Model], fields: Sequence[str], *, batch_size: int = 500) -> None:
    """Write these fields of rows that this transaction has locked: what `bulk_update` does, at a tenth of its cost.

    `bulk_update` writes a case for each row and field, which Django and the database both read one by one; this is one insert of whole
    rows, whose keys are there already. So the rows must be whole and held: one that somebody deleted meanwhile would come back.
    """
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, batch_size=batch_size, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields)
        )
