"""A reviewer signs, on a phone and at a desk, with and without JavaScript: what changed, read, verdict, reason, sign."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.people import clock
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import PartComment, Review, SignOff
from lms.programme.services import load_programme, open_review
from tests.e2e.conftest import PageAt
from tests.factories.people import make_reviewer
from tests.factories.programme import change_part, make_coordinator, sign_all
from tests.programme.asking import edit, part_address, part_of

Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def reviewer(live_server: object) -> User:
    return make_reviewer(Column.ILO, name="Maria Pattinasarany")


@pytest.fixture
def review(reviewer: User) -> Review:
    """The second round on the ministry's plan: ILO has signed the first, and one of the ten activities changed since."""
    programme, coordinator = load_programme(), make_coordinator(name="Endang Puspitasari")
    first = open_review(subject=programme, activity_no=10, due_on=clock.today(), actor=coordinator)
    for column in Column:
        sign_all(first, column, actor=reviewer if column == Column.ILO else None)
    change_part(first, 2, "Penyusunan SOP KIOS SIAPkerja yang baru")
    again = open_review(subject=programme, activity_no=10, due_on=clock.today(), actor=coordinator)
    assert again.round == 2
    return again


@pytest.fixture(params=[(360, True), (1280, True), (360, False)], ids=["phone", "desk", "phone-without-scripts"])
def tab(request: pytest.FixtureRequest, page_at: PageAt, sign_in: SignIn, reviewer: User) -> Page:
    width, scripts = request.param
    page = page_at(width, scripts=scripts)
    sign_in(page, reviewer)
    return page


def objection(page: Page, reason: str) -> None:
    page.locator("input[name=verdict][value=object]").check()
    page.locator("textarea[name=reason]").fill(reason)


def test_from_the_home_to_the_signature_in_one_click(tab: Page, review: Review) -> None:
    tab.goto("/dashboard/")
    tab.locator(f"#waiting-reviews a[href='{review.get_absolute_url()}']").click()
    expect(tab.locator("details[open] .since ins").first).to_contain_text("yang baru")
    expect(tab.locator(".parts > li")).to_have_count(10)
    expect(tab.locator("details[open]:has(.since)")).to_have_count(1)
    tab.locator(".mine button[name=approve_all]").click()
    expect(tab.locator(".messages")).to_be_visible()
    expect(tab.locator("button[name=approve_all]")).to_have_count(0)
    assert SignOff.objects.filter(part__review=review, person__name="Maria Pattinasarany").count() == 10
    tab.goto("/dashboard/")
    expect(tab.locator("#waiting-reviews .empty")).to_be_visible()


def test_an_objection_to_one_part_needs_its_reason(tab: Page, review: Review) -> None:
    tab.goto(review.get_absolute_url())
    part = part_of(review, 2)
    tab.locator(f"input[name=part][value='{part.public_id}']").check()
    objection(tab, "")
    tab.locator("#sign-form button:not([name])").click()
    expect(tab.locator(".errors")).to_be_visible()
    expect(tab.locator("input[name=verdict][value=object]")).to_be_checked()
    expect(tab.locator(f"input[name=part][value='{part.public_id}']")).to_be_checked()
    tab.locator(".errors a[href='#id_reason']").click()
    tab.locator("textarea[name=reason]").fill("Tenggatnya terlalu dekat")
    tab.locator("#sign-form button:not([name])").click()
    expect(tab.locator(".messages")).to_be_visible()
    word = SignOff.objects.get(part__review=review)
    assert (word.part, word.verdict, word.reason) == (part, "object", "Tenggatnya terlalu dekat")


def test_a_text_that_changes_under_the_readers_eyes_is_not_signed(tab: Page, review: Review) -> None:
    tab.goto(review.get_absolute_url())
    tab.locator("textarea[name=reason]").fill("Sudah sesuai")
    edit(review, 3, "Sarana yang lain")
    tab.locator(".mine button[name=approve_all]").click()
    expect(tab.locator(".errors")).to_be_visible()
    expect(tab.locator(f"#part-{part_of(review, 3).public_id} .since ins").last).to_contain_text("lain")
    expect(tab.locator("textarea[name=reason]")).to_have_value("Sudah sesuai")
    assert not SignOff.objects.filter(part__review=review).exists()
    tab.locator(".mine button[name=approve_all]").click()
    expect(tab.locator(".messages")).to_be_visible()
    assert SignOff.objects.filter(part__review=review, reason="Sudah sesuai").count() == 10


def test_part_by_part_with_a_word_from_a_colleague_between(tab: Page, review: Review) -> None:
    tab.goto(part_address(review, 1))
    colleague = make_reviewer(Column.ILO, name="Bagus Wirawan")
    sign_all(review, Column.ILO, actor=colleague)
    objection(tab, "Belum dibahas")
    tab.locator("form[action$='/sign/'] button").click()
    expect(tab.locator(".notice.warn")).to_contain_text("Bagus Wirawan")
    expect(tab.locator("textarea[name=reason]")).to_have_value("Belum dibahas")
    tab.locator("form[action$='/sign/'] button").click()
    expect(tab.locator(".messages")).to_be_visible()
    assert SignOff.objects.get(part=part_of(review, 1), is_current=True).reason == "Belum dibahas"


def test_talking_about_a_part(tab: Page, review: Review) -> None:
    tab.goto(part_address(review, 2))
    tab.locator("#comments > form textarea").fill("Siapa yang menyusun?")
    tab.locator("#comments > form button").click()
    thread = tab.locator("#comments article")
    expect(thread).to_contain_text("Siapa yang menyusun?")
    thread.locator("details > summary").click()
    thread.locator("textarea").fill("Unit teknis, bulan depan.")
    thread.locator("form:has(textarea) button").click()
    expect(thread.locator(".replies")).to_contain_text("Unit teknis, bulan depan.")
    thread.locator("form[action$='/resolve/'] button").click()
    expect(thread.locator(".badge")).to_be_visible()
    thread.locator("form[action$='/reopen/'] button").click()
    expect(thread.locator("form[action$='/resolve/']")).to_be_visible()
    assert PartComment.objects.count() == 2


def test_a_phone_shows_every_unit_of_every_activity(page_at: PageAt, sign_in: SignIn, review: Review) -> None:
    coordinator = review.opened_by
    phone, desk = page_at(360), page_at(1280)
    for page in (phone, desk):
        sign_in(page, coordinator)
        page.goto("/matrix/")
    expect(phone.locator(".matrix-cards > li:visible")).to_have_count(10)
    expect(desk.locator("table.matrix:visible tbody tr")).to_have_count(10)
    on_a_phone = phone.locator(".tiles a:visible").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    at_a_desk = desk.locator("table.matrix a.cell:visible").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    assert on_a_phone == at_a_desk
    assert len(on_a_phone) > 50


def test_reminders_are_one_message_a_unit(page_at: PageAt, sign_in: SignIn, review: Review) -> None:
    page = page_at(360)
    sign_in(page, review.opened_by)
    page.goto("/dashboard/")
    fold = page.locator("#open-reviews details.fold")
    expect(fold).to_have_count(1)
    fold.locator("summary").first.click()
    links = fold.locator("a[href^='https://wa.me/']")
    expect(links).to_have_count(8)
    assert review.public_id in (links.first.get_attribute("href") or "")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_is_in_order(
    page_at: PageAt,
    sign_in: SignIn,
    axe: Callable[..., None],
    reviewer: User,
    review: Review,
    width: int,
    dark: bool,
) -> None:
    sign_all(review, Column.PASKER, verdict="object", reason="Jadwal bentrok dengan pelatihan lain")
    page, sheet = page_at(width, dark=dark), f"{review.get_absolute_url()}sheet/"
    sign_in(page, reviewer)
    home, matrix, activity, listed = "/dashboard/", "/matrix/", "/matrix/10/", "/reviews/"
    part, compared = part_address(review, 1), part_address(review, 2)
    for path in (home, matrix, activity, listed, review.get_absolute_url(), part, compared, sheet):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
        axe(page)
    sign_in(page, review.opened_by)
    for path in (home, review.get_absolute_url(), "/matrix/10/edit/", "/matrix/10/deliverables/add/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
        axe(page)
    assert re.search(r"/deliverables/add/$", page.url)
