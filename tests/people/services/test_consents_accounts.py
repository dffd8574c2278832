"""Consents, closing accounts, resetting second factors, looking as somebody else."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from lms.people import services
from lms.people.enums import CONSENT_PURPOSE, Role
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, Consent, ConsentText, User
from tests.conftest import Cast
from tests.factories.people import give_role


@pytest.mark.django_db
def test_a_new_wording_is_a_new_version_and_the_same_is_not() -> None:
    first = services.load_consent_text(actor=None)
    assert services.load_consent_text(actor=None) == first
    second = services.publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    assert (first.version, second.version) == (1, 2)
    assert "27 Tahun 2022" in first.text_id
    assert "Law 27 of 2022" in first.text_en


@pytest.mark.django_db
def test_giving_twice_is_once_and_withdrawing_twice_is_told(cast: Cast) -> None:
    text = services.load_consent_text(actor=None)
    consent = services.give_consent(actor=cast.outsider, text=text)
    assert services.give_consent(actor=cast.outsider, text=text) == consent
    services.withdraw_consent(actor=cast.outsider, consent=consent)
    with pytest.raises(Conflict):
        services.withdraw_consent(actor=cast.outsider, consent=consent)
    assert services.give_consent(actor=cast.outsider, text=text) != consent
    assert Consent.objects.count() == 2
    assert ConsentText.objects.count() == 1


@pytest.mark.django_db
def test_nobody_withdraws_for_somebody_else(cast: Cast) -> None:
    consent = services.give_consent(actor=cast.outsider, text=services.load_consent_text(actor=None))
    with pytest.raises(Conflict):
        services.withdraw_consent(actor=cast.admin, consent=consent)


@pytest.mark.django_db
def test_closing_needs_a_reason_and_never_oneself(cast: Cast) -> None:
    with pytest.raises(Refusal):
        services.close_account(actor=cast.admin, person=cast.outsider, reason=" ")
    with pytest.raises(Refusal):
        services.close_account(actor=cast.admin, person=cast.admin, reason="x")
    services.close_account(actor=cast.admin, person=cast.outsider, reason="Pindah instansi")
    with pytest.raises(Conflict):
        services.close_account(actor=cast.admin, person=cast.outsider, reason="Lagi")
    services.reopen_account(actor=cast.admin, person=cast.outsider, reason="Kembali")
    assert User.objects.get(pk=cast.outsider.pk).is_active
    assert "Pindah" in str(AuditEntry.objects.get(action="people.account.close").changes)


@pytest.mark.django_db
def test_a_second_factor_is_reset_for_somebody_else_with_a_reason(cast: Cast) -> None:
    with pytest.raises(Conflict):
        services.reset_second_factor(actor=cast.admin, person=cast.reviewer, reason="Ponsel hilang")
    Authenticator.objects.create(user=cast.reviewer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with pytest.raises(Refusal):
        services.reset_second_factor(actor=cast.admin, person=cast.reviewer, reason="")
    with pytest.raises(Refusal):
        services.reset_second_factor(actor=cast.reviewer, person=cast.reviewer, reason="x")
    services.reset_second_factor(actor=cast.admin, person=cast.reviewer, reason="Ponsel hilang")
    assert not Authenticator.objects.exists()


@pytest.mark.django_db
def test_administrators_and_closed_accounts_are_not_viewed_as(cast: Cast) -> None:
    for person, reason in [(cast.admin, "x"), (cast.outsider, " ")]:
        with pytest.raises(Refusal):
            services.start_view_as(actor=cast.admin, person=person, reason=reason)
    give_role(cast.coordinator, Role.ADMINISTRATOR)
    with pytest.raises(Refusal):
        services.start_view_as(actor=cast.admin, person=cast.coordinator, reason="x")
