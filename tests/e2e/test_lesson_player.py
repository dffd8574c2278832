"""The player in the browser: without JavaScript, left and taken up again, closed with its reason, taken offline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import cms
from cms.models import CurriculumVersion
from courses.models import Cohort, Enrolment, LessonProgress
from courses.services import stages
from lms.people import clock
from tests.conftest import Cast
from tests.e2e.browsing import follow, until
from tests.e2e.conftest import PageAt
from tests.factories.cms import freeze
from tests.factories.courses import make_cohort, make_enrolment, make_version, outline

LESSON = Path(cms.__file__).parent / "starter/01-dasar-lkp/01-layanan-dan-pasar-kerja/01-mengapa-ada-layanan-publik.md"
Look = Callable[[Page], None]
SignIn = Callable[[Page, object], None]


@pytest.fixture
def version(cast: Cast, live_server: object) -> CurriculumVersion:
    """Two modules of two lessons; the first one is a real lesson of the starter curriculum."""
    version = make_version(actor=cast.coordinator)
    frozen = freeze(LESSON.read_text(encoding="utf-8"))
    version.items.filter(code="LKP-1.1").update(frozen=frozen, digest=frozen.digest)
    return version


@pytest.fixture
def cohort(cast: Cast, version: CurriculumVersion) -> Cohort:
    """A cohort that began today; its second module waits for the first."""
    cohort = make_cohort(actor=cast.coordinator, version=version, starts_on=clock.today(), opened=True)
    first, second = outline(cohort).online_modules
    stages.change_gates(
        actor=cast.coordinator,
        cohort=cohort,
        gates={second.key: (None, first.key)},
        seen_plan_no=cohort.plan_no,
    )
    return cohort


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening")


def address(cohort: Cohort, code: str = "") -> str:
    home = f"/learn/{cohort.public_id}/"
    slug = next((one.slug for one in outline(cohort).lessons if one.code == code), "")
    return f"{home}{slug}/" if slug else home


@pytest.mark.parametrize("width", [360, 1280])
def test_a_lesson_without_javascript(
    page_at: PageAt, sign_in: SignIn, visit: Callable[..., object], cohort: Cohort, enrolment: Enrolment, width: int
) -> None:
    page = page_at(width, scripts=False)
    sign_in(page, enrolment.user)
    visit(page, "/dashboard/")
    page.locator("#next a").click()
    expect(page).to_have_url(re.compile(address(cohort, "LKP-1.1")))
    check = page.locator(".block-check").first
    expect(check.locator(".feedback").first).to_be_hidden()
    check.locator(".option").first.click()
    expect(check.locator(".feedback:visible")).to_have_count(1)
    page.locator("details.answer summary").first.click()
    expect(page.locator("details.answer").first).to_have_attribute("open", "")
    page.locator("#done button").click()
    expect(page).to_have_url(re.compile(address(cohort, "LKP-1.2")))
    page.locator("a[rel=prev]").click()
    expect(page).to_have_url(re.compile(address(cohort, "LKP-1.1")))
    expect(page.locator("#done")).to_have_count(0)
    follow(page.locator("a[rel=next]"))
    follow(page.locator("#done button"))
    visit(page, address(cohort))
    expect(page.locator("li.done")).to_have_count(2)


def test_reading_goes_on_where_it_was_left(
    page: Page, sign_in: SignIn, visit: Callable[..., object], look: Look, cohort: Cohort, enrolment: Enrolment
) -> None:
    sign_in(page, enrolment.user)
    lesson = address(cohort, "LKP-1.1")
    visit(page, lesson)
    expect(page.locator("#resume")).to_be_hidden()
    look(page)
    part = page.locator("section[data-part='3']")
    part.evaluate("one => one.scrollIntoView()")
    # The place is sent once scrolling has rested: the last part in the upper half, which is this one or one beside it.
    reached = page.evaluate(
        "[...document.querySelectorAll('[data-part]')].findLast("
        "(one) => one.getBoundingClientRect().top < innerHeight / 2).dataset.part"
    )
    until(lambda: LessonProgress.objects.filter(position=int(reached)).exists())
    # Away and back by the home: the lesson is named there, and opens with the place.
    visit(page, "/dashboard/")
    page.locator("#next a").click()
    expect(page).to_have_url(re.compile(lesson))
    expect(page.locator("#resume a")).to_be_visible()
    look(page)
    page.locator("#resume a").click()
    expect(part).to_be_in_viewport()
    expect(page.locator("h1")).not_to_be_in_viewport()


def test_what_is_closed_says_why_and_opens_when_it_is_time(
    page: Page, sign_in: SignIn, visit: Callable[..., object], look: Look, cohort: Cohort, enrolment: Enrolment
) -> None:
    sign_in(page, enrolment.user)
    visit(page, address(cohort))
    closed = page.locator("details.module", has_text="LKP-2").locator(".closed")
    expect(closed).to_contain_text("LKP-1")
    look(page)
    visit(page, address(cohort, "LKP-2.1"), status=403)
    expect(page.locator("main")).to_contain_text("LKP-1")
    look(page)
    page.locator(f"main a[href='{address(cohort)}']").first.click()
    for code in ("LKP-1.1", "LKP-1.2"):
        visit(page, address(cohort, code))
        follow(page.locator("#done button"))
    expect(page).to_have_url(re.compile(address(cohort, "LKP-2.1")))
    look(page)


def test_a_lesson_of_another_cohort_is_refused_with_a_way_on(
    page: Page,
    sign_in: SignIn,
    visit: Callable[..., object],
    look: Look,
    cast: Cast,
    cohort: Cohort,
    enrolment: Enrolment,
) -> None:
    other = make_cohort(actor=cast.coordinator, version=make_version(actor=cast.coordinator, modules=3))
    sign_in(page, enrolment.user)
    # A cohort one is not in, and a lesson that one's own cohort has not.
    for path, way_on in [
        (address(other, "LKP-1.1"), "/dashboard/"),
        (f"{address(cohort)}{address(other, 'LKP-3.1').split('/')[-2]}/", address(cohort)),
    ]:
        visit(page, path, status=404)
        look(page)
        page.locator(f"main a[href='{way_on}']").click()
        expect(page).to_have_url(re.compile(f"{way_on}$"))


def test_a_lesson_is_read_without_a_line(
    page: Page,
    page_at: PageAt,
    sign_in: SignIn,
    visit: Callable[..., object],
    look: Look,
    cohort: Cohort,
    enrolment: Enrolment,
    tmp_path: Path,
) -> None:
    sign_in(page, enrolment.user)
    visit(page, address(cohort, "LKP-1.1"))
    with page.expect_download() as downloading:
        page.locator("a[href$='/offline/']").click()
    kept = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(kept)
    assert kept.suffix == ".html"
    assert page.viewport_size is not None
    alone = page_at(page.viewport_size["width"])
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.context.set_offline(True)
    alone.goto(kept.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [kept.as_uri()]
    expect(alone.locator("h1")).to_have_text("Mengapa ada layanan ketenagakerjaan publik")
    check = alone.locator(".block-check").first
    check.locator(".option").first.click()
    expect(check.locator(".feedback:visible")).to_have_count(1)
    look(alone)
