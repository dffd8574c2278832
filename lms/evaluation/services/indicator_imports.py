"""Bringing in a file with figures of units: kept, read and judged by the worker, let in on a person's word, forgotten.

The row decides what is done, as with lists of people: a worker takes it by a compare-and-swap on `attempts`, one that died is followed by
another, and one that was thought dead finds that it no longer holds the row.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.enums import ImportState
from courses.queries.imports import known_units
from courses.services.imports import BACK_OFF, FORGOTTEN_AFTER, digest_of
from lms.evaluation.enums import ReportedBy
from lms.evaluation.indicator_files import LAYOUT, Judged, judge, name_duplicates, read_figures, says_something
from lms.evaluation.models import IndicatorImport, UnitMonth, UnitMonthChange
from lms.evaluation.queries.indicator_imports import Standing, figures_in, outlook_rows, standing_of
from lms.evaluation.queries.indicators import may_be_reported, units_to_report
from lms.evaluation.services.indicators import as_json, lock_units, replaced
from lms.files import store
from lms.files.names import checked_name
from lms.people import audit, clock, outbox
from lms.people.bell import ring
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

log = logging.getLogger(__name__)

TASK = "lms.evaluation.tasks.indicators.go_on"
BATCH = 500
S = ImportState


@transaction.atomic
def upload(*, actor: User, name: str, content: bytes) -> IndicatorImport:
    """Keep a file and ring for its check; nothing else is written. The same file again, while it is open, is the same import.

    Raises Refusal when the file is empty or too large.
    """
    digest = digest_of(content)
    known = IndicatorImport.objects.filter(uploaded_by=actor, sha256=digest, state__in=[S.WAITING, S.CHECKED])
    if same := known.first():
        return same
    row = IndicatorImport(
        uploaded_by=actor,
        name=checked_name(name),
        sha256=digest,
        created_at=clock.now(),
        next_attempt_at=clock.now(),
    )
    row.path = store.put(f"indicator-imports/{row.public_id}", content)
    row.save()
    audit.record(actor, "evaluation.indicators.upload", row)
    ring(TASK, row.pk)
    return row


def go_on(*, import_id: int) -> bool:
    """Check one file. Returns False when there is nothing to do, or another worker has it."""
    rows = IndicatorImport.objects.select_related("uploaded_by").filter(pk=import_id, state=S.WAITING)
    source = rows.first()
    if source is None or not _claim(source):
        return False
    with override(source.uploaded_by.language):
        _check(source)
    return True


def go_on_with_due(*, limit: int = 20) -> int:
    """Take up the files that nobody works on; returns how many."""
    due = IndicatorImport.objects.filter(state=S.WAITING, next_attempt_at__lte=clock.now())
    return sum(go_on(import_id=pk) for pk in due.order_by("next_attempt_at").values_list("pk", flat=True)[:limit])


def _claim(source: IndicatorImport) -> bool:
    as_seen = _held(source)
    if source.attempts >= len(BACK_OFF):
        words = _(
            "This stopped several times before its end. Upload it again; if it stops again, tell the administrator."
        )
        if as_seen.update(state=S.REFUSED, remark=words, next_attempt_at=None, finished_at=clock.now()):
            log.error("Import of figures %s stopped after %s tries.", source.public_id, source.attempts)
        return False
    mine = outbox.take(as_seen, source.attempts, waits=BACK_OFF)
    source.attempts += 1
    return mine


def _held(source: IndicatorImport) -> QuerySet[IndicatorImport]:
    """The import's row as long as this worker holds it."""
    return IndicatorImport.objects.filter(pk=source.pk, state=S.WAITING, attempts=source.attempts)


def _check(source: IndicatorImport) -> None:
    held = _held(source)
    try:
        table = read_figures(store.read(source.path))
        lines = [line for line in table.lines if says_something(line)]
        if not lines:
            raise Refusal(LAYOUT.nothing)
    except Refusal as refusal:
        held.update(state=S.REFUSED, remark=str(refusal)[:500], next_attempt_at=None, finished_at=clock.now())
        return
    may = set(units_to_report(source.uploaded_by).values_list("pk", flat=True))
    units = known_units()
    rows = [judge(line, units, may, may_be_reported) for line in lines]
    name_duplicates(rows)
    good = [row for row in rows if not row.faults]
    remark = _("These columns are not read: %(names)s.") % {"names": ", ".join(table.unknown)} if table.unknown else ""
    held.update(
        state=S.CHECKED,
        rows=outlook_rows(good, units.names),
        faulty=[_faulty(row) for row in rows if row.faults],
        total=len(rows),
        remark=remark[:500],
        next_attempt_at=None,
    )


def _faulty(row: Judged) -> dict[str, Any]:
    return {"number": row.number, "shown": row.shown, "faults": [fault.as_json() for fault in row.faults]}


@transaction.atomic
def confirm(*, actor: User, source: IndicatorImport, reason: str = "") -> int:
    """Let the valid rows in, as they fit what stands there now; rows that would change nothing are passed over. Returns how many were written.

    Confirmed twice it is confirmed once. Raises Conflict when it was given up or is not checked, Refusal when nothing can be let in, or
    figures that were reported would change and no reason is given.
    """
    current = IndicatorImport.objects.select_for_update().get(pk=source.pk)
    if current.state == S.DONE:
        return current.taken
    if current.state != S.CHECKED:
        raise Conflict(_("This file is no longer waiting for your word. Reload the page to see where it stands."))
    figures = figures_in(current)
    may = set(units_to_report(actor).values_list("pk", flat=True))
    figures = {key: one for key, one in figures.items() if key[0] in may}
    if not figures:
        raise Refusal(_("There is no row in this file that could be brought in."))
    lock_units({unit for unit, _month in figures})
    standing = standing_of(figures)
    if not reason.strip() and any(replaced(one.row.values, one.becomes) for one in standing if one.row):
        raise Refusal(_("Figures that were reported before would change: say why. The reason stays with each of them."))
    written = _write(actor, current, [one for one in standing if one.changes], reason.strip()[:300])
    IndicatorImport.objects.filter(pk=current.pk).update(state=S.DONE, taken=written, finished_at=clock.now())
    audit.record(actor, "evaluation.indicators.import", current, {"months": written})
    return written


def _write(actor: User, source: IndicatorImport, todo: Sequence[Standing], reason: str) -> int:
    now = clock.now()
    new = [one for one in todo if one.row is None]
    made = UnitMonth.objects.bulk_create(
        [
            UnitMonth(
                work_unit_id=one.unit, month=one.month, note=one.note, changed_by=actor, changed_at=now, **one.becomes
            )
            for one in new
        ],
        batch_size=BATCH,
    )
    changes = [_change(row, {}, source, actor, "", now) for row in made]
    old = [one.row for one in todo if one.row is not None]
    befores = [row.values | {"note": row.note} for row in old]
    for one in todo:
        if one.row is not None:
            for key, value in one.becomes.items():
                setattr(one.row, key, value)
            one.row.note, one.row.seq = one.note, one.row.seq + 1
            one.row.changed_by, one.row.changed_at = actor, now
    fields = ["note", "seq", "changed_by", "changed_at", *(todo[0].becomes if todo else ())]
    UnitMonth.objects.bulk_update(old, fields, batch_size=BATCH)
    changes += [_change(row, before, source, actor, reason, now) for row, before in zip(old, befores, strict=True)]
    UnitMonthChange.objects.bulk_create(changes, batch_size=BATCH)
    return len(todo)


def _change(
    row: UnitMonth, before: dict[str, Any], source: IndicatorImport, actor: User, reason: str, at: Any
) -> UnitMonthChange:
    return UnitMonthChange(
        unit_month=row,
        seq=row.seq,
        before=as_json(before),
        after=as_json(row.values | {"note": row.note}),
        source=ReportedBy.IMPORT,
        source_import=source,
        reason=reason,
        actor=actor,
        at=at,
    )


@transaction.atomic
def give_up(*, actor: User, source: IndicatorImport) -> None:
    """Drop a file that was not let in: nothing of it is written, and what it held is deleted. Conflict when it is let in already."""
    open_ones = IndicatorImport.objects.filter(pk=source.pk, state__in=[S.WAITING, S.CHECKED, S.REFUSED])
    now = clock.now()
    if not open_ones.update(state=S.DROPPED, rows=[], faulty=[], path="", next_attempt_at=None, finished_at=now):
        raise Conflict(_("This file was brought in or given up already."))
    audit.record(actor, "evaluation.indicators.drop", source)
    _remove_later(source.path)


def forget_old() -> int:
    """Delete files that are done or were left lying for a month. What was let in stays with its changes. Returns how many."""
    before = clock.now() - FORGOTTEN_AFTER
    old = IndicatorImport.objects.filter(created_at__lt=before).exclude(state=S.WAITING).exclude(path="")
    gone = list(old.values_list("pk", "path")[:200])
    IndicatorImport.objects.filter(pk__in=[pk for pk, _path in gone]).update(path="", rows=[], faulty=[])
    for _pk, path in gone:
        _remove_later(path)
    return len(gone)


def _remove_later(path: str) -> None:
    if path:
        transaction.on_commit(lambda: store.remove([path]))
