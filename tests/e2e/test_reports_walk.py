"""An evaluation report from its first line to the page a stranger compares it on: written by two, frozen, signed, edited, signed again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses.services.facilitators import add_facilitator
from lms.evaluation.models import ProgrammeReport, ReportFinal, ReportText
from lms.evaluation.services import reports
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review
from tests.conftest import Cast
from tests.e2e.browsing import follow, until
from tests.e2e.conftest import PageAt
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_reviewer
from tests.factories.reports import fresh, make_activities, make_report, section_of, write_all

pytestmark = pytest.mark.django_db(transaction=True)
Look = Callable[[Page], None]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def report(cast: Cast) -> ProgrammeReport:
    cohort = make_cohort(actor=cast.coordinator, name="Angkatan 1", capacity=4)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for name in ("Budi Santoso", "Sari Dewi"):
        make_enrolment(actor=cast.coordinator, cohort=cohort, name=name, work_unit=cast.unit)
    make_activities(cohort.programme)
    return make_report(actor=cast.coordinator, cohorts=[cohort], title="Laporan evaluasi angkatan 1")


def test_two_authors_write_with_figures_and_see_each_other(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    section = section_of(report)
    reports.assign_section(actor=cast.coordinator, section=section, author=cast.facilitator, due_on=None)
    author, organiser = page_at(360), page_at(1280)
    sign_in(author, cast.facilitator)
    sign_in(organiser, cast.coordinator)
    author.goto("/dashboard/")
    follow(author.locator(f"a[href='{section.get_absolute_url()}']"))
    field = author.locator("textarea[lang=id]")
    field.fill("Kursi terisi ")
    button = author.locator("[data-token='[[people.seated]]']")
    author.locator("details.fold", has=button).last.locator("summary").first.click()
    button.click()
    expect(field).to_have_value("Kursi terisi [[people.seated]]")
    expect(author.locator("form:has(textarea[lang=id]) .saved")).to_contain_text(re.compile("Tersimpan|Disimpan"))
    # The words before it may have been saved by themselves.
    until(lambda: ReportText.objects.filter(section=section, text__contains="[[people.seated]]").exists())
    author.reload()
    expect(author.locator(".prose .num")).to_have_text("2 dari 4")
    look(author)

    organiser.goto(section.get_absolute_url())
    organiser.locator("textarea[lang=id]").fill("Naskah koordinator")
    follow(organiser.locator("form:has(textarea[lang=id]) button"))
    author.locator("textarea[lang=id]").fill("Naskah penulis")
    expect(author.locator("form:has(textarea[lang=id]) .saved .notice")).to_be_visible()
    follow(author.locator("form:has(textarea[lang=id]) button"))
    expect(author.locator("form:has(textarea[lang=id])")).to_contain_text("Naskah koordinator")
    expect(author.locator("textarea[lang=id]")).to_have_value("Naskah penulis")
    look(author)
    assert ReportText.objects.get(section=section, language="id").text == "Naskah koordinator"


def test_frozen_signed_edited_signed_again_and_compared_by_a_stranger(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    pasker, ilo = make_reviewer(Column.PASKER, name="Pasker"), cast.reviewer
    write_all(report, cast.coordinator)
    desk, phone = page_at(1280), page_at(360)
    sign_in(desk, cast.coordinator)
    desk.goto("/evaluation/")
    look(desk)
    follow(desk.locator(f"a[href='{report.get_absolute_url()}']").first)
    look(desk)
    follow(desk.locator(f"a[href='{report.get_absolute_url()}open/']"))
    look(desk)
    follow(desk.locator("form.form button[type=submit]"))
    review = Review.objects.get()
    expect(desk).to_have_url(re.compile(review.get_absolute_url()))
    look(desk)

    for person in (ilo, pasker):
        sign_in(phone, person)
        phone.goto(review.get_absolute_url())
        look(phone)
        if person is ilo:
            follow(phone.locator("button[name=approve_all]").first)
    # An edit before the last unit signs: one part waits for ILO again, and nothing else.
    desk.goto(section_of(report, "impact").get_absolute_url())
    look(desk)
    desk.locator("textarea[lang=id]").fill("Dampak ditulis ulang.")
    follow(desk.locator("form:has(textarea[lang=id]) button"))
    phone.goto(review.get_absolute_url())
    follow(phone.locator("button[name=approve_all]").first)
    sign_in(phone, ilo)
    phone.goto(review.get_absolute_url())
    expect(phone.locator(".since").first).to_contain_text(re.compile("ulang"))
    look(phone)
    follow(phone.locator("button[name=approve_all]").first)
    assert fresh(report).is_final

    desk.goto(report.get_absolute_url())
    look(desk)
    final = ReportFinal.objects.get()
    stranger = page_at(360)
    stranger.goto(f"{report.get_absolute_url()}unaltered/?n=1")
    expect(stranger.locator(".digest.large")).to_have_text(final.digest)
    stranger.locator("#id_digest").fill(final.digest[:12])
    follow(stranger.locator("form.form button"))
    expect(stranger.locator(".notice.ok")).to_be_visible()
    look(stranger)


def test_figures_and_their_rows_are_read_on_a_phone(
    report: ProgrammeReport, cast: Cast, page_at: PageAt, sign_in: SignIn, look: Look
) -> None:
    page = page_at(360)
    sign_in(page, cast.reviewer)
    page.goto(f"{report.get_absolute_url()}figures/")
    look(page)
    follow(page.get_by_role("link", name=re.compile("kursi|seat", re.IGNORECASE)).first)
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    look(page)
