"""The practice server that stands in for Zoom, in this process, with the memory that `make run` starts it with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from fieldpractice.standin.server import running
from fieldpractice.standin.state import State
from fieldpractice.zoom import Zoom
from fieldpractice.zoom.transport import Account


@contextmanager
def practice_zoom() -> Iterator[tuple[State, Zoom]]:
    """Yield what the server remembers, and a client of it."""
    account = settings.PADAN_ZOOM_ACCOUNT_ID, settings.PADAN_ZOOM_CLIENT_ID, settings.PADAN_ZOOM_CLIENT_SECRET
    state = State(
        base_url=f"http://127.0.0.1:{settings.PADAN_ZOOM_PORT}",
        account_id=account[0],
        client_id=account[1],
        client_secret=account[2],
        snapshot=settings.VAR_DIR / "zoom-standin.json",
    )
    with running(state) as server:
        yield state, Zoom(Account(*account, api_url=f"{server.url}/v2", oauth_url=f"{server.url}/oauth/token"))
