"""Surveys: built from the bank, opened, answered on a phone by participants, by a supervisor's link and at a counter, reminded, closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from fieldpractice.models import Placement
from fieldpractice.services.placements import place_cohort
from lms.evaluation.enums import Audience, Privacy, RunState
from lms.evaluation.models import Questionnaire, SurveyCounter, SurveyInvitee, SurveyLink, SurveyResponse, SurveyRun
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.links import token_of
from lms.people.models import User
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.evaluation.surveys.asked import GOOD, Surveyed, make_client_run, make_run, make_surveyed

if TYPE_CHECKING:
    from tests.e2e.conftest import PageAt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surveyed(cast: Cast) -> Surveyed:
    """A running cohort; its people read Indonesian."""
    return make_surveyed(cast)


def test_a_questionnaire_is_built_on_any_screen(
    page: Page, surveyed: Surveyed, sign_in: Callable[[Page, User], None], axe: Callable[..., None]
) -> None:
    sign_in(page, surveyed.coordinator)
    page.goto("/questionnaires/new/")
    page.fill("[name=title]", "Umpan balik praktik")
    page.check("[name=level][value='1']")
    page.check("[name=audience][value=participants]")
    axe(page)
    follow(page.locator("form.form button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/build/$"))
    axe(page)
    follow(page.locator(".actions a").first)
    page.check("#bank-tujuan")
    page.check("#bank-hambatan")
    axe(page)
    follow(page.locator("main form button[type=submit]").last)
    expect(page.locator("#item-tujuan")).to_be_visible()
    page.locator("#section-umum details summary").click()
    follow(page.locator("#section-umum details a").nth(1))
    page.fill("[name=text_id]", "Apakah Anda memakai Karirhub?")
    page.fill("[name=options]", "Ya | Yes\nTidak | No")
    axe(page)
    follow(page.locator("form.form button[type=submit]"))
    expect(page.locator("#item-apakah_anda_memakai_karirhub")).to_be_visible()
    axe(page)
    row = Questionnaire.objects.get(title="Umpan balik praktik")
    page.goto(f"/questionnaires/versions/{row.versions.get().public_id}/")
    axe(page)


def test_planned_opened_reminded_and_closed(
    page: Page, surveyed: Surveyed, sign_in: Callable[[Page, User], None], axe: Callable[..., None]
) -> None:
    services.load_starters(actor=surveyed.coordinator)
    version = Questionnaire.objects.get(starter="reaction").versions.get()
    sign_in(page, surveyed.coordinator)
    page.goto(f"/cohorts/{surveyed.cohort.public_id}/surveys/")
    axe(page)
    follow(page.locator(".actions a").first)
    axe(page)
    page.select_option("[name=version]", str(version.pk))
    follow(page.locator("form.form button[type=submit]"))
    expect(page).to_have_url(re.compile(r"/surveys/[a-z0-9]{12}/$"))
    axe(page)
    run = SurveyRun.objects.get()
    follow(page.locator(f"form[action='/surveys/{run.public_id}/open/'] button"))
    expect(page.locator(f"form[action='/surveys/{run.public_id}/remind/']")).to_be_visible()
    follow(page.locator(f"form[action='/surveys/{run.public_id}/remind/'] button"))
    expect(page.locator(".notice.ok").first).to_be_visible()
    page.locator("#close > summary").click()
    follow(page.locator(f"form[action='/surveys/{run.public_id}/close/'] button"))
    run.refresh_from_db()
    assert run.state == RunState.CLOSED
    axe(page)


def test_answered_on_a_phone_with_a_draft_that_survives(
    page: Page, surveyed: Surveyed, sign_in: Callable[[Page, User], None], axe: Callable[..., None]
) -> None:
    run = make_run(surveyed)
    sign_in(page, surveyed.users[0])
    page.goto("/dashboard/")
    follow(page.locator(f"#surveys a[href='/surveys/{run.public_id}/answer/']").first)
    axe(page)
    follow(page.locator("main a.btn.primary"))
    expect(page.locator("#ask-why")).to_be_hidden()
    page.locator("label[for='q-clear_1']").click()
    expect(page.locator("#ask-why")).to_be_visible()
    page.fill("#q-why", "Terlalu cepat")
    expect(page.locator("[data-survey-kept]")).to_be_visible()
    axe(page)
    # The page is closed half-way, and opened again.
    page.reload()
    expect(page.locator("#q-why")).to_have_value("Terlalu cepat")
    expect(page.locator("#q-clear_1")).to_be_checked()
    page.fill("#q-count", "banyak")
    follow(page.locator("form.survey button[type=submit]"))
    expect(page.locator(".errors")).to_be_focused()
    axe(page)
    page.fill("#q-count", "12")
    # Changed once more: what is hidden is not sent.
    page.locator("label[for='q-clear_4']").click()
    follow(page.locator("form.survey button[type=submit]"))
    expect(page.locator("[data-survey-forget]")).to_be_attached()
    axe(page)
    assert SurveyResponse.objects.get().answers == {"clear": 5, "count": 12}
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('padan-survey'))") == []


def test_it_works_without_javascript(
    page_at: PageAt, surveyed: Surveyed, sign_in: Callable[[Page, User], None]
) -> None:
    run = make_run(surveyed)
    page = page_at(360, scripts=False)
    sign_in(page, surveyed.users[0])
    page.goto(f"/surveys/{run.public_id}/answer/?begin=1")
    expect(page.locator("#ask-why .survey-when")).to_be_visible()
    page.check("#q-clear_1")
    page.fill("#q-why", "Kurang contoh")
    page.locator("form.survey button[type=submit]").click()
    expect(page).to_have_url(re.compile("thanks=1"))
    assert SurveyResponse.objects.get().answers == {"clear": 2, "why": "Kurang contoh"}


def test_a_supervisor_answers_by_link(page: Page, surveyed: Surveyed, axe: Callable[..., None]) -> None:
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu")
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    token = token_of(SurveyLink.objects.order_by("pk")[0])
    page.goto(f"/s/{token}/")
    expect(page.locator("h1")).to_have_text(run.title)
    axe(page)
    follow(page.locator("main a.btn.primary"))
    page.locator("label[for='q-clear_4']").click()
    follow(page.locator("form.survey button[type=submit]"))
    axe(page)
    assert SurveyInvitee.objects.filter(run=run, answered=True).count() == 1
    page.goto(f"/s/{token}/?begin=1")
    expect(page.locator("form.survey")).to_have_count(0)


def test_a_client_answers_at_the_counter(page: Page, surveyed: Surveyed, axe: Callable[..., None]) -> None:
    make_client_run(surveyed)
    code = SurveyCounter.objects.get().code
    page.goto(f"/s/{code}/")
    axe(page)
    follow(page.locator("main a.btn.primary"))
    page.locator("label[for='q-clear_3']").click()
    axe(page)
    follow(page.locator("form.survey button[type=submit]"))
    axe(page)
    assert SurveyResponse.objects.get().answers == {"clear": 4}
    # The next one at the same device finds an empty page.
    page.goto(f"/s/{code}/?begin=1")
    expect(page.locator("#q-clear_3")).not_to_be_checked()
    assert page.evaluate("localStorage.length") == 0


def test_links_are_passed_on(
    page: Page, surveyed: Surveyed, sign_in: Callable[[Page, User], None], axe: Callable[..., None]
) -> None:
    place_cohort(actor=surveyed.coordinator, cohort=surveyed.cohort)
    Placement.objects.update(supervisor=None, supervisor_name="Ibu Rahayu", supervisor_phone="+6281234567890")
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    services.give_answers(invitee=SurveyInvitee.objects.filter(run=run)[0], typed=GOOD)
    sign_in(page, surveyed.coordinator)
    page.goto(f"/surveys/{run.public_id}/people/")
    axe(page)
    follow(page.locator("form[action$='/share/'] button").first)
    expect(page.locator("#words")).to_contain_text("/s/")
    axe(page)
