"""Hand-ins of many people at once, by the same rules, in a handful of queries for each day."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from assignments import schema
from assignments.enums import SubmissionState
from assignments.models import Evidence, Submission, SubmissionEvent, SubmissionVersion, Task
from assignments.queries.submissions.filling import auto_texts
from assignments.queries.tasks import set_task, zone_of
from assignments.receipts import Exhibit, digest_of, new_receipt
from assignments.services.submissions.handing_in import Incomplete
from assignments.services.works import Piece, put_many_on_desk
from assignments.signals import forms_handed_in
from courses.models import Enrolment
from lms.files.models import StoredFile
from lms.people import audit, clock
from lms.people.models import AuditEntry
from lms.people.rows import rewrite

S = SubmissionState
BATCH = 500


@dataclass
class HandIn:
    """One form of one participant, never begun before, handed in at its time."""

    task: Task
    enrolment: Enrolment
    ordinal: int
    answers: dict[str, Any]
    at: datetime
    files: list[tuple[str, StoredFile]] = field(default_factory=list)


@transaction.atomic
def hand_in_many(*, pieces: Sequence[HandIn]) -> list[Submission]:
    """Hand in many forms for the first time, all or none; returns their submissions in the order of the pieces.

    The tasks were read with form version, form and rubric, their extensions prefetched; the enrolments with user, unit and cohort.
    Raises Incomplete for the first form that could not be handed in.
    """
    answers = [_checked(one) for one in pieces]
    rows = Submission.objects.bulk_create(
        (
            Submission(
                task=one.task,
                enrolment=one.enrolment,
                form_version=one.task.form_version,
                ordinal=one.ordinal,
                draft=kept,
                draft_seq=1,
                draft_at=one.at,
                created_at=one.at,
            )
            for one, kept in zip(pieces, answers, strict=True)
        ),
        batch_size=BATCH,
    )
    versions = SubmissionVersion.objects.bulk_create(
        (_version(one, row, kept) for one, row, kept in zip(pieces, rows, answers, strict=True)), batch_size=BATCH
    )
    for row, version in zip(rows, versions, strict=True):
        row.state, row.current, row.submitted_at = S.SUBMITTED, version, version.received_at
    rewrite(rows, ["state", "current", "submitted_at"])
    _follow_up(pieces, rows, versions)
    return rows


def _checked(one: HandIn) -> dict[str, Any]:
    ids: dict[str, list[str]] = {}
    for key, file in one.files:
        ids.setdefault(key, []).append(file.public_id)
    context = schema.Context(
        auto=auto_texts(one.task, one.enrolment, one.ordinal),
        today=one.at.astimezone(ZoneInfo(zone_of(one.enrolment))).date(),
        files=frozenset(pid for pids in ids.values() for pid in pids),
    )
    kept, faults = schema.clean(one.task.form_version.schema, {**one.answers, **ids}, final=True, context=context)
    if faults:
        raise Incomplete(faults, kept)
    return kept


def _version(one: HandIn, row: Submission, kept: dict[str, Any]) -> SubmissionVersion:
    exhibits = [Exhibit(key, file.received_sha256) for key, file in one.files]
    return SubmissionVersion(
        submission=row,
        number=1,
        answers=kept,
        sha256=digest_of(form_digest=one.task.form_version.digest, answers=kept, exhibits=exhibits),
        receipt=new_receipt(),
        idempotency_key=uuid.uuid4().hex,
        received_at=one.at,
        client_at=one.at,
        clock_ahead=0,
        late=one.at > set_task(one.task, one.enrolment).due_at,
    )


def _follow_up(pieces: Sequence[HandIn], rows: list[Submission], versions: list[SubmissionVersion]) -> None:
    Evidence.objects.bulk_create(
        (
            Evidence(version=version, field=key, file=file, sha256=file.received_sha256)
            for one, version in zip(pieces, versions, strict=True)
            for key, file in one.files
        ),
        batch_size=BATCH,
    )
    SubmissionEvent.objects.bulk_create(
        (
            SubmissionEvent(
                submission=row,
                before=S.DRAFT,
                after=S.SUBMITTED,
                version=version,
                actor=row.enrolment.user,
                at=version.received_at,
            )
            for row, version in zip(rows, versions, strict=True)
        ),
        batch_size=BATCH,
    )
    AuditEntry.objects.bulk_create(_entries(rows, versions), batch_size=BATCH)
    _to_the_desk(rows)
    forms_handed_in.send(sender=SubmissionVersion, versions=versions)


def _entries(rows: list[Submission], versions: list[SubmissionVersion]) -> Iterable[AuditEntry]:
    for row, version in zip(rows, versions, strict=True):
        told = {"state": [str(S.DRAFT), str(S.SUBMITTED)], "receipt": version.receipt}
        yield audit.entry(row.enrolment.user, f"assignments.submission.{S.SUBMITTED}", row, told)


def _to_the_desk(rows: list[Submission]) -> None:
    """Put the forms of each day on the desk at the hour of the day's last: what waits is sorted by when it came."""
    by_day = sorted(rows, key=_came)
    for _day, group in groupby(by_day, key=lambda row: _came(row).date()):
        one_day = list(group)
        with clock.at(_came(one_day[-1])):
            put_many_on_desk(pieces=[_piece(row) for row in one_day])


def _came(row: Submission) -> datetime:
    return row.submitted_at or row.created_at


def _piece(row: Submission) -> Piece:
    rubric = row.task.rubric
    return Piece(
        submission=row,
        subject=f"task:{row.task_id}",
        cohort=row.task.cohort,
        enrolment=row.enrolment,
        rubric=rubric,
        points_max=rubric.points_max if rubric else Decimal(100),
    )
