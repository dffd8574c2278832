"""From criteria to a recommendation: drafted, signed by the units, judged, told by a unit contact on a phone; then the page of a unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from lms.evaluation.models import Dissent, ProgrammeReport, ReadinessEntry, ReplicationDecision, Scorecard
from lms.evaluation.services import replication as services
from lms.evaluation.services.reviewers import make_paper, order_papers
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.evaluation.replication.making import agreed, judge_all, make_report, said
from tests.factories.people import make_reviewer

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def report(cast: Cast) -> ProgrammeReport:
    return make_report(cast.coordinator)


def home_of(report: ProgrammeReport) -> str:
    return f"/reports/{report.public_id}/replication/"


def test_criteria_are_signed_before_anything_is_judged(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    desk, phone = page_at(1280), page_at(360)
    sign_in(desk, cast.coordinator)
    desk.goto(home_of(report))
    look(desk)
    follow(desk.locator("form[action$='/start/'] button"))
    look(desk)
    follow(desk.locator("a[href$='/criteria/add/']"))
    desk.locator("[name=title]").fill("Surat kesediaan fasilitator")
    desk.locator("[name=title_en]").fill("Letters of facilitators")
    desk.locator("[name=dac]").select_option("sustainability")
    follow(desk.locator("main form button[type=submit]"))
    # Without a threshold it must say what counts as met.
    expect(desk.locator(".errors")).to_be_visible()
    look(desk)
    desk.locator("[name=wanted]").fill("Dua surat")
    desk.locator("[name=wanted_en]").fill("Two letters")
    follow(desk.locator("main form button[type=submit]"))
    expect(desk).to_have_url(re.compile(home_of(report)))
    follow(desk.locator("a[href$='/replication/send/']"))
    look(desk)
    follow(desk.locator("main form button[type=submit]"))
    review = Review.objects.get()
    expect(desk).to_have_url(re.compile(review.get_absolute_url()))
    for person in (cast.reviewer, make_reviewer(Column.PASKER)):
        phone.context.clear_cookies()
        sign_in(phone, person)
        phone.goto(review.get_absolute_url())
        look(phone)
        follow(phone.locator("[name=approve_all]").first)
    assert Scorecard.objects.get().is_agreed
    desk.goto(home_of(report))
    expect(desk.locator("#scorecard")).to_contain_text(Scorecard.objects.get().digest)
    expect(desk.locator("a[href$='/criteria/add/']")).to_have_count(0)
    look(desk)


def test_evidence_and_a_recommendation_with_a_dissent(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    agreed(cast.coordinator, report)
    desk, phone = page_at(1280), page_at(360)
    sign_in(desk, cast.coordinator)
    desk.goto(home_of(report))
    follow(desk.locator("a[href$='/judge/']"))
    look(desk)
    desk.locator("[name=value]").fill("85,5")
    desk.locator("[name=source]").fill("Rekap 12 Januari")
    follow(desk.locator("main form button[type=submit]"))
    expect(desk.locator("#scorecard")).to_contain_text("85,5%")
    follow(desk.locator("a[href$='/replication/decision/']"))
    look(desk)
    desk.locator("[name=choice][value=replicate]").check()
    desk.locator("[name=reasons]").fill("Hasil baik.")
    desk.locator("[name=reasons_en]").fill("Good results.")
    follow(desk.locator("main form button[type=submit]"))
    expect(desk.locator("#decision")).to_contain_text("Hasil baik.")
    look(desk)
    assert ReplicationDecision.objects.get().choice == "replicate"
    sign_in(phone, cast.reviewer)
    phone.goto(home_of(report))
    look(phone)
    follow(phone.locator("a[href$='/replication/dissent/']"))
    phone.locator("[name=words]").fill("Tunggu satu angkatan lagi.")
    look(phone)
    follow(phone.locator("main form button[type=submit]"))
    expect(phone.locator(".dissent")).to_contain_text("Tunggu satu angkatan lagi.")
    look(phone)
    assert Dissent.objects.get().column == Column.ILO


def test_a_contact_says_on_the_phone_how_ready_the_unit_is(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    (row,) = services.add_candidates(actor=cast.coordinator, report=report, units=[cast.unit])
    phone = page_at(360)
    sign_in(phone, cast.unit_contact)
    phone.goto("/dashboard/")
    follow(phone.locator(f"a[href='{row.get_absolute_url()}']").first)
    look(phone)
    phone.locator("[name=kiosk_state][value=ready]").check()
    phone.locator("[name=people_state][value=not_ready]").check()
    phone.locator("[name=source]").fill("Pengamatan sendiri")
    follow(phone.locator("form.readiness button[type=submit]"))
    # What is missing must be named; what was chosen is still there.
    expect(phone.locator(".errors")).to_be_visible()
    expect(phone.locator("[name=kiosk_state][value=ready]")).to_be_checked()
    look(phone)
    phone.locator("[name=people_words]").fill("Petugas baru datang bulan depan")
    follow(phone.locator("form.readiness button[type=submit]"))
    expect(phone.locator("#stands")).to_contain_text("Petugas baru datang bulan depan")
    look(phone)
    assert set(ReadinessEntry.objects.values_list("element", "state")) == {("kiosk", "ready"), ("people", "not_ready")}


@pytest.mark.parametrize("width", [360, 1280])
def test_a_reviewer_finds_everything_of_the_unit_on_one_page(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look, width: int
) -> None:
    judge_all(cast.coordinator, agreed(cast.coordinator, report))
    services.decide(actor=cast.coordinator, report=report, words=said(), number=0)
    paper = next(one for one in order_papers(month=date(2026, 10, 1)) if one.column == Column.ILO)
    make_paper(paper_id=paper.pk)
    page = page_at(width)
    sign_in(page, cast.reviewer)
    page.goto("/dashboard/")
    follow(page.locator("a[href='/reviewers/ILO/']"))
    expect(page.locator("#papers")).to_contain_text("Oktober 2026")
    expect(page.locator("#decided li")).to_have_count(1)
    look(page)
    follow(page.locator("#cohorts a").first)
    look(page)
    page.goto("/matrix/10/")
    expect(page.locator("#unit-ILO .what")).to_contain_text("Direplikasi")
    look(page)
    page.goto("/matrix/")
    look(page)
