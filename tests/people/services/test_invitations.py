"""How an account begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from lms.people import clock, services
from lms.people.enums import InvitationState
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, ConsentText, Invitation, User
from lms.people.signals import invitation_accepted
from tests.conftest import Cast

SECRET = "kata-sandi-yang-baru"


@pytest.fixture
def newcomer(cast: Cast) -> User:
    return services.add_person(actor=cast.admin, email="baru@example.test", name="Baru", phone="081234567890")


@pytest.fixture
def invitation(cast: Cast, newcomer: User) -> Invitation:
    return services.invite(actor=cast.coordinator, user=newcomer, reason="Angkatan 1")


@pytest.fixture
def text(db: None) -> ConsentText:
    return services.load_consent_text(actor=None)


def accept(invitation: Invitation, text: ConsentText | None = None) -> User:
    return services.accept_invitation(invitation=invitation, password=SECRET, consent_text=text, language="en")


@pytest.fixture
def heard() -> Iterator[list[User]]:
    users: list[User] = []

    def hear(sender: object, user: User, invitation: Invitation, **kwargs: object) -> None:
        users.append(user)

    invitation_accepted.connect(hear)
    yield users
    invitation_accepted.disconnect(hear)


@pytest.mark.django_db
def test_accepting_sets_all_and_tells(
    invitation: Invitation, newcomer: User, text: ConsentText, heard: list[User]
) -> None:
    user = accept(invitation, text)
    assert user == newcomer
    assert heard == [user]
    user.refresh_from_db()
    assert user.check_password(SECRET)
    assert user.language == "en"
    assert user.consents.get().text == text
    assert EmailAddress.objects.get(user=user).verified
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ACCEPTED
    assert AuditEntry.objects.get(action="people.invitation.accept").actor == user


@pytest.mark.django_db
def test_a_link_works_once(invitation: Invitation) -> None:
    accept(invitation)
    with pytest.raises(Conflict):
        accept(Invitation.objects.get(pk=invitation.pk))


@pytest.mark.django_db
def test_a_receiver_that_fails_takes_everything_back(invitation: Invitation, newcomer: User) -> None:
    def fail(sender: object, **kwargs: object) -> None:
        raise RuntimeError("no seat")

    invitation_accepted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            accept(invitation)
    finally:
        invitation_accepted.disconnect(fail)
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert Invitation.objects.get(pk=invitation.pk).is_open


@pytest.mark.django_db
def test_an_expired_or_renewed_one_is_not_accepted(invitation: Invitation) -> None:
    with clock.at(clock.now() + timedelta(days=7, minutes=1)), pytest.raises(Conflict):
        accept(invitation)
    old = Invitation.objects.get(pk=invitation.pk)
    services.renew_invitation(actor=None, invitation=invitation)
    with pytest.raises(Conflict):
        accept(old)
    accept(invitation)


@pytest.mark.django_db
def test_inviting_again_keeps_the_open_one_and_renews_an_expired_one(
    cast: Cast, invitation: Invitation, newcomer: User
) -> None:
    again = services.invite(actor=cast.admin, user=newcomer)
    assert (again, again.nonce) == (invitation, invitation.nonce)
    with clock.at(clock.now() + timedelta(days=8)):
        renewed = services.invite(actor=cast.admin, user=newcomer)
        assert renewed == invitation
        assert renewed.nonce != invitation.nonce
        assert renewed.is_in_date


@pytest.mark.django_db
def test_who_has_an_account_or_a_closed_one_is_not_invited(cast: Cast, newcomer: User) -> None:
    with pytest.raises(Refusal):
        services.invite(actor=cast.admin, user=cast.outsider)
    services.close_account(actor=cast.admin, person=newcomer, reason="Salah orang")
    with pytest.raises(Refusal):
        services.invite(actor=cast.admin, user=newcomer)


@pytest.mark.django_db
def test_a_closed_account_is_not_taken_up(cast: Cast, invitation: Invitation, newcomer: User) -> None:
    services.close_account(actor=cast.admin, person=newcomer, reason="Salah orang")
    with pytest.raises(Conflict):
        accept(invitation)


@pytest.mark.django_db
def test_two_renewals_at_once_the_second_is_told(cast: Cast, invitation: Invitation) -> None:
    stale = Invitation.objects.get(pk=invitation.pk)
    services.renew_invitation(actor=cast.admin, invitation=invitation)
    with pytest.raises(Conflict):
        services.renew_invitation(actor=cast.admin, invitation=stale)


@pytest.mark.django_db
def test_a_revoked_one_is_dead(cast: Cast, invitation: Invitation) -> None:
    services.revoke_invitation(actor=cast.admin, invitation=invitation)
    with pytest.raises(Conflict):
        accept(invitation)
    with pytest.raises(Conflict):
        services.revoke_invitation(actor=cast.admin, invitation=invitation)
    with pytest.raises(Refusal):
        services.share_invitation(actor=cast.admin, invitation=invitation)


@pytest.mark.django_db
def test_sharing_gives_the_words_and_is_written_down_without_the_link(cast: Cast, invitation: Invitation) -> None:
    share = services.share_invitation(actor=cast.coordinator, invitation=invitation)
    assert "/invitations/" in share.text
    assert "Angkatan 1" in share.text
    assert share.link.startswith("https://wa.me/6281234567890?text=")
    entry = AuditEntry.objects.get(action="people.invitation.share")
    assert entry.actor == cast.coordinator
    assert invitation.nonce not in str(entry.changes)
