"""Measures one journey: CPU beside the floor and waiting over HTTP; queries and bytes in this process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.browser import Answer
from tests.bench.journeys import Journey, NotThere, Step, ahead
from tests.bench.markup import Markup
from tests.bench.wire import Wire

WARM_UP = 5
COUNTED = 3
# Requests of a kind between two readings of the process's clock.
BLOCK = 10
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
    floors: float
    p95: float
    queries: int
    html: int
    warm: int
    cold: int
    requests: int


@dataclass
class Series:
    """CPU of each block of requests, by request; how long each was waited for; the last status. Seconds."""

    cpu: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    status: int = 0

    def add(self, wire: Wire, steps: list[Step]) -> None:
        """Send a block and note what it cost."""
        before = wire.cpu()
        for step in steps:
            self.status, waited = wire.send(step)
            self.waits.append(waited)
        self.cpu.append((wire.cpu() - before) / len(steps))

    @property
    def p95(self) -> float:
        return quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else self.waits[0]


def measure(journey: Journey, wire: Wire, rounds: int) -> dict[str, object]:
    """Send a journey's request `rounds` times, block by block beside the floor's and the frame's. Raises NotThere."""
    steps = ahead(journey, WARM_UP + COUNTED + min(rounds, journey.most))
    if len(steps) < 3:
        raise NotThere("too few to measure")
    few = len(steps) <= WARM_UP + COUNTED
    warm_up, counted = (1, 1) if few else (WARM_UP, COUNTED)
    first = steps[0]
    for step in islice(steps, warm_up):
        wire.send(step)
    queries = _queries(list(islice(steps, warm_up, warm_up + counted)))
    text = first.browser.call(first.path, gzip=False).body.decode() if first.form is None else ""
    page = first.browser.call(first.path) if first.form is None else None
    cold, requests = _weigh(first, page, text) if page else (0, 0)
    name = journey.name.replace(" ", "-")
    keep_body(name, text)
    pages, floors, frames = _series(wire, name, islice(steps, warm_up + counted, None))
    cpu, floor = median(pages.cpu), median(floors.cpu)
    return asdict(
        Figures(
            name=journey.name,
            of_participant=journey.of_participant,
            path=first.path,
            status=pages.status,
            runs=len(pages.waits),
            cpu=round(cpu * 1000, 2),
            floor=round(floor * 1000, 2),
            frame=round(median(frames.cpu) * 1000, 2),
            ratio=round(cpu / floor, 2),
            floors=journey.floors,
            p95=round(pages.p95 * 1000, 2),
            queries=queries,
            html=len(text.encode()),
            warm=len(page.body) if page else 0,
            cold=cold,
            requests=requests,
        )
    )


def keep_body(name: str, text: str) -> None:
    """Put a finished page where the floor's view finds it."""
    folder = Path(settings.BENCH_BODIES)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def _series(wire: Wire, name: str, steps: Iterable[Step]) -> tuple[Series, Series, Series]:
    """Return the journey, the floor, and the floor's view within the site's own frame."""
    pages, floors, frames = Series(), Series(), Series()
    for number, block in enumerate(_blocks(steps)):
        floor = [replace(step, path=f"/bench/floor/{name}/", form=None) for step in block]
        frame = [replace(step, path=f"/bench/frame/{name}/", form=None) for step in block]
        if not number:
            for step in (*floor[:WARM_UP], *frame[:WARM_UP]):
                wire.send(step)
        floors.add(wire, floor)
        frames.add(wire, frame)
        pages.add(wire, block)
    return pages, floors, frames


def _blocks(steps: Iterable[Step]) -> Iterator[list[Step]]:
    rest = iter(steps)
    while block := list(islice(rest, BLOCK)):
        yield block


def _weigh(step: Step, page: Answer, text: str) -> tuple[int, int]:
    """Return the bytes of all the page needs cold, and the number of requests."""
    parts = [step.browser.call(part) for part in Markup(text).parts]
    return len(page.body) + sum(len(part.body) for part in parts), 1 + len(parts)


def _queries(steps: list[Step]) -> int:
    """Return the number of queries most of the requests needed, sent in this process for it."""
    counts: Counter[int] = Counter()
    for step in steps:
        with CaptureQueriesContext(connection) as captured:
            step.browser.call(step.path, step.form)
        counts[sum(not query["sql"].startswith(NOT_A_QUERY) for query in captured.captured_queries)] += 1
    return counts.most_common(1)[0][0]
