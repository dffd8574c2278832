"""A constraint on its way: raised on a phone without a line, shared, discussed, assigned, its lesson strengthened, told, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.enums import ConstraintState
from fieldpractice.models import Constraint, HelpAnswer
from lms.notices.models import Notice
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.constraints import make_stronger
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_session
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "OTP tidak kunjung tiba di loket kami"


@pytest.fixture
def facilitator(live_server: Any) -> User:
    user = make_user(name="Fasilitator Uji")
    give_role(user, Role.FACILITATOR)
    return user


@pytest.fixture
def people(facilitator: User) -> list[Enrolment]:
    coordinator = make_user(name="Koordinator")
    give_role(coordinator, Role.COORDINATOR)
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(weeks=6), name="Angkatan 3")
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    make_session(cohort, actor=coordinator, starts_at=clock.now() - timedelta(hours=3), title="Pemantauan minggu 2")
    units = (make_unit(name="BPVP Kendari"), make_unit(name="BPVP Ternate"))
    return [
        make_enrolment(actor=coordinator, cohort=cohort, name=name, work_unit=unit)
        for name, unit in zip(("Sari Wulandari", "Bagus Pratama"), units, strict=True)
    ]


def kept(page: Page) -> None:
    """Wait until the phone has kept the page for later."""
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          for (let turn = 0; turn < 100; turn++) {
            for (const name of await caches.keys())
              if (name.startsWith("padan-pages:") && await (await caches.open(name)).match("/constraints/raise/")) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error("the page was not kept");
        }"""
    )


def fill_in(page: Page, title: str, text: str = "") -> None:
    page.get_by_label("Apa kendalanya").fill(title)
    page.get_by_label("Sistem", exact=True).check()
    page.get_by_label("Tinggi", exact=True).check()
    if text:
        page.locator("summary", has_text="Selengkapnya").click()
        page.get_by_label("Yang terjadi").fill(text)


def test_from_a_phone_without_a_line_to_a_stronger_lesson(
    page: Page,
    page_at: PageAt,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
    people: list[Enrolment],
    facilitator: User,
) -> None:
    first, second = people
    row = _raised_without_a_line(page, sign_in, visit, look, first)

    other = page_at(360)
    sign_in(other, second.user)
    visit(other, "/constraints/")
    look(other)
    follow(other.get_by_role("link", name=TITLE))
    expect(other.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert "Sari Wulandari" not in other.content()
    follow(other.get_by_role("button", name="Saya juga mengalami"))
    expect(other.get_by_text("2 orang, 2 unit")).to_be_visible()
    look(other)

    desk = page_at(1280)
    sign_in(desk, facilitator)
    _discussed_and_assigned(desk, visit, look, row)
    make_stronger(actor=facilitator, before=first.cohort.version)
    _strengthened(desk, visit, look, row)

    _told_and_confirms(page, visit, look, row, first)
    visit(desk, row.get_absolute_url())
    expect(desk.get_by_text("membantu: 1 ya, 0 tidak")).to_be_visible()
    follow(desk.get_by_role("link", name="Tuntas", exact=True))
    desk.get_by_label("Bukti", exact=True).fill("Peserta menyatakan terbantu.")
    follow(desk.get_by_role("button", name="Tuntaskan"))
    row.refresh_from_db()
    assert row.state == ConstraintState.RESOLVED
    visit(desk, reverse("fieldpractice:constraint_figures", args=[first.cohort.public_id]))
    expect(desk.get_by_role("heading", name="Hari menuju tiap tahap")).to_be_visible()
    look(desk)


def _raised_without_a_line(page: Page, sign_in: Any, visit: Any, look: Any, who: Enrolment) -> Constraint:
    sign_in(page, who.user)
    visit(page, "/constraints/raise/")
    look(page)
    kept(page)
    page.context.set_offline(True)
    page.reload()
    # Half a constraint does not leave the page, line or no line.
    page.get_by_label("Apa kendalanya").fill("OTP")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.locator("#waiting")).to_be_hidden()
    fill_in(page, TITLE, "Nomor 0812 3456 7890 tidak menerima kode.")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.locator("#waiting-rows")).to_contain_text("belum terkirim")
    page.reload()
    expect(page.locator("#waiting-rows")).to_contain_text(TITLE)
    assert not Constraint.objects.exists()
    page.context.set_offline(False)
    # What looks like a client's phone number is pointed out before it is in the register; it is tried again after 15 seconds.
    expect(page.locator("#waiting-rows")).to_contain_text("nomor telepon", timeout=40_000)
    look(page)
    page.get_by_role("button", name="Ubah").click()
    page.get_by_label("Yang terjadi").fill("Kode tidak masuk pada tiga operator.")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.locator("#waiting-rows")).to_contain_text("Sudah tercatat.", timeout=40_000)
    look(page)
    row = Constraint.objects.get()
    assert (row.title, row.severity, row.text) == (TITLE, 3, "Kode tidak masuk pada tiga operator.")
    return row


def _discussed_and_assigned(desk: Page, visit: Any, look: Any, row: Constraint) -> None:
    visit(desk, row.get_absolute_url())
    expect(desk.get_by_text("Sari Wulandari").first).to_be_visible()
    follow(desk.get_by_role("link", name="Dibahas", exact=True))
    look(desk)
    desk.get_by_label("Yang disampaikan").fill("Materi belum menjelaskan batas waktu OTP.")
    follow(desk.get_by_role("button", name="Catat", exact=True))
    follow(desk.get_by_role("link", name="Tugaskan", exact=True))
    desk.get_by_label("Pelajaran yang seharusnya menjawab").select_option(label="LKP-1.1 Judul LKP-1.1")
    look(desk)
    follow(desk.get_by_role("button", name="Tugaskan", exact=True))
    expect(desk.get_by_text("Dibahas dalam “Pemantauan minggu 2”")).to_be_visible()
    look(desk)


def _strengthened(desk: Page, visit: Any, look: Any, row: Constraint) -> None:
    visit(desk, row.get_absolute_url())
    follow(desk.get_by_role("link", name="Lihat perubahannya"))
    expect(desk.locator("ins").first).to_be_visible()
    look(desk)
    desk.get_by_label("Yang berubah").fill("Pelajaran kini menjelaskan batas waktu OTP.")
    follow(desk.get_by_role("button", name="Catat dan beri tahu mereka"))
    expect(desk.get_by_text("Pelajaran kini menjelaskan batas waktu OTP.").first).to_be_visible()
    look(desk)


def _told_and_confirms(page: Page, visit: Any, look: Any, row: Constraint, who: Enrolment) -> None:
    notice = Notice.objects.get(to=who.user, kind="fieldpractice.constraint_strengthened")
    visit(page, notice.path)
    expect(page.locator("ins").first).to_be_visible()
    look(page)
    page.get_by_label("Ya", exact=True).check()
    follow(page.get_by_role("button", name="Kirim", exact=True))
    expect(page.get_by_text("membantu: 1 ya, 0 tidak")).to_be_visible()
    assert HelpAnswer.objects.get(answer__constraint=row).helps


def test_it_is_raised_without_scripts_too(
    page_at: PageAt, sign_in: Callable[[Page, User], None], visit: Callable[..., Any], people: list[Enrolment]
) -> None:
    page = page_at(360, scripts=False)
    sign_in(page, people[0].user)
    visit(page, "/constraints/raise/")
    fill_in(page, TITLE)
    follow(page.get_by_role("button", name="Ajukan", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert Constraint.objects.get().enrolment == people[0]
