"""`python -m tests.bench.field`: the map of a cohort's weeks and the page of one officer, with 30 and with 3,000 people of twelve weeks.

Each size stands in a database of its own (on the server of PADAN_TEST_DATABASE_URL, else an SQLite file) and is asked in one process, through the whole
site. CPU is that of the process, SQLite's work in it and PostgreSQL's not; waited is the clock, the database in it on both, and what growth is
reckoned of. Each round asks for another officer. Nothing is asserted: the figures are printed as Markdown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.bench.__main__ import _environment, _static_files, where
from tests.bench.databases import fresh, server
from tests.bench.report import table
from tests.tools.site import ROOT

WARM_UP = 3
GROWTH = 1.5


@dataclass(frozen=True)
class Cost:
    """What a page costs; milliseconds, and bytes of its HTML."""

    page: str
    queries: list[int]
    least: float
    cpu: float
    p95: float
    waited: float
    html: int


def pages_of(field: Any) -> dict[str, list[str]]:
    """Return the addresses of each page that is measured: the map, as it is filtered, officers, and single weeks."""
    cohort, officers = f"/field/{field.cohort}/", [f"/field/placements/{one}/" for one in field.placements[:30]]
    last = -(-len(field.placements) // 30)
    return {
        "map": [cohort],
        "map, last page": [f"{cohort}?page={last}"],
        "map, the late": [f"{cohort}?state=late"],
        "map, the paused": [f"{cohort}?state=paused"],
        "officer": officers,
        "week": [f"{one}weeks/6/" for one in officers],
    }


def cost_of(browser: Any, page: str, paths: list[str], rounds: int) -> Cost:
    """Ask for a page again and again, in this process."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(WARM_UP):
        _asked(browser, paths[number % len(paths)])
    counted = set()
    for path in paths[:3]:
        with CaptureQueriesContext(connection) as asked:
            _asked(browser, path)
        counted.add(len(asked))
    cpu, waits, size = [], [], 0
    for number in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        size = _asked(browser, paths[number % len(paths)])
        cpu.append((time.process_time() - used) * 1000)
        waits.append((time.perf_counter() - began) * 1000)
    p95, waited = (quantiles(some, n=20)[-1] if rounds > 1 else some[0] for some in (cpu, waits))
    return Cost(page, sorted(counted), round(min(cpu), 1), round(median(cpu), 1), round(p95, 1), round(waited, 1), size)


def _asked(browser: Any, path: str) -> int:
    answer = browser.call(path, gzip=False)
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return len(answer.body)


def costs(people: int, rounds: int) -> list[Cost]:
    """Fill a cohort of so many and measure its pages."""
    from django.core.handlers.wsgi import WSGIHandler

    from lms.demo.filling import look_at_what_came
    from tests.bench.browser import Browser
    from tests.bench.practice import practised

    began = time.process_time()
    field = practised(people)
    look_at_what_came()
    sys.stderr.write(f"{people} people filled in {time.process_time() - began:.1f} s of CPU\n")
    name, _, value = field.staff.partition("=")
    browser = Browser(WSGIHandler(), {name: value})
    return [cost_of(browser, page, paths, rounds) for page, paths in pages_of(field).items()]


def _here(asked: argparse.Namespace) -> None:
    import django

    django.setup()
    asked.out.write_text(json.dumps([asdict(one) for one in costs(asked.people[0], asked.rounds)]))


def _size(people: int, rounds: int) -> list[dict[str, Any]]:
    """Measure one size in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="padan-field-") as name, fresh(server(), Path(name)) as database:
        out = Path(name) / "figures.json"
        env = _environment(Path(name), database)
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
        told = ["--here", "--people", str(people), "--rounds", str(rounds), "--out", str(out)]
        subprocess.run([sys.executable, "-m", "tests.bench.field", *told], cwd=ROOT, env=env, check=True)
        found: list[dict[str, Any]] = json.loads(out.read_text())
    return found


def _row(sizes: list[dict[str, Any]]) -> list[str]:
    growth = sizes[-1]["waited"] / sizes[0]["waited"]
    same = len({tuple(one["queries"]) for one in sizes}) == 1
    return [
        sizes[0]["page"],
        " / ".join(",".join(map(str, one["queries"])) for one in sizes) + ("" if same else " !"),
        *(" / ".join(f"{one[name]:.1f}" for one in sizes) for name in ("least", "cpu", "p95", "waited")),
        f"{growth:.2f}{' !' if growth > GROWTH else ''}" if len(sizes) > 1 else "–",
        " / ".join(f"{one['html'] / 1024:.0f}" for one in sizes),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.field", description="Measure the pages of the field.")
    parser.add_argument("--people", type=int, nargs="+", default=[30, 3000], help="sizes of the cohort (30 3000)")
    parser.add_argument("--rounds", type=int, default=60, help="requests of each page (60)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        _here(asked)
        return
    _static_files()
    sizes = [_size(people, asked.rounds) for people in asked.people]
    head = ["page", "queries", "CPU least ms", "CPU ms", "CPU p95 ms", "waited p95 ms", "growth", "HTML KB"]
    sys.stdout.write(f"{where()}\n\n{table(head, [_row(list(one)) for one in zip(*sizes, strict=True)])}\n")


if __name__ == "__main__":
    main()
