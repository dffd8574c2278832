"""A new link at the wish of who holds an old one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from lms.people import clock, services
from lms.people.models import Invitation
from lms.people.tokens import token_of
from tests.conftest import Cast


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    return services.invite(actor=cast.coordinator, user=someone)


def path(invitation: Invitation) -> str:
    return f"/invitations/{token_of(invitation)}/renew/"


@pytest.mark.django_db
def test_an_expired_one_is_sent_anew_to_the_address_on_file_and_never_shown(
    invitation: Invitation, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    old = path(invitation)
    with clock.at(clock.now() + timedelta(days=9)):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(old)
        invitation.refresh_from_db()
        assert answer.status_code == 200
        assert invitation.nonce not in answer.content.decode()
        assert "baru@example.test" not in answer.content.decode()
        (message,) = mail.outbox
        assert message.to == ["baru@example.test"]
        assert token_of(invitation) in message.body
        assert client.get(f"/invitations/{token_of(invitation)}/").status_code == 200


@pytest.mark.django_db
def test_a_replaced_link_may_ask_too(cast: Cast, invitation: Invitation, client: Client) -> None:
    old = path(invitation)
    services.renew_invitation(actor=cast.admin, invitation=invitation)
    assert client.post(old).status_code == 200


@pytest.mark.django_db
def test_a_used_a_revoked_and_a_forged_one_get_nothing(cast: Cast, invitation: Invitation, client: Client) -> None:
    services.revoke_invitation(actor=cast.admin, invitation=invitation)
    assert client.post(path(invitation)).status_code == 410
    assert client.post("/invitations/forged/renew/").status_code == 404
    assert mail.outbox == []


@pytest.mark.django_db
def test_it_is_not_a_way_to_flood_a_mailbox(invitation: Invitation, client: Client) -> None:
    first = path(invitation)
    for _ in range(3):
        assert client.post(first).status_code == 200
    assert client.post(first).status_code == 429


@pytest.mark.django_db
def test_reading_is_refused(invitation: Invitation, client: Client) -> None:
    assert client.get(path(invitation)).status_code == 405
