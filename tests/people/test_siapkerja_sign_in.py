"""One sign-in for SIAPkerja, against a provider over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client

from lms.people import services
from lms.people.models import User
from tests.conftest import Cast
from tests.people.oidc_provider import Provider, running_provider

START = "/accounts/oidc/siapkerja/login/"


@pytest.fixture
def siapkerja(settings: object) -> Iterator[Provider]:
    with running_provider() as provider:
        app = {
            "provider_id": "siapkerja",
            "name": "SIAPkerja",
            "client_id": provider.client_id,
            "secret": provider.client_secret,
            "settings": {"server_url": provider.url, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}  # type: ignore[attr-defined]
        yield provider


def come_back(client: Client) -> HttpResponse:
    """Go to the provider and come back with its code, as a browser does."""
    sent = client.post(START)
    assert sent.status_code == 302
    with requests.get(sent["Location"], allow_redirects=False, timeout=5) as answer:
        back = answer.headers["Location"]
    return client.get(back)


def known(user: User, **claims: object) -> dict[str, object]:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return {"sub": "siap-1", "email": user.email, "email_verified": True, "name": "Nama di SIAPkerja", **claims}


@pytest.mark.django_db
def test_somebody_known_by_a_verified_address_is_connected_and_signed_in(
    siapkerja: Provider, client: Client, cast: Cast
) -> None:
    siapkerja.claims = known(cast.outsider)
    answer = come_back(client)
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert client.session["_auth_user_id"] == str(cast.outsider.pk)
    assert SocialAccount.objects.get(user=cast.outsider).uid == "siap-1"
    assert siapkerja.requests.count("/token") == 1
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "Outsider", "the name here is the decree's"


@pytest.mark.django_db
def test_the_second_time_the_subject_decides_even_with_another_address(
    siapkerja: Provider, client: Client, cast: Cast
) -> None:
    siapkerja.claims = known(cast.outsider)
    come_back(client)
    client.logout()
    siapkerja.claims = {"sub": "siap-1", "email": "changed@example.test", "email_verified": True}
    come_back(client)
    assert client.session["_auth_user_id"] == str(cast.outsider.pk)
    assert SocialAccount.objects.count() == 1


@pytest.mark.django_db
def test_a_second_factor_is_asked_for_after_it(siapkerja: Provider, client: Client, cast: Cast) -> None:
    Authenticator.objects.create(
        user=cast.outsider, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt("GEZDGNBVGY3TQOJQ")}
    )
    siapkerja.claims = known(cast.outsider)
    assert come_back(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_an_unknown_person_is_refused_with_a_page_that_helps(siapkerja: Provider, client: Client, cast: Cast) -> None:
    siapkerja.claims = {"sub": "siap-9", "email": "stranger@example.test", "email_verified": True}
    before = User.objects.count()
    answer = come_back(client)
    assert answer.status_code == 403
    assert "people/sso_unknown.html" in [template.name for template in answer.templates]
    assert "stranger@example.test" in answer.content.decode()
    assert User.objects.count() == before
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_who_has_not_accepted_the_invitation_is_led_to_it(siapkerja: Provider, client: Client, cast: Cast) -> None:
    services.add_person(actor=cast.admin, email="baru@example.test", name="Baru")
    siapkerja.claims = {"sub": "siap-3", "email": "baru@example.test", "email_verified": True}
    answer = come_back(client)
    assert (answer.status_code, answer.context["invited"]) == (403, True)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db
def test_an_address_the_provider_has_not_verified_opens_nothing(
    siapkerja: Provider, client: Client, cast: Cast
) -> None:
    siapkerja.claims = known(cast.outsider, email_verified=False)
    answer = come_back(client)
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db
def test_no_address_at_all_is_said(siapkerja: Provider, client: Client) -> None:
    siapkerja.claims = {"sub": "siap-2"}
    assert come_back(client).status_code == 403


@pytest.mark.django_db
def test_a_closed_account_stays_closed(siapkerja: Provider, client: Client, cast: Cast) -> None:
    siapkerja.claims = known(cast.outsider)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    come_back(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_forged_state_is_refused(siapkerja: Provider, client: Client, cast: Cast) -> None:
    siapkerja.claims = known(cast.outsider)
    client.post(START)
    client.get("/accounts/oidc/siapkerja/login/callback/?code=x&state=forged")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_provider_that_is_down_gets_an_error_page(siapkerja: Provider, client: Client) -> None:
    sent = client.post(START)
    state = sent["Location"].partition("state=")[2].partition("&")[0]
    client.get(f"/accounts/oidc/siapkerja/login/callback/?code=never-given&state={state}")
    assert "_auth_user_id" not in client.session


def test_the_provider_hands_out_a_code_once_and_for_its_verifier_only() -> None:
    with running_provider() as provider:
        provider.claims = {"sub": "x"}
        provider.codes["code"] = {"code_challenge": "other"}
        form = {"code": "code", "client_id": provider.client_id, "client_secret": provider.client_secret}
        assert (
            requests.post(f"{provider.url}/token", data={**form, "code_verifier": "wrong"}, timeout=5).status_code
            == 400
        )
        assert requests.post(f"{provider.url}/token", data=form, timeout=5).status_code == 400
