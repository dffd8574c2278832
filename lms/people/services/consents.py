"""Consent texts with versions, and who said yes to which (UU 27/2022 on personal data)."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lms.people import audit, clock
from lms.people.data_files import read_yaml
from lms.people.errors import Conflict
from lms.people.models import Consent, ConsentText, DeclinedText, User

DATA = Path(__file__).resolve().parents[1] / "data" / "consent_personal_data.yaml"


def load_consent_text(*, actor: User | None) -> ConsentText:
    """Publish the wording that comes with this release, unless it is the one in force already."""
    return publish_consent_text(actor=actor, **read_yaml(DATA))


@transaction.atomic
def publish_consent_text(*, actor: User | None, purpose: str, text_id: str, text_en: str) -> ConsentText:
    """Publish a wording as the next version of its purpose; the same wording again returns the one that is there."""
    last = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if last and (last.text_id, last.text_en) == (text_id, text_en):
        return last
    text = ConsentText.objects.create(
        purpose=purpose,
        version=last.version + 1 if last else 1,
        text_id=text_id,
        text_en=text_en,
        published_at=clock.now(),
    )
    audit.record(actor, "people.consent_text.publish", text)
    return text


@transaction.atomic
def give_consent(*, actor: User, text: ConsentText) -> Consent:
    """Write down that somebody agrees to this version. Again changes nothing."""
    consent, is_new = Consent.objects.get_or_create(
        user=actor, text=text, withdrawn_at=None, defaults={"given_at": clock.now()}
    )
    if is_new:
        audit.record(actor, "people.consent.give", consent)
    return consent


@transaction.atomic
def decline_text(*, actor: User, text: ConsentText) -> DeclinedText:
    """Write down that somebody stays with the earlier wording, whose consent stands. Again changes nothing.

    Raises Conflict when there is no earlier one to stay with, or this one is agreed to already (a second tab).
    """
    in_force = Consent.objects.filter(user=actor, text__purpose=text.purpose, withdrawn_at=None)
    versions = set(in_force.values_list("text__version", flat=True))
    if text.version in versions:
        raise Conflict(_("You have agreed to this wording already. You can withdraw that consent on your profile."))
    if not any(version < text.version for version in versions):
        raise Conflict(
            _("You have not agreed to an earlier wording, or have withdrawn it, so there is none to stay with.")
        )
    declined, is_new = DeclinedText.objects.get_or_create(user=actor, text=text, defaults={"declined_at": clock.now()})
    if is_new:
        audit.record(actor, "people.consent.decline", declined)
    return declined


@transaction.atomic
def withdraw_consent(*, actor: User, consent: Consent) -> Consent:
    """Take one's consent back. Raises Conflict when it is withdrawn already (a second tab)."""
    at = clock.now()
    if not Consent.objects.filter(pk=consent.pk, user=actor, withdrawn_at=None).update(withdrawn_at=at):
        raise Conflict(_("This consent has been withdrawn already."))
    consent.withdrawn_at = at
    audit.record(actor, "people.consent.withdraw", consent, {"withdrawn_at": [None, at]})
    return consent
