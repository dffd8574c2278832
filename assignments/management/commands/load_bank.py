"""`manage.py load_bank --actor E-MAIL`: the starter question bank of this release. Safe to run at every deployment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assignments.services.starter import load_bank
from lms.people.models import User


class Command(BaseCommand):
    help = "Add the starter topics and questions that are not here yet; what is here stays as people have left it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--actor", required=True, help="e-mail of the person in whose name they are written")
        parser.add_argument("--update", action="store_true", help="give questions that differ the starter's text again")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.filter(email=options["actor"].lower(), is_active=True).first()
        if actor is None:
            raise CommandError(f"Nobody has the address {options['actor']}.")
        done = load_bank(actor=actor, update=options["update"])
        self.stdout.write(f"{done.added} questions added, {done.changed} changed, {done.unchanged} unchanged.")
