"""Field practice from the first day: placed by the organiser, three days noted on a phone without a line, the supervisor's word by a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Page, expect

from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.models import Disagreement, LogbookEntry, Placement, PlacementPause
from fieldpractice.queries.logbook import week_row
from fieldpractice.queries.placements import Draft
from fieldpractice.services.links import make_link, token_of
from fieldpractice.services.logbook import keep_entry
from fieldpractice.services.placements import place_cohort
from fieldpractice.services.supervision import confirm_week
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow, until
from tests.e2e.test_task_tabs import HOLD, NO_TICK, WAITING
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator() -> User:
    user = make_user(name="Endang")
    give_role(user, Role.COORDINATOR)
    return user


@pytest.fixture
def enrolment(coordinator: User) -> Enrolment:
    """Somebody whose field practice began two weeks ago, by the cohort's plan."""
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(days=6 * 7))
    facilitator = make_user(name="Togar")
    give_role(facilitator, Role.FACILITATOR)
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    return make_enrolment(actor=coordinator, cohort=cohort, name="Budi Santoso", work_unit=make_unit(name="BPVP Dekat"))


@pytest.fixture
def placement(coordinator: User, enrolment: Enrolment) -> Placement:
    first = clock.today() - timedelta(days=14)
    row = Draft(enrolment, enrolment.work_unit, first, None, "Ibu Rahayu", "rahayu@example.test")
    return place_cohort(actor=coordinator, cohort=enrolment.cohort, rows=[row]).made[0]


def kept(page: Page) -> None:
    """Wait until the phone has kept the page for later."""
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          for (let turn = 0; turn < 100; turn++) {
            for (const name of await caches.keys())
              if (name.startsWith("padan-pages:") && await (await caches.open(name)).match("/logbook/")) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error("the page was not kept");
        }"""
    )


def fill(page: Page, day: str, service: str, hours: str, note: str = "") -> None:
    page.get_by_label("Hari", exact=True).fill(day)
    page.get_by_role("radio", name=service).check()
    page.get_by_role("button", name="+1").click()
    page.get_by_label("Jam", exact=True).fill(hours)
    page.get_by_label("Kesulitan").fill(note)
    page.get_by_role("button", name="Catat", exact=True).click()


def test_three_days_are_noted_without_a_line_and_sent_when_there_is_one(
    page_at: Callable[..., Page],
    sign_in: Callable[..., None],
    visit: Callable[..., Any],
    look: Callable[..., None],
    placement: Placement,
) -> None:
    page = page_at(360)
    sign_in(page, placement.enrolment.user)
    visit(page, "/logbook/")
    look(page)
    kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Logbook")).to_be_visible()
    days = [clock.today() - timedelta(days=back) for back in (3, 2, 1)]
    for number, day in enumerate(days, 1):
        fill(page, day.isoformat(), "Layanan informasi pasar kerja", "3.5", "Kiosk macet")
        expect(page.locator("#unsent-rows > li")).to_have_count(number)
    expect(page.locator("#unsent-state")).to_contain_text("aman di ponsel ini")
    assert not LogbookEntry.objects.exists()
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator("#unsent-state")).to_contain_text("aman di ponsel ini")
    page.context.set_offline(False)
    # It is sent by itself now, at the latest when it is tried again after 20 seconds; the sum stands on the server's page alone.
    expect(page.get_by_text("10,5").first).to_be_visible(timeout=45_000)
    expect(page.locator("#unsent")).to_be_hidden()
    rows = LogbookEntry.objects.order_by("day").values_list("day", "service", "served", "hours", "note")
    assert list(rows) == [(day, 3, 1, Decimal("3.5"), "Kiosk macet") for day in days]
    visit(page, "/logbook/weeks/2/")
    look(page)
    follow(page.locator("main").get_by_role("link", name="Ubah").first)
    look(page)


def test_an_entry_goes_as_soon_as_another_tab_has_sent(
    page_at: Callable[..., Page], sign_in: Callable[..., None], visit: Callable[..., Any], placement: Placement
) -> None:
    other = page_at(360)
    other.context.add_init_script(NO_TICK)
    sign_in(other, placement.enrolment.user)
    page = other.context.new_page()
    for tab in (other, page):
        visit(tab, "/logbook/")
    other.evaluate(HOLD, "padan-logbook")
    fill(page, (clock.today() - timedelta(days=1)).isoformat(), "Layanan informasi pasar kerja", "3.5")
    until(lambda: page.evaluate(WAITING, "padan-logbook") == 1)
    assert not LogbookEntry.objects.exists()
    other.evaluate("letGo()")
    expect(page.get_by_text("3,5").first).to_be_visible()
    assert LogbookEntry.objects.count() == 1


def test_another_device_was_first_and_both_are_shown(
    page_at: Callable[..., Page], sign_in: Callable[..., None], visit: Callable[..., Any], placement: Placement
) -> None:
    page = page_at(360)
    sign_in(page, placement.enrolment.user)
    visit(page, "/logbook/")
    yesterday = clock.today() - timedelta(days=1)
    keep_entry(
        actor=placement.enrolment.user,
        placement=placement,
        day=yesterday,
        service=3,
        served=9,
        hours=Decimal(2),
        client_key="komputer",
    )
    fill(page, yesterday.isoformat(), "Layanan informasi pasar kerja", "5")
    expect(page.locator("#unsent-rows")).to_contain_text("9 dilayani")
    expect(page.locator("#unsent-rows")).to_contain_text("1 dilayani")
    page.get_by_role("button", name="Pakai punya saya").click()
    until(lambda: LogbookEntry.objects.filter(seq=2).exists(), seconds=45)
    expect(page.locator("#unsent")).to_be_hidden()
    entry = LogbookEntry.objects.get()
    assert (entry.served, entry.hours, entry.seq) == (1, 5, 2)


def test_a_change_of_a_week_spoken_of_is_asked_its_reason_where_it_waits(
    page_at: Callable[..., Page],
    sign_in: Callable[..., None],
    visit: Callable[..., Any],
    look: Callable[..., None],
    placement: Placement,
) -> None:
    day = clock.today() - timedelta(days=12)
    noted = {"service": 3, "served": 9, "hours": Decimal(2), "client_key": "komputer"}
    keep_entry(actor=placement.enrolment.user, placement=placement, day=day, **noted)
    row = week_row(placement, 1)
    assert row is not None
    link = make_link(placement=placement, week=2, actor=None, send=False)
    confirm_week(placement=placement, week=1, verdict="seen", seen=row.digest, link=link)
    page = page_at(360)
    sign_in(page, placement.enrolment.user)
    visit(page, "/logbook/")
    fill(page, day.isoformat(), "Layanan informasi pasar kerja", "5")
    page.get_by_role("button", name="Pakai punya saya").click()
    why = page.locator("#unsent-rows").get_by_label("Alasan perubahan")
    expect(why).to_be_visible()
    look(page)
    # Put back into the form it still waits here, so that a page closed now loses nothing.
    page.get_by_role("button", name="Kembalikan ke formulir").click()
    page.reload()
    why.fill("Salah hitung")
    page.locator("#unsent-rows").get_by_role("button", name="Kirim", exact=True).click()
    until(lambda: LogbookEntry.objects.filter(replaces__isnull=False).exists(), seconds=45)
    expect(page.locator("#unsent")).to_be_hidden()
    stands = LogbookEntry.objects.get(struck_at=None)
    assert (stands.served, stands.hours, stands.replaces.struck_because) == (1, 5, "Salah hitung")


def test_the_logbook_works_without_scripts(
    page_at: Callable[..., Page], sign_in: Callable[..., None], visit: Callable[..., Any], placement: Placement
) -> None:
    page = page_at(360, scripts=False)
    sign_in(page, placement.enrolment.user)
    visit(page, "/logbook/")
    page.get_by_role("radio", name="Layanan informasi pasar kerja").check()
    page.get_by_label("Jam", exact=True).fill("2")
    page.get_by_role("button", name="Catat", exact=True).click()
    expect(page.get_by_text("Tercatat: Layanan informasi pasar kerja")).to_be_visible()
    assert LogbookEntry.objects.get().hours == 2


def test_the_supervisor_gives_a_word_by_the_link_and_a_case_is_closed(
    page_at: Callable[..., Page],
    sign_in: Callable[..., None],
    visit: Callable[..., Any],
    look: Callable[..., None],
    placement: Placement,
) -> None:
    user = placement.enrolment.user
    for back in (13, 6):
        keep_entry(
            actor=user,
            placement=placement,
            day=clock.today() - timedelta(days=back),
            service=4,
            served=3,
            hours=Decimal(4),
            client_key=f"hari-{back}",
        )
    token = token_of(make_link(placement=placement, week=2, actor=None, send=False))
    page = page_at(360)
    visit(page, f"/supervise/{token}/")
    look(page)
    first = page.locator("section", has=page.get_by_role("heading", name="Minggu 1", exact=True))
    first.get_by_label("Ya, saya mengetahuinya").check()
    first.get_by_role("button", name="Beri konfirmasi").click()
    expect(page.get_by_text("konfirmasi Anda atas minggu 1 tercatat")).to_be_visible()
    second = page.locator("section", has=page.get_by_role("heading", name="Minggu 2", exact=True))
    second.get_by_label("Saya tidak setuju").check()
    second.get_by_role("button", name="Beri konfirmasi").click()
    expect(page.get_by_text("Tulis alasan Anda tidak setuju").first).to_be_visible()
    look(page)
    second.get_by_role("textbox", name="Karena").fill("Hari Rabu cuti")
    second.get_by_role("button", name="Beri konfirmasi").click()
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_visible()
    look(page)
    case = Disagreement.objects.get()
    facilitator = placement.enrolment.cohort.facilitators.get().user
    desk = page_at(1280)
    sign_in(desk, facilitator)
    visit(desk, case.get_absolute_url())
    look(desk)
    follow(desk.get_by_role("link", name="Tutup kasus"))
    desk.get_by_label("Hasil penelusuran").fill("Surat cuti sesuai; jam dikoreksi peserta.")
    desk.get_by_role("button", name="Tutup kasus").click()
    expect(desk.get_by_text("Kasus ditutup; peserta diberi tahu.")).to_be_visible()


def test_the_organiser_places_and_lets_a_practice_rest(
    page_at: Callable[..., Page],
    sign_in: Callable[..., None],
    visit: Callable[..., Any],
    look: Callable[..., None],
    coordinator: User,
    enrolment: Enrolment,
) -> None:
    page = page_at(1280)
    sign_in(page, coordinator)
    visit(page, f"/cohorts/{enrolment.cohort.public_id}/placements/")
    look(page)
    page.get_by_role("button", name="Tempatkan", exact=True).click()
    expect(page.get_by_text("1 orang ditempatkan dan diberi tahu.")).to_be_visible()
    look(page)
    follow(page.get_by_role("link", name="Budi Santoso"))
    look(page)
    follow(page.get_by_role("link", name="Jeda praktik"))
    page.get_by_label("Bencana").check()
    today = clock.today()
    page.get_by_label("Hari pertama jeda").fill(today.isoformat())
    page.get_by_label("Hari terakhir jeda").fill((today + timedelta(days=2)).isoformat())
    page.get_by_label("Alasan").fill("Banjir")
    page.get_by_role("button", name="Lihat yang bergeser").click()
    expect(page.get_by_role("heading", name="Yang bergeser")).to_be_visible()
    look(page)
    assert not PlacementPause.objects.exists()
    page.get_by_role("button", name="Jeda sekarang").click()
    expect(page.get_by_text("Praktik dijeda; peserta diberi tahu.")).to_be_visible()
    with override("id"):
        assert PlacementPause.objects.get().get_kind_display() == "Bencana"
