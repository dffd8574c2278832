"""From a survey's results to what changed since, and an open question sorted by two people until nothing is left to settle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.services.facilitators import add_facilitator
from lms.evaluation.enums import Audience, Level, Privacy
from lms.evaluation.models import SurveyRun
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.factories.courses import make_cohort
from tests.factories.people import give_role, make_unit, make_user
from tests.factories.survey_results import CONTENT, SKM_CONTENT, make_run, make_version

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = (
    "Sinyal di kios sering hilang.",
    "Waktu saya habis untuk piket.",
    "Sinyal lemah dan waktu kurang.",
    "Tidak ada.",
    "Listrik padam.",
    "OTP tidak masuk.",
)


@dataclass(frozen=True)
class Surveys:
    coordinator: User
    facilitator: User
    reaction: SurveyRun
    clients: SurveyRun


@pytest.fixture
def surveys(live_server: Any) -> Surveys:
    """A confidential survey before and after with three units, one of them small; and a satisfaction survey at the counters."""
    coordinator, facilitator = make_user(name="Koordinator"), make_user(name="Fasilitator")
    give_role(coordinator, Role.COORDINATOR)
    give_role(facilitator, Role.FACILITATOR)
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(days=90), name="Angkatan 3")
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    units = [make_unit(name=name) for name in ("BPVP Lombok Timur", "BBPVP Bekasi", "BPVP Ternate")]
    of_people = [units[0]] * 9 + [units[1]] * 7 + [units[2]] * 2
    version = make_version(actor=coordinator, body=CONTENT)

    def asked(late: int, **fields: Any) -> SurveyRun:
        answers = [
            {
                "jelas": min(5, 2 + number % 3 + late), "sesuai": min(5, 3 + number % 2 + late), "anjuran": 5 + number % 6,
                "kanal": "wa" if number % 3 else "surel", "alat": ["hp"] if number % 2 else ["hp", "laptop"],
                "layanan": {"konseling": min(5, 2 + late + number % 2), "cocok": 3}, "jumlah": 10 + number,
                "hambatan": WORDS[number % len(WORDS)],
            }
            for number in range(18)
        ]  # fmt: skip
        return make_run(
            actor=coordinator, cohort=cohort, answers=answers, version=version, privacy=Privacy.CONFIDENTIAL, by_unit=True,
            units=of_people, people=map(str, range(18)), **fields,
        )  # fmt: skip

    before = asked(0, title="Survei awal", closed_at=clock.now() - timedelta(days=60))
    skm = make_version(actor=coordinator, body=SKM_CONTENT, level=Level.RESULTS, audience=Audience.CLIENTS)
    clients = make_run(
        actor=coordinator, cohort=cohort, version=skm, audience=Audience.CLIENTS, by_unit=True, title="SKM kios",
        answers=[{f"u{n}": 2 + (number + n) % 3 for n in range(1, 10)} for number in range(40)],
        units=[units[number % 2] for number in range(40)],
    )  # fmt: skip
    return Surveys(coordinator, facilitator, asked(1, title="Survei akhir", before=before), clients)


def test_from_the_results_to_what_changed(
    surveys: Surveys, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    sign_in(page, surveys.coordinator)
    visit(page, surveys.reaction.get_absolute_url())
    look(page)
    follow(page.locator("#survey-results a.btn"))
    expect(page.locator("h1")).to_have_text("Survei akhir")
    expect(page.locator("svg.answers[role=img]").first).to_be_visible()
    look(page)
    # The small unit is hidden, and another with it: only the largest is a link.
    rows = page.locator("#units tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.locator("a")).to_have_count(1)
    follow(rows.locator("a"))
    look(page)
    follow(page.locator("nav.tabs a").nth(1))
    expect(page.locator("#change tbody tr")).to_have_count(6)
    look(page)
    visit(page, reverse("evaluation:survey_results", args=[surveys.clients.public_id]))
    expect(page.locator("#skm tbody tr")).to_have_count(9)
    look(page)


def test_two_sort_the_answers_and_settle_what_differs(
    surveys: Surveys, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    here = reverse("evaluation:theme_list", args=[surveys.reaction.public_id, "hambatan"])
    sign_in(page, surveys.coordinator)
    visit(page, here)
    look(page)
    for title in ("Jaringan", "Waktu"):
        follow(page.locator(".page-head .actions a"))
        page.locator("#id_title").fill(title)
        look(page)
        follow(page.locator("form.form button[type=submit]"))
    for user, boxes in ((surveys.coordinator, (0, 2, 0, 0, 2, 1)), (surveys.facilitator, (0, 2, 0, 1, 2, 1))):
        sign_in(page, user)
        visit(page, here)
        follow(page.locator("#sorters a.btn"))
        fields = page.locator("fieldset.sort")
        expect(fields).to_have_count(6)
        for place, box in enumerate(boxes):
            fields.nth(place).locator("input").nth(box).check()
        look(page)
        follow(page.locator("main form button[type=submit]"))
        follow(page.locator("#sorters .row > form button"))
    expect(page.locator("#agreement tbody tr")).to_have_count(2)
    look(page)
    follow(page.locator("#sorters a.btn"))
    expect(page.locator("main section.card")).to_have_count(1)
    look(page)
    page.locator("main section.card input[type=checkbox]").first.check()
    follow(page.locator("main section.card button[type=submit]"))
    expect(page.locator("main section.card .badge")).to_be_visible()
    visit(page, here)
    expect(page.locator("#themes li")).to_have_count(2)
    look(page)
