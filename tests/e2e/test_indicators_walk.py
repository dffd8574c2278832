"""A unit reports its months, by form and by file; who organises reads the difference; a participant takes out the portfolio."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assignments.enums import QuizKind
from assignments.services.quizzes import PartPlan
from courses.models import Cohort, Enrolment
from lms.evaluation.indicators import Windows, shifted
from lms.evaluation.models import UnitMonth
from lms.evaluation.queries.indicators import last_month, windows_of
from lms.evaluation.services.indicators import report_month
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from tests.e2e.browsing import follow
from tests.factories.assignments.quizzes import make_quiz, make_topic, sit
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.indicators import HEADS, figures_file
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


class Walk:
    """A cohort of two units whose training ended half a year ago; one unit has reported everything, the other nothing."""

    def __init__(self) -> None:
        self.coordinator, self.contact = make_user(name="Koordinator"), make_user(name="Narahubung")
        give_role(self.coordinator, Role.COORDINATOR)
        self.unit, self.other = make_unit(name="BPVP Lombok Timur"), make_unit(name="BPVP Ternate")
        give_role(self.contact, Role.UNIT_CONTACT, work_unit=self.unit)
        began = clock.today() - timedelta(days=330)
        self.cohort: Cohort = make_cohort(actor=self.coordinator, starts_on=began, name="Angkatan 1")
        self.enrolments: list[Enrolment] = [
            make_enrolment(actor=self.coordinator, cohort=self.cohort, name=name, work_unit=unit, rank="III/b")
            for name, unit in (("Ratna Dewi", self.unit), ("Sari Wulandari", self.other))
        ]
        self.windows: Windows = windows_of(self.cohort).windows
        for month in self.windows.all_months[:6]:
            self.report(self.other, month, 20 if month in self.windows.baseline else 31)

    def report(self, unit: WorkUnit, month: date, placed: int) -> None:
        values = {"registered": 100, "placed": placed, "vacancies": 40, "filled": 10, "days_to_fill": Decimal(20)}
        report_month(actor=self.coordinator, unit=unit, month=month, values=values)

    def file(self) -> bytes:
        months = [month for month in self.windows.all_months[:6] if month != last_month()]
        rows = [
            [self.unit.name, f"{month:%Y-%m}", 90, None, None, 25 if month in self.windows.baseline else 30, 40, 12, 19]
            for month in months
        ]
        return figures_file([*rows, ["Entah", "2026-01", 1]], HEADS[:9])


@pytest.fixture
def walk(live_server: Any) -> Walk:
    return Walk()


def test_a_unit_reports_and_the_difference_is_read(
    walk: Walk, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    sign_in(page, walk.contact)
    visit(page, "/dashboard/")
    follow(page.locator("#indicators").get_by_role("link", name="BPVP Lombok Timur"))
    expect(page.locator("h1")).to_have_text("BPVP Lombok Timur")
    look(page)
    # The newest month comes first.
    follow(page.locator("#months tbody a").first)
    expect(page.locator("[name=placed]")).to_be_visible()
    look(page)
    page.locator("[name=placed]").fill("30")
    page.locator("[name=note]").fill("Bursa kerja di kabupaten")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("h1")).to_have_text("BPVP Lombok Timur")
    assert UnitMonth.objects.get(work_unit=walk.unit, month=last_month()).placed == 30

    visit(page, reverse("evaluation:indicator_import_add"))
    look(page)
    page.locator("[name=file]").set_input_files(
        {"name": "indikator.xlsx", "mimeType": "application/octet-stream", "buffer": walk.file()}
    )
    follow(page.locator("main form button[type=submit]").first)
    # The page looks again by itself until the worker has checked the file.
    expect(page.locator("#confirm")).to_be_visible(timeout=30_000)
    expect(page.locator("#faults")).to_contain_text("Entah")
    look(page)
    page.locator("#confirm form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(rf"{reverse('evaluation:indicator_list')}$"))
    look(page)

    sign_in(page, walk.coordinator)
    visit(page, reverse("evaluation:cohort_indicators", args=[walk.cohort.public_id]))
    expect(page.locator("#difference")).to_contain_text("Pencari kerja ditempatkan")
    look(page)
    follow(page.locator(".actions a", has_text="Pilih bulan"))
    look(page)
    page.locator("[name=after_from]").select_option(shifted(walk.windows.after_from, 1).isoformat())
    page.locator("[name=reason]").fill("Bulan pertama libur panjang")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#decisions")).to_contain_text("Bulan pertama libur panjang")


def test_a_participant_reads_profile_and_portfolio(
    walk: Walk, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    actor, mine = walk.coordinator, walk.enrolments[0]
    topics = [
        make_topic(actor=actor, questions=2, name=name) for name in ("Konseling", "Pencocokan", "Informasi pasar kerja")
    ]
    pre = make_quiz(actor=actor, cohort=walk.cohort, parts=[PartPlan(topic=topic, count=2) for topic in topics])
    post = make_quiz(actor=actor, cohort=walk.cohort, kind=QuizKind.POST_TEST, pre_test=pre, title="Tes akhir")
    sit(pre, mine, right=2)
    sit(post, mine, right=5)
    sign_in(page, mine.user)
    visit(page, "/dashboard/")
    follow(page.locator("#portfolio a"))
    look(page)
    follow(page.get_by_role("link", name="Angkatan 1"))
    expect(page.locator("#sources")).to_be_visible()
    look(page)
    follow(page.locator(".actions a", has_text="Kompetensi"))
    expect(page.locator(".chart svg[role=img]")).to_be_visible()
    look(page)

    sign_in(page, walk.coordinator)
    visit(page, reverse("evaluation:cohort_competencies", args=[walk.cohort.public_id]))
    expect(page.locator("#people")).to_contain_text("Ratna Dewi")
    look(page)
    visit(page, reverse("evaluation:teaching_detail", args=[walk.cohort.public_id]))
    look(page)
