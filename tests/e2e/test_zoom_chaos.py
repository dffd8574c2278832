"""Twelve sessions of thirty people are made at Zoom while the worker is killed by -9: no meeting twice, none missing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fieldpractice.standin.server import running
from fieldpractice.standin.state import State
from tests.chaos.storm import Process
from tests.tools.site import ROOT, environment, manage

SESSIONS, PEOPLE, KILLS, PATIENCE = 12, 30, 5, 240
MODULE = [sys.executable, "-m", "tests.chaos.zoom"]


@pytest.mark.e2e
def test_no_meeting_twice_and_none_missing(tmp_path: Path) -> None:
    chance = random.Random(2026)
    with running(State()) as server:
        where = environment(
            tmp_path / "site", PADAN_ZOOM_PORT=str(server.server_address[1]), PADAN_ZOOM_LEASE_SECONDS="1"
        )
        manage(where, "migrate", "--verbosity", "0")
        subprocess.run([*MODULE, "world", str(SESSIONS), str(PEOPLE)], cwd=ROOT, env=where, check=True)
        # Each call takes its time, so that a kill finds one under way.
        server.state.fail("slow", times=-1, path="/v2/", seconds=0.03, done=True)
        worker = Process([*MODULE, "work"], where)
        worker.start()
        for number in range(1, KILLS + 1):
            _wait_for(server.state, number * SESSIONS * 4 // (KILLS + 1))
            time.sleep(chance.random() / 10)
            worker.again()
        assert worker.running is not None
        assert worker.running.wait(PATIENCE) == 0
        told = json.loads(subprocess.check_output([*MODULE, "verify"], cwd=ROOT, env=where))
        meetings = server.state.meetings
    assert worker.kills == KILLS
    assert len(meetings) == SESSIONS
    made = sorted((row["agenda"].splitlines()[0], row["id"]) for row in meetings.values())
    assert made == sorted((marker, number) for marker, number in told["meetings"])
    at_zoom = sorted(
        [int(number), row["id"], row["email"], row["join_url"]]
        for number in meetings
        for row in server.state.registrants_of(number).values()
    )
    assert len(at_zoom) == SESSIONS * PEOPLE
    assert at_zoom == sorted(told["links"])


def _wait_for(state: State, calls: int) -> None:
    """Return when the worker has made so many calls."""
    until = time.monotonic() + PATIENCE
    while len(state.log) < calls:
        assert time.monotonic() < until, f"only {len(state.log)} calls"
        time.sleep(0.01)
