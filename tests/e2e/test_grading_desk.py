"""The grader's desk in a browser: ten works by keyboard alone, two graders at once, a return and a release, and no line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from assignments.enums import SubmissionState, WorkState
from assignments.models import Grade, GradeDraft, Task, Work
from assignments.services.grading import give_grade
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


def test_a_grader_does_ten_by_keyboard_alone(page_at: PageAt, sign_in: SignIn, room: Room) -> None:
    page = page_at(1280)
    sign_in(page, room.grader)
    page.goto("/grading/")
    link = page.get_by_role("link", name="Nilai yang terlama")
    link.focus()
    page.keyboard.press("Enter")
    full_loads = []
    expect(page.locator("html")).to_have_attribute("data-desk", "ready")
    page.on("load", lambda: full_loads.append(page.url))
    for number, name in enumerate((one.name for one in room.people), start=1):
        expect(page.locator("#paper-title")).to_have_text(name)
        page.keyboard.press("4")
        page.keyboard.press("3")
        expect(page.locator("[data-total]")).to_have_text("80,00")
        if number == 2:
            page.keyboard.press("c")
            page.keyboard.type("Lengkapi tanggal, c, 1, 2 dan jamnya.")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Enter")
    page.wait_for_url("**/grading/")
    assert Work.objects.filter(state=WorkState.GRADED).count() == 10
    assert {str(grade.points) for grade in Grade.objects.all()} == {"80.00"}
    assert Grade.objects.get(work=room.works[1]).comment == "Lengkapi tanggal, c, 1, 2 dan jamnya."
    assert len(full_loads) <= 1, "only the way back to the queue loads a page"


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
