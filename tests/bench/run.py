"""One size of world on one database: build it, measure it, write the figures as JSON. Called by tests.bench."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db.models import Value  # noqa: E402
from django.db.models.functions import Replace  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from lms.demo.filling import filling, look_at_what_came  # noqa: E402
from lms.demo.world import build_world  # noqa: E402
from lms.people import clock  # noqa: E402
from lms.people.enums import DEMO_DOMAIN  # noqa: E402
from lms.people.models import User  # noqa: E402
from tests.bench import memory  # noqa: E402
from tests.bench.journeys import DOMAIN, NotThere, ahead, journeys  # noqa: E402
from tests.bench.measure import measure  # noqa: E402
from tests.bench.wire import Wire  # noqa: E402
from tests.tools.site import served  # noqa: E402


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _built(people: int) -> float:
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    with override_settings(PADAN_DEMO=True), filling():
        build_world(people=people, seed=2026, today=clock.today(), say=_say)
    User.objects.update(email=Replace("email", Value(DEMO_DOMAIN), Value(DOMAIN)))
    look_at_what_came()
    return round(time.monotonic() - began, 1)


def _measured(rounds: int) -> tuple[list[dict[str, object]], dict[str, str]]:
    rows, missing = [], {}
    with (
        served(dict(os.environ), application="tests.bench.server:application") as (url, process),
        closing(Wire(url, memory.worker(process.pid))) as wire,
    ):
        for journey in journeys(WSGIHandler()):
            try:
                rows.append(measure(journey, wire, rounds))
            except NotThere as reason:
                missing[journey.name] = str(reason)
            _say(f"  {journey.name}")
    return rows, missing


def _pages() -> list[tuple[str, dict[str, str]]]:
    """Return the pages of all journeys that only read, with whose cookies."""
    found = []
    for journey in journeys(WSGIHandler()):
        try:
            step = ahead(journey, 1)[0]
        except NotThere:
            continue
        if step.form is None:
            found.append((step.path, step.browser.cookies))
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    seconds = _built(asked.people)
    rows, missing = _measured(asked.rounds)
    figures: dict[str, object] = {
        "people": asked.people,
        "world_seconds": seconds,
        "journeys": rows,
        "missing": missing,
    }
    if asked.memory:
        figures["memory"] = memory.after(asked.memory, _pages())
    asked.out.write_text(json.dumps(figures))


if __name__ == "__main__":
    main()
