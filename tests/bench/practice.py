"""Cohorts in the field of any size, so that a map of all weeks has something in each: logbooks, words, forms, sessions. Rows, in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects

from assignments.enums import SubmissionState
from assignments.models import Submission, Task
from courses.models import Cohort, Enrolment
from fieldpractice.enums import PresenceState, SessionState, Verdict
from fieldpractice.models import LogbookEntry, MonitoringSession, Placement, Presence, WeekConfirmation
from fieldpractice.queries.logbook import digest_of, today_at
from fieldpractice.services.placements import place_cohort
from fieldpractice.weeks import DAYS, WEEKS, Week, ends_on
from lms.people import clock
from lms.people.models import User
from tests.bench.gradebooks import _batches, _cohort, _coordinator, _grade, _hand_in
from tests.chaos.world import session_of
from tests.factories.assignments.grading import make_form_version, make_rubric, make_task
from tests.factories.fieldpractice import make_constraint, make_session

BATCH, DAYS_NOTED = 250, 5
SESSIONS = 6


@dataclass(frozen=True)
class Field:
    """The cohort, its placements by name, and the cookie of who may see them."""

    cohort: str
    placements: list[str]
    staff: str


@transaction.atomic
def practised(people: int) -> Field:
    """Make a cohort whose twelve weeks are over but for one day: a form each week, six sessions, and things that still wait."""
    actor = _coordinator()
    cohort, rows = _cohort(actor, people)
    first = clock.today() - timedelta(days=DAYS * WEEKS)
    fields = {"supervisor_name": "Atasan", "starts_on": first, "ends_on": ends_on(first), "created_by": actor}
    placements = Placement.objects.bulk_create(
        (Placement(enrolment=one, work_unit=one.work_unit, **fields) for one in rows), batch_size=1000
    )
    for start in range(0, len(placements), BATCH):
        _fill(placements[start : start + BATCH], actor)
    _set_tasks(actor, cohort, rows)
    _monitor(actor, cohort, rows)
    for one in rows[::3]:
        make_constraint(one)
    named = Placement.objects.filter(enrolment__cohort=cohort).order_by("enrolment__user__name", "pk")
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(actor)}"
    return Field(cohort.public_id, list(named.values_list("public_id", flat=True)), cookie)


def filled(*, cohort: Cohort, actor: User) -> Placement | None:
    """Place everybody and fill five days of each week so far; weeks that are over have their word. Returns somebody's placement."""
    if not Placement.objects.filter(enrolment__cohort=cohort).exists():
        place_cohort(actor=actor, cohort=cohort)
    empty = Placement.objects.filter(enrolment__cohort=cohort, entries__isnull=True).order_by("pk")
    rows = list(empty)
    with transaction.atomic():
        for start in range(0, len(rows), BATCH):
            _fill(rows[start : start + BATCH], actor)
    return Placement.objects.filter(enrolment__cohort=cohort).order_by("pk").first()


def _fill(some: Sequence[Placement], actor: User) -> None:
    """Five days of each week that has begun, and the word on each that is over; the last one's is given for every other person."""
    entries: list[LogbookEntry] = []
    words: list[WeekConfirmation] = []
    prefetch_related_objects(some, "pauses")
    for number, one in enumerate(some):
        for week in one.weeks():
            noted = list(_noted(one, week))
            entries += noted
            if noted and week.ends_on < today_at(one) and (week.number < WEEKS or number % 2):
                words.append(_word(one, week, noted, actor))
    LogbookEntry.objects.bulk_create(entries, batch_size=1000)
    WeekConfirmation.objects.bulk_create(words, batch_size=1000)


def _noted(one: Placement, week: Week) -> Iterator[LogbookEntry]:
    for number in range(DAYS_NOTED):
        day = week.starts_on + timedelta(days=number)
        if day < today_at(one) and day in week:
            fields = {"service": 1 + number, "served": 3, "hours": Decimal("3.5"), "note": "Konseling jabatan"}
            yield LogbookEntry(
                placement=one, work_unit_id=one.work_unit_id, day=day, client_key=f"bench-{day:%Y%m%d}", **fields
            )


def _word(one: Placement, week: Week, noted: list[LogbookEntry], actor: User) -> WeekConfirmation:
    return WeekConfirmation(
        placement=one,
        week=week.number,
        verdict=Verdict.SEEN,
        digest=digest_of(noted),
        entries=len(noted),
        hours=sum(entry.hours for entry in noted),
        actor=actor,
        name="Atasan",
    )


def _set_tasks(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """A form in each week, all graded; that of the last week only half of them handed in, and nobody's is accepted yet."""
    first, rubric = clock.today() - timedelta(days=DAYS * WEEKS), make_rubric(actor=actor)
    tasks: list[Task] = []
    for week in range(1, WEEKS + 1):
        days = {"opens_on": first, "due_on": first + timedelta(days=DAYS * week - 1)}
        plan = {"plan_key": f"f{week}", "first_week": week, "last_week": week, "weight": Decimal(1)}
        form = make_form_version(actor=actor, title=f"Catatan layanan {week}")
        tasks.append(make_task(actor=actor, cohort=cohort, rubric=rubric, form_version=form, **days, **plan))
        for some in _batches(rows if week < WEEKS else rows[::2]):
            _hand_in(tasks[-1], some)
    _grade(cohort, actor)
    Submission.objects.filter(task__in=tasks[:-1]).update(state=SubmissionState.ACCEPTED)


def _monitor(actor: User, cohort: Cohort, rows: list[Enrolment]) -> None:
    """Sessions where everybody was."""
    for number in range(1, SESSIONS + 1):
        begins = clock.now() - timedelta(days=2 * DAYS * number)
        session = make_session(cohort, actor=actor, starts_at=begins, title=f"Pemantauan {number}")
        MonitoringSession.objects.filter(pk=session.pk).update(state=SessionState.HELD)
        there = (Presence(session=session, enrolment=one, state=PresenceState.PRESENT, seconds=5000) for one in rows)
        Presence.objects.bulk_create(there, batch_size=1000)
