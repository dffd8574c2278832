"""`manage.py up`: what `make run` calls: database, demo when empty, then web and worker under one process manager."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.demo.starting import become_the_manager, compile_code, greeting, keep, refuse_a_taken, standing
from lms.people.models import User


class Command(BaseCommand):
    help = "Bring the site up on this machine: migrate, fill when empty, start web and worker; Ctrl-C ends all."
    # Run once, below, after the migrations: what they say of the database is right only then.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        refuse_a_taken(port)
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
        compile_code()
        keep(standing(settings.DATABASES["default"]))
        self.stdout.write(greeting(port))
        self.stdout.flush()
        become_the_manager()
