"""`python -m tests.bench.reports --people 10000`: what an evaluation report costs, from reading its figures to the PDF, and what the matrix does.

A cohort of so many people in a database of its own, filled in bulk by a process before (`tests.bench.report_world`), so that neither its
time nor its memory is counted. CPU is that of this process and of the child that sets the paper. Nothing is asserted; JSON is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from lms.web import load

SELF, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


def _cpu() -> float:
    children = resource.getrusage(CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak() -> int:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(SELF).ru_maxrss // 1024


@contextmanager
def _timed(found: dict[str, list[float]], name: str) -> Iterator[None]:
    cpu = _cpu()
    yield
    found[name] = [round(_cpu() - cpu, 2), _peak()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        _fill(asked.people)
        return
    with tempfile.TemporaryDirectory(prefix="padan-bench-report-") as folder:
        os.environ |= {"PADAN_TEST_VAR": folder, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
        os.environ.setdefault("PADAN_TEST_DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "tests.bench.reports", "--people", str(asked.people), "--fill"], check=True
        )
        filled = round(time.monotonic() - began)
        django.setup()
        # A press of the button is answered by a process that has loaded the site before.
        load()
        _measure(asked.people, filled)


def _fill(people: int) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.bench.report_world import fill

    began = time.process_time()
    fill(people)
    sys.stderr.write(f"filled in {time.process_time() - began:.0f} s of CPU\n")


def _measure(people: int, filled: int) -> None:
    from lms.evaluation.models import ProgrammeReport
    from lms.evaluation.queries.reports import pages
    from lms.evaluation.queries.reports.content import content_of
    from lms.evaluation.reports_annex import annex_xlsx
    from lms.evaluation.reports_papers import report_docx, report_pdf
    from lms.evaluation.services import reports
    from lms.people import clock
    from lms.programme.queries.matrix import matrix_of, the_programme
    from tests.factories.reports import fresh

    report = ProgrammeReport.objects.get()
    actor, steps = report.created_by, dict[str, list[float]]()
    with _timed(steps, "begin"):
        ProgrammeReport.objects.count()
    with _timed(steps, "read"):
        reports.read_figures(report=report)
    with _timed(steps, "freeze and ask"):
        reports.open_report(actor=actor, report=report, due_on=clock.today())
    report = fresh(report)
    with _timed(steps, "pdf"):
        report_pdf(content_of(report, [], None), "id", at=clock.now())
    with _timed(steps, "docx"):
        report_docx(content_of(report, [], None), "id")
    with _timed(steps, "annex"):
        annex_xlsx("Lampiran", pages.annex_of(report, as_frozen=True), "id")
    programme = the_programme()
    with _timed(steps, "matrix"):
        matrix_of(programme) if programme else None
    told = {"people": people, "seconds to fill": filled, "cpu seconds, peak MB": steps}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
