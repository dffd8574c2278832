"""A cohort fills: a unit nominates with its letter, the organiser brings in the rest from a workbook, two wait, one leaves, the first moves up."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from courses import kinds
from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.notices.models import Notice
from lms.people.models import User
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.courses import make_cohort
from tests.factories.files import paper
from tests.factories.people import make_user
from tests.factories.spreadsheets import workbook

S = EnrolmentState
SEATS = 8
Look = Callable[[Page], None]


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return make_cohort(actor=cast.coordinator, capacity=SEATS, name="Angkatan Uji", opened=False)


def test_from_the_call_to_who_moves_up(
    cast: Cast, cohort: Cohort, page_at: PageAt, sign_in: Callable[[Page, User], None], look: Look
) -> None:
    organiser, contact = page_at(1280), page_at(360)
    sign_in(organiser, cast.coordinator)
    sign_in(contact, cast.unit_contact)
    known = make_user(work_unit=cast.unit, name="Sri Wahyuni", email="sri@example.test")
    waiting = [make_user(work_unit=cast.unit, name=name) for name in ("Tunggu Satu", "Tunggu Dua")]

    open_call(organiser, cohort, look)
    nominate(contact, look)
    assert Enrolment.objects.filter(state=S.NOMINATED).count() == 3
    accept_all(organiser, cohort, look)
    assert Enrolment.objects.get(user=known).state == S.ACCEPTED

    bring_in(organiser, cohort, cast.unit.name, waiting, look)
    first, second = (Enrolment.objects.get(user=one) for one in waiting)
    assert (first.state, second.state) == (S.WAITLISTED, S.WAITLISTED)
    assert Enrolment.objects.filter(state=S.ACCEPTED).count() == SEATS

    withdraw(organiser, cohort, "Sri Wahyuni", look)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.ACCEPTED, S.WAITLISTED)
    assert Notice.objects.filter(to=waiting[0], kind=kinds.PROMOTED, withdrawn_at__isnull=True).exists()
    assert not Notice.objects.filter(to=waiting[1], kind=kinds.PROMOTED).exists()

    reader = page_at(360)
    sign_in(reader, waiting[0])
    reader.goto("/dashboard/")
    expect(reader.locator("form[action$='/take-up/'] button")).to_be_visible()
    look(reader)

    announce_and_read(organiser, reader, cohort, look)


def open_call(page: Page, cohort: Cohort, look: Look) -> None:
    page.goto(f"/cohorts/{cohort.public_id}/nominations/")
    look(page)
    page.locator("a[href$='/nominations/call/']").click()
    expect(page.locator("input[name=until]")).to_be_visible()
    page.locator("input[name=until]").fill("2099-12-31")
    page.locator("textarea[name=note]").fill("Bawa laptop.")
    page.locator(".quota input").first.fill("3")
    look(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/nominations/")
    expect(page.locator(".notice").first).to_be_visible()


def nominate(page: Page, look: Look) -> None:
    """One who is here and two who are new, with the letter."""
    page.goto("/nominations/")
    look(page)
    page.locator("a.btn[href*='/nominate/']").click()
    expect(page.locator("#letter")).to_be_visible()
    page.get_by_label("Sri Wahyuni").check()
    for number, name in ((1, "Wayan Sudarma"), (2, "Siti Rahmawati")):
        page.locator(f"input[name=new{number}_name]").fill(name)
        page.locator(f"input[name=new{number}_email]").fill(f"baru{number}@example.test")
    page.locator("input[name=new1_nip]").fill("19850101 201001 1 00")
    page.locator("input[name=letter_number]").fill("ST-12/2026")
    page.locator("input[name=letter_date]").fill("2026-07-20")
    letter = {"name": "surat-tugas.pdf", "mimeType": "application/pdf", "buffer": paper()}
    page.locator("input[name=file]").set_input_files(letter)
    send = page.locator("#letter ~ p button[type=submit]")
    send.click()
    # A digit is missing: it is said, and the letter need not be chosen again.
    expect(page.locator(".has-error input[name=new1_nip]")).to_be_visible()
    look(page)
    page.locator("input[name=new1_nip]").fill("19850101 201001 1 001")
    send.click()
    expect(page.locator("#people")).to_be_visible()
    expect(page.locator("#people tbody tr")).to_have_count(3)
    look(page)


def accept_all(page: Page, cohort: Cohort, look: Look) -> None:
    page.goto(f"/cohorts/{cohort.public_id}/nominations/")
    expect(page.locator("#undecided tbody tr")).to_have_count(3)
    look(page)
    page.locator("button[name=all]").click()
    expect(page.locator("#undecided .empty")).to_be_visible()


def bring_in(page: Page, cohort: Cohort, unit: str, waiting: list[User], look: Look) -> None:
    """Five who are new fill the seats, two who are here wait, four rows are to be corrected."""
    good: list[list[Any]] = [[f"Peserta {n}", f"peserta{n}@example.test", "", unit, "", ""] for n in range(5)]
    good += [[one.name, one.email, "", unit, "", ""] for one in waiting]
    faulty = [
        ["Nip Bulat", "bulat@example.test", 198501012010011001, unit, "", ""],
        ["Tanpa Unit", "unit@example.test", "", "Balai Entah", "", ""],
        ["Salah Tanggal", "tanggal@example.test", "", unit, "", "31/02/1985"],
        ["Salah Surel", "bukan-alamat", "", unit, "", ""],
    ]
    page.goto(f"/cohorts/{cohort.public_id}/people/")
    look(page)
    page.locator("a[href$='/people/import/']").click()
    expect(page.locator("input[name=file]")).to_be_visible()
    look(page)
    name, kind = "daftar.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[name=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": workbook([*good, *faulty])}
    )
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#faults tbody tr")).to_have_count(4)
    look(page)
    with page.expect_download() as download:
        page.locator("a[href$='/faulty.xlsx']").click()
    content = download.value.path().read_bytes()
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Peserta").to_python()
    assert [row[0] for row in rows[1:]] == [row[0] for row in faulty]
    follow(page.locator("form[action$='/confirm/'] button"))
    expect(page.locator("#confirm")).to_have_count(0)
    expect(page.locator(".stat strong").first).to_have_text("7")
    look(page)


def withdraw(page: Page, cohort: Cohort, name: str, look: Look) -> None:
    page.goto(f"/cohorts/{cohort.public_id}/people/")
    page.locator("tr", has_text=name).locator("a[href$='/withdraw/']").click()
    page.locator("textarea[name=reason]").fill("Pindah tugas")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/people/")
    expect(page.locator("tr", has_text="Tunggu Satu")).to_contain_text("Diterima")
    page.locator("a", has_text=name).click()
    expect(page.locator("#history")).to_contain_text("Pindah tugas")
    expect(page.locator("#history")).to_contain_text("ST-12/2026")
    look(page)
    page.goto(f"/cohorts/{cohort.public_id}/people/invitations/")
    look(page)


def announce_and_read(organiser: Page, reader: Page, cohort: Cohort, look: Look) -> None:
    organiser.goto(f"/cohorts/{cohort.public_id}/announcements/")
    look(organiser)
    organiser.locator("a[href$='/announcements/new/']").first.click()
    organiser.locator("input[name=title]").fill("Kelas mulai pukul sembilan")
    organiser.locator("textarea[name=text]").fill("Mohon hadir tepat waktu.")
    organiser.locator("main form button[type=submit]").first.click()
    expect(organiser.locator("#readers")).to_contain_text(f"0 dari {SEATS}")
    address = organiser.url
    reader.goto("/dashboard/")
    with reader.expect_response(lambda answer: answer.url.endswith("/read/")) as noted:
        reader.locator("#announcements a").first.click()
    assert noted.value.status == 204
    look(reader)
    organiser.goto(address)
    expect(organiser.locator("#readers")).to_contain_text(f"1 dari {SEATS}")
    look(organiser)
