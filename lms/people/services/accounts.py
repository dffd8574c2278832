"""Opening and closing accounts."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, Consent, ConsentText, User


@transaction.atomic
def close_account(*, actor: User, person: User, reason: str) -> None:
    """Shut somebody out at once; roles, work and history stay. Needs a reason. Raises Refusal for one's own account."""
    if person == actor:
        raise Refusal(_("Nobody can close the own account. Ask another administrator."))
    _switch(actor, person, is_active=False, reason=reason)


@transaction.atomic
def reopen_account(*, actor: User, person: User, reason: str) -> None:
    """Let somebody in again whose account was closed."""
    _switch(actor, person, is_active=True, reason=reason)


def _switch(actor: User, person: User, *, is_active: bool, reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Please say why, so that it can be understood later."))
    if not User.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
        raise Conflict(_("This was done already, perhaps in another window."))
    person.is_active = is_active
    action = "people.account.reopen" if is_active else "people.account.close"
    audit.record(actor, action, person, {"is_active": [not is_active, is_active], "reason": reason})


@transaction.atomic
def reset_second_factor(*, actor: User, person: User, reason: str) -> None:
    """Take away somebody's second factor, for a lost phone; the next sign-in leads to setting up another.

    Needs a reason. Raises Refusal for one's own and Conflict when there is none.
    """
    if person == actor:
        raise Refusal(_("Change your own second factor on your profile page."))
    if not reason.strip():
        raise Refusal(_("Please say why, so that it can be understood later."))
    gone, _kinds = Authenticator.objects.filter(user=person).delete()
    if not gone:
        raise Conflict(_("There is no second factor to reset."))
    audit.record(actor, "people.account.factor_reset", person, {"reason": reason})


@transaction.atomic
def prepare_demo_accounts(*, people: Sequence[User], password: str, consent_text: ConsentText) -> None:
    """Make accounts of the demo ready to sign in: one password, hashed once, so that 3,000 are a matter of seconds.

    Raises Refusal outside the demo, and for addresses that are not of the demo.
    """
    if not settings.PADAN_DEMO or any(not one.is_demo for one in people):
        raise Refusal("Demo accounts exist in the demo only.")
    hashed = make_password(password)
    for one in people:
        one.password = hashed
    User.objects.bulk_update(people, ["password"], batch_size=500)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people],
        batch_size=500,
        ignore_conflicts=True,
    )
    given = Consent.objects.bulk_create(
        [Consent(user=one, text=consent_text, given_at=clock.now()) for one in people],
        batch_size=500,
        ignore_conflicts=True,
    )
    entries = [audit.entry(one.user, "people.consent.give", one.user) for one in given]
    AuditEntry.objects.bulk_create(entries, batch_size=500)
