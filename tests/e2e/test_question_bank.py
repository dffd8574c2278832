"""A facilitator writes a question, brings in a sheet with four faulty rows, and looks at what participants will meet."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assignments.models import Question
from assignments.questions.starter import starter_topics
from assignments.services.bank import import_questions
from lms.people.enums import Role
from lms.people.models import User
from tests.assignments.interchange.test_xlsx import GOOD, sheet
from tests.assignments.views.test_question_import import FAULTY
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.assignments.bank import make_topic
from tests.factories.people import give_role, make_unit, make_user

Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def maker(live_server: object) -> User:
    user = make_user(name="Togar Simanjuntak", email="togar@example.test", work_unit=make_unit())
    give_role(user, Role.FACILITATOR)
    return user


def test_write_a_question(page: Page, maker: User, sign_in: SignIn, axe: Look) -> None:
    make_topic(code="lkp-1", name="Layanan ketenagakerjaan publik")
    sign_in(page, maker)
    page.goto("/questions/")
    axe(page)
    follow(page.get_by_role("link", name="Tulis soal").first)
    axe(page)
    follow(page.get_by_role("link", name="Satu pilihan"))
    axe(page)
    page.get_by_role("button", name="Masukkan ke bank").last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("Topik").select_option(label="Layanan ketenagakerjaan publik")
    page.get_by_label("Soal", exact=True).fill("Sebab apa yang menahan klien ini?")
    for number, text in enumerate(("Informasi", "Keterampilan", "Hambatan"), 1):
        page.locator(f"#body-options-{number}-text").fill(text)
    page.get_by_label("Pilihan 2: benar").check()
    page.get_by_role("button", name="Tambah pilihan").click()
    expect(page.locator("#body-options-5-text")).to_be_focused()
    expect(page.locator("#body-options-2-text")).to_have_value("Keterampilan")
    page.locator("#body-options-5-text").fill("Minat")
    axe(page)
    # Enter in a field saves; it presses no button of a row.
    page.locator("#body-options-5-text").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("lkp-1-001")
    axe(page)
    options = Question.objects.select_related("current").get().current.body["options"]  # type: ignore[union-attr]
    assert [(option["text"], option["correct"]) for option in options][1:] == [
        ("Keterampilan", True),
        ("Hambatan", False),
        ("Minat", False),
    ]


def test_import_a_sheet_with_four_faulty_rows(page: Page, maker: User, sign_in: SignIn, axe: Look) -> None:
    make_topic(code="lkp-1")
    sign_in(page, maker)
    page.goto("/questions/import/")
    axe(page)
    file = {"name": "soal.xlsx", "mimeType": "application/octet-stream", "buffer": sheet(GOOD, *FAULTY)}
    page.get_by_label("Berkas").set_input_files(files=file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Periksa berkas").click()
    faults = page.get_by_role("table", name="Kekeliruan dalam berkas").locator("tbody tr")
    expect(faults).to_have_count(4)
    expect(faults.nth(0)).to_contain_text("Soal, baris 3")
    axe(page)
    page.get_by_role("button", name=re.compile("Impor 1 soal")).click()
    expect(page.get_by_role("link", name="Mana?")).to_be_visible()
    assert Question.objects.count() == 1


def test_look_at_every_kind_as_a_participant_meets_it(page: Page, maker: User, sign_in: SignIn, axe: Look) -> None:
    make_topic(code="lkp-5")
    topic = next(topic for topic in starter_topics() if topic.code == "lkp-5")
    import_questions(actor=maker, drafts=list(topic.drafts))
    sign_in(page, maker)
    page.goto("/questions/")
    axe(page)
    seen = {question.kind: question for question in Question.objects.all()}
    assert len(seen) == 9
    for question in seen.values():
        page.goto(f"/questions/{question.public_id}/")
        axe(page)
        page.goto(f"/questions/{question.public_id}/edit/")
        axe(page)
    page.goto("/questions/export/")
    axe(page)


def test_steps_are_moved_by_buttons_or_numbered_without_scripts(page_at: PageAt, maker: User, sign_in: SignIn) -> None:
    make_topic(code="lkp-5")
    topic = next(topic for topic in starter_topics() if topic.code == "lkp-5")
    import_questions(actor=maker, drafts=[draft for draft in topic.drafts if draft.kind == "ordering"])
    address = f"/questions/{Question.objects.get().public_id}/"
    page = page_at(360)
    sign_in(page, maker)
    page.goto(address)
    rows = page.locator("#asked .ordering > li")
    first = rows.first.locator("label").inner_text()
    page.get_by_role("button", name=f"Turunkan: {first}").click()
    expect(rows.nth(1).locator("label")).to_have_text(first)
    expect(rows.nth(1).locator("select")).to_have_value("2")
    plain = page_at(360, scripts=False)
    sign_in(plain, maker)
    plain.goto(address)
    expect(plain.locator("#asked .movers")).to_have_count(0)
    plain.locator("#asked .ordering select").first.select_option("5")
