"""The small storm: forty hand-ins, web and worker killed by -9. `make chaos` is the large one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.storm import Storm


@pytest.mark.e2e
def test_none_is_lost_and_none_doubled(tmp_path: Path) -> None:
    told = Storm(people=10, forms=4, kills=3, folder=tmp_path / "site").run()
    assert told["wrong"] == []
    assert told["acknowledged"] == 40
    assert (told["kills of web"], told["kills of worker"]) == (2, 1)
