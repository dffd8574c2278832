"""`python -m tests.bench.marks`: a gradebook of many people by many tasks, its spreadsheet, and hand-ins one after the other.

The page is asked for over HTTP like the journeys of the bench; the spreadsheet also says how far the worker's memory rose for it, and how much
it weighs. Hand-ins come from several phones at once, each waiting for its receipt. Nothing is asserted: the figures are printed as Markdown.
"""

from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from tests.bench.__main__ import _environment, _static_files, where
from tests.bench.databases import fresh, server
from tests.tools.site import ROOT, served

PHONES = 4


def _rows(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    lines = [head, ["---:"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _risen(pid: int, act: Any) -> tuple[float, float]:
    """Return how many seconds something took and by how many MB the process's peak lay above what it held before."""
    proc = Path(f"/proc/{pid}")

    def kilobytes(name: str) -> int:
        line = next(line for line in (proc / "status").read_text().splitlines() if line.startswith(name))
        return int(line.split()[1])

    (proc / "clear_refs").write_text("5")
    before, began = kilobytes("VmRSS"), time.perf_counter()
    act()
    return time.perf_counter() - began, max(0, kilobytes("VmHWM") - before) / 1024


def gradebook(url: str, worker: int, people: int, columns: int, rounds: int) -> list[object]:
    """Build a gradebook and measure its page and its spreadsheet."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.bench.browser import Browser
    from tests.bench.gradebooks import graded
    from tests.bench.journeys import Step
    from tests.bench.wire import Wire

    made = graded(people, columns)
    path, cookies = f"/gradebook/{made.cohort}/", dict([made.staff.split("=", 1)])
    browser = Browser(WSGIHandler(), cookies)
    browser.call(path)
    with CaptureQueriesContext(connection) as asked:
        page = browser.call(path)
    # Counted at once: the next request empties the log.
    queries = len(asked)
    with closing(Wire(url, worker)) as wire:
        step = Step(browser, path)
        wire.send(step)
        cpu, waits = [], []
        for _ in range(rounds):
            before = wire.cpu()
            waits.append(wire.send(step)[1])
            cpu.append(wire.cpu() - before)
        sheet = Step(browser, f"{path}gradebook.xlsx")
        wire.send(sheet)
        before = wire.cpu()
        seconds, risen = _risen(worker, lambda: wire.send(sheet))
        sheet_cpu = wire.cpu() - before
    weight = len(browser.call(sheet.path, gzip=False).body) / 1024
    return [
        f"{people:,} × {columns}", page.status, queries, round(median(cpu) * 1000, 1),
        round((quantiles(waits, n=20)[-1] if rounds > 1 else waits[0]) * 1000, 1), round(len(page.body) / 1024, 1),
        round(sheet_cpu, 2), round(seconds, 2), round(risen, 1), round(weight),
    ]  # fmt: skip


def hand_ins(url: str, many: int) -> list[object]:
    """Let phones hand in forms, each waiting for its receipt; return how many a second, and how long one waited."""
    from assignments.models import SubmissionVersion
    from tests.bench.gradebooks import to_hand_in
    from tests.chaos.storm import Person

    port = urlsplit(url).port or 80
    made = to_hand_in(people=PHONES * 5, forms=-(-many // (PHONES * 5)))
    todo: queue.Queue[tuple[str, int]] = queue.Queue()
    for place in made.places[:many]:
        todo.put(place)
    waits: list[float] = []
    refused: list[str] = []

    def phone() -> None:
        known: dict[str, Person] = {}
        while True:
            try:
                session, ordinal = todo.get_nowait()
            except queue.Empty:
                return
            person = known.get(session)
            if person is None:
                person = known[session] = Person(port, session)
                person.sign_in()
            began = time.perf_counter()
            _key, told = person.hand_in(made.task, ordinal, with_file=False, twice=False)
            waits.append(time.perf_counter() - began)
            if told["status"] != 200:
                refused.append(str(told))

    began = time.perf_counter()
    phones = [threading.Thread(target=phone) for _ in range(PHONES)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    seconds = time.perf_counter() - began
    kept = SubmissionVersion.objects.filter(submission__task__public_id=made.task).count()
    return [
        len(waits), len(refused), len(waits) - len(refused) - kept, round(seconds, 1), round(len(waits) / seconds, 1),
        round(median(waits) * 1000), round(quantiles(waits, n=20)[-1] * 1000),
    ]  # fmt: skip


def _here(asked: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench import memory

    call_command("migrate", verbosity=0)
    application = "tests.bench.server:application"
    with served(dict(os.environ), application=application) as (url, process):
        books = [
            gradebook(url, memory.worker(process.pid), people, asked.columns, asked.rounds) for people in asked.people
        ]
    with served(dict(os.environ), workers=2, application=application) as (url, _process):
        handed = hand_ins(url, asked.handins)
    head = ["gradebook", "status", "queries", "page CPU ms", "page p95 ms", "page KB", "XLSX CPU s", "XLSX s", "XLSX MB over base", "XLSX KB"]  # fmt: skip
    sys.stdout.write(f"{where()}\n\n{_rows(books, head)}\n\n")
    sys.stdout.write(_rows([handed], ["hand-ins", "refused", "lost", "s", "a second", "median ms", "p95 ms"]) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.marks", description="Measure gradebooks and hand-ins.")
    parser.add_argument("--people", type=int, nargs="+", default=[30, 1000, 3000], help="people (30 1000 3000)")
    parser.add_argument("--columns", type=int, default=40, help="tasks in the gradebook (40)")
    parser.add_argument("--rounds", type=int, default=20, help="requests of the page (20)")
    parser.add_argument("--handins", type=int, default=1000, help="forms handed in (1000)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        _here(asked)
        return
    _static_files()
    with (
        tempfile.TemporaryDirectory(prefix="padan-marks-") as name,
        fresh(server(), Path(name)) as database,
    ):
        command = [sys.executable, "-m", "tests.bench.marks", "--here", *sys.argv[1:]]
        subprocess.run(command, cwd=ROOT, env=_environment(Path(name), database), check=True)


if __name__ == "__main__":
    main()
