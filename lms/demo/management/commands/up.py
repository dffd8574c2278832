"""`manage.py up`: what `make run` calls: database, demo when empty, then web and worker under one process manager."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.demo.accounts import PASSWORD, listed
from lms.people import clock
from lms.people.models import User


class Command(BaseCommand):
    help = "Bring the site up on this machine: migrate, fill when empty, start web and worker; Ctrl-C ends all."
    # Run once, below, after the migrations: what they say of the database is right only then.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        _refuse_a_taken(port)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        # What is wrong is told here, with what to do, and not by a page that does not work.
        self.check(databases=["default"])
        if not User.objects.exists():
            self.stdout.write("Filling the demo …")
            call_command("demo", stdout=self.stdout)
        connection.close()
        self._greet(port)
        os.chdir(settings.BASE_DIR)
        # honcho ends every process when one ends or on Ctrl-C.
        bin_dir = Path(sys.executable).parent
        os.environ["PATH"] = f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"
        os.environ["PYTHONUNBUFFERED"] = "1"
        processes = ["web", "worker"]
        if settings.PADAN_ZOOM_PRACTICE:
            # The manager gives each process a port of its own; what stands in for Zoom must be found by all.
            os.environ["PADAN_ZOOM_PORT"] = str(settings.PADAN_ZOOM_PORT)
            processes.append("zoom")
        os.execv(sys.executable, [sys.executable, "-m", "honcho", "start", *processes])  # noqa: S606 - our own Procfile

    def _greet(self, port: str) -> None:
        width = max(len(email) for email, _what in listed())
        lines = [f"  {email:<{width}}  {what}" for email, what in listed()]
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Padan is at http://127.0.0.1:{port}   ({clock.today():%d-%m-%Y}, practice data, nothing leaves this machine)",
                    f"Password for all: {PASSWORD}",
                    *lines,
                    f"Mail that would be sent lies in {settings.VAR_DIR / 'mail'}. Ctrl-C ends everything.",
                    "",
                ]
            )
        )
        self.stdout.flush()


def _refuse_a_taken(port: str) -> None:
    """Two web servers can share a port here, and each visitor would meet now the one, now the other site."""
    try:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=1):
            pass
    except ValueError as error:
        raise CommandError(f"PORT is {port!r}: a number is needed.") from error
    except OSError:
        return
    raise CommandError(
        f"Something answers on port {port} already, perhaps another `make run`. Choose another: PORT={int(port) + 1} make run"
    )
