"""Raising a constraint: by hand, from a phone that had no line, from a line of the logbook, from a handed-in form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assignments.models import SubmissionVersion
from courses.enums import CohortState
from courses.models import Cohort, Enrolment
from fieldpractice.constraint_forms import mapping, read_form
from fieldpractice.enums import ConstraintSource, ConstraintState, Severity
from fieldpractice.models import Constraint, ConstraintEvent, LogbookEntry, Placement
from fieldpractice.queries.constraints.groups import seat_of
from fieldpractice.services.constraints import telling
from fieldpractice.weeks import week_on
from lms.people import audit, clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry, User

BATCH = 500
# A phone's clock is believed for this long back, for the field week alone.
BELIEVED = timedelta(days=21)


def raise_constraint(
    *,
    actor: User,
    cohort: Cohort,
    title: str,
    kind: str,
    client_key: str,
    severity: int = Severity.MEDIUM,
    service: int | None = None,
    process: int | None = None,
    text: str = "",
    tried: str = "",
    entry: LogbookEntry | None = None,
    client_at: datetime | None = None,
) -> Constraint:
    """Raise a constraint and return it. The same key again is the same constraint, whatever became of it.

    A participant raises it for the own unit and field week, a facilitator without either. Those who guide the cohort are told. Raises
    NotAllowed for who neither learns in the cohort nor guides it, Refusal for a cohort that is not running, a key of the wrong length,
    or a line of somebody else's logbook.
    """
    if not 8 <= len(client_key) <= 64:
        raise Refusal(_("This constraint came without its key. Load the page anew and send it again."))
    known = Constraint.objects.filter(raised_by=actor, client_key=client_key).first()
    if known is not None:
        return known
    seat = _seat(actor, cohort, entry)
    row = Constraint(
        cohort=cohort,
        raised_by=actor,
        enrolment=seat,
        work_unit=seat.work_unit if seat else None,
        source=_source(seat, entry),
        entry=entry,
        title=" ".join(title.split()),
        text=text.strip(),
        tried=tried.strip(),
        kind=kind,
        service=service,
        process=process,
        severity=severity,
        field_week=_weeks([seat], {seat.pk: _day_of(client_at)})[seat.pk] if seat else None,
        people_count=1 if seat else 0,
        units_count=1 if seat and seat.work_unit_id else 0,
        client_key=client_key,
        client_at=client_at,
        **_now(),
    )
    return _kept(row)


def _kept(row: Constraint) -> Constraint:
    """Write it once: of two that come at the same time the first stands."""
    try:
        with transaction.atomic():
            row.save()
            _record([row])
            telling.raised(constraint=row)
    except IntegrityError:
        known = Constraint.objects.filter(raised_by=row.raised_by_id, client_key=row.client_key).first()
        if known is None:
            raise
        return known
    return row


def _seat(actor: User, cohort: Cohort, entry: LogbookEntry | None) -> Enrolment | None:
    seat = seat_of(actor, cohort.pk)
    if seat is None and not actor.has_perm("fieldpractice.see_constraint_people", cohort):
        raise NotAllowed(_("Only those who learn in this cohort or guide it raise its constraints."))
    if cohort.state != CohortState.OPEN:
        raise Refusal(_("This cohort is not running: no constraint can be raised in it now."))
    if entry is not None and (seat is None or entry.placement.enrolment_id != seat.pk):
        raise Refusal(_("This line is not of your own logbook."))
    return seat


def _source(seat: Enrolment | None, entry: LogbookEntry | None) -> ConstraintSource:
    if entry is not None:
        return ConstraintSource.LOGBOOK
    return ConstraintSource.PARTICIPANT if seat else ConstraintSource.FACILITATOR


def _day_of(client_at: datetime | None) -> datetime:
    """When it happened, for the field week: by the phone's clock where that can be true."""
    now = clock.now()
    return client_at if client_at is not None and now - BELIEVED <= client_at <= now else now


def _now() -> dict[str, datetime]:
    return dict.fromkeys(("raised_at", "state_at"), clock.now())


def _weeks(seats: Sequence[Enrolment], at: dict[int, datetime]) -> dict[int, int | None]:
    """Return by enrolment the field week in which an instant lies; None without a placement. Two queries."""
    found: dict[int, int | None] = dict.fromkeys((seat.pk for seat in seats), None)
    for placement in Placement.objects.filter(enrolment__in=seats).prefetch_related("pauses"):
        day = at[placement.enrolment_id].astimezone(ZoneInfo(placement.time_zone)).date()
        found[placement.enrolment_id] = week_on(placement.weeks(), day)
    return found


def _record(rows: Sequence[Constraint]) -> None:
    ConstraintEvent.objects.bulk_create(
        (
            ConstraintEvent(constraint=row, after=ConstraintState.RAISED, actor=row.raised_by, at=row.raised_at)
            for row in rows
        ),
        batch_size=BATCH,
    )
    AuditEntry.objects.bulk_create(
        (
            audit.entry(row.raised_by, "fieldpractice.constraint.raise", row, {"source": ["", row.source]})
            for row in rows
        ),
        batch_size=BATCH,
    )


def raise_from_submission(*, version: SubmissionVersion) -> Constraint | None:
    """Turn one handed-in form LT-11 into a constraint, and tell those who guide the cohort; None for any other form. See `raise_from_submissions`."""
    for row in raise_from_submissions(versions=[version]):
        telling.raised(constraint=row)
    return Constraint.objects.filter(submission=version.submission_id).first()


@transaction.atomic
def raise_from_submissions(*, versions: Iterable[SubmissionVersion]) -> list[Constraint]:
    """Turn handed-in forms LT-11 into constraints, one for each form however often it comes in; returns those that are new.

    A form handed in again (improved) brings its words along as long as nobody has taken up the constraint. Never refuses what a form
    says: the hand-in goes first. Each group of calls costs a handful of queries.
    """
    forms = [one for one in versions if one.submission.form_version.form.code == mapping()["form"]]
    if not forms:
        return []
    ids = [one.submission_id for one in forms]
    there = {row.submission_id: row for row in Constraint.objects.filter(submission__in=ids)}
    for one in forms:
        if (row := there.get(one.submission_id)) is not None:
            _reworded(row, one)
    new = {one.submission_id: one for one in forms if one.submission_id not in there}
    rows = _rows(list(new.values()))
    Constraint.objects.bulk_create(rows, batch_size=BATCH)
    _record(rows)
    return rows


def _rows(forms: Sequence[SubmissionVersion]) -> list[Constraint]:
    seats = {one.submission.enrolment_id: one.submission.enrolment for one in forms}
    weeks = _weeks(list(seats.values()), {one.submission.enrolment_id: one.received_at for one in forms})
    return [_row(one, weeks[one.submission.enrolment_id]) for one in forms]


def _row(one: SubmissionVersion, week: int | None) -> Constraint:
    seat = one.submission.enrolment
    said = read_form(one.answers)
    return Constraint(
        cohort_id=seat.cohort_id,
        raised_by_id=seat.user_id,
        enrolment=seat,
        work_unit_id=seat.work_unit_id,
        source=ConstraintSource.FORM,
        submission=one.submission,
        title=said.title,
        text=said.text,
        tried=said.tried,
        kind=said.kind,
        severity=said.severity,
        service=said.service,
        field_week=week,
        units_count=1 if seat.work_unit_id else 0,
        client_key=f"form-{one.submission.public_id}",
        client_at=one.client_at,
        raised_at=one.received_at,
        state_at=one.received_at,
    )


def _reworded(row: Constraint, one: SubmissionVersion) -> None:
    """The improved form's words, while the constraint is only raised."""
    said = read_form(one.answers)
    before = {"title": row.title, "text": row.text, "tried": row.tried}
    after = {"title": said.title, "text": said.text, "tried": said.tried}
    rest = {"kind": said.kind, "severity": said.severity, "service": said.service}
    untouched = Constraint.objects.filter(
        pk=row.pk, state=ConstraintState.RAISED, state_at=row.raised_at, merged_into__isnull=True
    )
    if before != after and untouched.update(**after, **rest):
        changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        audit.record(row.raised_by, "fieldpractice.constraint.reword", row, changes)
