"""The editor of the curriculum: signed in, a lesson changed, looked at, kept as a draft; two editors at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cms.models import CoursePage, CurriculumPage, CurriculumVersion, LessonPage, ModulePage
from cms.services import build_site, create_version, send_to_review
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import User
from lms.people.services import assign_role
from tests.e2e.conftest import PageAt
from tests.factories.cms import make_pages
from tests.factories.people import make_user
from tests.factories.programme import make_programme

SignIn = Callable[[Page, User], None]
Visit = Callable[..., object]


def editor(name: str, role: Role) -> User:
    """Somebody whose role lets them into the editor."""
    user = make_user(name=name, email=f"{name.split()[0].lower()}@example.test")
    assign_role(actor=None, user=user, role=role)
    return user


@pytest.fixture
def pages(live_server: object) -> CurriculumPage:
    curriculum = make_pages()
    build_site()
    return curriculum


@pytest.fixture
def author(pages: CurriculumPage) -> User:
    return editor("Togar Simanjuntak", Role.FACILITATOR)


@pytest.fixture
def coordinator(pages: CurriculumPage) -> User:
    return editor("Endang Puspitasari", Role.COORDINATOR)


@pytest.fixture
def in_review(pages: CurriculumPage, coordinator: User) -> CurriculumVersion:
    version = create_version(curriculum=pages, actor=coordinator, note="Pertama")
    make_programme(activities=5, columns=[Column.ILO])
    send_to_review(version=version, due_on=clock.today() + timedelta(days=7), actor=coordinator)
    return version


def lesson() -> LessonPage:
    return LessonPage.objects.order_by("path")[0]


def edit(page: Page) -> None:
    page.goto(f"/cms/pages/{lesson().pk}/edit/")


def save(page: Page) -> None:
    page.locator("button.action-save").first.click()


def test_an_author_comes_in_by_the_sign_in_and_sees_what_is_in_review(
    page_at: PageAt, axe: Callable[..., None], in_review: CurriculumVersion, author: User
) -> None:
    page = page_at(1280)
    page.goto("/cms/")
    assert "/accounts/login/" in page.url
    page.locator("input[name=login]").fill(author.email)
    page.locator("input[name=password]").fill("latihan-2026")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/cms/")
    panel = page.locator("section[aria-labelledby=versions-panel-title]")
    row = panel.locator("tr", has=page.locator(f"a[href='{in_review.get_absolute_url()}']"))
    expect(row).to_contain_text(str(in_review))
    axe(page)
    row.locator("a").click()
    expect(page.locator("h1")).to_contain_text(in_review.title)


def test_a_lesson_is_changed_looked_at_and_kept_as_a_draft(
    page_at: PageAt, sign_in: SignIn, axe: Callable[..., None], author: User
) -> None:
    page = page_at(1280)
    sign_in(page, author)
    edit(page)
    expect(page.locator("button[name=action-publish]")).to_have_count(0)
    page.locator("textarea[name=objectives]").fill("Menyusun rencana yang dapat diperiksa")
    # The field of the text is Wagtail's own and has no name yet.
    axe(page, without=("aria-input-field-name",))
    page.locator("[data-side-panel-toggle=preview]").click()
    shown = page.frame_locator("iframe[title]").last
    expect(shown.locator(".objectives")).to_contain_text("Menyusun rencana yang dapat diperiksa")
    save(page)
    expect(page.locator("textarea[name=objectives]")).to_have_value("Menyusun rencana yang dapat diperiksa")
    expect(page.locator(".messages .success")).to_be_visible()
    after = lesson()
    assert after.objectives == ["Menjelaskan satu hal"], "readers see nothing of a draft"
    assert after.get_latest_revision_as_object().objectives == ["Menyusun rencana yang dapat diperiksa"]


def test_each_kind_of_page_stands_only_where_it_belongs(page_at: PageAt, sign_in: SignIn, coordinator: User) -> None:
    page = page_at(1280)
    sign_in(page, coordinator)
    course, module = CoursePage.objects.get(), ModulePage.objects.get()
    for parent, child in ((CurriculumPage.objects.get(), "coursepage"), (course, "modulepage"), (module, "lessonpage")):
        page.goto(f"/cms/pages/{parent.pk}/add_subpage/")
        # Where one kind alone fits, the editor goes straight to it.
        expect(page).to_have_url(re.compile(f"/cms/pages/add/cms/{child}/{parent.pk}/$"))
    answer = page.goto(f"/cms/pages/{lesson().pk}/add_subpage/")
    assert answer is not None
    expect(page.locator("a[href*='/pages/add/']")).to_have_count(0)
    page.goto(f"/cms/pages/add/cms/coursepage/{module.pk}/")
    expect(page.locator("form#page-edit-form")).to_have_count(0)
    assert CoursePage.objects.count() == 1


def test_two_editors_at_once_are_told_of_each_other(
    page_at: PageAt, sign_in: SignIn, author: User, coordinator: User
) -> None:
    first, second = page_at(1280), page_at(1280)
    sign_in(first, author)
    sign_in(second, coordinator)
    edit(first)
    edit(second)
    first.locator("textarea[name=objectives]").fill("Kata yang pertama")
    save(first)
    expect(first.locator(".messages .success")).to_be_visible()
    second.locator("textarea[name=objectives]").fill("Kata yang kedua")
    # Drafts keep themselves while one types; the later one is told, and asked before the earlier words are replaced.
    expect(second.get_by_role("button", name=author.display_name)).to_be_visible(timeout=45_000)
    save(second)
    question = second.get_by_role("dialog")
    expect(question).to_contain_text(author.display_name)
    assert lesson().get_latest_revision_as_object().objectives == ["Kata yang pertama"]
    question.locator("[data-w-dialog-target=confirm]").click()
    expect(second.locator(".messages .success")).to_be_visible()
    kept = [revision.as_object().objectives for revision in lesson().revisions.order_by("-created_at")[:2]]
    assert kept == [["Kata yang kedua"], ["Kata yang pertama"]], "both stand in the history"


def test_an_author_submits_a_lesson_and_a_coordinator_lets_it_out(
    page_at: PageAt, sign_in: SignIn, author: User, coordinator: User
) -> None:
    first, second = page_at(1280), page_at(1280)
    sign_in(first, author)
    edit(first)
    first.locator("textarea[name=objectives]").fill("Menyusun rencana yang dapat diperiksa")
    first.locator("button[name=action-submit]").dispatch_event("click")
    expect(first.locator(".messages .success")).to_be_visible()
    assert lesson().objectives == ["Menjelaskan satu hal"], "readers wait for the coordinator"
    sign_in(second, coordinator)
    second.goto("/cms/")
    waiting = second.locator("#awaiting-review-content, section:has(#awaiting-review-heading)").first
    expect(waiting).to_contain_text(lesson().title)
    expect(waiting).to_contain_text(author.display_name)
    edit(second)
    second.locator("button[data-workflow-action-name=approve]").first.dispatch_event("click")
    expect(second.locator(".messages .success")).to_be_visible()
    assert lesson().objectives == ["Menyusun rencana yang dapat diperiksa"]
