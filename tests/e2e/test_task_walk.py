"""A participant fills in a counselling record on a phone: with two photos, the line cut in the middle, handed in without one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assignments.models import Submission, SubmissionVersion, Task
from courses.models import Enrolment
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.factories.assignments.submissions import make_task
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import photo
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def coordinator() -> User:
    user = make_user(name="Koordinator")
    give_role(user, Role.COORDINATOR)
    return user


@pytest.fixture
def enrolment(live_server: Any, coordinator: User) -> Enrolment:
    cohort = make_cohort(actor=coordinator, starts_on=clock.today(), name="Angkatan 3")
    return make_enrolment(actor=coordinator, cohort=cohort, name="Sari Wulandari", work_unit=make_unit())


@pytest.fixture
def task(coordinator: User, enrolment: Enrolment) -> Task:
    return make_task(actor=coordinator, cohort=enrolment.cohort)


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    paths = []
    for number, size in enumerate([(3000, 2000), (1800, 2400)], 1):
        path = tmp_path / f"ruang-{number}.jpg"
        path.write_bytes(photo("JPEG", size, with_place=True))
        paths.append(str(path))
    return paths


def fill_in(page: Page) -> None:
    """Everything but the photos."""
    page.get_by_label("Tanggal kegiatan").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_label("Inisial konseli").fill("A.R.")
    page.get_by_label("Luring").check()
    page.get_by_label("Tempat bertemu").fill("Kios SIAPkerja")
    page.get_by_label("Hal yang dibahas").fill("Bingung memilih pelatihan.")
    page.get_by_label("Pelatihan").check()
    page.get_by_role("group", name="Konseli hadir").get_by_label("Ya").check()
    page.get_by_label("Langkah").fill("Mendaftar pelatihan las")
    page.get_by_label("Biaya", exact=False).first.fill("150.000")


def settled(page: Page) -> None:
    """Wait until the server has what was typed."""
    expect(page.locator("#keeping")).not_to_have_class(re.compile("local"), timeout=15_000)


def kept(page: Page) -> None:
    """Wait until the phone has kept the page for later."""
    page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready;
          for (let turn = 0; turn < 100; turn++) {
            for (const name of await caches.keys())
              if (name.startsWith("padan-pages:") && await (await caches.open(name)).match(location.pathname)
                && await (await caches.open(name)).match("/tasks/")) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error("the page was not kept");
        }"""
    )


def test_a_form_is_filled_in_and_handed_in_with_the_line_cut(
    page: Page,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
    enrolment: Enrolment,
    task: Task,
    photos: list[str],
) -> None:
    sign_in(page, enrolment.user)
    visit(page, "/tasks/")
    look(page)
    page.get_by_role("link", name="Catatan konseling").click()
    kept(page)
    expect(page.get_by_label("Tempat bertemu")).to_be_hidden()
    fill_in(page)
    expect(page.locator("[data-calculated]")).to_have_text("Rp 150.000")
    settled(page)
    assert Submission.objects.get().draft["tempat"] == "Kios SIAPkerja"
    page.get_by_label("Pilih berkas").set_input_files(photos[0])
    settled(page)
    look(page)

    page.context.set_offline(True)
    page.get_by_label("Pilih berkas").set_input_files(photos[1])
    page.get_by_label("Hal yang dibahas").fill("Bingung memilih pelatihan setelah kontrak berakhir.")
    expect(page.locator("#keeping")).to_have_class(re.compile("local"))
    expect(page.locator(".file")).to_have_count(2)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_label("Hal yang dibahas")).to_have_value("Bingung memilih pelatihan setelah kontrak berakhir.")
    expect(page.locator(".file")).to_have_count(2)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Menunggu di ponsel ini", timeout=15_000)
    page.goto("/tasks/")
    expect(page.locator("#unsent")).to_contain_text("Catatan konseling")
    look(page)
    assert not SubmissionVersion.objects.exists()

    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator("#unsent")).to_be_hidden(timeout=20_000)
    version = SubmissionVersion.objects.get()
    assert version.answers["masalah"] == "Bingung memilih pelatihan setelah kontrak berakhir."
    assert version.evidence.count() == 2
    assert all(row.file.is_ready and row.file.received_bytes < 400_000 for row in version.evidence.all())
    page.get_by_role("link", name="Catatan konseling").click()
    look(page)
    page.get_by_role("link", name=version.receipt).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(version.receipt)
    expect(page.locator("main")).to_contain_text(version.sha256)
    look(page)
