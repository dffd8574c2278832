"""What other packages announce about accounts, written into the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from lms.people import audit
from lms.people.models import User


@receiver(user_logged_in)
def signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    audit.record(user, "people.account.sign_in", user)


@receiver(user_logged_out)
def signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(user, "people.account.sign_out", user)


@receiver([password_changed, password_reset, password_set])
def password_replaced(sender: Any, user: User, **kwargs: Any) -> None:
    audit.record(user, "people.account.password", user)


@receiver(authenticator_added)
def factor_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    audit.record(user, "people.account.factor_add", user, {"kind": authenticator.type})


@receiver(authenticator_removed)
def factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    audit.record(user, "people.account.factor_remove", user, {"kind": authenticator.type})
