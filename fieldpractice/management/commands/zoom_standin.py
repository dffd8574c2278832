"""`manage.py zoom_standin`: the practice server that stands in for Zoom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fieldpractice.standin.server import Server
from fieldpractice.standin.state import State


class Command(BaseCommand):
    help = "Run the practice server that stands in for Zoom; it remembers its meetings in the var folder."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PADAN_ZOOM_PRACTICE:
            raise CommandError("An account of Zoom stands in the settings: nothing is practised.")
        state = State(
            account_id=settings.PADAN_ZOOM_ACCOUNT_ID,
            client_id=settings.PADAN_ZOOM_CLIENT_ID,
            client_secret=settings.PADAN_ZOOM_CLIENT_SECRET,
            webhook_secret=settings.PADAN_ZOOM_WEBHOOK_SECRET,
            snapshot=settings.VAR_DIR / "zoom-standin.json",
        )
        server = Server(("127.0.0.1", settings.PADAN_ZOOM_PORT), state)
        self.stdout.write(f"Practice Zoom at {state.base_url}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
