"""`python -m tests.bench.certificates`: issues the certificates of a cohort while the worker is killed by -9, and prints what it cost.

The database is a new one on the server of PADAN_TEST_DATABASE_URL, else an SQLite file. Exits with 1 when a number is missing or was given
twice, or a paper is not the one that was kept.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.databases import fresh, server
from tests.tools.site import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.certificates", description=__doc__)
    parser.add_argument("--people", type=int, default=3000, help="how many are given a certificate (3000)")
    parser.add_argument("--kills", type=int, default=3, help="how often the worker is killed (3)")
    parser.add_argument("--step", choices=["build", "work", "report"], help=argparse.SUPPRESS)
    parser.add_argument("--turn", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        told = {"build": lambda: build(asked.people), "work": lambda: work(asked.turn), "report": report}[asked.step]()
        sys.stdout.write(json.dumps(told) + "\n")
        return
    with (
        tempfile.TemporaryDirectory(prefix="padan-bench-") as name,
        fresh(server(), Path(name)) as database,
    ):
        wrong = _measure(asked.people, asked.kills, _environment(Path(name), database))
    sys.exit(1 if wrong else 0)


def _environment(folder: Path, database: str) -> dict[str, str]:
    (folder / "static").mkdir()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PADAN_VAR": str(folder),
        "PADAN_TEST_VAR": str(folder),
        "PADAN_TEST_DATABASE_URL": database,
        "PADAN_BENCH_STATIC": str(folder / "static"),
    }


def _measure(people: int, kills: int, where: dict[str, str]) -> list[str]:
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=where, check=True)
    _child(where, "--step", "build", "--people", str(people))
    began, killed = time.monotonic(), 0
    for turn in range(1, kills + 1):
        killed += _killed(where, turn)
    worked = _child(where, "--step", "work", "--turn", str(kills + 1))
    seconds = time.monotonic() - began
    told = _child(where, "--step", "report")
    lines = {
        "certificates": told["certificates"],
        "kills": killed,
        "seconds in all": round(seconds, 1),
        "CPU of the last worker (s)": worked["cpu"],
        "peak of the worker (MB)": worked["peak"],
        "peak of a child that sets papers (MB)": worked["child_peak"],
        "a certificate (KB)": told["size"],
        "wrong": "; ".join(told["wrong"]) or "nothing: no gap, no repeat, every paper as it was kept",
    }
    for name, value in lines.items():
        sys.stdout.write(f"{name:>40}  {value}\n")
    return list(told["wrong"])


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.certificates", *arguments]


def _child(where: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = subprocess.run(_command(*arguments), cwd=ROOT, env=where, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _killed(where: dict[str, str], turn: int) -> int:
    """Start a worker and pull the plug some seconds after it has begun to write. Returns whether it was still alive."""
    command = _command("--step", "work", "--turn", str(turn))
    process = subprocess.Popen(command, cwd=ROOT, env=where, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # it says when it begins
    time.sleep(1.5 + turn)
    alive = process.poll() is None
    if alive:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return int(alive)


def build(people: int) -> dict[str, Any]:
    """Make a cohort of so many graduates, and press the button."""
    import django

    django.setup()
    from lms.celery import app
    from lms.evaluation.services.certificates import issue_cohort
    from lms.people.enums import Role
    from tests.factories.courses import make_cohort
    from tests.factories.graduates import make_many_graduates, make_signatory
    from tests.factories.people import give_role, make_unit, make_user

    app.conf.task_always_eager = False
    actor = make_user(name="Koordinator")
    give_role(actor, Role.COORDINATOR)
    cohort = make_cohort(actor=actor, capacity=people)
    make_signatory(actor)
    make_many_graduates(actor=actor, cohort=cohort, count=people, unit=make_unit())
    return {"job": issue_cohort(actor=actor, cohort=cohort).pk}


def work(turn: int) -> dict[str, Any]:
    """Do what the worker does, at an hour at which the turn before is over."""
    import django

    django.setup()
    from datetime import timedelta

    from lms.celery import app
    from lms.evaluation.enums import JobState
    from lms.evaluation.models import CertificateJob
    from lms.evaluation.services.certificate_jobs import go_on
    from lms.people import clock

    app.conf.task_always_eager = False
    job = CertificateJob.objects.get()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    with clock.at(clock.now() + timedelta(hours=3 * turn)):
        while CertificateJob.objects.get(pk=job.pk).state == JobState.RUNNING and go_on(job_id=job.pk):
            pass
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return {
        "cpu": round(cpu, 1),
        "peak": round(own.ru_maxrss / 1024),
        "child_peak": round(children.ru_maxrss / 1024),
    }


def report() -> dict[str, Any]:
    """Hold what is there against what must be."""
    import django

    django.setup()
    import hashlib

    from lms.evaluation.models import Certificate, CertificateJob, CertificatePaper
    from lms.files import store

    job = CertificateJob.objects.get()
    serials = list(Certificate.objects.order_by("serial").values_list("serial", flat=True))
    wrong = []
    if serials != list(range(1, job.total + 1)):
        wrong.append("numbers are missing or were given twice")
    if Certificate.objects.values("enrolment").distinct().count() != job.total:
        wrong.append("somebody has none")
    papers = list(CertificatePaper.objects.values_list("path", "sha256", "size"))
    bad = sum(1 for path, digest, _size in papers if not path or hashlib.sha256(store.read(path)).hexdigest() != digest)
    if bad:
        wrong.append(f"{bad} papers are not as they were kept")
    size = round(sum(size for _path, _digest, size in papers) / max(1, len(papers)) / 1024, 1)
    return {"certificates": len(serials), "size": size, "wrong": wrong}


if __name__ == "__main__":
    main()
