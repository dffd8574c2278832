"""The programme's whole way in the browser: signed, published, opened, invited, learned, and seen by the facilitator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

import cms
from cms.markdown.archive import read_path, write_zip
from lms.people import clock, services
from lms.people.enums import Column, Role
from lms.people.models import User
from lms.programme.services import load_programme
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.people import give_role, make_reviewer, make_unit, make_user

STARTER = Path(cms.__file__).parent / "starter"
# The units that activities 4 and 5 ask, each with the width its reviewer works at.
REVIEWERS = {
    Column.PASKER: 1280,
    Column.PTKDN: 360,
    Column.BPK: 1280,
    Column.LATVOGAN_INTALA: 360,
    Column.SETDITJEN: 1280,
    Column.BALAI: 360,
    Column.ILO: 1280,
}
PARTICIPANTS = {"Sekar Wening": 360, "Made Artana": 1280}
PASSWORD = "perahu-biru-menyeberang"
MODULE = 3  # lessons of the first module, 1 JP each

Look = Callable[[Page], None]


@dataclass
class Programme:
    """A site with its people and the programme's activities, and no curriculum yet."""

    coordinator: User
    facilitator: User
    reviewers: dict[Column, User]


@pytest.fixture
def programme(live_server: LiveServer, settings: Any) -> Programme:
    settings.WAGTAILADMIN_BASE_URL = live_server.url  # the links of the invitations lead here
    load_programme()
    services.load_consent_text(actor=None)
    unit = make_unit(name="BBPVP Contoh")
    coordinator = make_user(name="Endang Puspitasari", email="endang@example.test", work_unit=unit)
    give_role(coordinator, Role.COORDINATOR)
    facilitator = make_user(name="Togar Simanjuntak", email="togar@example.test", work_unit=unit)
    give_role(facilitator, Role.FACILITATOR)
    return Programme(coordinator, facilitator, {column: make_reviewer(column) for column in REVIEWERS})


@dataclass
class Walk:
    """What the steps share."""

    programme: Programme
    page_at: PageAt
    sign_in: Callable[[Page, User], None]
    look: Look

    def tab(self, width: int, user: User | None = None) -> Page:
        page = self.page_at(width)
        # Taking in a whole curriculum is one request; on a busy machine it takes a while.
        page.context.set_default_timeout(90_000)
        if user is not None:
            self.sign_in(page, user)
        return page


def paths(links: Locator, pattern: str) -> list[str]:
    """The different addresses of these links that fit a pattern, in order."""
    hrefs: Iterable[str] = links.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    return list(dict.fromkeys(href for href in hrefs if href and re.fullmatch(pattern, href)))


def fill_in_door(page: Page, email: str, password: str) -> None:
    """Sign in by the form, as people do."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/dashboard/")


@pytest.fixture
def walk(programme: Programme, page_at: PageAt, sign_in: Callable[[Page, User], None], look: Look) -> Walk:
    return Walk(programme, page_at, sign_in, look)


def test_from_the_signatures_to_the_spreadsheet(walk: Walk) -> None:
    desk = walk.tab(1280, walk.programme.coordinator)
    version = put_to_review(walk, desk)
    for column in REVIEWERS:
        sign_everything(walk, column)
    publish(walk, desk, version)
    cohort = open_cohort(walk, desk)
    for name, width in PARTICIPANTS.items():
        learn_module_1(walk, walk.tab(width), name, cohort)
    see_progress(walk, walk.tab(1280, walk.programme.facilitator), cohort)


def put_to_review(walk: Walk, page: Page) -> str:
    """Bring in the starter curriculum, take a version from it and ask the units; returns the version's address."""
    page.goto("/curriculum-versions/")
    walk.look(page)
    page.locator("a[href='/curriculum-versions/import/']").click()
    zipped = {"name": "kurikulum.zip", "mimeType": "application/zip", "buffer": write_zip(read_path(STARTER))}
    page.locator("input[name=file]").set_input_files(zipped)
    page.locator("form[enctype] button").click()
    confirm = page.locator("form[action$='/import/confirm/'] button")
    expect(confirm).to_be_visible()
    walk.look(page)
    confirm.click()
    page.wait_for_url("**/curriculum-versions/")
    page.goto("/curriculum-versions/new/")
    walk.look(page)
    page.locator("textarea[name=note]").fill("Kurikulum awal.")
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/curriculum-versions/(?!new)[^/]+/$"))
    walk.look(page)
    page.locator("form[action$='/send/'] button").click()
    expect(page.locator("form[action$='/take-back/']")).to_have_count(1)
    expect(page.locator("form[action$='/publish/']")).to_have_count(0)
    walk.look(page)
    return page.url


def sign_everything(walk: Walk, column: Column) -> None:
    """Let the reviewer of a column sign both reviews: first one part on its own page, then all the others at once."""
    user, first = walk.programme.reviewers[column], column == next(iter(REVIEWERS))
    page = walk.tab(REVIEWERS[column], None if first else user)
    if first:
        fill_in_door(page, user.email, "latihan-2026")
        walk.look(page)
    page.goto("/reviews/")
    if first:
        walk.look(page)
    reviews = paths(page.locator("main a"), r"/reviews/\w+/")
    assert len(reviews) == 2
    for address in reviews:
        page.goto(address)
        if first:
            walk.look(page)
            part = paths(page.locator("main a"), rf"{address}parts/\w+/")[0]
            page.goto(part)
            walk.look(page)
            page.locator("input[name=verdict][value=approve]").check()
            page.locator("form[action$='/sign/'] button[type=submit]").click()
            page.wait_for_url(re.compile(rf"{address}parts/(?!{part.split('/')[-2]})"))
            page.goto(address)
        page.locator(".mine button[name=approve_all]").click()
        expect(page.locator(".messages")).to_be_visible()
        expect(page.locator("button[name=approve_all]")).to_have_count(0)
        if first:
            walk.look(page)
    page.context.close()


def publish(walk: Walk, page: Page, version: str) -> None:
    """Nobody but who may publishes; then it is published."""
    facilitator = walk.tab(360, walk.programme.facilitator)
    facilitator.goto(version)
    expect(facilitator.locator("h1")).to_be_visible()
    expect(facilitator.locator("form[action$='/publish/']")).to_have_count(0)
    walk.look(facilitator)
    facilitator.context.close()
    page.goto(version)
    walk.look(page)
    page.locator("form[action$='/publish/'] button").click()
    expect(page.locator("form[action$='/retire/']")).to_have_count(1)
    walk.look(page)


def open_cohort(walk: Walk, page: Page) -> str:
    """Plan a cohort that begins today, put the facilitator in charge, enrol two people and one more, open; returns its path."""
    page.goto("/cohorts/")
    walk.look(page)
    page.goto("/cohorts/new/")
    walk.look(page)
    page.locator("input[name=starts_on]").fill(clock.today().isoformat())
    page.locator("input[name=capacity]").fill(str(len(PARTICIPANTS)))
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/cohorts/(?!new)\w+/$"))
    walk.look(page)
    cohort = "/" + page.url.split("/", 3)[3]
    page.goto(f"{cohort}facilitators/")
    walk.look(page)
    page.locator("select[name=user]").select_option(label=str(walk.programme.facilitator))
    follow(page.locator("main form button"))
    page.goto(f"{cohort}people/")
    walk.look(page)
    for name in [*PARTICIPANTS, "Ketiga Menunggu"]:
        page.goto(f"{cohort}people/new/")
        page.locator("input[name=email]").fill(address_of(name))
        page.locator("input[name=name]").fill(name)
        page.locator("select[name=work_unit]").select_option(index=1)
        walk.look(page)
        page.locator("main form button").click()
        page.wait_for_url("**/people/")
        expect(page.locator("main")).to_contain_text(name)
    walk.look(page)
    page.goto(f"{cohort}open/")
    walk.look(page)
    page.locator("main form button").click()
    page.wait_for_url(f"**{cohort}")
    walk.look(page)
    return cohort


def address_of(name: str) -> str:
    return f"{name.split()[0].lower()}@example.test"


def learn_module_1(walk: Walk, page: Page, name: str, cohort: str) -> None:
    """Take up the account by the link of the e-mail, sign in, and finish the first module."""
    email = address_of(name)
    message = next(one for one in mail.outbox if one.to == [email])
    link = re.search(r"http://\S+/invitations/\S+/", str(message.body))
    assert link, "the e-mail holds no link"
    page.goto(link[0])
    walk.look(page)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("input[name=agree]").check()
    page.locator("main form button").click()
    page.wait_for_url("**/dashboard/")
    page.locator("details:has(form[action='/accounts/logout/']) > summary").click()
    follow(page.locator("form[action='/accounts/logout/'] button"))
    page.goto("/dashboard/")
    assert "/accounts/login/" in page.url, "signed out"
    walk.look(page)
    fill_in_door(page, email, PASSWORD)
    walk.look(page)
    follow(page.locator("#next a"))
    for _ in range(MODULE):
        finish_lesson(walk, page)
    see_what_is_earned(walk, page, cohort)


def finish_lesson(walk: Walk, page: Page) -> None:
    """Answer every self-check, then mark the lesson as done."""
    walk.look(page)
    here = page.url
    checks = page.locator(".block-check")
    for number in range(checks.count()):
        check = checks.nth(number)
        check.locator(".option").last.click()
        expect(check.locator("input:checked")).to_have_count(1)
    follow(page.locator("#done button"))
    expect(page).not_to_have_url(here)


def see_what_is_earned(walk: Walk, page: Page, cohort: str) -> None:
    page.goto(cohort.replace("/cohorts/", "/learn/"))
    walk.look(page)
    expect(page.locator("progress, [role=progressbar]").first).to_be_visible()
    expect(page.locator("li.done")).to_have_count(MODULE)
    expect(page.locator("main")).to_contain_text(re.compile(rf"\b{MODULE} (dari|of) 24 JP"))
    page.goto("/dashboard/")
    walk.look(page)
    expect(page.locator("#journey")).to_contain_text(re.compile(rf"\b{MODULE} (dari|of) 24 JP"))


def see_progress(walk: Walk, page: Page, cohort: str) -> None:
    """The facilitator finds both on the cohort's page, the evidence behind, and the same figures in the spreadsheet."""
    page.goto("/dashboard/")
    walk.look(page)
    page.locator(f"main a[href='{cohort}']").first.click()
    page.wait_for_url(f"**{cohort}")
    walk.look(page)
    for name in PARTICIPANTS:
        row = page.locator("#progress tbody tr", has_text=name)
        expect(row.locator("td[data-label=JP]")).to_have_text(str(MODULE))
    with page.expect_download() as downloading:
        page.locator(f"a[href='{cohort}progress.xlsx']").click()
    book = CalamineWorkbook.from_filelike(BytesIO(Path(downloading.value.path()).read_bytes()))
    head, *rows = book.get_sheet_by_index(0).to_python()
    jp = next(place for place, title in enumerate(head) if str(title).startswith("JP"))
    assert {str(row[0]): row[jp] for row in rows} == dict.fromkeys(PARTICIPANTS, MODULE)
    page.locator("#progress tbody th a").first.click()
    expect(page.locator("#ledger tbody tr")).to_have_count(MODULE)
    walk.look(page)
