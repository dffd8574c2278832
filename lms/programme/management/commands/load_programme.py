"""`manage.py load_programme`: the ten activities and the matrix, from the programme's own data."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms.people import clock
from lms.programme.services import load_plan, load_programme


class Command(BaseCommand):
    help = "Load the ten activities and the matrix of work unit roles; with --plan also dates and deliverables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="dates and deliverables too, moved to today")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = load_programme()
        self.stdout.write(f"{programme}: {programme.activities.count()} activities")
        if options["plan"]:
            planned = load_plan(programme=programme, today=clock.today())
            self.stdout.write(f"{planned} activities got dates")
