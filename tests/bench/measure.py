"""Measures one journey: CPU beside the floor, wall time, queries, bytes."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import asdict, dataclass
from statistics import median, quantiles

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests.bench import urls
from tests.bench.browser import Answer, Browser
from tests.bench.journeys import Journey, Step, ahead
from tests.bench.markup import Markup

WARM_UP = 5
COUNTED = 3
NOT_A_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Figures:
    """What a journey costs. Times in milliseconds, sizes in bytes on the wire."""

    name: str
    of_participant: bool
    path: str
    status: int
    runs: int
    cpu: float
    floor: float
    frame: float
    ratio: float
    p95: float
    queries: int
    html: int
    warm: int
    cold: int
    requests: int


def bare_handler() -> WSGIHandler:
    """Return an application with nothing but session, person and gzip round its views."""
    with override_settings(MIDDLEWARE=settings.FLOOR_MIDDLEWARE):
        return WSGIHandler()


def _weigh(step: Step, page: Answer, text: str) -> tuple[int, int]:
    """Return the bytes of all the page needs cold, and the number of requests."""
    parts = [step.browser.call(part) for part in Markup(text).parts]
    return len(page.body) + sum(len(part.body) for part in parts), 1 + len(parts)


def _send(step: Step) -> Answer:
    return step.browser.call(step.path, step.form)


def _queries(steps: list[Step]) -> int:
    """Return the number of queries most of the requests needed."""
    counts: Counter[int] = Counter()
    for step in steps:
        with CaptureQueriesContext(connection) as captured:
            _send(step)
        counts[sum(not query["sql"].startswith(NOT_A_QUERY) for query in captured.captured_queries)] += 1
    return counts.most_common(1)[0][0]


def measure(journey: Journey, handler: WSGIHandler, bare: WSGIHandler, rounds: int) -> dict[str, object]:
    """Send a journey's request `rounds` times, each beside the floor's. Raises NotThere."""
    steps = ahead(journey, WARM_UP + COUNTED + min(rounds, journey.most))
    if len(steps) <= WARM_UP + COUNTED:
        warm_up = counted = 1
    else:
        warm_up, counted = WARM_UP, COUNTED
    for _ in range(warm_up):
        first = steps.popleft()
        answer = _send(first)
    queries = _queries([steps.popleft() for _ in range(min(counted, len(steps) - 1))] or [first])
    text = first.browser.call(first.path, gzip=False).body.decode() if first.form is None else ""
    cold, requests = _weigh(first, answer, text) if first.form is None else (0, 0)
    floor_path = f"/bench/floor/{journey.name}/"
    urls.BODIES[journey.name] = text
    pages, floors, frames = _series(steps, floor_path, handler, bare)
    cpu, floor = median(page.cpu for page in pages), median(answer.cpu for answer in floors)
    p95 = quantiles([page.wall for page in pages], n=20)[-1] if len(pages) > 1 else pages[0].wall
    return asdict(
        Figures(
            name=journey.name,
            of_participant=journey.of_participant,
            path=first.path,
            status=pages[-1].status,
            runs=len(pages),
            cpu=round(cpu * 1000, 2),
            floor=round(floor * 1000, 2),
            frame=round(median(answer.cpu for answer in frames) * 1000, 2),
            ratio=round(cpu / floor, 2),
            p95=round(p95 * 1000, 2),
            queries=queries,
            html=len(text.encode()),
            warm=len(answer.body) if first.form is None else 0,
            cold=cold,
            requests=requests,
        )
    )


def _series(
    steps: list[Step], floor_path: str, handler: WSGIHandler, bare: WSGIHandler
) -> tuple[list[Answer], list[Answer], list[Answer]]:
    """Return the answers of the journey, of the floor, and of the floor’s view within the site's own frame."""
    pages, floors, frames = [], [], []
    gc.collect()
    for step in steps:
        # The same person, but cookies kept apart: a sign-in must not change what the next request is.
        cookies = dict(step.browser.cookies)
        floors.append(Browser(bare, dict(cookies)).call(floor_path))
        frames.append(Browser(handler, dict(cookies)).call(floor_path))
        pages.append(_send(step))
    gc.collect()
    return pages, floors, frames
