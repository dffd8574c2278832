"""Writes onto rows of participation whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from fieldpractice.enums import RowSource
from fieldpractice.identities import Claim, Known, identify
from fieldpractice.models import ParticipationRow

BATCH = 500


def recognise(row: ParticipationRow, known: Known) -> bool:
    """Write onto a row whose it is; returns whether that is news. A row of a list by hand names its person itself."""
    if row.source == RowSource.MANUAL:
        return False
    found = identify(Claim(row.registrant_id, row.account_id, row.email, row.name), known)
    if (row.enrolment_id, row.way, row.against_id) == (found.enrolment, found.way, found.against):
        return False
    row.enrolment_id, row.way, row.against_id = found.enrolment, found.way, found.against
    return True


def keep_recognised(rows: Iterable[ParticipationRow]) -> None:
    """Write what was recognised anew, one statement for all rows of one person."""
    groups: dict[tuple[int | None, str, int | None], list[int]] = {}
    for row in rows:
        groups.setdefault((row.enrolment_id, row.way, row.against_id), []).append(row.pk)
    for (enrolment, way, against), ids in groups.items():
        for start in range(0, len(ids), BATCH):
            ParticipationRow.objects.filter(pk__in=ids[start : start + BATCH]).update(
                enrolment=enrolment, way=way, against=against
            )
