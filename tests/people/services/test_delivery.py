"""Sending what waits."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from lms.people import clock, outbox, services
from lms.people.enums import InvitationState
from lms.people.models import AuditEntry, Invitation, User
from lms.people.services import delivery
from lms.people.tasks import send_due_invitations
from tests.conftest import Cast


class DownBackend(EmailBackend):
    """A mail server that refuses."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("budi@example.test: connection lost")


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru", work_unit=cast.unit)
    return services.invite(actor=cast.admin, user=someone, reason="Angkatan 1")


@pytest.mark.django_db
def test_it_goes_out_on_commit(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any], settings: Any
) -> None:
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    with django_capture_on_commit_callbacks(execute=True):
        services.invite(actor=cast.admin, user=someone)
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [["baru@example.test"]]


@pytest.mark.django_db
def test_the_mail_speaks_the_persons_language_as_text_and_html(invitation: Invitation) -> None:
    User.objects.filter(pk=invitation.user_id).update(language="en")
    assert send_due_invitations() == 1
    (message,) = mail.outbox
    assert message.subject == "Your invitation to Padan: Angkatan 1"
    assert "Dear Baru," in message.body
    assert "WIB" in message.body
    assert "/invitations/" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert 'lang="en"' in html


@pytest.mark.django_db
def test_it_is_sent_once(invitation: Invitation) -> None:
    assert (services.send_due(), services.send_due()) == (1, 0)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.attempts) == (InvitationState.SENT, 1)
    assert AuditEntry.objects.filter(action="people.invitation.send").count() == 1


@pytest.mark.django_db
def test_two_workers_that_read_the_same_row_send_it_once(invitation: Invitation) -> None:
    first, second = Invitation.objects.get(pk=invitation.pk), Invitation.objects.get(pk=invitation.pk)
    assert delivery._claim(first)
    assert not delivery._claim(second)


@pytest.mark.django_db
def test_a_failure_is_kept_masked_and_tried_again_later(invitation: Invitation, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.people.services.test_delivery.DownBackend"
    began = clock.now()
    assert services.send_due() == 0
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.FAILED
    assert "SMTPServerDisconnected" in invitation.failure
    assert "budi@" not in invitation.failure
    assert services.send_due() == 0, "not due yet"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with clock.at(began + timedelta(minutes=2)):
        assert services.send_due() == 1
    invitation.refresh_from_db()
    assert (invitation.state, invitation.failure) == (InvitationState.SENT, "")


@pytest.mark.django_db
def test_it_gives_up_after_the_last_wait_and_stays_visible(invitation: Invitation, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.people.services.test_delivery.DownBackend"
    moment = clock.now()
    for minutes in (0, *outbox.BACK_OFF):
        moment += timedelta(minutes=minutes, seconds=1)
        with clock.at(moment):
            services.send_due()
    invitation.refresh_from_db()
    assert invitation.attempts == len(outbox.BACK_OFF) + 1
    assert (invitation.state, invitation.next_attempt_at) == (InvitationState.FAILED, None)


@pytest.mark.django_db
def test_what_was_renewed_while_its_mail_went_out_is_not_marked_as_sent(invitation: Invitation) -> None:
    stale = Invitation.objects.get(pk=invitation.pk)
    services.renew_invitation(actor=None, invitation=invitation)
    delivery._settle(stale, failure="")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WAITING


@pytest.mark.django_db
def test_an_expired_one_is_not_sent(invitation: Invitation) -> None:
    with clock.at(clock.now() + timedelta(days=8)):
        assert services.send_due() == 0
    assert mail.outbox == []
