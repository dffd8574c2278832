"""A password that is written in the documentation is none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.people.enums import DEMO_PHRASE


class NotTheDemoPassword:
    """Refuses the demo's password for anybody."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.strip().lower() == DEMO_PHRASE:
            raise ValidationError(_("This password is known to everybody: it is the demo’s."), code="demo_password")

    def get_help_text(self) -> str:
        return _("Not the password of the practice site.")
