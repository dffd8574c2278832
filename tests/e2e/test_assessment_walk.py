"""A participant's whole way through assessment: pre-test, matching case, the counselling record with the line cut, back from the
grader, handed in again, graded, released, read. Once on a phone, once at a desk; the grader sits at the same width."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assignments.enums import QuizKind, SubmissionState, WorkState
from assignments.models import Attempt, MatchingAnswer, Submission, SubmissionVersion, Task, Work
from assignments.services.quizzes import PartPlan
from assignments.services.taskforms import write_form
from assignments.starter import starter_forms
from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.assignments.grading import make_rubric
from tests.factories.assignments.lab import KEYS, make_exercise
from tests.factories.assignments.quizzes import make_question, make_quiz, make_topic
from tests.factories.assignments.taskforms import make_form_version, make_task
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import photo

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def cohort(cast: Cast, live_server: object) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator, starts_on=clock.today())
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    topic = make_topic(actor=cast.coordinator, name="Melayani pencari kerja")
    parts = [PartPlan(question=make_question(actor=cast.coordinator, topic=topic, code=f"awal-{n}")) for n in (1, 2)]
    make_quiz(actor=cast.coordinator, cohort=cohort, kind=QuizKind.PRE_TEST, parts=parts)
    make_exercise(actor=cast.coordinator, cohort=cohort)
    return cohort


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort, name="Sekar Wening", work_unit=cast.unit)


@pytest.fixture
def task(cast: Cast, cohort: Cohort) -> Task:
    """The counselling record as the programme has it."""
    record = next(form for form in starter_forms()[0] if form["code"] == "LT-03")
    version = make_form_version(
        actor=cast.coordinator, form=write_form(actor=cast.coordinator, schema=record), closer=cast.admin
    )
    return make_task(actor=cast.coordinator, cohort=cohort, version=version, rubric=make_rubric(actor=cast.coordinator))


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "ruang-1.jpg", tmp_path / "ruang-2.jpg"]
    for path, size in zip(paths, [(2400, 1600), (1600, 2200)], strict=True):
        path.write_bytes(photo("JPEG", size, with_place=True))
    return paths


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_pre_test_to_the_grade_that_is_read(
    page_at: PageAt,
    sign_in: SignIn,
    look: Look,
    cast: Cast,
    enrolment: Enrolment,
    task: Task,
    photos: list[Path],
    width: int,
) -> None:
    page, desk = page_at(width), page_at(width)
    sign_in(page, enrolment.user)
    sign_in(desk, cast.facilitator)
    _take_the_pre_test(page, look)
    _rank_the_case(page, look)
    _fill_in_with_the_line_cut(page, look, photos)

    _send_back(desk, width)
    _improve(page, look)
    _grade_and_release(desk, look, width)

    page.goto("/dashboard/")
    expect(page.locator("#grades")).to_contain_text("100,00")
    look(page)
    follow(page.locator("#grades a").first)
    expect(page.locator(".verdict .figure")).to_have_text("100,00")
    expect(page.locator("main")).to_contain_text(cast.facilitator.name)
    look(page)


def _take_the_pre_test(page: Page, look: Look) -> None:
    page.goto("/dashboard/")
    look(page)
    follow(page.locator("section.card.next h2 a[href^='/quizzes/']"))
    follow(page.locator("form[action$='/start/'] button"))
    expect(page.locator("#quiz")).to_have_attribute("data-ready", "1")
    for number in (1, 2):
        one = page.locator(f"[data-question='{number}']")
        one.locator(".option", has_text="benar").click()
        expect(one.locator("[data-state]")).to_have_attribute("data-tone", "ok")
    page.get_by_role("button", name="Serahkan").click()
    expect(page).to_have_url(re.compile("/result/"))
    look(page)
    assert Attempt.objects.get().points == 2


def _rank_the_case(page: Page, look: Look) -> None:
    page.goto("/dashboard/")
    follow(page.get_by_role("link", name="Mulai kasus"))
    board = page.locator("#order")
    for _card in range(3):
        board.locator("[data-action=place]").first.press("Enter")
    board.locator("[data-action=refuse]").last.press("Enter")
    for key in KEYS:
        page.fill(f"[name=reason_{key}]", f"Alasan {key}")
    page.check("[name=decision][value=go]")
    page.fill("[name=why]", "Lowongan sudah diperiksa")
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#compared")).to_contain_text("Calon k1")
    look(page)
    assert MatchingAnswer.objects.get().handed_in_at is not None


def _fill_in_with_the_line_cut(page: Page, look: Look, photos: list[Path]) -> None:
    page.goto("/tasks/")
    follow(page.get_by_role("link", name="Catatan konseling"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_label("Tanggal kegiatan").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_label("Inisial konseli").fill("A.R.")
    page.get_by_label("Luring").check()
    page.get_by_label("Hal yang dibahas").fill("Bingung memilih pelatihan.")
    page.get_by_label("Pilih berkas").set_input_files(photos[0])
    # A photo is made smaller first; until then nothing waits.
    expect(page.locator(".file .where")).to_contain_text("di server")
    _on_the_server(page)

    page.context.set_offline(True)
    page.get_by_label("Pilih berkas").set_input_files(photos[1])
    page.get_by_label("Ringkasan hasil wawancara").fill("Lebih cocok pelatihan las; klien setuju.")
    page.get_by_label("Pelatihan", exact=True).check()
    page.get_by_label("Langkah klien").first.fill("Mendaftar pelatihan las")
    page.get_by_label("Tenggat").first.fill(f"{clock.today():%Y-%m-%d}")
    expect(page.locator(".file")).to_have_count(2)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Menunggu di ponsel ini")
    look(page)
    assert not SubmissionVersion.objects.exists()

    page.context.set_offline(False)
    page.goto("/tasks/")
    # The list is loaded anew when the server has it; until then the box of what waits may not have been drawn yet.
    expect(page.locator(".tasks").first).to_contain_text("Diserahkan", timeout=60_000)
    expect(page.locator("#unsent")).to_be_hidden()
    version = SubmissionVersion.objects.get()
    assert version.evidence.count() == 2
    assert version.answers["ringkasan"] == "Lebih cocok pelatihan las; klien setuju."


def _on_the_server(page: Page) -> None:
    expect(page.locator("#keeping")).not_to_have_class(re.compile("local"), timeout=45_000)


def _send_back(desk: Page, width: int) -> None:
    work = Work.objects.get(submission__isnull=False)
    desk.goto(f"/grading/{work.public_id}/")
    expect(desk.locator("html")).to_have_attribute("data-desk", "ready")
    if width == 360:
        desk.locator(".sheet > summary").click()
    desk.locator("#id_comment").fill("Tambahkan tenggat yang masuk akal.")
    desk.get_by_role("button", name="Kembalikan").click()
    desk.wait_for_url("**/grading/")
    assert Submission.objects.get().state == SubmissionState.RETURNED


def _improve(page: Page, look: Look) -> None:
    page.goto("/tasks/")
    expect(page.locator(".tasks").first).to_contain_text("Dikembalikan")
    follow(page.get_by_role("link", name="Catatan konseling"))
    expect(page.locator("main")).to_contain_text("Tambahkan tenggat yang masuk akal.")
    look(page)
    page.get_by_label("Hal yang dibahas").fill("Bingung memilih pelatihan; sudah melamar ke tujuh perusahaan.")
    _on_the_server(page)
    page.get_by_role("button", name="Serahkan lagi").click()
    page.wait_for_url("**/receipt/")
    look(page)
    submission = Submission.objects.get()
    assert (submission.state, submission.versions.count()) == (SubmissionState.SUBMITTED, 2)


def _grade_and_release(desk: Page, look: Look, width: int) -> None:
    work = Work.objects.get(submission__isnull=False)
    assert work.state == WorkState.WAITING
    desk.goto(f"/grading/{work.public_id}/")
    expect(desk.locator("html")).to_have_attribute("data-desk", "ready")
    look(desk)
    if width == 360:
        desk.locator(".sheet > summary").click()
    for name in ("level-isi", "level-bukti"):
        desk.locator(f"input[name={name}][value=u]").check()
    desk.locator("[data-send]").click()
    # It was the last one: the desk goes back to the queue by itself.
    desk.wait_for_url("**/grading/")
    assert Work.objects.get(pk=work.pk).state == WorkState.GRADED
    follow(desk.get_by_role("link", name="1 nilai siap dirilis"))
    follow(desk.get_by_role("button", name="Rilis semuanya"))
