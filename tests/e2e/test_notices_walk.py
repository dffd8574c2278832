"""Being told, in a real browser: the bell, one's own choice, less mail by a link, and what organisers see of it."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lms.notices import services
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.e2e.browsing import follow

pytestmark = pytest.mark.django_db(transaction=True)

Act = Callable[..., None]


class RefusingBackend(EmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({to: (550, b"No such user") for one in messages for to in one.to})


def tell(to: User, number: int, key: str) -> None:
    services.tell(
        kind="cms.version_published",
        to=to,
        path="/profile/",
        values={"curriculum": "Pencocokan kerja", "number": number},
        key=key,
    )


def test_the_bell_leads_to_the_thing_and_the_reader_chooses_how(
    page: Page, live_server: LiveServer, cast: Cast, sign_in: Act, axe: Act
) -> None:
    for number in (2, 3):
        tell(cast.facilitator, number, f"told:{number}")
    sign_in(page, cast.facilitator)
    page.goto("/dashboard/")
    bell = page.locator(".bell")
    expect(bell).to_contain_text("2")
    follow(bell)
    expect(page.locator(".told li")).to_have_count(2)
    axe(page)
    follow(page.get_by_role("button", name="Pencocokan kerja, versi 3, sudah terbit", exact=True))
    expect(page).to_have_url(re.compile("/profile/$"))
    expect(page.locator(".bell")).to_contain_text("1")
    follow(page.locator(".bell"))
    follow(page.get_by_role("button", name="Tandai semua dibaca"))
    expect(page.locator(".bell .count")).to_have_count(0)
    follow(page.get_by_role("link", name="Cara saya diberi tahu"))
    axe(page)
    page.get_by_label("Versi kurikulum diterbitkan").select_option("mail")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page.get_by_label("Versi kurikulum diterbitkan")).to_have_value("mail")
    follow(page.get_by_role("button", name="Buat alamat kalender saya"))
    expect(page.get_by_label("Alamat kalender saya")).to_have_value(re.compile(r"/calendar/.+\.ics$"))
    axe(page)
    mail.outbox.clear()
    tell(cast.facilitator, 4, "told:4")
    _even_at_night()
    page.context.clear_cookies()
    page.goto(re.search(r"/notices/unsubscribe/\S+", str(mail.outbox[-1].body))[0])  # type: ignore[index]
    axe(page)
    page.get_by_role("button", name="Hentikan").click()
    expect(page.locator(".notice.ok")).to_be_visible()
    axe(page)


def _even_at_night() -> None:
    """Send what waits for the morning, whatever hour it is where this test runs."""
    with clock.at(clock.at_midday(clock.today() + timedelta(days=1))):
        services.send_due()


def test_an_organiser_sees_what_failed_sends_again_and_writes_other_words(
    page: Page, live_server: LiveServer, cast: Cast, sign_in: Act, axe: Act, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.e2e.test_notices_walk.RefusingBackend"
    tell(cast.facilitator, 2, "told:2")
    _even_at_night()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sign_in(page, cast.coordinator)
    page.goto("/dashboard/")
    follow(page.get_by_role("link", name="Lihat", exact=True))
    expect(page.locator("main")).to_contain_text("550 No such user")
    axe(page)
    follow(page.locator("main table a").first)
    expect(page.get_by_role("link", name="Buka WhatsApp")).to_have_attribute("href", re.compile(r"^https://wa\.me/"))
    axe(page)
    follow(page.get_by_role("button", name="Kirim ulang"))
    expect(page.locator(".messages")).to_be_visible()
    page.goto("/notices/words/")
    axe(page)
    page.goto("/notices/words/cms.version_published/id/")
    axe(page)
    page.get_by_label("Judul").fill("Versi {nomor} terbit")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page.locator(".errors")).to_contain_text("{nomor}")
    expect(page.locator(".errors")).to_contain_text("{curriculum}, {number}")
    axe(page)
    page.get_by_label("Judul").fill("Versi {number} terbit")
    follow(page.get_by_role("button", name="Tampilkan di pratinjau"))
    expect(page.locator(".sent-words")).to_contain_text("Versi 2 terbit")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page).to_have_url(re.compile("/notices/words/$"))
