"""One draft in several places: a line cut on the way back, two tabs, a second device, and a hand-in that waited without a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from assignments.enums import FormState
from assignments.models import FormVersion, Submission, SubmissionVersion, Task
from assignments.schema import normal
from assignments.services.tasks import move_task
from courses.models import Enrolment
from lms.people import clock
from lms.people.models import User
from tests.e2e.test_task_walk import coordinator, enrolment, fill_in, kept, settled, task
from tests.factories.assignments.submissions import FORM

__all__ = ["coordinator", "enrolment", "task"]

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]


@pytest.fixture
def open_form(
    page_at: Callable[..., Page],
    sign_in: Callable[..., None],
    visit: Callable[..., Any],
    enrolment: Enrolment,
    task: Task,
) -> Open:
    """Open the form on a device of its own."""

    def go(width: int = 360) -> Page:
        page = page_at(width)
        sign_in(page, enrolment.user)
        visit(page, f"/tasks/{task.public_id}/1/")
        return page

    return go


def draft() -> dict[str, Any]:
    answers: dict[str, Any] = Submission.objects.get().draft
    return answers


def test_a_line_cut_on_the_way_back_is_no_second_device(open_form: Open) -> None:
    page = open_form()
    lost: list[str] = []

    def cut(route: Route) -> None:
        """The server has it; the phone never hears so."""
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route(re.compile("/draft/$"), cut)
    page.get_by_label("Inisial konseli").fill("A.")
    expect(page.locator("#keeping")).to_contain_text("Baru aman di ponsel ini", timeout=45_000)
    assert lost
    assert draft()["konseli"] == "A."
    page.unroute(re.compile("/draft/$"))
    page.get_by_label("Inisial konseli").fill("A.R.")
    settled(page)
    expect(page.locator("#differs > *")).to_have_count(0)
    assert draft()["konseli"] == "A.R."


def test_a_page_opened_again_after_such_a_cut_knows_its_own_words(open_form: Open) -> None:
    page = open_form()
    page.route(re.compile("/draft/$"), lambda route: (route.fetch(), route.abort()))
    page.get_by_label("Inisial konseli").fill("A.")
    expect(page.locator("#keeping")).to_contain_text("Baru aman di ponsel ini", timeout=45_000)
    with page.expect_event("requestfailed", lambda request: "A.R." in (request.post_data or "")):
        page.get_by_label("Inisial konseli").fill("A.R.")
    page.unroute(re.compile("/draft/$"))
    page.reload()
    expect(page.get_by_label("Inisial konseli")).to_have_value("A.R.")
    settled(page)
    expect(page.locator("#differs > *")).to_have_count(0)
    assert draft()["konseli"] == "A.R."


def test_two_tabs_of_one_browser_share_what_is_typed(open_form: Open, visit: Callable[..., Any], task: Task) -> None:
    one = open_form(1280)
    two = one.context.new_page()
    visit(two, f"/tasks/{task.public_id}/1/")
    one.get_by_label("Inisial konseli").fill("A.R.")
    settled(one)
    # Another field is put together without a question …
    two.get_by_label("Kata kunci").fill("las")
    expect(two.get_by_label("Inisial konseli")).to_have_value("A.R.")
    settled(two)
    assert (draft()["konseli"], draft()["kata"]) == ("A.R.", ["las"])
    # … and the same field in both is the person's choice.
    one.evaluate("document.querySelector('[name=kata]').value = 'las, listrik'")
    one.get_by_label("Inisial konseli").press("End")
    one.get_by_label("Kata kunci").press_sequentially(" ")
    expect(one.locator("#differs")).to_contain_text("las, listrik", timeout=45_000)
    one.get_by_label("Di server").check()
    one.get_by_label("Hal yang dibahas").fill("Diketik selagi memilih.")
    one.wait_for_timeout(1500)
    expect(one.get_by_label("Di server")).to_be_checked()
    one.get_by_role("button", name="Pakai pilihan saya").click()
    expect(one.get_by_label("Kata kunci")).to_have_value("las")
    settled(one)
    assert (draft()["kata"], draft()["masalah"]) == (["las"], "Diketik selagi memilih.")


def test_a_choice_stays_open_and_chosen_while_one_types_on(open_form: Open) -> None:
    phone, desk = open_form(360), open_form(1280)
    desk.get_by_label("Inisial konseli").fill("M.K.")
    settled(desk)
    phone.get_by_label("Inisial konseli").fill("A.R.")
    expect(phone.locator("#differs")).to_contain_text("M.K.", timeout=45_000)
    expect(phone.locator("#differs")).to_contain_text("Di ponsel ini: A.R.")
    phone.get_by_label("Di server").check()
    with phone.expect_response(lambda answer: "Diketik selagi" in (answer.request.post_data or "")) as sent:
        phone.get_by_label("Hal yang dibahas").fill("Diketik selagi memilih.")
    assert sent.value.status == 409
    expect(phone.get_by_label("Di server")).to_be_checked()
    expect(phone.get_by_label("Hal yang dibahas")).to_be_focused()
    phone.get_by_role("button", name="Pakai pilihan saya").click()
    settled(phone)
    assert (draft()["konseli"], draft()["masalah"]) == ("M.K.", "Diketik selagi memilih.")


def test_a_hand_in_that_waited_covers_nothing_written_elsewhere(open_form: Open, look: Callable[[Page], None]) -> None:
    phone = open_form(360)
    kept(phone)
    fill_in(phone)
    settled(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Inisial konseli").fill("B.S.")
    phone.get_by_role("button", name="Serahkan").click()
    expect(phone.locator("#keeping")).to_contain_text("Menunggu di ponsel ini", timeout=45_000)
    desk = open_form(1280)
    desk.get_by_label("Inisial konseli").fill("M.K.")
    desk.get_by_label("Kata kunci").fill("las")
    settled(desk)

    phone.context.set_offline(False)
    expect(phone.locator("#differs")).to_contain_text("M.K.", timeout=30_000)
    assert not SubmissionVersion.objects.exists()
    look(phone)
    phone.get_by_role("button", name="Pakai pilihan saya").click()
    expect(phone.get_by_label("Kata kunci")).to_have_value("las")
    settled(phone)
    phone.get_by_role("button", name="Serahkan").click()
    phone.wait_for_url("**/receipt/")
    answers = SubmissionVersion.objects.get().answers
    assert (answers["konseli"], answers["kata"]) == ("B.S.", ["las"])


def test_a_number_beyond_its_limit_is_said_before_anything_is_sent(open_form: Open) -> None:
    page = open_form()
    fill_in(page)
    page.get_by_label("Biaya").first.fill("-5")
    settled(page)
    page.route("**/hand-in/", lambda route: route.abort())
    page.get_by_role("button", name="Serahkan").click()
    errors = page.locator("#live-errors")
    expect(errors.get_by_role("link")).to_have_text("Rencana aksi, Baris 1, Biaya: Sedikitnya 0.")
    page.get_by_label("Biaya").first.fill("5")
    page.unroute("**/hand-in/")
    page.get_by_role("button", name="Serahkan").click()
    page.wait_for_url("**/receipt/")


def test_a_browser_that_keeps_nothing_still_hands_in(open_form: Open, page_at: Callable[..., Page], task: Task) -> None:
    page = open_form()
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('not here'); } })"
    )
    page.reload()
    expect(page.locator("#keeping")).to_contain_text("Peramban ini tidak dapat menyimpan", timeout=45_000)
    fill_in(page)
    page.get_by_role("button", name="Serahkan").click()
    page.wait_for_url("**/receipt/")
    assert SubmissionVersion.objects.get().answers["konseli"] == "A.R."


def test_a_draft_begun_without_a_line_keeps_its_version_of_the_form(
    open_form: Open, visit: Callable[..., Any], coordinator: User, task: Task
) -> None:
    phone = open_form()
    kept(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Inisial konseli").fill("A.R.")
    expect(phone.locator("#keeping")).to_contain_text("Baru aman di ponsel ini", timeout=45_000)
    phone.goto("/tasks/")

    old = task.form_version
    FormVersion.objects.filter(pk=old.pk).update(state=FormState.RETIRED, retired_at=clock.now())
    more = {"key": "baru", "type": "text", "label": {"id": "Isian baru"}, "required": True}
    section = {"key": "tambahan", "title": {"id": "Tambahan"}, "fields": [more]}
    newer = FormVersion.objects.create(
        form=old.form,
        number=2,
        state=FormState.PUBLISHED,
        schema=normal({**FORM, "code": old.form.code, "sections": [*FORM["sections"], section]}),
        digest="0" * 64,
        title=old.title,
        created_by=coordinator,
        published_at=clock.now(),
    )
    move_task(actor=coordinator, task=task, version=newer, seen=old, reason="Isian ditambah")

    phone.context.set_offline(False)
    visit(phone, f"/tasks/{task.public_id}/1/")
    expect(phone.get_by_label("Isian baru")).to_have_count(0, timeout=45_000)
    expect(phone.get_by_label("Inisial konseli")).to_have_value("A.R.")
    submission = Submission.objects.get()
    assert (submission.form_version, submission.draft["konseli"]) == (old, "A.R.")
    desk = open_form(1280)
    expect(desk.get_by_label("Inisial konseli")).to_have_value("A.R.")
    expect(desk.get_by_label("Isian baru")).to_have_count(0)
