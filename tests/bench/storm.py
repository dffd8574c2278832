"""`python -m tests.bench.storm`: a whole class scans the code on the trainer's screen within two minutes.

Everybody's phone opens the code of that moment and sends the word, on a connection of its own, at its own moment of the span, whether the
ones before were answered or not (open loop); the trainer's screen asks for code and board meanwhile. Afterwards the rows are counted.
Nothing is asserted: the figures are printed as Markdown.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from threading import Event
from urllib.parse import urlencode, urlsplit

from tests.bench.__main__ import _environment, _static_files, where
from tests.bench.databases import fresh, server
from tests.bench.markup import Markup
from tests.tools.site import ROOT, served

# Phones that wait for an answer at the same time, at most: beyond it the load itself waits, and the table says so.
AT_ONCE = 200
# A code that was on the screen when it was scanned may have gone when an overloaded server comes to it; so often at most it is scanned anew.
GONE, MOST_AGAIN = 410, 5


@dataclass
class Phone:
    """Somebody's session, and what it was answered: seconds to the page, seconds from opening to being counted in, what went wrong."""

    cookies: str
    opened: float = 0.0
    counted: float = 0.0
    late: float = 0.0
    again: int = 0
    wrong: str = ""


@dataclass(frozen=True)
class Storm:
    """What came of it. Times in milliseconds."""

    people: int
    seconds: float
    again: int
    refused: int
    lost: int
    doubled: int
    opened: float
    opened_p95: float
    counted: float
    counted_p95: float
    behind: float


def ask(url: str, path: str, cookies: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Send one request on a new connection; return status, text and cookies as they are after it."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    headers = {"Host": "localhost", "Accept-Language": "id", "Cookie": cookies}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request("GET" if form is None else "POST", path, None if form is None else urlencode(form), headers)
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        jar = SimpleCookie(cookies)
        for value in answer.headers.get_all("Set-Cookie", []):
            jar.load(value)
        return answer.status, text, "; ".join(f"{name}={one.value}" for name, one in jar.items())
    finally:
        line.close()


def scan(url: str, phone: Phone, codes: Callable[[], str]) -> None:
    """Open the code, press the button, as a phone does; where the answer came too late for the code, scan the one of now."""
    began = time.perf_counter()
    try:
        code = codes()
        status, text, cookies = ask(url, code, phone.cookies)
        while status == GONE and phone.again < MOST_AGAIN:
            phone.again, code = phone.again + 1, codes()
            status, text, cookies = ask(url, code, phone.cookies)
        phone.opened = time.perf_counter() - began
        form = next((fields for _action, fields in Markup(text).forms if "ticket" in fields), None)
        if form is None:
            phone.wrong = f"the code answered {status}"
            return
        status, _text, _cookies = ask(url, code, cookies, form)
    except OSError as error:
        phone.wrong = type(error).__name__
        return
    phone.counted = time.perf_counter() - began
    phone.wrong = "" if status == 302 else f"the word was answered {status}"


def blow(
    url: str, phones: Sequence[Phone], codes: Callable[[], str], seconds: float, screen: tuple[str, Sequence[str]]
) -> float:
    """Let the phones scan, evenly within the span; return how long it took. `codes()` is the address on the screen now."""
    over = Event()

    def watch() -> None:
        cookies, paths = screen
        while not over.wait(5):
            for path in paths:
                ask(url, path, cookies)

    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        pool.submit(watch)
        began = time.perf_counter()

        def arrive(phone: Phone, due: float) -> None:
            phone.late = time.perf_counter() - due
            scan(url, phone, codes)

        waiting = []
        for number, phone in enumerate(phones):
            due = began + seconds * number / len(phones)
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(pool.submit(arrive, phone, due))
        for one in waiting:
            one.result()
        took = time.perf_counter() - began
        over.set()
    return took


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def storm(url: str, people: int, seconds: float) -> Storm:
    """Build a cohort of so many with a class that is open, let them scan, and count. Needs Django set up on the served database."""
    from courses.models import AttendanceScan
    from tests.bench.classes import code_now
    from tests.bench.crowd import crowd

    made = crowd(people)
    phones = [Phone(cookies) for cookies in made.learners]
    address = f"/classes/{made.meeting.public_id}/attendance/"
    took = blow(
        url,
        phones,
        lambda: f"/a/{code_now(made.meeting)}/",
        seconds,
        (made.trainer, (f"{address}board/", f"{address}code/")),
    )
    facts = list(AttendanceScan.objects.filter(meeting=made.meeting).values_list("enrolment", flat=True))
    good = [phone for phone in phones if not phone.wrong]
    for said in sorted({phone.wrong for phone in phones if phone.wrong}):
        sys.stderr.write(f"  {said}: {sum(phone.wrong == said for phone in phones)}\n")
    return Storm(
        people=people,
        seconds=round(took, 1),
        again=sum(phone.again for phone in phones),
        refused=len(phones) - len(good),
        lost=len(good) - len(set(facts)),
        doubled=len(facts) - len(set(facts)),
        opened=round(median(one.opened for one in good) * 1000, 1),
        opened_p95=round(p95([one.opened for one in good]) * 1000, 1),
        counted=round(median(one.counted for one in good) * 1000, 1),
        counted_p95=round(p95([one.counted for one in good]) * 1000, 1),
        behind=round(max(one.late for one in phones) * 1000, 1),
    )


def table(rows: Sequence[Storm]) -> str:
    """Return the figures as a table, with the growth of p95 over the first row."""
    head = [
        "people",
        "took s",
        "scanned again",
        "refused",
        "lost",
        "doubled",
        "page ms",
        "page p95",
        "counted ms",
        "counted p95",
    ]
    lines = [
        f"| {' | '.join([*head, 'growth of p95', 'load behind ms'])} |",
        f"|{'---:|' * (len(head) + 2)}",
    ]
    for one in rows:
        growth = f"{one.counted_p95 / rows[0].counted_p95:.2f}"
        cells = [
            one.people, one.seconds, one.again, one.refused, one.lost, one.doubled,
            one.opened, one.opened_p95, one.counted, one.counted_p95, growth, one.behind,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


def _here(sizes: Sequence[int], seconds: float, workers: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    rows = []
    with served(dict(os.environ), workers=workers, application="tests.bench.server:application") as (url, _process):
        # The first pages of a process cost what it loads for them.
        storm(url, 20, 2)
        for people in sizes:
            rows.append(storm(url, people, seconds))
            sys.stderr.write(f"  {people} people\n")
    sys.stdout.write(f"{where()}\n\n{table(rows)}\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.storm", description="Let whole classes scan.")
    parser.add_argument("--people", type=int, nargs="+", default=[30, 3000], help="sizes of the class (30 3000)")
    parser.add_argument("--seconds", type=float, default=120, help="the span in which all scan (120)")
    parser.add_argument("--workers", type=int, default=2, help="web workers (2)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        _here(asked.people, asked.seconds, asked.workers)
        return
    _static_files()
    with (
        tempfile.TemporaryDirectory(prefix="padan-storm-") as name,
        fresh(server(), Path(name)) as database,
    ):
        command = [sys.executable, "-m", "tests.bench.storm", "--here", *sys.argv[1:]]
        subprocess.run(command, cwd=ROOT, env=_environment(Path(name), database), check=True)


if __name__ == "__main__":
    main()
