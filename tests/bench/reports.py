"""`python -m tests.bench.reports --people 10000`: what an evaluation report costs, from reading its figures to the PDF.

A cohort of so many people in a database of its own, filled in bulk: JP, two classes, forms, sixty days of logbook, words of supervisors, six
sessions. CPU is that of this process and of the child that sets the paper. Nothing is asserted; the figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command


def _cpu() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


@contextmanager
def _timed(found: dict[str, float], name: str) -> Iterator[None]:
    cpu = _cpu()
    yield
    found[name] = round(_cpu() - cpu, 2)


def _fill(people: int) -> Any:
    """Make the cohort with everything its figures read, and return a report on it."""
    from courses.models import Enrolment
    from tests.bench.gradebooks import _cohort, _coordinator
    from tests.factories.reports import make_report, write_all

    actor = _coordinator()
    cohort, rows = _cohort(actor, people)
    Enrolment.objects.filter(cohort=cohort).update(jp_done=4, class_jp=3, field_jp=30)
    _teach(actor, cohort, rows)
    _practise(actor, rows)
    _monitor(actor, cohort, rows)
    report = make_report(actor=actor, cohorts=[cohort])
    write_all(report, actor)
    return report, actor


def _teach(actor: Any, cohort: Any, rows: Any) -> None:
    """Two classes where everybody was."""
    from cms.enums import StageKind
    from courses.enums import AttendanceState, MeetingState
    from courses.models import Attendance
    from tests.factories.classes import make_meeting

    first = cohort.stages.get(kind=StageKind.OFFLINE_1).starts_on
    for number in range(2):
        meeting = make_meeting(actor=actor, cohort=cohort, on=first + timedelta(days=number))
        type(meeting).objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
        seen = (Attendance(meeting=meeting, enrolment=one, state=AttendanceState.PRESENT) for one in rows)
        Attendance.objects.bulk_create(seen, batch_size=1000)


def _practise(actor: Any, rows: Any) -> None:
    """Sixty days of logbook and the supervisor's word on each of twelve weeks."""
    from fieldpractice.enums import Verdict
    from fieldpractice.models import LogbookEntry, Placement, WeekConfirmation
    from lms.people import clock

    today = clock.today()
    begins = today - timedelta(days=84)
    fields = {"supervisor_name": "Atasan", "starts_on": begins, "ends_on": today, "created_by": actor}
    placements = Placement.objects.bulk_create(
        (Placement(enrolment=one, work_unit=one.work_unit, **fields) for one in rows), batch_size=1000
    )
    days = [
        {
            "day": begins + timedelta(days=day),
            "service": 1 + day % 8,
            "served": 3,
            "hours": Decimal("3.5"),
            "client_key": f"bench-{day}",
        }
        for day in range(60)
    ]
    word = {"verdict": Verdict.SEEN, "digest": "0" * 64, "name": "Atasan", "actor": actor}
    for start in range(0, len(placements), 500):
        some = placements[start : start + 500]
        LogbookEntry.objects.bulk_create(
            (LogbookEntry(placement=one, **day) for one in some for day in days), batch_size=1000
        )
        WeekConfirmation.objects.bulk_create(
            (WeekConfirmation(placement=one, week=week, **word) for one in some for week in range(1, 13)),
            batch_size=1000,
        )


def _monitor(actor: Any, cohort: Any, rows: Any) -> None:
    """Six sessions where everybody was."""
    from fieldpractice.enums import PresenceState, SessionState
    from fieldpractice.models import Presence
    from lms.people import clock
    from tests.factories.fieldpractice import make_session

    for number in range(6):
        session = make_session(
            cohort, actor=actor, starts_at=clock.now() - timedelta(days=7 * number + 1), title=f"Pemantauan {number}"
        )
        type(session).objects.filter(pk=session.pk).update(state=SessionState.HELD)
        there = (Presence(session=session, enrolment=one, state=PresenceState.PRESENT, seconds=5000) for one in rows)
        Presence.objects.bulk_create(there, batch_size=1000)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=30)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="padan-bench-report-") as folder:
        os.environ |= {"PADAN_TEST_VAR": folder, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
        os.environ.setdefault("PADAN_TEST_DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        django.setup()
        call_command("migrate", verbosity=0)
        _measure(asked.people)


def _measure(people: int) -> None:
    from lms.evaluation.queries.reports import pages
    from lms.evaluation.queries.reports.content import content_of
    from lms.evaluation.reports_annex import annex_xlsx
    from lms.evaluation.reports_papers import report_docx, report_pdf
    from lms.evaluation.services import reports
    from lms.people import clock
    from tests.factories.reports import fresh

    began = time.monotonic()
    report, actor = _fill(people)
    sys.stderr.write(f"filled in {time.monotonic() - began:.0f} s\n")
    found: dict[str, float] = {}
    with _timed(found, "read"):
        reports.read_figures(report=report)
    with _timed(found, "freeze and ask"):
        reports.open_report(actor=actor, report=report, due_on=clock.today())
    report = fresh(report)
    with _timed(found, "pdf"):
        report_pdf(content_of(report, [], None), "id", at=clock.now())
    with _timed(found, "docx"):
        report_docx(content_of(report, [], None), "id")
    with _timed(found, "annex"):
        annex_xlsx("Lampiran", pages.annex_of(report, as_frozen=True), "id")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"people": people, "cpu_seconds": found, "peak_mb": memory}) + "\n")


if __name__ == "__main__":
    main()
