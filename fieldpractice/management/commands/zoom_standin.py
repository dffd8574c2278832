"""`manage.py zoom_standin`: the practice server that stands in for Zoom."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fieldpractice.standin.serving import NothingToPractise, serve


class Command(BaseCommand):
    help = "Run the practice server that stands in for Zoom; it remembers its meetings in the var folder."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve(say=self.stdout.write)
        except NothingToPractise as error:
            raise CommandError(str(error)) from error
