"""A participant fills in a counselling record on a phone: with two photos, the line cut in the middle, handed in without one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_started
from PIL import Image
from playwright.sync_api import Page, expect

from assignments.enums import SubmissionState
from assignments.models import Submission, SubmissionVersion, Task
from assignments.services.submissions import return_for_improvement
from courses.models import Enrolment
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow, forgotten, until
from tests.factories.assignments.submissions import make_handed_in, make_task
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.files import photo
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)

# What a phone sends of a file at once (`carry.js`).
PART = 256 * 1024
# From this byte on, no part of a file leaves the page.
CUT_AFTER = """(end) => {
  const whole = window.fetch;
  window.fetch = async (url, what) => {
    if (Number(what?.headers?.["Upload-Offset"] ?? -1) >= end) throw new TypeError("the line is cut");
    return whole(url, what);
  };
}"""


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
def arriving() -> Iterator[list[int]]:
    """Where each part begins that reaches the server, in the order they come."""
    offsets: list[int] = []

    def noted(*, environ: dict[str, Any], **_kwargs: object) -> None:
        if "HTTP_UPLOAD_OFFSET" in environ:
            offsets.append(int(environ["HTTP_UPLOAD_OFFSET"]))

    request_started.connect(noted)
    yield offsets
    request_started.disconnect(noted)


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
    """Wait until the server has what was typed; what does not arrive at once is tried again after 20 seconds."""
    expect(page.locator("#keeping")).not_to_have_class(re.compile("local"), timeout=45_000)


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


def on_the_phone(page: Page, words: str, files: int) -> None:
    """Wait until the phone itself keeps a draft with these words and as many files: what is typed is kept a moment later."""
    kept = """async ([words, files]) => {
      const done = (asked) => new Promise((yes, no) => {
        asked.onsuccess = () => yes(asked.result);
        asked.onerror = () => no(asked.error);
      });
      const here = await done(indexedDB.open("padan"));
      const rows = await done(here.transaction("drafts").objectStore("drafts").getAll());
      here.close();
      const said = rows.map((row) => JSON.stringify(row.answers));
      return said.some((text) => text.includes(words) && text.split('"local:').length > files);
    }"""
    until(lambda: page.evaluate(kept, [words, files]))


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
    follow(page.get_by_role("link", name="Catatan konseling"))
    kept(page)
    expect(page.get_by_label("Tempat bertemu")).to_be_hidden()
    fill_in(page)
    expect(page.locator("[data-calculated]")).to_have_text("Rp 150.000")
    settled(page)
    assert Submission.objects.get().draft["tempat"] == "Kios SIAPkerja"
    page.get_by_label("Pilih berkas").set_input_files(photos[0])
    # A photo is made smaller first; until then nothing waits.
    expect(page.locator(".file .where")).to_contain_text("di server")
    settled(page)
    look(page)

    page.context.set_offline(True)
    page.get_by_label("Pilih berkas").set_input_files(photos[1])
    page.get_by_label("Hal yang dibahas").fill("Bingung memilih pelatihan setelah kontrak berakhir.")
    expect(page.locator("#keeping")).to_have_class(re.compile("local"))
    expect(page.locator(".file")).to_have_count(2)
    on_the_phone(page, "setelah kontrak berakhir", files=2)
    page.reload()
    expect(page.get_by_label("Hal yang dibahas")).to_have_value("Bingung memilih pelatihan setelah kontrak berakhir.")
    expect(page.locator(".file")).to_have_count(2)
    page.get_by_role("button", name="Serahkan").click()
    expect(page.locator("#keeping")).to_contain_text("Menunggu di ponsel ini", timeout=45_000)
    page.goto("/tasks/")
    expect(page.locator("#unsent")).to_contain_text("Catatan konseling")
    look(page)
    assert not SubmissionVersion.objects.exists()

    page.get_by_role("button", name="Kirim sekarang").click()
    expect(page.locator("#unsent-state")).to_contain_text("Baru aman di ponsel ini")
    page.context.set_offline(False)
    # It is sent by itself now, at the latest when it is tried again after 20 seconds; then the list is loaded anew.
    expect(page.locator(".tasks").first).to_contain_text("Diserahkan", timeout=60_000)
    expect(page.locator("#unsent")).to_be_hidden()
    version = SubmissionVersion.objects.get()
    assert version.answers["masalah"] == "Bingung memilih pelatihan setelah kontrak berakhir."
    assert version.evidence.count() == 2
    assert all(row.file.is_ready and row.file.received_bytes < 400_000 for row in version.evidence.all())
    follow(page.get_by_role("link", name="Catatan konseling"))
    look(page)
    page.get_by_role("link", name=version.receipt).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(version.receipt)
    expect(page.locator("main")).to_contain_text(version.sha256)
    look(page)


def test_a_file_goes_on_where_the_line_was_cut(
    page_at: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    enrolment: Enrolment,
    task: Task,
    tmp_path: Path,
    arriving: list[int],
) -> None:
    path = tmp_path / "ruang.jpg"
    # Noise is a megabyte still when it has been made smaller: five parts.
    Image.effect_noise((2000, 1500), 90).convert("RGB").save(path, quality=90)
    page = page_at(360)
    sign_in(page, enrolment.user)
    visit(page, f"/tasks/{task.public_id}/1/")
    sent = arriving
    # Cut in the page itself: what a service worker answers for, the browser's own interception may not see.
    page.evaluate(CUT_AFTER, 2 * PART)
    page.get_by_label("Pilih berkas").set_input_files(str(path))
    expect(page.locator("#keeping")).to_contain_text("Baru aman di ponsel ini")
    expect(page.locator(".file .where")).to_contain_text("%")
    assert sent == [0, PART]
    page.reload()
    expect(page.locator(".file .where")).to_contain_text("di server")
    assert sent[2] == 2 * PART
    assert sent == sorted(set(sent))
    file = StoredFile.objects.get()
    assert len(sent) == -(-file.received_bytes // PART)


def test_what_came_back_is_improved_and_handed_in_again(
    page: Page,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
    coordinator: User,
    enrolment: Enrolment,
    task: Task,
) -> None:
    version = make_handed_in(task=task, enrolment=enrolment, answers={"tanggal": f"{clock.today():%Y-%m-%d}"})
    return_for_improvement(
        actor=coordinator,
        submission=version.submission,
        version=version,
        reason="Sudah baik, tinggal satu hal.",
        field_comments={"masalah": "Jelaskan apa yang sudah dicoba klien."},
    )
    sign_in(page, enrolment.user)
    visit(page, "/tasks/")
    expect(page.locator(".tasks").first).to_contain_text("Dikembalikan")
    page.get_by_role("link", name="Catatan konseling").click()
    expect(page.locator("[data-field=masalah]")).to_contain_text("Jelaskan apa yang sudah dicoba klien.")
    look(page)
    page.get_by_label("Hal yang dibahas").fill("")
    page.get_by_role("button", name="Serahkan lagi").click()
    expect(page.locator(".errors")).to_contain_text("Hal yang dibahas: Isi bagian ini.")
    look(page)
    page.get_by_label("Hal yang dibahas").fill("Sudah melamar ke tujuh perusahaan.")
    page.get_by_role("button", name="Serahkan lagi").click()
    page.wait_for_url("**/receipt/")
    submission = Submission.objects.get()
    assert (submission.state, submission.versions.count()) == (SubmissionState.SUBMITTED, 2)
    page.get_by_role("link", name="Baca yang diserahkan").click()
    page.get_by_role("link", name="Bandingkan versi").click()
    expect(page.locator("ins")).to_have_text("Sudah melamar ke tujuh perusahaan.")
    look(page)


def test_two_devices_differ_and_the_person_chooses_field_by_field(
    page_at: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
    enrolment: Enrolment,
    task: Task,
) -> None:
    phone, desk = page_at(360), page_at(1280)
    for tab in (phone, desk):
        sign_in(tab, enrolment.user)
        visit(tab, f"/tasks/{task.public_id}/1/")
    desk.get_by_label("Inisial konseli").fill("M.K.")
    desk.get_by_label("Kata kunci").fill("las")
    settled(desk)
    phone.get_by_label("Inisial konseli").fill("A.R.")
    phone.get_by_label("Hal yang dibahas").fill("Ditulis di ponsel.")
    expect(phone.locator("#differs")).to_contain_text("M.K.", timeout=45_000)
    look(phone)
    phone.get_by_label("Di server").check()
    phone.get_by_role("button", name="Pakai pilihan saya").click()
    expect(phone.get_by_label("Inisial konseli")).to_have_value("M.K.")
    expect(phone.get_by_label("Kata kunci")).to_have_value("las")
    expect(phone.locator("#keeping")).to_contain_text("di server", timeout=45_000)
    settled(phone)
    draft = Submission.objects.get().draft
    assert (draft["konseli"], draft["masalah"], draft["kata"]) == ("M.K.", "Ditulis di ponsel.", ["las"])


def test_after_signing_out_the_phone_shows_nothing_of_it(
    page_at: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    coordinator: User,
    enrolment: Enrolment,
    task: Task,
) -> None:
    page = page_at(360)
    sign_in(page, enrolment.user)
    visit(page, f"/tasks/{task.public_id}/1/")
    kept(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label("Inisial konseli")).to_be_visible()
    page.get_by_label("Inisial konseli").fill("A.R.")
    expect(page.locator("#keeping")).to_contain_text("Baru aman di ponsel ini", timeout=45_000)
    page.context.set_offline(False)
    page.locator(".menu > summary").first.click()
    follow(page.get_by_role("button", name="Keluar"))
    forgotten(page)
    other = make_enrolment(actor=coordinator, cohort=enrolment.cohort, name="Orang Lain")
    sign_in(page, other.user)
    visit(page, "/tasks/")
    expect(page.locator("#unsent")).to_be_hidden()
    visit(page, f"/tasks/{task.public_id}/1/")
    expect(page.get_by_label("Inisial konseli")).to_have_value("")


def test_without_scripts_a_form_is_saved_and_handed_in(
    page_at: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    enrolment: Enrolment,
    task: Task,
    tmp_path: Path,
) -> None:
    pictures = [tmp_path / "satu.jpg", tmp_path / "dua.jpg"]
    for number, path in enumerate(pictures):
        path.write_bytes(photo(size=(200, 150 + number)))
    page = page_at(360, scripts=False)
    sign_in(page, enrolment.user)
    visit(page, f"/tasks/{task.public_id}/1/")
    page.get_by_label("Luring").check()
    follow(page.get_by_role("button", name="Simpan").last)
    expect(page.get_by_label("Tempat bertemu")).to_be_visible()
    page.get_by_label("Pilih berkas").set_input_files(pictures)
    fill_in(page)
    page.get_by_role("button", name="Tambah baris").click()
    expect(page.get_by_label("Langkah")).to_have_count(2)
    follow(page.get_by_role("button", name="Serahkan"))
    assert page.url.endswith("/receipt/")
    assert SubmissionVersion.objects.get().evidence.count() == 2
