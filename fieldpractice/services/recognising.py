"""Writes onto rows of participation whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection

from fieldpractice.enums import RowSource
from fieldpractice.identities import Claim, Known, identify
from fieldpractice.models import MonitoringSession, ParticipationRow

BATCH = 5_000
FIELDS = (
    *("pk", "source", "name", "email", "registrant_id", "account_id"),
    *("joined_at", "left_at", "in_waiting_room", "instance__ended_at", "enrolment_id", "way", "against_id"),
)
# One statement for many rows: the database joins them with what is told of them. As one value: of places, two thousand a statement, the
# driver's reading of them would cost more than the writing.
KEEP = """
UPDATE fieldpractice_participationrow AS kept
SET enrolment_id = told.enrolment, way = told.way, against_id = told.against
FROM ({told}) AS told WHERE kept.id = told.pk
"""
TOLD = {
    "sqlite": """
SELECT json_extract(value, '$[0]') AS pk, json_extract(value, '$[1]') AS enrolment,
json_extract(value, '$[2]') AS way, json_extract(value, '$[3]') AS against FROM json_each(%s)
""",
    "postgresql": """
SELECT (one->>0)::bigint AS pk, (one->>1)::bigint AS enrolment, one->>2 AS way, (one->>3)::bigint AS against
FROM json_array_elements(%s::json) AS one
""",
}


class Recognisable(Protocol):
    """A row of participation, or what was read of one."""

    source: str
    name: str
    email: str
    registrant_id: str
    account_id: str
    enrolment_id: int | None
    way: str
    against_id: int | None


@dataclass(slots=True)
class ReadRow:
    """What presence needs of a row: of 60,000 rows, models would cost more than all the counting."""

    pk: int
    source: str
    name: str
    email: str
    registrant_id: str
    account_id: str
    joined_at: datetime | None
    left_at: datetime | None
    in_waiting_room: bool
    ended_at: datetime | None
    enrolment_id: int | None
    way: str
    against_id: int | None


def read_rows(session: MonitoringSession) -> list[ReadRow]:
    """Return the rows of all instances of a session: one query."""
    rows = ParticipationRow.objects.filter(instance__session=session).order_by()
    return [ReadRow(*one) for one in rows.values_list(*FIELDS)]


def recognise(row: Recognisable, known: Known) -> bool:
    """Write onto a row whose it is; returns whether that is news. A row of a list by hand names its person itself."""
    if row.source == RowSource.MANUAL:
        return False
    found = identify(Claim(row.registrant_id, row.account_id, row.email, row.name), known)
    if (row.enrolment_id, row.way, row.against_id) == (found.enrolment, found.way, found.against):
        return False
    row.enrolment_id, row.way, row.against_id = found.enrolment, found.way, found.against
    return True


def keep_recognised(rows: Iterable[ReadRow]) -> None:
    """Write what was recognised anew, one statement for five thousand rows."""
    told = [(row.pk, row.enrolment_id, str(row.way), row.against_id) for row in rows]
    statement = KEEP.format(told=TOLD[connection.vendor])
    with connection.cursor() as cursor:
        for start in range(0, len(told), BATCH):
            cursor.execute(statement, [json.dumps(told[start : start + BATCH])])
