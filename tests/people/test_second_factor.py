"""A second factor is asked of those who can see or decide about others."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.people.asking import ask

PAGE = "/profile/second-factor/"


@pytest.fixture(autouse=True)
def demanded(settings: Any) -> None:
    settings.PADAN_SECOND_FACTOR_REQUIRED = True


@pytest.mark.django_db
def test_roles_that_see_others_are_led_to_it_and_others_are_not(cast: Cast) -> None:
    for person in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer, cast.unit_contact):
        assert ask(person, "/dashboard/")["Location"] == PAGE
    for person in (cast.supervisor, cast.outsider):
        assert ask(person, "/dashboard/").status_code == 200


@pytest.mark.django_db
def test_nothing_else_opens_but_setting_it_up_and_leaving(cast: Cast) -> None:
    for path in ("/people/", "/cms/", "/admin/", "/profile/"):
        assert ask(cast.admin, path)["Location"] == PAGE
        assert ask(cast.admin, path, "post")["Location"] == PAGE
    assert ask(cast.admin, PAGE).status_code == 200
    assert ask(cast.admin, "/accounts/logout/", "post").status_code == 302


@pytest.mark.django_db
def test_a_fragment_leads_the_whole_page_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    assert client.get("/dashboard/", headers={"HX-Request": "true"})["HX-Redirect"] == PAGE


@pytest.mark.django_db(transaction=True)  # the change is announced on commit
def test_setting_up_the_app_opens_the_door_and_the_next_sign_in_asks_for_it(cast: Cast, client: Client) -> None:
    client.post("/accounts/login/", {"login": "admin@example.test", "password": "latihan-2026"})
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/"), "a walked-by phone must not be enough"
    client.post("/accounts/reauthenticate/", {"password": "latihan-2026"})
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = client.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/dashboard/").status_code == 200

    stored = Authenticator.objects.get(user=cast.admin, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data), "sealed"
    assert get_adapter().decrypt(stored.data["secret"]) == secret
    assert AuditEntry.objects.filter(action="people.account.factor_add").exists()

    other = Client()
    answer = other.post("/accounts/login/", {"login": "admin@example.test", "password": "latihan-2026"})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert other.get("/dashboard/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_recovery_codes_alone_are_none(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.admin, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert ask(cast.admin, "/dashboard/")["Location"] == PAGE
    Authenticator.objects.create(user=cast.admin, type=Authenticator.Type.WEBAUTHN, data={})
    assert ask(cast.admin, "/dashboard/").status_code == 200


@pytest.mark.django_db
def test_the_switch_turns_the_demand_off(cast: Cast, settings: Any) -> None:
    settings.PADAN_SECOND_FACTOR_REQUIRED = False
    assert ask(cast.admin, "/dashboard/").status_code == 200
    assert mail.outbox == []


def test_a_sealed_secret_opens_with_a_former_key(settings: Any) -> None:
    sealed = get_adapter().encrypt("rahasia")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-that-is-long-enough-for-everything-here"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert get_adapter().decrypt(sealed) == "rahasia"
