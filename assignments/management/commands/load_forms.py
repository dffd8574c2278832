"""`manage.py load_forms --as somebody@…`: add the twelve starter forms to the editor."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assignments.services.taskforms import load_forms
from assignments.starter import starter_forms
from lms.people.errors import Refusal
from lms.people.models import User


class Command(BaseCommand):
    help = "Adds the starter forms LT-01 to LT-12 that are not here yet; a form that is here stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="email", required=True, help="e-mail of the editor who adds them")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        actor = User.objects.filter(email__iexact=email).first()
        if actor is None:
            raise CommandError(f"Nobody here has the address {email}.")
        schemas, evidence = starter_forms()
        try:
            loaded = load_forms(actor=actor, schemas=schemas, evidence=evidence)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(loaded.added)} forms added, {len(loaded.kept)} were here.")
