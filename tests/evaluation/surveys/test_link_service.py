"""The personal link of a supervisor without an account: made, sent, shown; nothing in it tells of an answer."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils.translation import override

from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.evaluation.enums import Audience, LinkMail, Privacy
from lms.evaluation.models import SurveyLink, SurveyResponse, SurveyRun
from lms.evaluation.queries.surveys import link_by_token
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.links import token_of
from lms.people import clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import AuditEntry
from tests.evaluation.surveys.asked import GOOD, PEOPLE, Surveyed, make_run

REMINDS = "pengingat"


@pytest.fixture
def by_link(surveyed: Surveyed) -> SurveyRun:
    """Everybody is placed under a supervisor who has an address and no account; the survey is open."""
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    Placement.objects.update(
        supervisor=None, supervisor_name="Ibu Rahayu", supervisor_email="rahayu@example.test",
        supervisor_phone="+6281234567890",
    )  # fmt: skip
    return make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)


def first(run: SurveyRun) -> SurveyLink:
    return SurveyLink.objects.select_related("invitee__run__cohort", "invitee__enrolment__user").filter(
        invitee__run=run
    ).order_by("pk")[0]  # fmt: skip


def test_each_person_asked_about_has_a_link_of_its_own(by_link: SurveyRun) -> None:
    assert SurveyLink.objects.filter(invitee__run=by_link).count() == PEOPLE
    link = first(by_link)
    token = token_of(link)
    assert link_by_token(token) == link
    assert link_by_token(token[:-1] + "-") is None
    assert token not in "".join(str(value) for row in SurveyLink.objects.values() for value in row.values())


def test_mails_go_out_once_with_the_link(by_link: SurveyRun) -> None:
    mail.outbox.clear()
    SurveyLink.objects.update(mail_state=LinkMail.WAITING, attempts=0, next_attempt_at=clock.now())
    assert (services.send_due_links(), services.send_due_links()) == (PEOPLE, 0)
    assert len(mail.outbox) == PEOPLE
    one = mail.outbox[0]
    assert one.to == ["rahayu@example.test"]
    assert "/s/" in one.body
    assert "Ibu Rahayu" in one.body
    assert SurveyLink.objects.filter(mail_state=LinkMail.SENT).count() == PEOPLE


@pytest.mark.logs_errors
def test_a_mail_that_fails_is_tried_again_later(by_link: SurveyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    SurveyLink.objects.update(mail_state=LinkMail.WAITING, attempts=0, next_attempt_at=clock.now())

    def refuse(*_args: Any, **_settings: Any) -> int:
        raise smtplib.SMTPException("rahayu@example.test refused")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert services.send_due_links() == 0
    link = first(by_link)
    assert (link.mail_state, link.attempts) == (LinkMail.FAILED, 1)
    assert link.next_attempt_at == clock.now() + timedelta(minutes=1)
    assert "rahayu@" not in link.failure


def test_answering_changes_nothing_in_the_link(by_link: SurveyRun) -> None:
    link = first(by_link)
    before = SurveyLink.objects.filter(pk=link.pk).values().get()
    services.give_answers(invitee=link.invitee, typed=GOOD)
    assert SurveyLink.objects.filter(pk=link.pk).values().get() == before
    assert SurveyResponse.objects.filter(run=by_link).count() == 1


def test_a_reminder_sends_the_same_link_to_those_who_have_not_answered(by_link: SurveyRun, surveyed: Surveyed) -> None:
    services.send_due_links()
    link = first(by_link)
    services.give_answers(invitee=link.invitee, typed=GOOD)
    tokens = {one.token_digest for one in SurveyLink.objects.all()}
    SurveyLink.objects.update(mail_state=LinkMail.SENT, next_attempt_at=None)
    mail.outbox.clear()
    assert services.remind_run(actor=surveyed.coordinator, run=by_link) == PEOPLE - 1
    services.send_due_links()
    assert {one.token_digest for one in SurveyLink.objects.all()} == tokens
    link.refresh_from_db()
    assert link.next_attempt_at is None


def test_the_words_for_whatsapp_are_written_down_when_shown(by_link: SurveyRun, surveyed: Surveyed) -> None:
    share = services.share_link(actor=surveyed.coordinator, link=first(by_link))
    assert token_of(first(by_link)) in share.text
    assert share.link.startswith("https://wa.me/6281234567890?text=")
    assert AuditEntry.objects.filter(action="evaluation.survey.link_share").count() == 1


def test_links_are_passed_on_by_organisers_while_it_is_open(by_link: SurveyRun, surveyed: Surveyed) -> None:
    for user in (surveyed.cast.facilitator, surveyed.cast.reviewer, surveyed.users[0]):
        with pytest.raises(NotAllowed):
            services.share_link(actor=user, link=first(by_link))
        with pytest.raises(NotAllowed):
            services.send_link(actor=user, link=first(by_link))
    services.send_link(actor=surveyed.coordinator, link=first(by_link))
    services.close_run(actor=surveyed.coordinator, run=by_link)
    for act in (services.share_link, services.send_link):
        with pytest.raises(Refusal):
            act(actor=surveyed.coordinator, link=first(by_link))
    assert first(by_link).invitee.email == ""
    assert not SurveyLink.objects.filter(mail_state=LinkMail.WAITING).exists()


def test_the_second_mail_says_that_it_reminds(by_link: SurveyRun) -> None:
    mail.outbox.clear()
    services.send_due_links()
    assert len(mail.outbox) == PEOPLE
    assert not [one for one in mail.outbox if REMINDS in one.body]
    with clock.at(clock.now() + timedelta(days=1)), override("id"):
        services.remind_run(actor=by_link.created_by, run=by_link)
        services.send_due_links()
    second = mail.outbox[PEOPLE:]
    assert len(second) == PEOPLE
    assert all(REMINDS in one.body for one in second)
