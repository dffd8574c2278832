"""Running the practice server as the settings say, until it is ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from fieldpractice.standin.server import Server
from fieldpractice.standin.state import State


class NothingToPractise(Exception):
    """This site has a real account of Zoom."""


def serve(*, say: Callable[[str], Any]) -> None:
    """Stand in for Zoom at the settings' port. Raises NothingToPractise where there is an account."""
    if not settings.PADAN_ZOOM_PRACTICE:
        raise NothingToPractise("An account of Zoom stands in the settings: nothing is practised.")
    state = State(
        account_id=settings.PADAN_ZOOM_ACCOUNT_ID,
        client_id=settings.PADAN_ZOOM_CLIENT_ID,
        client_secret=settings.PADAN_ZOOM_CLIENT_SECRET,
        webhook_secret=settings.PADAN_ZOOM_WEBHOOK_SECRET,
        snapshot=settings.VAR_DIR / "zoom-standin.json",
    )
    server = Server(("127.0.0.1", settings.PADAN_ZOOM_PORT), state)
    say(f"Practice Zoom at {state.base_url}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
