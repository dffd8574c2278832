"""A programme repeated elsewhere: its pack brought into an empty installation, a cohort opened from it, and its own pack made;
and a stranger who checks a digital credential."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect
from pytest_django import Settings

from courses.models import Cohort
from lms.evaluation.models import PackImport, ReplicationPack
from lms.evaluation.queries.credentials import made, signer
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.factories.certificates import make_certificate
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.packs import pack_from_elsewhere
from tests.factories.people import give_role, make_user

Visit = Callable[..., Response]
SignIn = Callable[[Page, User], None]
Look = Callable[..., None]


@pytest.fixture
def coordinator(transactional_db: None) -> User:
    user = make_user(name="Rahmawati")
    give_role(user, Role.COORDINATOR)
    return user


@pytest.fixture
def archive(coordinator: User, settings: Settings, tmp_path: Path) -> Path:
    """The pack as it came by mail."""
    closer = make_user()
    give_role(closer, Role.ADMINISTRATOR)
    here = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = str(tmp_path / "elsewhere")
    content, _digest = pack_from_elsewhere(actor=coordinator, closer=closer)
    settings.MEDIA_ROOT = here
    path = tmp_path / "paket-angkatan-1.zip"
    path.write_bytes(content)
    return path


def test_a_programme_is_repeated_elsewhere(
    page: Page, coordinator: User, archive: Path, visit: Visit, sign_in: SignIn, axe: Look
) -> None:
    sign_in(page, coordinator)
    visit(page, "/packs/")
    axe(page)
    page.get_by_role("link", name="Muat paket").click()
    expect(page.get_by_label("Paket replikasi (ZIP)")).to_be_visible()
    axe(page)
    page.get_by_label("Paket replikasi (ZIP)").set_input_files(archive)
    page.get_by_role("button", name="Periksa berkas").click(timeout=90_000)
    expect(page.get_by_text("Paket utuh dan cocok")).to_be_visible()
    axe(page)
    # Here the worker's part is done before the answer; it writes a whole curriculum.
    page.get_by_role("button", name="Muat semuanya").click(timeout=90_000)
    expect(page.get_by_role("link", name="Buka angkatan")).to_be_visible()
    assert PackImport.objects.get().state == "done"
    axe(page)
    page.get_by_role("link", name="Buka angkatan").click()
    _open_cohort(page, axe)
    cohort = Cohort.objects.get()
    assert cohort.stages.count() == 5

    visit(page, f"/packs/add/?cohort={cohort.pk}")
    axe(page)
    page.get_by_role("button", name="Buat paket").click(timeout=90_000)
    expect(page.get_by_role("heading", name="Siap")).to_be_visible()
    axe(page)
    expected = PackImport.objects.get().manifest["digest"]
    assert ReplicationPack.objects.get().digest == expected
    expect(page.get_by_text(expected)).to_be_visible()


def _open_cohort(page: Page, axe: Look) -> None:
    expect(page.get_by_label("Tempat kelas tatap muka")).to_be_visible()
    page.get_by_label("Hari pertama tahap pertama").fill(f"{clock.today().year + 1}-02-01")
    page.get_by_label("Tempat kelas tatap muka").fill("Aula Dinas Tenaga Kerja")
    page.get_by_role("button", name="Tampilkan tanggalnya").click()
    expect(page.get_by_role("heading", name="Inilah yang akan disimpan")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Simpan angkatan baru").click(timeout=90_000)
    expect(page.get_by_text("Angkatan direncanakan dengan seluruh isi paket")).to_be_visible()


def test_a_damaged_pack_is_refused_in_words(
    page: Page, coordinator: User, archive: Path, visit: Visit, sign_in: SignIn, axe: Look
) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])
    sign_in(page, coordinator)
    visit(page, "/packs/import/")
    page.get_by_label("Paket replikasi (ZIP)").set_input_files(archive)
    page.get_by_role("button", name="Periksa berkas").click(timeout=90_000)
    expect(page.get_by_text("Paket ini tidak dapat dimuat")).to_be_visible()
    axe(page)


def test_a_stranger_checks_a_credential(page: Page, coordinator: User, visit: Visit, axe: Look, tmp_path: Path) -> None:
    enrolment = make_enrolment(actor=coordinator, cohort=make_cohort(actor=coordinator))
    certificate = make_certificate(enrolment, actor=coordinator)
    by = signer()
    assert by is not None
    document = made(certificate, by)
    file = tmp_path / "kredensial.json"
    file.write_text(json.dumps(document))
    visit(page, "/credentials/")
    axe(page)
    page.get_by_label("Kredensial (berkas JSON)").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click(timeout=90_000)
    expect(page.get_by_text("Asli dan berlaku")).to_be_visible()
    axe(page)
    document["credentialSubject"]["creditsEarned"] = 999
    file.write_text(json.dumps(document))
    page.get_by_label("Kredensial (berkas JSON)").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click(timeout=90_000)
    expect(page.get_by_text("Diubah, atau bukan dari kami")).to_be_visible()
    axe(page)
