"""The grader's desk in a browser: ten works by keyboard alone, two graders at once, a return and a release, and no line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from assignments.enums import SubmissionState, WorkState
from assignments.models import FieldComment, Grade, GradeDraft, Task, Work
from assignments.services.drafts import keep_text
from assignments.services.grading import give_grade, return_work
from assignments.services.releases import release
from assignments.services.rubrics import create_rubric
from assignments.services.starters import load_comments, load_rubrics
from courses.models import Cohort
from courses.services.facilitators import add_facilitator
from lms.people.enums import Role
from lms.people.models import User
from tests.assignments.grading.asking import BEST, marked, seen
from tests.e2e.conftest import PageAt
from tests.factories.assignments.grading import criterion, hand_in, make_task, make_works
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_unit, make_user

Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]
TEXT = (
    "Saya menjelaskan tiga lowongan yang sesuai, menanyakan jarak dan jam kerja, lalu menyusun rencana tindak lanjut."
)


@dataclass
class Room:
    """A cohort with ten works on the desk."""

    cohort: Cohort
    task: Task
    grader: User
    second: User
    works: list[Work]
    people: list[User]


@pytest.fixture
def room(live_server: object) -> Room:
    coordinator, grader, second = (make_user(name=name) for name in ("Endang P.", "Dewi Pertiwi", "Bagus Santoso"))
    give_role(coordinator, Role.COORDINATOR)
    unit = make_unit(name="BPVP Lombok Timur")
    cohort = make_cohort(actor=coordinator)
    for one in (grader, second):
        give_role(one, Role.FACILITATOR)
        add_facilitator(actor=coordinator, cohort=cohort, user=one)
    task = make_task(actor=coordinator, cohort=cohort)
    people = [make_user(name=f"Peserta Nomor {n}", work_unit=unit) for n in range(1, 11)]
    rows = [make_enrolment(actor=coordinator, cohort=cohort, user=one) for one in people]
    load_comments()
    return Room(cohort, task, grader, second, make_works(task=task, enrolments=rows), people)


# What is pressed at each of the ten, and what must have come of it before the last key sends it.
TEN = {
    2: ("c", "Lengkapi tanggal, c, 1, 2 dan jamnya."),
    3: ("f", "Ringkas sekali, j k n p."),
}


def reached(page: Page, name: str) -> None:
    """Go on with Tab until a link or button of this name has the focus, as somebody without a mouse does."""
    for _n in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"Tab never comes to “{name}”.", pytrace=False)


def test_a_grader_does_ten_by_keyboard_alone(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page = page_at(1280)
    sign_in(page, room.grader)
    page.goto("/grading/")
    page.evaluate("addEventListener('pointerdown', () => document.documentElement.dataset.mouse = 'used')")
    reached(page, "Nilai yang terlama")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-desk", "ready")
    page.evaluate("addEventListener('pointerdown', () => document.documentElement.dataset.mouse = 'used')")
    # The keys are heard before the page has loaded to its end.
    page.wait_for_load_state("load")
    full_loads = []
    page.on("load", lambda: full_loads.append(page.url))
    for number, name in enumerate((one.name for one in room.people), start=1):
        expect(page.locator("#paper-title")).to_have_text(name)
        if number == 4:
            _return_by_keys(page)
            continue
        if number == 5:
            _look_about_by_keys(page, name, room.people[5].name)
        _mark_by_keys(page, backwards=number == 6)
        if number in TEN:
            key, words = TEN[number]
            page.keyboard.press(key)
            page.keyboard.type(words)
            page.keyboard.press("Control+Enter")
        elif number == 7:
            page.keyboard.press("b")
            page.keyboard.press("Enter")
            expect(page.locator("#id_comment")).to_have_value(re.compile("Isian sudah lengkap"))
            page.keyboard.press("Control+Enter")
        else:
            expect(page.locator("html")).not_to_have_attribute("data-mouse", "used")
            page.keyboard.press("Enter")
    page.wait_for_url("**/grading/")
    assert len(full_loads) <= 1, "only the way back to the queue loads a page"
    _check_the_ten(room)


def _mark_by_keys(page: Page, *, backwards: bool) -> None:
    """Choose a level for both criteria, from the last to the first when that is asked for."""
    if backwards:
        page.keyboard.press("j")
        page.keyboard.press("3")
        page.keyboard.press("k")
        page.keyboard.press("4")
    else:
        page.keyboard.press("4")
        page.keyboard.press("3")
    expect(page.locator("input[name=level-isi][value=u]")).to_be_checked()
    expect(page.locator("input[name=level-bukti][value=b]")).to_be_checked()
    expect(page.locator("[data-total]")).to_have_text("80,00")


def _return_by_keys(page: Page) -> None:
    """R asks for a word first and puts the cursor where it belongs; with one it returns."""
    page.keyboard.press("r")
    expect(page.locator("[data-problem]")).to_contain_text("tekan R")
    page.keyboard.type("Lengkapi buktinya, r.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")


def _look_about_by_keys(page: Page, name: str, following: str) -> None:
    """The list of keys opens and closes; past the last criterion J goes on, N and P go from work to work."""
    page.keyboard.press("?")
    expect(page.locator("#desk-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#desk-help")).to_be_hidden()
    for there, back in (("n", "p"), ("jj", "p")):
        for key in there:
            page.keyboard.press(key)
        expect(page.locator("#paper-title")).to_have_text(following)
        page.keyboard.press(back)
        expect(page.locator("#paper-title")).to_have_text(name)


def _check_the_ten(room: Room) -> None:
    assert Work.objects.filter(state=WorkState.GRADED).count() == 9
    assert {str(grade.points) for grade in Grade.objects.all()} == {"80.00"}
    assert Grade.objects.get(work=room.works[1]).comment == TEN[2][1]
    said = FieldComment.objects.exclude(field="").get()
    assert (said.text, said.version.submission) == (TEN[3][1], room.works[2].submission)
    returned = Work.objects.select_related("submission").get(state=WorkState.RETURNED)
    assert (returned.pk, returned.submission.state) == (room.works[3].pk, SubmissionState.RETURNED)
    assert Grade.objects.get(work=room.works[6]).comment.startswith("Isian sudah lengkap")


def test_v_opens_the_earlier_version_beside_it(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page, work = page_at(1280), room.works[0]
    return_work(actor=room.grader, work=work, marked=marked({}, comment="Lengkapi"), seen=seen(work))
    _again(work)
    sign_in(page, room.grader)
    page.goto(f"/grading/{work.public_id}/")
    expect(page.locator("html")).to_have_attribute("data-desk", "ready")
    page.keyboard.press("v")
    expect(page).to_have_url(re.compile("/compare/"))
    expect(page.locator(".changed del").first).to_be_visible()


def test_points_a_note_a_release_and_handing_over_have_keys_too(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page, work = page_at(1280), room.works[0]
    Work.objects.update(rubric=None)
    sign_in(page, room.grader)
    page.goto(f"/grading/{work.public_id}/")
    expect(page.locator("html")).to_have_attribute("data-desk", "ready")
    page.keyboard.type("87,5")
    expect(page.locator("#id_points")).to_have_value("87,5")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("Bandingkan dengan lt lain, q.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#paper-title")).to_have_text(room.people[1].name)
    page.goto(f"/grading/{work.public_id}/")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Rilis nilai ini")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".paper-head .badge.ok")).to_be_visible()
    page.keyboard.press("t")
    page.wait_for_url("**/transfer/")
    page.goto(f"/grading/{work.public_id}/")
    page.keyboard.press("q")
    page.wait_for_url("**/grading/")
    work.refresh_from_db()
    assert (str(work.grade), work.state) == ("87.50/100.00", WorkState.RELEASED)
    assert work.notes.get().text == "Bandingkan dengan lt lain, q."


def test_without_a_line_nothing_typed_is_lost(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page, work = page_at(1280), room.works[0]
    sign_in(page, room.grader)
    page.goto(f"/grading/{work.public_id}/")
    expect(page.locator("html")).to_have_attribute("data-desk", "ready")
    page.context.set_offline(True)
    page.keyboard.press("4")
    page.keyboard.press("c")
    page.keyboard.type("Ditulis tanpa jaringan")
    expect(page.locator("[data-saved]")).to_contain_text("Tidak ada jaringan")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("[data-problem]")).to_contain_text("Tidak ada jaringan")
    expect(page.locator("#paper-title")).to_have_text(room.people[0].name)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    draft = GradeDraft.objects.get()
    assert (draft.comment, draft.levels) == ("Ditulis tanpa jaringan", {"isi": "u"})


def test_what_never_reached_the_server_is_taken_up_again(
    page_at: PageAt, sign_in: SignIn, look: Look, room: Room
) -> None:
    context, work = page_at(1280).context, room.works[0]
    sign_in(context.pages[0], room.grader)

    def opened() -> Page:
        page = context.new_page()
        page.goto(f"/grading/{work.public_id}/")
        expect(page.locator("html")).to_have_attribute("data-desk", "ready")
        return page

    def write_and_lose_power(words: str) -> None:
        page = opened()
        context.set_offline(True)
        page.locator("#id_comment").fill(words)
        expect(page.locator("[data-saved]")).to_contain_text("Tidak ada jaringan")
        page.close()
        context.set_offline(False)

    write_and_lose_power("Yang pertama")
    page = opened()
    expect(page.locator("#id_comment")).to_have_value("Yang pertama")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.close()
    write_and_lose_power("Yang kedua")
    keep_text(actor=room.grader, work=work, marked=marked({}, comment="Dari perangkat lain"))
    page = opened()
    expect(page.locator("#id_comment")).to_have_value("Dari perangkat lain")
    expect(page.locator("[data-both]")).to_contain_text("Yang kedua")
    look(page)
    page.locator("[data-take]").click()
    expect(page.locator("#id_comment")).to_have_value("Yang kedua")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    assert GradeDraft.objects.get().comment == "Yang kedua"


def test_moving_about_grades_nothing_and_saves_as_it_goes(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page = page_at(1280)
    sign_in(page, room.grader)
    page.goto(f"/grading/{room.works[0].public_id}/")
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("Belum selesai")
    expect(page.locator("[data-saved]")).to_contain_text("Tersimpan")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#paper-title")).to_have_text(room.people[1].name)
    page.keyboard.press("p")
    expect(page.locator("#paper-title")).to_have_text(room.people[0].name)
    expect(page.locator("#id_comment")).to_have_value("Belum selesai")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.locator("#id_comment")).to_have_value(
        "Belum selesai\nIsian sudah lengkap dan saling bersesuaian. Pertahankan."
    )
    page.go_back()
    expect(page.locator("#paper-title")).to_have_text(room.people[1].name)
    assert GradeDraft.objects.get(work=room.works[0]).levels == {"isi": "c"}
    assert not Grade.objects.exists()


def test_two_graders_race_and_the_second_is_told(page_at: PageAt, sign_in: SignIn, look: Look, room: Room) -> None:
    page, work = page_at(1280), room.works[0]
    sign_in(page, room.grader)
    page.goto(f"/grading/{work.public_id}/")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.press("c")
    page.keyboard.type("Dari yang kedua")
    give_grade(actor=room.second, work=work, marked=marked(BEST, comment="Dari yang pertama"), seen=seen(work))
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-problem]")).to_contain_text("Bagus Santoso")
    expect(page.locator("#id_comment")).to_have_value("Dari yang kedua")
    page.reload()
    expect(page.locator("#id_comment")).to_have_value("Dari yang kedua")
    expect(page.locator(".history").first).to_be_attached()
    look(page)
    assert [grade.comment for grade in Grade.objects.all()] == ["Dari yang pertama"]


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (360, False)])
def test_returned_improved_graded_released_and_read(
    page_at: PageAt, sign_in: SignIn, look: Look, room: Room, width: int, scripts: bool
) -> None:
    page, work = page_at(width, scripts=scripts), room.works[0]
    sign_in(page, room.grader)
    page.goto(f"/grading/{work.public_id}/")
    if scripts:
        look(page)
    if scripts and width == 360:
        page.locator(".sheet > summary").click()
    page.locator("#id_comment").fill("Lengkapi buktinya.")
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("#paper-title")).to_have_text(room.people[1].name)
    work.refresh_from_db()
    assert (work.state, work.submission.state) == (WorkState.RETURNED, SubmissionState.RETURNED)
    _again(work)
    page.goto(f"/grading/{work.public_id}/")
    expect(page.locator(".changed del")).to_have_count(2)
    if scripts and width == 360:
        page.locator(".sheet > summary").click()
    for name in ("level-isi", "level-bukti"):
        page.locator(f"input[name={name}][value=u]").check()
    page.locator("[data-send]").click()
    expect(page.locator("#paper-title")).to_have_text(room.people[1].name)
    page.goto("/grading/")
    if scripts:
        look(page)
    page.get_by_role("link", name="1 nilai siap dirilis").click()
    page.get_by_role("button", name="Rilis semuanya").click()
    page.wait_for_url("**/grading/")
    reader = page_at(width, scripts=scripts)
    sign_in(reader, room.people[0])
    reader.goto("/results/")
    reader.locator("main a[href*='/results/']").first.click()
    expect(reader.locator(".verdict .figure")).to_have_text("100,00")
    if scripts:
        look(reader)


def _again(work: Work) -> None:
    from assignments.services.works import put_on_desk
    from tests.factories.assignments.grading import piece_of

    hand_in(work.submission, {"peserta": "Peserta Nomor 1", "ringkasan": TEXT, "jumlah": "3"})
    put_on_desk(**vars(piece_of(work.submission)))


def test_the_screens_around_the_desk(page_at: PageAt, sign_in: SignIn, look: Look, room: Room) -> None:
    page = page_at(1280)
    for work in room.works[:3]:
        give_grade(actor=room.grader, work=work, marked=marked(BEST), seen=seen(work))
    release(actor=room.grader, works=room.works[:1])
    rubric = create_rubric(actor=room.grader, title="Laporan", criteria=[criterion(), criterion("bukti", "Bukti")])
    load_rubrics(actor=room.grader)
    coordinator = room.cohort.created_by
    sign_in(page, coordinator)
    for path in (
        "/dashboard/",
        "/rubrics/",
        "/rubrics/new/",
        f"/rubrics/{rubric.public_id}/",
        f"/rubrics/{rubric.public_id}/edit/",
        "/grading/comments/",
        "/grading/release/",
        "/grading/transfer/",
        f"/grading/{room.works[0].public_id}/",
        f"/grading/{room.works[5].public_id}/transfer/",
        f"/grading/{room.works[5].public_id}/compare/",
        f"/cohorts/{room.cohort.public_id}/grading/",
        f"/cohorts/{room.cohort.public_id}/grading/absences/new/",
        f"/gradebook/{room.cohort.public_id}/",
        f"/gradebook/{room.cohort.public_id}/drops/",
    ):
        page.goto(path)
        look(page)
