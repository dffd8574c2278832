"""The bench finds its journeys and measures them. What it measures is nothing a test may judge."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.models import User
from tests.bench import floor, report
from tests.bench.journeys import DOMAIN, NotThere, journeys
from tests.bench.measure import measure
from tests.bench.wire import Wire
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment

OF_COURSES = ["sign-in page", "sign-in", "home", "contents", "lesson", "mark as done", "cohort page", "cohort people"]
OF_THE_DESK = ["desk, 2 works", "one work, 2 works", "desk, 5 works", "one work, 5 works", "gradebook"]


def _world(rows: list[dict[str, Any]], people: int) -> dict[str, Any]:
    return {"people": people, "world_seconds": 1.0, "journeys": rows, "missing": {"matrix": "not there"}}


@pytest.fixture(autouse=True)
def in_the_online_stage() -> Iterator[None]:
    with clock.at(DURING):
        yield


@pytest.mark.django_db(transaction=True)
def test_every_journey_of_a_cohort_is_measured(cast: Cast, settings: Any, live_server: Any, tmp_path: Path) -> None:
    settings.ROOT_URLCONF = "tests.bench.urls"
    settings.BENCH_BODIES = tmp_path
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "NAME": "site"}, floor.TEMPLATE]
    accounts = ((cast.coordinator, "koordinator"), (cast.facilitator, "fasilitator"), (cast.reviewer, "bpk"))
    for person, account in accounts:
        User.objects.filter(pk=person.pk).update(email=f"{account}{DOMAIN}")
    cohort = make_cohort(actor=cast.coordinator, capacity=9)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for _ in range(3):
        make_enrolment(actor=cast.coordinator, cohort=cohort)
    rows = {}
    with closing(Wire(live_server.url, os.getpid())) as wire:
        for journey in journeys(WSGIHandler(), desks=(2, 5)):
            try:
                rows[journey.name] = measure(journey, wire, rounds=2)
            except NotThere:
                assert journey.name not in OF_COURSES + OF_THE_DESK
    assert [name for name in rows if name in OF_COURSES] == OF_COURSES
    assert [name for name in rows if name in OF_THE_DESK] == OF_THE_DESK
    assert {rows[name]["status"] for name in OF_THE_DESK} == {200}
    assert len({rows[name]["queries"] for name in OF_THE_DESK if name.startswith("desk")}) == 1
    assert {rows[name]["status"] for name in OF_COURSES if name not in {"sign-in", "mark as done"}} == {200}
    assert {rows[name]["status"] for name in ("sign-in", "mark as done")} == {302}
    where = dict.fromkeys(["database", "cache", "cpu", "cores", "memory_gb", "python", "django", "commit", "date"], "x")
    worlds = [_world(list(rows.values()), 30), _world(list(rows.values()), 3000)]
    said = report.whole(json.loads(json.dumps({"where": where, "rounds": 2, "worlds": worlds})))
    assert "mark as done" in said
    assert "30 / 3,000 people" in said
    assert "Not measured: matrix (not there)." in said
