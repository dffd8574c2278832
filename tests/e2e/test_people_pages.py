"""Accounts and people in a real browser: their screens fit a phone, pass axe, and do what they say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lms.people import services
from lms.people.models import Invitation
from lms.people.tokens import token_of
from tests.conftest import Cast
from tests.e2e.browsing import follow

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The mail of an invitation rings for the worker, which no test has: its row waits.
    pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"),
]

Act = Callable[..., None]
PASSWORD, NEW = "latihan-2026", "kata-sandi-yang-baru"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def invitation(live_server: LiveServer, cast: Cast) -> Invitation:
    services.load_consent_text(actor=None)
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru Sekali")
    return services.invite(actor=cast.coordinator, user=someone, reason="Angkatan 1")


def _enter(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("#id_password", password)
    follow(page.get_by_role("button", name="Masuk", exact=True))


def test_other_devices_are_seen_and_signed_out(page: Page, cast: Cast, axe: Act) -> None:
    elsewhere = Client(headers={"User-Agent": PHONE})
    elsewhere.post("/accounts/login/", {"login": "facilitator@example.test", "password": PASSWORD})
    assert elsewhere.get("/dashboard/").status_code == 200
    _enter(page, "facilitator@example.test", PASSWORD)
    page.wait_for_url("**/dashboard/")
    page.goto("/accounts/sessions/")
    expect(page.locator("main")).to_contain_text("Chrome · Android")
    axe(page)
    page.get_by_role("button", name="Keluar dari semua tempat lain").click()
    expect(page.locator("main")).to_contain_text("Anda tidak masuk di tempat lain.")
    axe(page)
    assert elsewhere.get("/dashboard/").status_code == 302
    assert page.goto("/dashboard/").url.endswith("/dashboard/"), "this device stays in"


def test_a_forgotten_password_is_chosen_anew_from_the_mail(page: Page, cast: Cast, axe: Act) -> None:
    page.goto("/accounts/login/")
    follow(page.get_by_role("link", name="Lupa kata sandi"))
    axe(page)
    page.fill("[name=email]", "facilitator@example.test")
    page.locator("main form button").first.click()
    page.wait_for_url("**/password/reset/done/")
    axe(page)
    page.goto(re.search(r"https?://\S+/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0])
    axe(page)
    page.fill("[name=password1]", "latihan")
    page.fill("[name=password2]", "latihan")
    page.locator("main form button").first.click()
    expect(page.locator(".errors")).to_be_visible()
    axe(page)
    page.fill("[name=password1]", NEW)
    page.fill("[name=password2]", NEW)
    page.locator("main form button").first.click()
    page.wait_for_url("**/reset/key/done/")
    axe(page)
    _enter(page, "facilitator@example.test", NEW)
    page.wait_for_url("**/dashboard/")


def test_a_link_for_a_new_password_works_once(page: Page, live_server: LiveServer, axe: Act) -> None:
    page.goto("/accounts/password/reset/key/1-no-such-key/")
    expect(page.locator("h1")).to_be_visible()
    axe(page)


@pytest.mark.parametrize(
    "path",
    ["/profile/", "/profile/edit/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"],
)
def test_ones_own_pages(page: Page, cast: Cast, sign_in: Act, visit: Act, axe: Act, path: str) -> None:
    services.load_consent_text(actor=None)
    sign_in(page, cast.facilitator)
    visit(page, path)
    axe(page)


@pytest.mark.parametrize(
    "path",
    [
        "/people/",
        "/people/?q=fac",
        "/people/new/",
        "/people/units/",
        "/people/audit/",
        "/people/{pid}/",
        "/people/{pid}/edit/",
        "/people/{pid}/roles/new/",
        "/people/{pid}/roles/{role}/end/",
        "/people/{pid}/close/",
        "/people/{pid}/second-factor/reset/",
        "/people/{pid}/view-as/",
    ],
)
def test_the_administrators_pages(page: Page, cast: Cast, sign_in: Act, visit: Act, axe: Act, path: str) -> None:
    sign_in(page, cast.admin)
    role = cast.facilitator.role_assignments.get().pk
    visit(page, path.format(pid=cast.facilitator.public_id, role=role))
    axe(page)


def test_a_form_about_somebody_comes_back_with_what_was_typed(page: Page, cast: Cast, sign_in: Act, axe: Act) -> None:
    sign_in(page, cast.admin)
    page.goto("/people/new/")
    page.fill("[name=name]", "Baru Sekali")
    page.fill("[name=email]", "baru@example.test")
    page.fill("[name=nip]", "123")
    page.locator("main form button").first.click()
    errors = page.locator(".errors")
    expect(errors).to_be_focused()
    assert page.input_value("[name=name]") == "Baru Sekali"
    axe(page)
    errors.locator("a").first.click()
    expect(page.locator("[name=nip]")).to_be_focused()


def test_an_invitation_is_accepted(page: Page, invitation: Invitation, axe: Act) -> None:
    page.goto(f"/invitations/{token_of(invitation)}/")
    expect(page.locator("main")).to_contain_text("Baru Sekali")
    axe(page)
    page.fill("[name=password]", "pendek")
    page.fill("[name=again]", "lain")
    page.locator("main form button").first.click()
    expect(page.locator(".errors")).to_be_visible()
    axe(page)
    page.fill("[name=password]", NEW)
    page.fill("[name=again]", NEW)
    page.check("[name=agree]")
    page.locator("main form button").first.click()
    page.wait_for_url("**/dashboard/")
    axe(page)
    page.context.clear_cookies()
    assert page.goto(f"/invitations/{token_of(invitation)}/").status == 410
    axe(page)


def test_an_invitation_is_shared_on_a_screen(
    page: Page, invitation: Invitation, cast: Cast, sign_in: Act, axe: Act
) -> None:
    sign_in(page, cast.coordinator)
    page.goto(f"/people/{invitation.user.public_id}/")
    axe(page)


def test_a_link_that_was_cut(page: Page, live_server: LiveServer, axe: Act) -> None:
    page.goto("/invitations/abc/")
    expect(page.locator("h1")).to_be_visible()
    axe(page)


def test_a_page_that_had_grown_old_is_refused_in_words(page: Page, cast: Cast, axe: Act) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "facilitator@example.test")
    page.fill("#id_password", PASSWORD)
    page.context.clear_cookies()
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator("h1")).to_contain_text("kedaluwarsa")
    axe(page)


def test_too_many_tries_are_refused_in_words(page: Page, cast: Cast, settings, axe: Act) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        _enter(page, "facilitator@example.test", "salah")
    expect(page.locator("h1")).to_contain_text("Terlalu banyak percobaan")
    axe(page)
    page.get_by_role("link", name="Buat kata sandi baru").click()
    expect(page.locator("[name=email]")).to_be_visible()
