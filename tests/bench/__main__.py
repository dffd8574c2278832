"""`python -m tests.bench`: measures the journeys in worlds of several sizes and prints a table.

The database is a new one on the server of PADAN_TEST_DATABASE_URL, else an SQLite file. Each size runs in a process of its
own. The figures also go to var/bench/ as JSON. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.bench import report
from tests.bench.databases import fresh, server
from tests.tools.site import ROOT

KEPT = ROOT / "var" / "bench"


def _first(pattern: str, path: str) -> str:
    found = re.search(pattern, Path(path).read_text())
    return found[1].strip() if found else "unknown"


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def where() -> dict[str, object]:
    """Return what the figures depend on beside the code."""
    url = os.environ.get("PADAN_TEST_DATABASE_URL", "")
    return {
        "database": "PostgreSQL" if url.startswith("postgres") else "SQLite",
        "cache": "Redis" if os.environ.get("PADAN_TEST_REDIS_URL") else "cache of files",
        "cpu": _first(r"model name\s*:(.*)", "/proc/cpuinfo"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_first(r"MemTotal:\s+(\d+)", "/proc/meminfo")) / 1024**2),
        "python": platform.python_version(),
        "django": version("django"),
        "commit": _commit(),
        "date": time.strftime("%Y-%m-%d"),
    }


def _environment(folder: Path, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PADAN_VAR": str(folder),
        "PADAN_TEST_VAR": str(folder),
        "PADAN_TEST_DATABASE_URL": database,
        "PADAN_BENCH_STATIC": str(KEPT / "static"),
    }


def _world(people: int, rounds: int, memory: int) -> dict[str, Any]:
    """Build and measure one world in a process of its own; return its figures."""
    with tempfile.TemporaryDirectory(prefix="padan-bench-") as name, fresh(server(), Path(name)) as database:
        out = Path(name) / "figures.json"
        sizes = ["--people", str(people), "--rounds", str(rounds), "--memory", str(memory), "--out", str(out)]
        command = [sys.executable, "-m", "tests.bench.run", *sizes]
        subprocess.run(command, cwd=ROOT, env=_environment(Path(name), database), check=True)
        return json.loads(out.read_text())


def _static_files() -> None:
    """Collect and compress the static files as a release does."""
    shutil.rmtree(KEPT / "static", ignore_errors=True)
    (KEPT / "static").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        env = _environment(Path(name), f"sqlite:///{name}/none.sqlite3")
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=env, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the journeys.")
    parser.add_argument("--people", type=int, nargs="+", default=[30, 3000], help="sizes of the world (30 3000)")
    parser.add_argument("--rounds", type=int, default=200, help="requests of each journey, at least 10 (200)")
    parser.add_argument(
        "--memory", type=int, default=2000, help="requests before a worker's memory is read (2000; 0: not)"
    )
    parser.add_argument("--json", type=Path, help="where to write the figures (var/bench/…)")
    asked = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    _static_files()
    place = where()
    worlds = [_world(people, asked.rounds, asked.memory if people == asked.people[0] else 0) for people in asked.people]
    result = {"where": place, "rounds": asked.rounds, "worlds": worlds}
    out = asked.json or KEPT / f"{place['commit']}-{str(place['database']).lower()}.json"
    out.write_text(json.dumps(result, indent=1) + "\n")
    sys.stdout.write(f"\n{report.whole(result)}\n\n{out}\n")


if __name__ == "__main__":
    main()
