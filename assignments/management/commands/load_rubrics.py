"""`manage.py load_rubrics`: the starter rubrics of this release. Safe to run at every deployment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assignments.services.starters import load_rubrics
from lms.people.models import User


class Command(BaseCommand):
    help = (
        "Bring the rubrics of this release into the database. A rubric that is there already, improved or not, is kept."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--actor", required=True, help="e-mail of the person in whose name they are made")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.filter(email=options["actor"].lower()).first()
        if actor is None:
            raise CommandError(f"Nobody has the address {options['actor']}.")
        made = load_rubrics(actor=actor)
        self.stdout.write(f"{len(made)} rubrics added.")
