"""The bench of gradebooks and hand-ins builds what it says and counts it. How fast it was is nothing a test may judge."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.bench import marks


@pytest.mark.django_db(transaction=True)
def test_a_gradebook_is_measured(live_server: Any) -> None:
    counts = set()
    for people in (1, 3):
        size, status, queries, *_times = marks.gradebook(live_server.url, os.getpid(), people, 3, rounds=2)
        assert (size, status) == (f"{people} × 3", 200)
        counts.add(queries)
    assert len(counts) == 1
    assert counts != {0}


@pytest.mark.django_db(transaction=True)
def test_hand_ins_are_counted(live_server: Any) -> None:
    many, refused, lost, *_times = marks.hand_ins(live_server.url, 6)
    assert (many, refused, lost) == (6, 0, 0)
