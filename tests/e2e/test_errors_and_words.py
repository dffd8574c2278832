"""What goes wrong is told in a page that helps; the language is the reader's; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import RequestFactory
from django.views.defaults import server_error
from playwright.sync_api import Page, expect

from lms.people import clock, services
from lms.people.models import Invitation, User
from lms.people.tokens import token_of
from tests.conftest import Cast
from tests.e2e.browsing import follow

PASSWORD = "perahu-biru-menyeberang"
Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
Visit = Callable[..., object]


def test_what_is_not_there_leads_home(page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast) -> None:
    visit(page, "/tidak-ada/", status=404)
    look(page)
    expect(page.locator("main a[href='/accounts/login/']")).to_be_visible()
    sign_in(page, cast.outsider)
    visit(page, "/tidak-ada/", status=404)
    look(page)
    page.locator("main a[href='/dashboard/']").click()
    expect(page).to_have_url(re.compile("/dashboard/$"))


def test_what_is_not_for_this_role_leads_home(
    page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast
) -> None:
    sign_in(page, cast.outsider)
    for path in ("/people/", "/cohorts/", "/curriculum-versions/", "/admin/"):
        page.goto(path)
        expect(page.locator("main h1")).to_be_visible()
    visit(page, "/people/", status=403)
    look(page)
    page.locator("main a[href='/dashboard/']").click()
    expect(page).to_have_url(re.compile("/dashboard/$"))


def test_a_page_that_has_grown_old_says_what_to_do(page: Page, visit: Visit, look: Look, cast: Cast) -> None:
    visit(page, "/accounts/login/")
    page.context.clear_cookies()
    page.locator("input[name=login]").fill(cast.outsider.email)
    page.locator("input[name=password]").fill("latihan-2026")
    page.locator("input[name=password]").press("Enter")
    expect(page.locator(".eyebrow")).to_contain_text("403")
    look(page)
    page.go_back()
    expect(page.locator("input[name=login]")).to_have_value(cast.outsider.email)


def test_a_fault_of_the_site_is_told_without_help_from_the_site(page: Page, visit: Visit, look: Look) -> None:
    """The page of a 500 is made with neither request nor database, as after a fault: put it in another page's place."""
    body = server_error(RequestFactory().get("/")).content.decode()
    # Status 200: a real 500 is, rightly, a fault to the fixture that watches the tab.
    page.route("**/rusak/", lambda route: route.fulfill(body=body, content_type="text/html"))
    visit(page, "/rusak/")
    look(page)
    expect(page.locator("main a[href='/']")).to_be_visible()


def test_english_and_back(page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast) -> None:
    html = page.locator("html")
    visit(page, "/accounts/login/")
    expect(html).to_have_attribute("lang", "id")
    page.locator("button[name=language][value=en]").click()
    expect(html).to_have_attribute("lang", "en")
    assert urlsplit(page.url).path == "/accounts/login/", "the same page"
    look(page)
    page.locator("button[name=language][value=id]").click()
    expect(html).to_have_attribute("lang", "id")
    # It stays with the person, on every device.
    sign_in(page, cast.coordinator)
    visit(page, "/dashboard/")
    page.locator("button[name=language][value=en]").click()
    expect(html).to_have_attribute("lang", "en")
    cast.coordinator.refresh_from_db()
    assert cast.coordinator.language == "en"
    look(page)
    page.locator("button[name=language][value=id]").click()
    expect(html).to_have_attribute("lang", "id")


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    services.load_consent_text(actor=None)
    someone = services.add_person(actor=cast.admin, email="baru@example.test", name="Baru Sekali")
    return services.invite(actor=cast.coordinator, user=someone, reason="Angkatan 1")


def address(invitation: Invitation) -> str:
    return f"/invitations/{token_of(invitation)}/"


def test_an_expired_invitation_sends_a_new_one(
    page: Page, visit: Visit, look: Look, invitation: Invitation, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    past = clock.now() - timedelta(minutes=1)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)
    visit(page, address(invitation), status=410)
    look(page)
    follow(page.locator("form[action$='/renew/'] button"))
    expect(page.locator("h1")).to_be_visible()
    look(page)
    first, second = mailoutbox
    assert second.to == first.to == ["baru@example.test"]
    fresh = address(Invitation.objects.get(pk=invitation.pk))
    assert fresh in str(second.body)
    visit(page, fresh)


def test_a_used_invitation_leads_to_the_sign_in(page: Page, visit: Visit, look: Look, invitation: Invitation) -> None:
    visit(page, address(invitation))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(f"{PASSWORD}x")
    page.locator("input[name=agree]").check()
    page.locator("main form button").click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    look(page)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/dashboard/")
    page.context.clear_cookies()
    visit(page, address(invitation), status=410)
    look(page)
    page.locator("main a[href='/accounts/login/']").click()
    expect(page.locator("input[name=login]")).to_be_visible()


def test_an_invitation_that_is_cut_or_forged_explains_itself(
    page: Page, visit: Visit, look: Look, invitation: Invitation
) -> None:
    for path in (address(invitation)[:-5] + "/", "/invitations/tebakan/"):
        visit(page, path, status=404)
        expect(page.locator(".lead")).not_to_be_empty()
    look(page)


def test_a_birth_date_that_belies_the_nip_is_led_to_and_nothing_is_lost(
    page: Page, visit: Visit, look: Look, sign_in: SignIn, cast: Cast
) -> None:
    sign_in(page, cast.admin)
    visit(page, "/people/new/")
    look(page)
    typed = {
        "name": "Rina Kartika",
        "email": "rina@example.test",
        "nip": "19850412 201012 2 003",
        "position": "Pengantar Kerja Ahli Muda",
        "birth_place": "Semarang",
        "birth_date": "1985-04-13",
    }
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main form button[type=submit]").first.click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("12 April 1985")
    look(page)
    for name, text in typed.items():
        expect(page.locator(f"main [name={name}]")).to_have_value(text)
    summary.locator("a").click()
    born = page.locator("main [name=birth_date]")
    expect(born).to_be_focused()
    expect(born).to_have_attribute("aria-invalid", "true")
    born.fill("1985-04-12")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/people/(?!new)\w+/$"))
    assert User.objects.get(email="rina@example.test").nip == "198504122010122003"
    look(page)
