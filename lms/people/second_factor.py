"""Whether somebody still has to set up a second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from lms.people.enums import SECOND_FACTOR_ROLES
from lms.people.roles import hats_of

# Recovery codes alone are no second factor: they come with one.
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: Any) -> bool:
    """Whether a role of this user asks for a second factor."""
    return hats_of(user).has(*SECOND_FACTOR_ROLES)


def lacks_second_factor(user: Any) -> bool:
    """Whether a second factor is asked for and missing. One query for those who need it, none for others."""
    return needs_second_factor(user) and not Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists()
