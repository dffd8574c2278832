"""`manage.py up`: what `make run` calls: database, demo when empty, then web and worker under one process manager."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.demo.accounts import PASSWORD, listed
from lms.people import clock
from lms.people.models import User


class Command(BaseCommand):
    help = "Bring the site up on this machine: migrate, fill when empty, start web and worker; Ctrl-C ends all."

    def handle(self, *args: Any, **options: Any) -> None:
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
        self._greet()
        os.chdir(settings.BASE_DIR)
        # honcho ends every process when one ends or on Ctrl-C.
        bin_dir = Path(sys.executable).parent
        os.environ["PATH"] = f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"
        os.environ["PYTHONUNBUFFERED"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "honcho", "start"])  # noqa: S606 - our own Procfile

    def _greet(self) -> None:
        width = max(len(email) for email, _what in listed())
        lines = [f"  {email:<{width}}  {what}" for email, what in listed()]
        port = os.environ.get("PORT", "8000")
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Padan is at http://127.0.0.1:{port}   ({clock.today():%d-%m-%Y}, practice data, nothing leaves this machine)",
                    f"Password for all: {PASSWORD}",
                    *lines,
                    f"Mail that would be sent lies in {settings.EMAIL_FILE_PATH}. Ctrl-C ends everything.",
                    "",
                ]
            )
        )
        self.stdout.flush() if hasattr(self.stdout, "flush") else None
