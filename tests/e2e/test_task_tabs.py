"""Several tabs of one browser, and what waits in it: each is sent as soon as it can be, and every page says what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assignments.enums import SubmissionState
from assignments.models import Submission, SubmissionVersion, Task
from courses.models import Enrolment
from tests.e2e.browsing import follow, forgotten, until
from tests.e2e.test_task_walk import coordinator, enrolment, fill_in, kept, settled, task
from tests.factories.assignments.submissions import ANSWERS, make_handed_in

__all__ = ["coordinator", "enrolment", "task"]

pytestmark = pytest.mark.django_db(transaction=True)

# What is tried again every 20 seconds is switched off: what is sent here is sent by what happened.
NO_TICK = """
const every = setInterval;
globalThis.setInterval = (act, wait, ...rest) => (wait >= 20_000 ? 0 : every(act, wait, ...rest));
"""
# The lock that a tab holds while it sends, held until it is let go.
HOLD = """(name) => new Promise((held) => {
  navigator.locks.request(name, () => new Promise((done) => { globalThis.letGo = done; held(); }));
})"""
WAITING = "async (name) => (await navigator.locks.query()).pending.filter((one) => one.name === name).length"


@pytest.fixture
def tab(
    page_at: Callable[..., Page], sign_in: Callable[..., None], visit: Callable[..., Any], enrolment: Enrolment
) -> Callable[..., Page]:
    """Open a page in a new tab of the one browser of the participant."""
    found: list[BrowserContext] = []

    def go(path: str) -> Page:
        if not found:
            first = page_at(360)
            found.append(first.context)
            first.context.add_init_script(NO_TICK)
            sign_in(first, enrolment.user)
        page = found[0].new_page()
        visit(page, path)
        return page

    return go


def test_a_hand_in_goes_as_soon_as_another_tab_has_sent(tab: Callable[..., Page], task: Task) -> None:
    other, page = tab("/tasks/"), tab(f"/tasks/{task.public_id}/1/")
    fill_in(page)
    settled(page)
    other.evaluate(HOLD, "padan-carry")
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Sedang diserahkan")
    until(lambda: page.evaluate(WAITING, "padan-carry") == 1)
    assert not SubmissionVersion.objects.exists()
    other.evaluate("letGo()")
    page.wait_for_url("**/receipt/")
    assert SubmissionVersion.objects.count() == 1


def test_a_page_sees_what_another_tab_has_handed_in_for_it(tab: Callable[..., Page], task: Task) -> None:
    page = tab(f"/tasks/{task.public_id}/1/")
    fill_in(page)
    settled(page)
    page.route("**/hand-in/", lambda route: route.abort())
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Menunggu di ponsel ini")
    other = tab("/tasks/")
    expect(other.locator(".tasks").first).to_contain_text("Diserahkan")
    expect(other.locator("#unsent")).to_be_hidden()
    version = SubmissionVersion.objects.get()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url(f"**/submissions/{version.submission.public_id}/")


def test_a_draft_that_another_tab_has_sent_is_said_to_be_safe(tab: Callable[..., Page], task: Task) -> None:
    page = tab(f"/tasks/{task.public_id}/1/")
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label("Inisial konseli").fill("A.R.")
    expect(page.locator("#keeping")).to_contain_text("Baru aman di ponsel ini")
    tab("/tasks/")
    until(lambda: Submission.objects.filter(draft__konseli="A.R.").exists())
    page.evaluate("dispatchEvent(new Event('online'))")
    settled(page)


def hand_in_without_a_line(page: Page) -> None:
    """Fill in the form that is open and hand it in with the line cut: it waits on the phone."""
    kept(page)
    fill_in(page)
    settled(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Menunggu di ponsel ini")


def test_a_hand_in_that_came_too_late_can_be_taken_from_the_list(
    tab: Callable[..., Page], look: Callable[[Page], None], enrolment: Enrolment, task: Task
) -> None:
    page = tab(f"/tasks/{task.public_id}/1/")
    hand_in_without_a_line(page)
    draft = Submission.objects.get().draft
    make_handed_in(task=task, enrolment=enrolment, answers={**ANSWERS, **draft})
    page.context.set_offline(False)
    page.goto("/tasks/")
    box = page.locator("#unsent")
    expect(box).to_contain_text("sudah diserahkan")
    look(page)
    box.get_by_role("button", name="Hapus").click()
    expect(page.locator("#unsent")).to_be_hidden()
    assert SubmissionVersion.objects.count() == 1


def test_the_home_sends_what_waits_and_says_so(
    tab: Callable[..., Page], visit: Callable[..., Any], look: Callable[[Page], None], task: Task
) -> None:
    page = tab(f"/tasks/{task.public_id}/1/")
    hand_in_without_a_line(page)
    page.context.set_offline(False)
    # The line carries pages, but not yet what waits.
    page.route("**/hand-in/", lambda route: route.abort())
    visit(page, "/dashboard/")
    expect(page.locator("#unsent-here")).to_contain_text("Belum terkirim")
    look(page)
    assert not SubmissionVersion.objects.exists()
    page.unroute("**/hand-in/")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(SubmissionVersion.objects.exists)
    expect(page.locator("#unsent-here")).to_be_hidden()
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_pages_are_gone_from_the_phone_before_one_is_signed_out(
    tab: Callable[..., Page], enrolment: Enrolment, task: Task
) -> None:
    page = tab(f"/tasks/{task.public_id}/1/")
    kept(page)
    # Without the worker, and on a slow disk.
    page.evaluate(
        """async () => {
          for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
          const away = caches.delete.bind(caches);
          caches.delete = async (name) => (await new Promise((done) => setTimeout(done, 400)), away(name));
        }"""
    )
    page.locator(".menu > summary").first.click()
    follow(page.get_by_role("button", name="Keluar"))
    forgotten(page)
    page.goto("/tasks/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
