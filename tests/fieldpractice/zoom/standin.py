"""The practice server for tests: on a free port, with the settings pointing at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from fieldpractice.standin.server import running
from fieldpractice.standin.state import State
from fieldpractice.zoom import transport


@pytest.fixture
def standin(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    """A running stand-in; a second try comes at once."""
    monkeypatch.setattr(transport, "PAUSE", 0.001)
    cache.clear()
    with running() as server:
        settings.PADAN_ZOOM_API_URL = f"{server.state.base_url}/v2"
        settings.PADAN_ZOOM_OAUTH_URL = f"{server.state.base_url}/oauth/token"
        settings.PADAN_ZOOM_TIMEOUT = 20
        yield server.state
    cache.clear()
