"""`manage.py make_administrator E-MAIL NAME`: the first account of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.people import services
from lms.people.enums import Role
from lms.people.errors import Refusal
from lms.people.models import User


class Command(BaseCommand):
    help = "Give somebody the role of administrator and send the invitation; adds the person when there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        try:
            user = User.objects.filter(email=email).first() or services.add_person(
                actor=None, email=email, name=options["name"]
            )
            services.assign_role(actor=None, user=user, role=Role.ADMINISTRATOR)
            if not user.has_usable_password():
                invitation = services.invite(actor=None, user=user)
                self.stdout.write(f"Invited until {invitation.expires_at:%Y-%m-%d %H:%M} UTC.")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user} is administrator.")
