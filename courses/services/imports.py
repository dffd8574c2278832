"""Bringing in a list of people: kept, checked row by row by the worker, confirmed by a person, brought in by the worker.

The import's row decides what is done. A worker takes it by a compare-and-swap on `attempts`; one that died is followed by another, and one
that was thought dead finds that it no longer holds the row.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.enums import ImportState, RowState
from courses.interchange.judging import Judged, judge, name_duplicates
from courses.interchange.reading import read_table
from courses.models import Cohort, ImportRow, PeopleImport
from courses.queries.imports import BATCH, compare, known_units, who_is_here
from courses.services.arrivals import arrive
from courses.services.enrolments import open_list
from lms.files import store
from lms.files.limits import LARGEST_FILE
from lms.files.names import checked_name
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

TASK = "courses.tasks.imports.go_on"
# Minutes until a try that did not end is followed by another; each batch that is done extends it.
BACK_OFF = (3, 10, 30, 60)
# Rows of one transaction: the cohort is locked no longer than these take.
AT_ONCE = 200
FORGOTTEN_AFTER = timedelta(days=30)


def digest_of(content: bytes) -> str:
    """Return the digest of a list that may be read. Raises Refusal for one that is empty or too large."""
    if not content:
        raise Refusal(_("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise Refusal(_("The file is larger than 10 MB. Take out pictures and other sheets, or split the list."))
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def upload(*, actor: User, cohort: Cohort, name: str, content: bytes) -> PeopleImport:
    """Keep a file and ring for its check; nothing else is written. The same file again, while it is open, is the same import.

    Raises Refusal when the cohort's list is closed, or the file is empty or too large.
    """
    open_list(cohort)
    digest = digest_of(content)
    known = PeopleImport.objects.filter(cohort=cohort, uploaded_by=actor, sha256=digest)
    if same := known.filter(state__in=[ImportState.WAITING, ImportState.CHECKED, ImportState.CONFIRMED]).first():
        return same
    row = PeopleImport(
        cohort=cohort,
        uploaded_by=actor,
        name=checked_name(name),
        sha256=digest,
        created_at=clock.now(),
        next_attempt_at=clock.now(),
    )
    row.path = store.put(f"people-imports/{row.public_id}", content)
    row.save()
    audit.record(actor, "courses.import.upload", row, {"cohort": str(cohort)})
    ring(TASK, row.pk)
    return row


def go_on(*, import_id: int) -> bool:
    """Do what is to be done next with an import: check it, or bring its people in. Returns False when there is nothing to do."""
    source = (
        PeopleImport.objects.select_related("cohort", "uploaded_by")
        .filter(pk=import_id, state__in=PeopleImport.TO_DO)
        .first()
    )
    if source is None or not _claim(source):
        return False
    with override(source.uploaded_by.language):
        if source.state == ImportState.WAITING:
            _check(source)
        else:
            _bring_in(source)
    return True


def go_on_with_due(*, limit: int = 20) -> int:
    """Take up the imports that nobody works on; returns how many."""
    due = PeopleImport.objects.filter(state__in=PeopleImport.TO_DO, next_attempt_at__lte=clock.now())
    return sum(go_on(import_id=pk) for pk in due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def confirm(*, actor: User, source: PeopleImport, gives_seats: bool) -> None:
    """Let the valid rows in; the others are left out. Confirmed twice it is confirmed once; one that stopped goes on.

    Raises Conflict when it was given up or is not checked yet, Refusal when there is nothing to bring in.
    """
    stopped = PeopleImport.objects.filter(pk=source.pk, state=ImportState.CONFIRMED, next_attempt_at__isnull=True)
    if stopped.update(attempts=0, next_attempt_at=clock.now()):
        return ring(TASK, source.pk)
    current = PeopleImport.objects.select_for_update().get(pk=source.pk)
    if current.state in {ImportState.CONFIRMED, ImportState.DONE}:
        return None
    if current.state != ImportState.CHECKED:
        raise Conflict(_("This file is no longer waiting for your word. Reload the page to see where it stands."))
    open_list(current.cohort)
    valid = current.rows.filter(state__in=[RowState.NEW, RowState.KNOWN]).count()
    if not valid:
        raise Refusal(_("There is no row in this file that could be brought in."))
    PeopleImport.objects.filter(pk=source.pk).update(
        state=ImportState.CONFIRMED,
        gives_seats=gives_seats,
        total=valid,
        done=0,
        attempts=0,
        next_attempt_at=clock.now(),
    )
    audit.record(actor, "courses.import.confirm", source, {"people": valid})
    return ring(TASK, source.pk)


@transaction.atomic
def give_up(*, actor: User, source: PeopleImport) -> None:
    """Drop a file that was not confirmed: none of its rows goes in, and what it held is deleted. Conflict when it is confirmed already."""
    rows = PeopleImport.objects.filter(
        pk=source.pk, state__in=[ImportState.WAITING, ImportState.CHECKED, ImportState.REFUSED]
    )
    if not rows.update(state=ImportState.DROPPED, next_attempt_at=None, path="", finished_at=clock.now()):
        raise Conflict(_("This file is being brought in already, or was given up before."))
    ImportRow.objects.filter(source=source).delete()
    audit.record(actor, "courses.import.drop", source)
    _remove_later(source)


def forget_old() -> int:
    """Delete what files held that are done or were left lying for a month: it is personal data. Returns how many files."""
    before = clock.now() - FORGOTTEN_AFTER
    gone = 0
    old = (
        PeopleImport.objects.filter(created_at__lt=before)
        .exclude(state__in=PeopleImport.TO_DO)
        .exclude(path="", rows__isnull=True)
    )
    for source in old.distinct()[:200]:
        with transaction.atomic():
            ImportRow.objects.filter(source=source).delete()
            PeopleImport.objects.filter(pk=source.pk).update(path="")
            _remove_later(source)
        gone += 1
    return gone


def _claim(source: PeopleImport) -> bool:
    """Take the import for one try; after the last one a person decides whether to try again."""
    if source.attempts >= len(BACK_OFF):
        _stop(source)
        return False
    as_seen = PeopleImport.objects.filter(pk=source.pk, state=source.state, attempts=source.attempts)
    source.attempts += 1
    return outbox.take(as_seen, source.attempts - 1, waits=BACK_OFF)


def _held(source: PeopleImport) -> Any:
    """The import's row as long as this worker holds it."""
    return PeopleImport.objects.filter(pk=source.pk, state=source.state, attempts=source.attempts)


def _stop(source: PeopleImport) -> None:
    remark = _("This stopped several times before its end. Try again; if it stops again, tell the administrator.")
    as_seen = PeopleImport.objects.filter(pk=source.pk, state=source.state, attempts=source.attempts)
    state = ImportState.REFUSED if source.state == ImportState.WAITING else source.state
    if as_seen.update(next_attempt_at=None, remark=remark, state=state):
        log.error("Import %s stopped after %s tries.", source.public_id, source.attempts)


def _check(source: PeopleImport) -> None:
    try:
        table = read_table(store.read(source.path))
    except Refusal as refusal:
        _held(source).update(
            state=ImportState.REFUSED, remark=str(refusal)[:500], next_attempt_at=None, finished_at=clock.now()
        )
        return
    if not _begin_anew(source, len(table.lines)):
        return
    units = known_units()
    rows = [judge(line, units) for line in table.lines]
    name_duplicates(rows)
    for start in range(0, len(rows), BATCH):
        if not _write_rows(source, table.sheet, rows[start : start + BATCH]):
            return
    words = _("These columns are not read: %(names)s.") % {"names": ", ".join(table.unknown)} if table.unknown else ""
    _held(source).update(state=ImportState.CHECKED, remark=words[:500], next_attempt_at=None)


@transaction.atomic
def _begin_anew(source: PeopleImport, total: int) -> bool:
    """Take away what a try before this one wrote. Returns False, and leaves all as it is, when another worker has taken over."""
    if not _held(source).update(total=total, done=0):
        return False
    ImportRow.objects.filter(source=source).delete()
    return True


@transaction.atomic
def _write_rows(source: PeopleImport, sheet: str, rows: Sequence[Judged]) -> bool:
    """Write what was found out about some rows, and how far the check is. Returns False when another worker has taken over."""
    here = who_is_here(source.cohort, rows)
    ImportRow.objects.bulk_create(
        ImportRow(
            source=source,
            sheet=sheet[:60],
            number=row.number,
            cells=row.shown,
            values=row.values,
            state=compare(row, here),
            faults=[fault.as_json() for fault in row.faults],
            warnings=[one.as_json() for one in row.warnings],
        )
        for row in rows
    )
    soon = clock.now() + timedelta(minutes=BACK_OFF[0])
    if _held(source).update(done=F("done") + len(rows), next_attempt_at=soon):
        return True
    transaction.set_rollback(True)
    return False


def _bring_in(source: PeopleImport) -> None:
    todo = source.rows.filter(state__in=[RowState.NEW, RowState.KNOWN]).order_by("number")
    while batch := list(todo[:AT_ONCE]):
        try:
            going_on = _bring_in_batch(source, batch)
        except Refusal:
            # One of them has changed meanwhile: each by itself, so that it keeps none of the others out.
            going_on = all(_bring_in_one(source, row) for row in batch)
        if not going_on:
            return
    if _held(source).update(state=ImportState.DONE, next_attempt_at=None, finished_at=clock.now()):
        audit.record(source.uploaded_by, "courses.import.finish", source)


@transaction.atomic
def _bring_in_batch(source: PeopleImport, rows: Sequence[ImportRow]) -> bool:
    """Bring in some rows with all that goes with it, in one transaction. Returns False when another worker has taken over."""
    soon = clock.now() + timedelta(minutes=BACK_OFF[0])
    if not _held(source).update(done=F("done") + len(rows), next_attempt_at=soon):
        return False
    arrive(source=source, rows=rows)
    return True


def _bring_in_one(source: PeopleImport, row: ImportRow) -> bool:
    try:
        return _bring_in_batch(source, [row])
    except Refusal as refusal:
        fault = {"column": "", "value": "", "message": str(refusal)}
        ImportRow.objects.filter(pk=row.pk).update(state=RowState.FAULTY, faults=[fault])
        return bool(_held(source).update(done=F("done") + 1))


def _remove_later(source: PeopleImport) -> None:
    if source.path:
        transaction.on_commit(lambda: store.remove([source.path]))
