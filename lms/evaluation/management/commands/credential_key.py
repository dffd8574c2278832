"""`manage.py credential_key`: makes a key that signs digital credentials, or lets nothing hold by one any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.evaluation.badges.multikey import new_secret, public_text, secret_key
from lms.evaluation.services.credentials import withdraw_key
from lms.people.errors import Refusal


class Command(BaseCommand):
    help = "Make a key for PADAN_CREDENTIAL_KEY (printed once, kept nowhere), or withdraw one that others may have."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--withdraw", metavar="PUBLIC", help="the public key (z6Mk…) that nothing shall hold by")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["withdraw"]:
            self._withdraw(options["withdraw"])
            return
        secret = new_secret()
        self.stdout.write(f"PADAN_CREDENTIAL_KEY={secret}")
        self.stderr.write(
            f"Its public half is {public_text(secret_key(secret))}. Keep the secret where the others are."
        )

    def _withdraw(self, public: str) -> None:
        try:
            key = withdraw_key(public=public)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{key.public} is withdrawn; {key.credentials.count()} credentials no longer hold.")
