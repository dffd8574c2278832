"""A second factor in a real browser: a passkey held by Chromium's virtual authenticator, an app's codes, recovery codes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect

from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.factories.people import give_role, make_user

Axe = Callable[..., None]
EMAIL, PASSWORD = "fasilitator@example.test", "latihan-2026"


@pytest.fixture
def facilitator(live_server: object) -> User:
    user = make_user(email=EMAIL, name="Rani Fasilitator")
    give_role(user, Role.FACILITATOR)
    return user


@pytest.fixture(autouse=True)
def demanded(settings, no_second_factor: None) -> None:
    settings.PADAN_SECOND_FACTOR_REQUIRED = True


def _screen_lock(page: Page, *, opens: bool = True) -> CDPSession:
    """A phone's own authenticator, on this tab: it keeps keys and asks for the screen lock."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": opens,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def _enter(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("#id_password", PASSWORD)
    follow(page.get_by_role("button", name="Masuk", exact=True))


def _confirm(page: Page) -> None:
    page.wait_for_url("**/accounts/reauthenticate/**")
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("main form button").first)


def _leave(page: Page) -> None:
    page.goto("/accounts/logout/")
    follow(page.locator("main form button").first)


def _code(page: Page) -> str:
    """What an app would show for the secret on the page."""
    secret = page.input_value("#authenticator_secret")
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_a_facilitator_adds_a_passkey_and_signs_in_with_it(page: Page, facilitator: User, axe: Axe) -> None:
    _screen_lock(page)
    _enter(page)
    page.wait_for_url("**/profile/second-factor/")
    axe(page)
    follow(page.get_by_role("link", name="Pasang kunci sandi"))
    axe(page)
    _confirm(page)
    page.wait_for_url("**/webauthn/add/")
    axe(page)
    page.get_by_role("button", name="Pasang di perangkat ini").click()
    page.wait_for_url("**/recovery-codes/")
    axe(page)
    assert len(page.input_value("#recovery_codes").split()) == 10
    page.get_by_role("link", name="Sudah saya simpan, lanjutkan").click()
    page.wait_for_url("**/dashboard/")
    key = Authenticator.objects.get(user=facilitator, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().is_passwordless

    _leave(page)
    page.goto("/accounts/login/?next=/profile/")
    page.click("#passkey_login")
    page.wait_for_url(re.compile(r"^[^?]+/profile/$"))
    expect(page.locator("main")).to_contain_text("Rani Fasilitator")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main li")).to_contain_text("Masuk tanpa kata sandi")
    axe(page)


def test_a_passkey_that_does_not_work_is_told_in_words(page: Page, facilitator: User, axe: Axe) -> None:
    _screen_lock(page, opens=False)
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    failed = page.locator("#passkey-failed")
    expect(failed).to_be_visible()
    expect(failed).to_be_focused()
    expect(failed).to_contain_text("masuklah dengan kata sandi")
    axe(page)


@pytest.mark.django_db
def test_without_scripts_the_password_is_pointed_to(client: Client) -> None:
    # Chromium parses pages as if scripts ran, even where they are switched off: read the page as it is sent.
    told = re.search(r"<noscript>(.*?)</noscript>", client.get("/accounts/login/").content.decode(), re.DOTALL)
    assert told
    assert "Kata sandi dapat dipakai tanpanya" in told[1]


def test_the_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(page: Page, facilitator: User, axe: Axe) -> None:
    _enter(page)
    page.get_by_role("link", name="Pasang aplikasi").click()
    _confirm(page)
    page.wait_for_url("**/totp/activate/")
    axe(page)
    picture = page.locator("img.qr")
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.fill("[name=code]", "000000")
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()
    axe(page)
    page.fill("[name=code]", _code(page))
    page.get_by_role("button", name="Pasang", exact=True).click()
    page.wait_for_url("**/recovery-codes/")
    spare = page.input_value("#recovery_codes").split()[0]
    page.goto("/accounts/2fa/")
    axe(page)
    page.goto("/accounts/2fa/recovery-codes/generate/")
    axe(page)

    _leave(page)
    _enter(page)
    page.wait_for_url("**/2fa/authenticate/")
    axe(page)
    page.fill("[name=code]", spare)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/dashboard/")

    _leave(page)
    _enter(page)
    page.fill("[name=code]", spare)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator(".errors")).to_be_visible()


def test_the_demo_says_plainly_that_a_password_is_enough(page: Page, facilitator: User, settings, axe: Axe) -> None:
    settings.PADAN_SECOND_FACTOR_REQUIRED = False
    make_user(email="fasilitator@demo.test")
    page.goto("/accounts/login/")
    expect(page.locator("main")).to_contain_text(re.compile("kata sandi saja", re.IGNORECASE))
    axe(page)
    _enter(page)
    page.wait_for_url("**/dashboard/")
    page.goto("/profile/second-factor/")
    expect(page.locator("main")).to_contain_text(re.compile("PADAN_SECOND_FACTOR"))
    axe(page)
