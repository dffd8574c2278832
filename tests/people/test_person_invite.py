"""What who organises does with invitations."""

from __future__ import annotations

import pytest

from lms.people import services
from lms.people.enums import InvitationState
from lms.people.models import Invitation, User
from tests.conftest import Cast
from tests.people.asking import ask, is_sent_to_sign_in

VERBS = ["invite", "invitation/renew", "invitation/revoke", "invitation/share"]


@pytest.fixture
def newcomer(cast: Cast) -> User:
    return services.add_person(actor=cast.admin, email="baru@example.test", name="Baru", phone="081234567890")


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_who_may(cast: Cast, newcomer: User, verb: str) -> None:
    path = f"/people/{newcomer.public_id}/{verb}/"
    assert is_sent_to_sign_in(path, "post")
    assert ask(cast.facilitator, path, "post").status_code == 403
    assert ask(cast.admin, path).status_code == 405
    assert ask(cast.admin, f"/people/0000000000zz/{verb}/", "post").status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_a_coordinator_invites_participants_and_nobody_with_a_role(cast: Cast, newcomer: User) -> None:
    ask(cast.coordinator, f"/people/{newcomer.public_id}/invite/", "post", reason="Angkatan 1")
    assert Invitation.objects.get().reason == "Angkatan 1"
    assert ask(cast.coordinator, f"/people/{cast.reviewer.public_id}/invite/", "post").status_code == 403


@pytest.mark.django_db
def test_who_has_an_account_is_not_invited_and_this_is_said(cast: Cast) -> None:
    assert ask(cast.admin, f"/people/{cast.outsider.public_id}/invite/", "post").status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_renewing_sharing_and_revoking(cast: Cast, newcomer: User) -> None:
    row = services.invite(actor=cast.admin, user=newcomer)
    base = f"/people/{newcomer.public_id}/invitation"
    ask(cast.coordinator, f"{base}/renew/", "post")
    assert Invitation.objects.get().nonce != row.nonce
    shared = ask(cast.coordinator, f"{base}/share/", "post")
    assert Invitation.objects.get().nonce in shared.content.decode()
    assert "https://wa.me/6281234567890?text=" in shared.content.decode()
    ask(cast.coordinator, f"{base}/revoke/", "post")
    assert Invitation.objects.get().state == InvitationState.REVOKED
    for verb in ("renew", "share", "revoke"):
        assert ask(cast.coordinator, f"{base}/{verb}/", "post").status_code == 302
