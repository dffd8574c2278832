"""From the list of who is due a certificate to a stranger who checks one: issued, revoked, issued anew, downloaded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from courses.models import Cohort
from lms.evaluation.models import Certificate
from lms.people.models import User
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.graduates import make_graduate

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class World:
    cast: Cast
    cohort: Cohort


@pytest.fixture
def world(cast: Cast) -> World:
    cohort = make_cohort(actor=cast.coordinator)
    for name in ("Ayu Lestri", "Bima Sakti"):
        make_graduate(actor=cast.coordinator, cohort=cohort, name=name, work_unit=cast.unit)
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Citra Belum", work_unit=cast.unit)
    return World(cast, cohort)


def test_issued_checked_revoked_and_issued_anew(
    world: World,
    page_at: PageAt,
    visit: Callable[..., object],
    sign_in: Callable[..., None],
    look: Callable[[Page], None],
) -> None:
    desk = page_at(1280)
    sign_in(desk, world.cast.coordinator)
    _name_who_signs(desk, visit, look)
    _issue(desk, world, visit, look)
    first, second = Certificate.objects.order_by("serial")
    stranger = page_at(360)
    _check(stranger, first, visit, look)
    _issue_anew(desk, first, visit, look)
    visit(stranger, first.verify_path)
    expect(stranger.locator("main .notice").first).to_contain_text("Sertifikat yang lebih baru")
    look(stranger)
    follow(stranger.locator("main .notice a"))
    expect(stranger.locator("#facts")).to_contain_text("Ayu Lestari")
    _revoke(desk, second, visit, look)
    visit(stranger, second.verify_path)
    expect(stranger.locator("main")).to_contain_text("Sertifikat ini dicabut")
    look(stranger)
    _download_all(desk, world, visit)
    _own(page_at(360), visit, sign_in, look)


def _name_who_signs(page: Page, visit: Callable[..., object], look: Callable[[Page], None]) -> None:
    visit(page, "/certificates/signatories/")
    look(page)
    follow(page.locator("main a[href$='/signatories/add/']").first)
    page.locator("[name=name]").fill("Dr. Hendra Prakoso, M.Si.")
    page.locator("[name=position]").fill("Direktur Bina Pengantar Kerja")
    page.locator("[name=position_en]").fill("Director for Employment Officers")
    look(page)
    follow(page.locator("main form button").first)
    expect(page.locator("main")).to_contain_text("Hendra Prakoso")
    look(page)


def _issue(page: Page, world: World, visit: Callable[..., object], look: Callable[[Page], None]) -> None:
    visit(page, f"/evaluation/{world.cohort.public_id}/certificates/")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("Masih mengikuti pelatihan")
    look(page)
    follow(page.locator(".actions a[href$='/issue/']"))
    expect(page.locator(".people li")).to_have_count(2)
    look(page)
    page.locator("[name=read]").check()
    follow(page.locator("main form button").last)
    expect(page.locator("#job")).to_contain_text("Sertifikat sudah diterbitkan", timeout=60_000)
    look(page)
    visit(page, "/certificates/")
    expect(page.locator("tbody tr")).to_have_count(2)
    look(page)


def _check(page: Page, certificate: Certificate, visit: Callable[..., object], look: Callable[[Page], None]) -> None:
    visit(page, "/verify/")
    look(page)
    code = certificate.code.upper()
    page.locator("[name=code]").fill("-".join(code[at : at + 4] for at in range(0, 16, 4)))
    follow(page.locator("main form button"))
    expect(page.locator("main")).to_contain_text("Sertifikat ini berlaku")
    expect(page.locator("#facts")).to_contain_text("Ayu Lestri")
    look(page)
    # A file in somebody's hands is compared on that person's own device.
    page.locator("#compare-file").set_input_files(
        {"name": "lain.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 lain"}
    )
    expect(page.locator("#compare-said")).to_contain_text("berkas lain")


def _issue_anew(
    page: Page, certificate: Certificate, visit: Callable[..., object], look: Callable[[Page], None]
) -> None:
    User.objects.filter(name="Ayu Lestri").update(name="Ayu Lestari")
    visit(page, certificate.get_absolute_url())
    look(page)
    follow(page.locator("main a[href$='/reissue/']").first)
    expect(page.locator("main table")).to_contain_text("Ayu Lestari")
    look(page)
    page.locator("[name=reason]").fill("Nama salah ketik")
    follow(page.locator("main form button").last)
    expect(page.locator("h1")).to_contain_text("0003/")
    look(page)


def _revoke(page: Page, certificate: Certificate, visit: Callable[..., object], look: Callable[[Page], None]) -> None:
    visit(page, f"/certificates/{certificate.public_id}/revoke/")
    look(page)
    page.locator("[name=cause][value=mistake]").check()
    page.locator("[name=reason]").fill("Surat tugas dibatalkan")
    page.locator("[name=sure]").check()
    follow(page.locator("main form button").last)
    expect(page.locator("#history")).to_contain_text("Surat tugas dibatalkan")
    look(page)


def _download_all(page: Page, world: World, visit: Callable[..., object]) -> None:
    visit(page, f"/evaluation/{world.cohort.public_id}/certificates/")
    follow(page.locator("form[action$='/archive/'] button"))
    link = page.locator("#job a.download")
    expect(link).to_be_visible(timeout=60_000)
    body = page.request.get(link.get_attribute("href") or "").body()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert len(names) == 1, "of three one is replaced and one revoked"
        document = pypdfium2.PdfDocument(archive.read(names[0]))
        assert "Ayu Lestari" in document[0].get_textpage().get_text_range()


def _own(page: Page, visit: Callable[..., object], sign_in: Callable[..., None], look: Callable[[Page], None]) -> None:
    sign_in(page, User.objects.get(name="Ayu Lestari"))
    visit(page, "/dashboard/")
    follow(page.locator("#certificate a"))
    look(page)
    pdf = page.request.get(page.locator(".actions a").first.get_attribute("href") or "")
    assert pdf.headers["content-type"] == "application/pdf"
