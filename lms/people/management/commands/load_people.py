"""`manage.py load_people`: the work units and the consent text of this release. Safe to run at every deployment."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.people import services


class Command(BaseCommand):
    help = (
        "Bring the work units and the consent text of this release into the database. Running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        units = services.load_units(actor=None)
        text = services.load_consent_text(actor=None)
        self.stdout.write(f"{units} units added or changed; consent text in force: version {text.version}.")
