"""Over the seam between panel and certificates: an objection upheld, the result released anew, a certificate issued; the result opened again,
which the certificate's page says; revoked, issued anew with the new score, and checked by a stranger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from courses.enums import EnrolmentState
from lms.evaluation.models import Certificate, Objection, PanelScore, ParticipantEvaluation
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.results import fingerprint, locked_fingerprint, results_of
from lms.evaluation.services.panel import closing, scoring
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.e2e.test_panel_walk import Sitting, build
from tests.factories.evaluation_panel import adopt, all_at, give
from tests.factories.graduates import make_signatory

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]


@pytest.fixture
def released(live_server: Any) -> Sitting:
    """Two people with released results: the first has just not passed."""
    made = build(2)
    adopt(made.cohort, ("panel", "100"), actor=made.coordinator)
    for member in made.seats():
        for one, level in zip(made.people, ("cukup", "baik"), strict=True):
            give(member, one, level)
    seen = fingerprint(results_of(board_of(made.cohort)))
    locked = closing.lock_results(actor=made.coordinator, cohort=made.cohort, seen=seen)
    closing.release_results(actor=made.coordinator, cohort=made.cohort, seen=locked_fingerprint(locked))
    make_signatory(made.coordinator)
    return made


def test_a_certificate_follows_its_result(
    released: Sitting, page_at: PageAt, visit: Any, sign_in: Any, look: Look
) -> None:
    desk, person = page_at(1280), page_at(360)
    sign_in(desk, released.coordinator)
    sign_in(person, released.people[0].user)
    _object(released, person, visit, look)
    _uphold(released, desk, visit)
    _score_anew(released, "sangat-baik")
    _close(released, desk, visit)
    released.people[0].refresh_from_db()
    assert released.people[0].state == EnrolmentState.COMPLETED
    first = _issue(released, desk, visit, look)
    _open_again(released, desk, first, visit, look)
    _score_anew(released, "baik")
    _close(released, desk, visit)
    second = _revoke_and_issue_anew(desk, first, visit, look)
    _check(page_at(360), desk, first, second, visit, look)


def _object(sitting: Sitting, page: Page, visit: Any, look: Look) -> None:
    visit(page, sitting.url("my_result"))
    expect(page.locator("#result")).to_contain_text("70,00")
    follow(page.locator("#object a.btn"))
    page.locator("[name=text]").fill("Bukti bulan kedua belum dihitung.")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("Bukti bulan kedua belum dihitung.")
    look(page)


def _uphold(sitting: Sitting, page: Page, visit: Any) -> None:
    """While the objection waits the list of certificates says so beside the name."""
    visit(page, f"/evaluation/{sitting.cohort.public_id}/certificates/")
    expect(page.locator("tbody tr").first).to_contain_text("menunggu jawaban")
    visit(page, sitting.url("objection_answer", Objection.objects.get().public_id))
    page.locator("[name=verdict][value=upheld]").check()
    page.locator("[name=answer]").fill("Bukti itu terlewat: hasil dibuka kembali.")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#results")).to_be_visible()


def _score_anew(sitting: Sitting, level: str) -> None:
    """Each of the three revises the own score of the first one in the meeting."""
    one = sitting.people[0]
    for member in sitting.seats():
        last = PanelScore.objects.filter(member=member, enrolment=one).latest("number")
        scoring.revise_score(
            actor=member.user, member=member, enrolment=one, levels=all_at(level), comment="",
            reason=f"Dibahas bersama: {level}", seen=last.number,
        )  # fmt: skip


def _close(sitting: Sitting, page: Page, visit: Any) -> None:
    for name in ("results_lock", "results_release"):
        visit(page, sitting.url(name))
        follow(page.locator("main form button[type=submit]"))
        expect(page.locator("#results")).to_be_visible()
    assert ParticipantEvaluation.objects.get(enrolment=sitting.people[0]).is_released


def _issue(sitting: Sitting, page: Page, visit: Any, look: Look) -> Certificate:
    visit(page, f"/evaluation/{sitting.cohort.public_id}/certificates/")
    follow(page.locator(".actions a[href$='/issue/']"))
    expect(page.locator(".people li")).to_have_count(2)
    # The days to object still run: it is said, and stands in nobody's way.
    expect(page.locator("main .notice")).to_contain_text("masih dapat diajukan")
    look(page)
    page.locator("[name=read]").check()
    follow(page.locator("main form button").last)
    expect(page.locator("#job")).to_contain_text("Sertifikat sudah diterbitkan", timeout=60_000)
    found = Certificate.objects.get(enrolment=sitting.people[0])
    assert found.facts["score"] == "100.00"
    return found


def _open_again(sitting: Sitting, page: Page, certificate: Certificate, visit: Any, look: Look) -> None:
    visit(page, certificate.get_absolute_url())
    expect(page.locator("main .notice.bad")).to_have_count(0)
    visit(page, sitting.url("evaluation_reopen", sitting.people[0].public_id))
    page.locator("[name=reason]").fill("Satu nilai keliru dibaca.")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#history")).to_contain_text("Satu nilai keliru dibaca.")
    visit(page, certificate.get_absolute_url())
    expect(page.locator("main .notice.bad")).to_contain_text("dibuka kembali")
    look(page)


def _revoke_and_issue_anew(page: Page, certificate: Certificate, visit: Any, look: Look) -> Certificate:
    visit(page, certificate.get_absolute_url())
    expect(page.locator("main .notice.bad")).to_contain_text("85,00")
    follow(page.locator("main .notice.bad a[href$='/revoke/']"))
    page.locator("[name=cause][value=result]").check()
    page.locator("[name=reason]").fill("Hasil penilaian diperbaiki")
    page.locator("[name=sure]").check()
    follow(page.locator("main form button").last)
    expect(page.locator("#history")).to_contain_text("Hasil penilaian diperbaiki")
    follow(page.locator("#acts a[href$='/reissue/']"))
    expect(page.locator("main table")).to_contain_text("85.00")
    look(page)
    page.locator("[name=reason]").fill("Hasil yang benar")
    follow(page.locator("main form button").last)
    expect(page.locator("h1")).to_contain_text("0003/")
    look(page)
    second = Certificate.objects.get(replaces=certificate)
    assert (second.facts["score"], second.facts["qualification"]) == ("85.00", "Memuaskan")
    return second


def _check(page: Page, desk: Page, first: Certificate, second: Certificate, visit: Any, look: Look) -> None:
    """A stranger with the old paper is led to the new one; what is downloaded is the new paper."""
    visit(page, "/verify/")
    page.locator("[name=code]").fill(first.code.upper())
    follow(page.locator("main form button"))
    expect(page.locator("main .notice").first).to_contain_text("Sertifikat yang lebih baru")
    look(page)
    follow(page.locator("main .notice a"))
    expect(page.locator("main")).to_contain_text("Sertifikat ini berlaku")
    expect(page.locator("#facts")).to_contain_text("Memuaskan")
    expect(page.locator("h1")).to_contain_text(second.number)
    look(page)
    visit(desk, second.get_absolute_url())
    body = desk.request.get(desk.locator(".actions a").first.get_attribute("href") or "").body()
    text = " ".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(body))
    assert second.number in text
    assert "85,00" in text
    assert "100,00" not in text
