"""Signing in, and what is no way in."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.checks import run_checks
from django.test import Client

from lms.people import checks, services
from lms.people.enums import DEMO_PHRASE
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.people import make_user
from tests.people.asking import ask

PATH = "/accounts/login/"


def sign_in(email: str, password: str = "latihan-2026", **data: str) -> Client:
    client = Client()
    client.post(PATH, {"login": email, "password": password, **data})
    return client


@pytest.mark.django_db
def test_with_address_in_any_case_and_password(cast: Cast) -> None:
    assert "_auth_user_id" in sign_in("Outsider@Example.TEST").session
    assert AuditEntry.objects.filter(action="people.account.sign_in", actor=cast.outsider).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "password"),
    [("outsider@example.test", "wrong"), ("nobody@example.test", "x"), ("", ""), ("a" * 500, "x")],
)
def test_anything_else_opens_nothing_and_is_no_error(cast: Cast, email: str, password: str) -> None:
    client = Client()
    assert client.post(PATH, {"login": email, "password": password}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_guessing_is_slowed_down(cast: Cast) -> None:
    for _ in range(6):
        sign_in("outsider@example.test", "wrong")
    assert "_auth_user_id" not in sign_in("outsider@example.test").session, "even the right one, for five minutes"
    said = ask(None, PATH, "post", login="outsider@example.test", password="wrong").content.decode()
    assert "Tunggu lima menit" in said


@pytest.mark.django_db
def test_too_many_tries_from_one_place_get_a_page_that_helps(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in("outsider@example.test", "wrong")
    answer = ask(None, PATH, "post", login="outsider@example.test", password="latihan-2026")
    assert answer.status_code == 429
    said = answer.content.decode()
    assert "Terlalu banyak percobaan" in said
    assert 'href="/accounts/password/reset/"' in said


@pytest.mark.django_db
def test_a_page_that_had_grown_old_says_what_to_do(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(PATH, {"login": "outsider@example.test", "password": "x"})
    assert answer.status_code == 403
    assert "muat ulang" in answer.content.decode().lower()


@pytest.mark.django_db
def test_outside_the_demo_its_accounts_and_its_password_open_nothing(cast: Cast, settings: Any) -> None:
    make_user(email="orang@demo.test", password="another-password")
    inside = sign_in("orang@demo.test", "another-password")
    assert inside.get("/dashboard/").status_code == 200
    settings.PADAN_DEMO = False
    assert inside.get("/dashboard/").status_code == 302, "not even for a session under way"
    assert "_auth_user_id" not in sign_in("orang@demo.test", "another-password").session
    assert "_auth_user_id" not in sign_in("outsider@example.test", DEMO_PHRASE).session
    assert DEMO_PHRASE not in Client().get(PATH).content.decode()


@pytest.mark.django_db
def test_the_demo_says_that_a_password_is_enough(cast: Cast) -> None:
    context = Client().get(PATH).context
    assert context["second_factor_required"] is False
    assert context["demo_password"] == DEMO_PHRASE


@pytest.mark.django_db
def test_the_check_refuses_demo_accounts_outside_the_demo(settings: Any) -> None:
    assert checks.no_demo_accounts(["default"]) == []
    make_user(email="orang@demo.test")
    assert checks.no_demo_accounts(["default"]) == []
    settings.PADAN_DEMO = False
    assert [found.id for found in checks.no_demo_accounts(["default"])] == ["people.E001"]
    assert "people.E001" in {found.id for found in run_checks(databases=["default"])}
    assert checks.no_demo_accounts(None) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/cms/", "/admin/login/", "/cms/login/"])
def test_there_is_one_sign_in_for_all(cast: Cast, path: str) -> None:
    answer = ask(None, path)
    while answer.status_code in {301, 302} and not answer["Location"].startswith(PATH):
        answer = ask(None, answer["Location"])
    assert answer["Location"].startswith(PATH)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/cms/"])
def test_editors_refuse_the_signed_in_with_a_page_and_not_in_circles(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(cast.outsider)
    answer = client.get(path, follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) <= 3


@pytest.mark.django_db
def test_the_django_admin_opens_to_administrators(cast: Cast) -> None:
    role = cast.outsider
    services.assign_role(actor=cast.admin, user=role, role="administrator")
    role.refresh_from_db()
    for path in (
        "/admin/",
        "/admin/people/user/",
        "/admin/people/workunit/",
        "/admin/people/roleassignment/",
        "/admin/people/auditentry/",
    ):
        assert ask(role, path).status_code == 200
    assert ask(role, "/admin/people/roleassignment/add/").status_code == 403
    assert ask(role, f"/admin/people/user/{role.pk}/delete/", "post").status_code == 403


@pytest.mark.django_db
def test_nobody_registers_and_nobody_adds_an_address(cast: Cast) -> None:
    data = {"email": "new@example.test", "password1": "kata-sandi-baru", "password2": "kata-sandi-baru"}
    assert "_auth_user_id" not in Client().session
    assert ask(None, "/accounts/signup/", "post", **data).status_code == 200
    assert ask(cast.outsider, "/accounts/email/", "post", email="victim@example.test", action_add="").status_code == 405
    assert not EmailAddress.objects.exists()


@pytest.mark.django_db
def test_a_password_is_reset_by_mail_in_the_persons_language(cast: Cast) -> None:
    assert ask(None, "/accounts/password/reset/", "post", email="outsider@example.test").status_code == 302
    (message,) = mail.outbox
    assert message.to == ["outsider@example.test"]
    assert "/accounts/password/reset/key/" in message.body


@pytest.mark.django_db
def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast: Cast) -> None:
    known = ask(None, "/accounts/password/reset/", "post", email="outsider@example.test")
    unknown = ask(None, "/accounts/password/reset/", "post", email="nobody@example.test")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_forgotten_password_is_no_way_round_the_invitation_and_its_consent(cast: Cast) -> None:
    services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    answer = ask(None, "/accounts/password/reset/", "post", email="baru@example.test")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/done/")
    assert mail.outbox == []


@pytest.mark.logs_errors
@pytest.mark.django_db
def test_mail_that_is_down_is_said(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.people.services.test_delivery.DownBackend"
    assert ask(None, "/accounts/password/reset/", "post", email="outsider@example.test").status_code == 503
    assert issubclass(smtplib.SMTPServerDisconnected, OSError)


@pytest.mark.django_db
def test_the_sessions_elsewhere_are_ended(cast: Cast) -> None:
    here, elsewhere = sign_in("outsider@example.test"), sign_in("outsider@example.test")
    assert len(here.get("/accounts/sessions/").context["sessions"]) == 2
    here.post("/accounts/sessions/")
    entry = AuditEntry.objects.get(action="people.account.sign_out_elsewhere")
    assert (entry.actor, entry.changes) == (cast.outsider, {"devices": 1})
    assert here.get("/dashboard/").status_code == 200
    assert elsewhere.get("/dashboard/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/admin/login/", "/cms/login/", "/_util/login/"])
def test_the_doors_of_the_packages_lead_to_the_one_sign_in_and_take_no_password(cast: Cast, door: str) -> None:
    client = Client()
    assert client.get(door, {"next": "/profile/"})["Location"] == "/accounts/login/?next=%2Fprofile%2F"
    answer = client.post(door, {"username": "outsider@example.test", "password": "latihan-2026"})
    assert answer.status_code == 405
    assert "_auth_user_id" not in client.session
