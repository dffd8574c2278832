"""How allauth behaves here: no open registration, mail in the reader's language, secrets sealed."""

from __future__ import annotations

import base64
import hashlib
import logging
import smtplib
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lms.people import audit
from lms.people.models import User

log = logging.getLogger(__name__)

# What the packages' mails call us; else it would be the host and port of the request.
SITE = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.WAGTAILADMIN_BASE_URL)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many wrong tries for this account. Wait five minutes, or choose a new password: see the link beside the field."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse the demo's accounts outside the demo on every way in: password, passkey, one sign-in."""
        if user.is_demo and not settings.PADAN_DEMO:
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in the language of the person. Mail that is down is said where the mail is the point (a password reset)
        and only logged where it accompanies a change that has been made."""
        person = context.get("user")
        try:
            with override(person.language if isinstance(person, User) else get_language()):
                super().send_mail(template_prefix, email, {**context, "current_site": SITE})
        except (smtplib.SMTPException, OSError) as error:
            log.warning("The mail %s was not sent: %s", template_prefix, error)
            if template_prefix.endswith("password_reset_key"):
                page = render(self.request, "people/mail_down.html", status=503)
                raise ImmediateHttpResponse(page) from error


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse, with a page that helps, whoever is not known here by a verified address or has not taken up the account."""
        if sociallogin.state.get("process") == "connect":
            return
        invited = bool(
            sociallogin.is_existing and not sociallogin.account.pk and not sociallogin.user.has_usable_password()
        )
        if sociallogin.is_existing and not invited:
            return
        shown = next((address.email for address in sociallogin.email_addresses), "")
        verified = any(address.verified for address in sociallogin.email_addresses)
        context = {"email": shown, "verified": verified, "invited": invited, "provider": sociallogin.provider.name}
        raise ImmediateHttpResponse(render(request, "people/sso_unknown.html", context, status=403))


class MFAAdapter(DefaultMFAAdapter):
    """Seals the secrets of second factors with the installation's key: a copy of the database holds none in clear."""

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End them and write down how many: signing out elsewhere is what people do when something looks wrong."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            audit.record(ended[0].user, "people.account.sign_out_elsewhere", ended[0].user, {"devices": len(ended)})


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"lms.people.mfa" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
