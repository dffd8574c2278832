"""The storm of scans counts what it did. How fast it was is nothing a test may judge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench import storm


@pytest.mark.django_db(transaction=True)
def test_a_storm_of_scans_is_counted(live_server: Any) -> None:
    """Each word that was answered is a row, once."""
    found = storm.storm(live_server.url, 4, 0.2)
    assert (found.people, found.refused, found.lost, found.doubled) == (4, 0, 0, 0)
    assert 0 < found.opened <= found.counted
    assert "| 4 |" in storm.table([found])
