"""The matching lab in the browser: by touch and keyboard on a phone, without JavaScript, and with the line cut."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assignments.models import MatchingAnswer, MatchingExercise
from assignments.services.lab_starter import load_cases
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.assignments.lab import KEYS, make_exercise
from tests.factories.courses import make_cohort, make_enrolment

Look = Callable[[Page], None]
SignIn = Callable[[Page, object], None]
# What the page says of its own save. Of an earlier one it says the hour too.
SAVED = re.compile("^(Tersimpan di server|Saved on the server)$")


@pytest.fixture
def cohort(cast: Cast, live_server: object) -> Cohort:
    return make_cohort(actor=cast.coordinator, starts_on=clock.today(), opened=True)


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening")


@pytest.fixture
def exercise(cast: Cast, cohort: Cohort) -> MatchingExercise:
    return make_exercise(actor=cast.coordinator, cohort=cohort)


def give_reasons(page: Page) -> None:
    for key in KEYS:
        page.fill(f"[name=reason_{key}]", f"Alasan {key}")
    page.check("[name=decision][value=go]")
    page.fill("[name=why]", "Lowongan sudah diperiksa")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_participant_ranks_by_buttons_and_sees_both_rankings(
    page_at: PageAt, sign_in: SignIn, look: Look, width: int, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(width)
    sign_in(page, enrolment.user)
    page.goto("/dashboard/")
    follow(page.get_by_role("link", name=re.compile("Mulai kasus|Begin this case")))
    look(page)
    board = page.locator("#order")
    for _card in range(3):
        board.locator("[data-action=place]").first.press("Enter")
    board.locator("[data-where=ranked] [data-action=down]").first.press("Enter")
    board.locator("[data-action=refuse]").last.press("Enter")
    expect(board.locator("[data-where=ranked] li span").first).to_have_text("Calon k2")
    expect(page.locator("[name=rank_k1]")).to_have_value("2")
    expect(page.locator("[name=rank_k4]")).to_have_value("x")
    give_reasons(page)
    look(page)
    page.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(page.locator("#compared")).to_contain_text("Calon k1")
    look(page)
    assert MatchingAnswer.objects.get().points > 80


def test_dragging_moves_a_card(
    page_at: PageAt, sign_in: SignIn, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    for _card in range(3):
        page.locator("#order [data-action=place]").first.click()
    lines = page.locator("#order [data-where=ranked] li")
    lines.nth(2).scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    grip, first = lines.nth(2).locator(".grip").bounding_box(), lines.nth(0).bounding_box()
    assert grip is not None
    assert first is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 40, first["y"] + 4, steps=5)
    page.mouse.up()
    expect(lines.nth(0).locator("span").first).to_have_text("Calon k3")
    expect(page.locator("[name=rank_k3]")).to_have_value("1")


def test_a_card_is_dragged_by_touch_and_escape_puts_it_back(
    page_at: PageAt, sign_in: SignIn, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    for _card in range(3):
        page.locator("#order [data-action=place]").first.click()
    phone = page.context.new_cdp_session(page)
    phone.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    lines = page.locator("#order [data-where=ranked] li")
    lines.nth(1).evaluate("(line) => line.scrollIntoView({ block: 'center' })")

    def touch(kind: str, *at: tuple[float, float]) -> None:
        phone.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]})

    def drag() -> None:
        """From the third place over the first, in small steps; the finger stays down."""
        grip, first = lines.nth(2).locator(".grip").bounding_box(), lines.nth(0).bounding_box()
        assert grip is not None
        assert first is not None
        x, high, low = grip["x"] + 10, first["y"] + 4, grip["y"] + 10
        touch("touchStart", (x, low))
        for step in range(1, 9):
            touch("touchMove", (x, low + (high - low) * step / 8))

    drag()
    # It moves along with the finger, and nothing is written yet.
    expect(lines.nth(0).locator("span").first).to_have_text("Calon k3")
    expect(page.locator("[name=rank_k3]")).to_have_value("3")
    page.keyboard.press("Escape")
    expect(lines.nth(2).locator("span").first).to_have_text("Calon k3")
    touch("touchEnd")
    expect(page.locator("[name=rank_k3]")).to_have_value("3")
    drag()
    touch("touchEnd")
    expect(page.locator("[name=rank_k3]")).to_have_value("1")
    expect(lines.nth(0).locator("span").first).to_have_text("Calon k3")


def test_what_was_made_without_a_line_is_found_again(
    page_at: PageAt, sign_in: SignIn, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    page.fill("[name=reason_k1]", "Sebelum putus")
    expect(page.locator("#state")).to_have_text(SAVED)
    page.route("**/save/", lambda route: route.abort())
    page.fill("[name=reason_k1]", "Selama putus")
    expect(page.locator("#state")).to_have_text(re.compile("perangkat ini|this device"))
    page.unroute("**/save/")
    page.reload()
    expect(page.locator("[name=reason_k1]")).to_have_value("Selama putus")
    expect(page.locator("#state")).to_have_text(SAVED)
    assert MatchingAnswer.objects.get().body["places"]["k1"]["reason"] == "Selama putus"


def test_a_draft_of_this_device_is_not_laid_over_newer_work_of_another(
    page_at: PageAt, sign_in: SignIn, look: Look, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    page.fill("[name=reason_k1]", "Awal")
    expect(page.locator("#state")).to_have_text(SAVED)
    page.route("**/save/", lambda route: route.abort())
    page.fill("[name=reason_k1]", "Di ponsel tanpa sinyal")
    expect(page.locator("#state")).to_have_text(re.compile("perangkat ini|this device"))
    desk = page_at(1280)
    sign_in(desk, enrolment.user)
    desk.goto(f"/lab/{exercise.public_id}/")
    desk.fill("[name=reason_k1]", "Di kantor")
    expect(desk.locator("#state")).to_have_text(SAVED)
    page.unroute("**/save/")
    page.reload()
    expect(page.locator("[name=reason_k1]")).to_have_value("Di ponsel tanpa sinyal")
    expect(page.locator("#state")).to_have_text(re.compile("halaman atau perangkat lain|another page or device"))
    assert MatchingAnswer.objects.get().body["places"]["k1"]["reason"] == "Di kantor"
    page.get_by_role("button", name=re.compile("Simpan|Save for later")).click()
    notice = page.locator(".notice", has=page.locator("[data-theirs]"))
    expect(notice).to_contain_text("Di kantor")
    look(page)
    expect(page.locator("[name=reason_k1]")).to_have_value("Di ponsel tanpa sinyal")
    notice.locator("[data-theirs]").click()
    expect(page.locator("[name=reason_k1]")).to_have_value("Di kantor")
    assert MatchingAnswer.objects.get().body["places"]["k1"]["reason"] == "Di kantor"


def test_signed_out_nothing_counts_as_saved(
    page_at: PageAt, sign_in: SignIn, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=reason_k1]", "Sesudah keluar")
    expect(page.locator("#state")).to_have_text(re.compile("signed out|keluar"))
    assert not MatchingAnswer.objects.exists()
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    expect(page.locator("[name=reason_k1]")).to_have_value("Sesudah keluar")
    expect(page.locator("#state")).to_have_text(SAVED)
    assert MatchingAnswer.objects.get().body["places"]["k1"]["reason"] == "Sesudah keluar"


def test_without_javascript_numbers_do(
    page_at: PageAt, sign_in: SignIn, look: Look, exercise: MatchingExercise, enrolment: Enrolment
) -> None:
    page = page_at(360, scripts=False)
    sign_in(page, enrolment.user)
    page.goto(f"/lab/{exercise.public_id}/")
    for rank, key in enumerate(KEYS[:3], 1):
        page.select_option(f"[name=rank_{key}]", str(rank))
    page.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(page.locator(".errors")).to_be_visible()
    page.select_option("[name=rank_k4]", "x")
    give_reasons(page)
    page.get_by_role("button", name=re.compile("Serahkan|Hand in")).click()
    expect(page.locator("#compared")).to_contain_text("Calon k1")
    assert MatchingAnswer.objects.get().points == 100


def test_facilitators_read_and_rank_cases(page: Page, sign_in: SignIn, look: Look, cast: Cast, cohort: Cohort) -> None:
    load_cases(actor=cast.coordinator)
    sign_in(page, cast.coordinator)
    page.goto("/lab/cases/")
    look(page)
    follow(page.locator("main tbody a").first)
    look(page)
    follow(page.locator("main a[href$='/edit/']"))
    look(page)
    page.goto(f"/cohorts/{cohort.public_id}/lab/")
    look(page)
    page.goto(f"/cohorts/{cohort.public_id}/lab/new/")
    look(page)
