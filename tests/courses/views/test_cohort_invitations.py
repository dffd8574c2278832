"""How invitations stand, and sending them again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from courses.services import enrolments
from lms.people import clock
from lms.people.enums import InvitationState
from lms.people.models import Invitation
from lms.people.services import send_due
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import make_enrolment
from tests.factories.people import make_user

S = EnrolmentState


def invited(cast: Cast, cohort: Cohort, name: str) -> Enrolment:
    enrolment, _new = enrolments.enrol_by_email(
        actor=cast.coordinator, cohort=cohort, email=f"{name}@example.test", name=name.title(), work_unit=cast.unit
    )
    return enrolment


def stands(cast: Cast, cohort: Cohort) -> dict[str, str]:
    page = as_user(cast.coordinator).get(address("cohort_invitations", cohort.public_id))
    return {one.user.name: one.stands for one, _label, _reminder in page.context["lines"]}


def set_state(enrolment: Enrolment, state: str) -> None:
    Invitation.objects.filter(user=enrolment.user).update(state=state, failure="SMTP" if state == "failed" else "")


def test_each_state_is_named(cast: Cast, cohort: Cohort) -> None:
    for name, state in (("menunggu", ""), ("gagal", "failed"), ("ditarik", "revoked"), ("terkirim", "sent")):
        one = invited(cast, cohort, name)
        if state:
            set_state(one, state)
    late = invited(cast, cohort, "lewat")
    Invitation.objects.filter(user=late.user).update(expires_at=clock.now() - timedelta(days=1))
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Ikut")
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Belum", state=S.ACCEPTED, phone="+6281234567890")
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Diusulkan", state=S.NOMINATED)
    assert stands(cast, cohort) == {
        "Menunggu": "waiting",
        "Gagal": "failed",
        "Ditarik": "revoked",
        "Terkirim": "sent",
        "Lewat": "expired",
        "Ikut": "answered",
        "Belum": "account",
    }
    page = as_user(cast.coordinator).get(address("cohort_invitations", cohort.public_id), {"state": "failed"})
    assert [one.user.name for one, *_rest in page.context["lines"]] == ["Gagal"]
    whole = as_user(cast.coordinator).get(address("cohort_invitations", cohort.public_id)).content.decode()
    assert "https://wa.me/6281234567890" in whole


def test_all_whom_no_message_has_reached_get_a_new_link(cast: Cast, cohort: Cohort) -> None:
    failed, sent, revoked = (invited(cast, cohort, name) for name in ("gagal", "terkirim", "ditarik"))
    set_state(failed, InvitationState.FAILED)
    set_state(sent, InvitationState.SENT)
    set_state(revoked, InvitationState.REVOKED)
    before = Invitation.objects.get(user=sent.user).nonce
    as_user(cast.coordinator).post(address("invitations_resend", cohort.public_id), {"all": "1"})
    assert stands(cast, cohort) == {"Gagal": "waiting", "Terkirim": "sent", "Ditarik": "waiting"}
    assert Invitation.objects.get(user=sent.user).nonce == before
    assert send_due() == 2


def test_the_chosen_get_a_new_link_and_who_has_an_account_none(cast: Cast, cohort: Cohort) -> None:
    sent = invited(cast, cohort, "terkirim")
    set_state(sent, InvitationState.SENT)
    active = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user())
    before = Invitation.objects.get().nonce
    as_user(cast.coordinator).post(
        address("invitations_resend", cohort.public_id), {"one": [sent.public_id, active.public_id]}
    )
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.nonce != before) == (InvitationState.WAITING, True)
    as_user(cast.coordinator).post(address("invitations_resend", cohort.public_id))
    assert Invitation.objects.count() == 1


def test_the_page_costs_the_same_for_one_and_three(cast: Cast, cohort: Cohort) -> None:
    counts = []
    for name in ("satu", "dua", "tiga"):
        set_state(invited(cast, cohort, name), InvitationState.SENT)
        counts.append(queries(as_user(cast.coordinator), address("cohort_invitations", cohort.public_id)))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("role", ["facilitator", "unit_contact", "reviewer", "outsider"])
def test_others_have_no_business_here(cast: Cast, cohort: Cohort, role: str) -> None:
    assert status(getattr(cast, role), "get", address("cohort_invitations", cohort.public_id)) == 403
    assert status(getattr(cast, role), "post", address("invitations_resend", cohort.public_id)) == 403


def test_wrong_methods(cast: Cast, cohort: Cohort) -> None:
    assert status(cast.coordinator, "get", address("invitations_resend", cohort.public_id)) == 405
    assert status(cast.coordinator, "post", address("cohort_invitations", cohort.public_id)) == 405
