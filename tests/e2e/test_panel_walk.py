"""A panel of three at work on a phone and at a desk: a scheme adopted after a look, thirty people scored by keyboard, a difference met on,
locked, released, objected to, answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment
from lms.evaluation.models import Objection, PanelMember, PanelScore, ParticipantEvaluation
from lms.evaluation.queries.panel.agreeing import agreement_of
from lms.evaluation.queries.panel.board import board_of
from lms.people.enums import Column, Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.evaluation_panel import adopt, give, make_scheme, seat
from tests.factories.people import give_role, make_reviewer, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, User], None]
Look = Callable[[Page], None]


@dataclass(frozen=True)
class Sitting:
    coordinator: User
    cohort: Cohort
    people: list[Enrolment]
    evaluators: list[User]

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"evaluation:{name}", args=[self.cohort.public_id, *args])

    def seats(self) -> list[PanelMember]:
        return seat(self.cohort, *self.evaluators, actor=self.coordinator)


def build(many: int) -> Sitting:
    coordinator = make_user(name="Koordinator")
    give_role(coordinator, Role.COORDINATOR)
    cohort = make_cohort(actor=coordinator, name="Angkatan 5", capacity=40)
    people = [
        make_enrolment(actor=coordinator, cohort=cohort, name=f"Petugas Antarkerja {number:02}")
        for number in range(1, many + 1)
    ]
    columns = (Column.ILO, Column.BPK, Column.LEMLATVOK)
    evaluators = [make_reviewer(column, name=f"Penilai {column.label}") for column in columns]
    return Sitting(coordinator, cohort, people, evaluators)


@pytest.fixture
def small(live_server: Any) -> Sitting:
    return build(2)


@pytest.fixture
def thirty(live_server: Any) -> Sitting:
    return build(30)


def test_from_a_scheme_to_an_answered_objection(
    small: Sitting, page: Page, visit: Any, sign_in: SignIn, look: Look
) -> None:
    scheme = make_scheme(("panel", "100"), actor=small.coordinator, title="Skema panel")
    sign_in(page, small.coordinator)
    visit(page, reverse("evaluation:scheme_add"))
    expect(page.locator("[data-total-weight]")).to_contain_text("100")
    look(page)
    visit(page, reverse("evaluation:scheme_detail", args=[scheme.public_id]))
    look(page)
    follow(page.locator("#what-if button"))
    expect(page.locator("#people tbody tr")).to_have_count(2)
    look(page)
    follow(page.locator("#adopt button"))
    expect(page.locator("#evaluators")).to_be_visible()
    follow(page.locator("#evaluators a.btn"))
    expect(page.locator("select[name=user]")).to_be_visible()
    look(page)
    small.seats()
    _score(small, page, visit, sign_in, look)
    _close(small, page, visit, sign_in, look)
    _object(small, page, visit, sign_in, look)


def _score(small: Sitting, page: Page, visit: Any, sign_in: SignIn, look: Look) -> None:
    """The first evaluator scores on the page; the two others lie apart, and the panel meets."""
    first = small.seats()[0]
    sign_in(page, small.evaluators[0])
    visit(page, "/dashboard/")
    look(page)
    follow(page.locator("#to-score a").first)
    expect(page.locator("#mine")).to_be_visible()
    look(page)
    follow(page.locator("#mine a.btn"))
    expect(page.locator("h1")).to_have_text("Petugas Antarkerja 01")
    expect(page.locator("html")).to_have_attribute("data-sheet", "ready")
    if page.locator("[data-criterion]").first.is_hidden():
        page.locator(".sheet > summary").click()
    for row in page.locator("[data-criterion]").all():
        row.locator("label").nth(2).click()
    expect(page.locator("[data-total]")).to_have_text("85,00")
    # Saved as typed, without a press.
    expect(page.locator("[name=seq]")).not_to_have_value("0")
    look(page)
    if page.locator("[data-send]").is_hidden():
        page.locator(".sheet > summary").click()
    page.locator("[data-send]").click()
    expect(page.locator("h1")).to_have_text("Petugas Antarkerja 02")
    assert PanelScore.objects.get().member_id == first.pk
    give(first, small.people[1], "kurang")
    for member, level in zip(small.seats()[1:], ("kurang", "baik"), strict=True):
        give(member, small.people[0], level)
        give(member, small.people[1], "kurang")
    visit(page, small.url("score_detail", small.people[0].public_id))
    expect(page.locator(".sheet")).to_contain_text("50,00")
    look(page)
    visit(page, small.url("score_revise", small.people[0].public_id))
    look(page)
    sign_in(page, small.coordinator)
    visit(page, small.url("panel_detail"))
    expect(page.locator("#differences li")).to_have_count(1)
    look(page)
    follow(page.locator("#differences a").last)
    page.locator("[name=text]").fill("Bukti layanan dibaca bersama; nilai tetap.")
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#differences")).to_have_count(0)


def _close(small: Sitting, page: Page, visit: Any, sign_in: SignIn, look: Look) -> None:
    visit(page, small.url("results_lock"))
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#results")).to_contain_text("Petugas Antarkerja 02")
    visit(page, small.url("results_release"))
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#results")).to_be_visible()
    states = list(small.cohort.enrolments.order_by("pk").values_list("state", flat=True))
    assert states == [EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED]
    visit(page, small.url("evaluation_detail", small.people[1].public_id))
    look(page)


def _object(small: Sitting, page: Page, visit: Any, sign_in: SignIn, look: Look) -> None:
    sign_in(page, small.people[1].user)
    visit(page, "/dashboard/")
    look(page)
    follow(page.locator("#my-result a"))
    expect(page.locator("#result")).to_contain_text("50,00")
    look(page)
    follow(page.locator("#object a.btn"))
    page.locator("[name=text]").fill("Bukti bulan kedua belum dihitung.")
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("Bukti bulan kedua belum dihitung.")
    look(page)
    sign_in(page, small.coordinator)
    visit(page, small.url("objection_answer", Objection.objects.get().public_id))
    page.locator("[name=verdict][value=upheld]").check()
    page.locator("[name=answer]").fill("Bukti itu terlewat: hasil dibuka kembali.")
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("#results")).to_be_visible()
    assert ParticipantEvaluation.objects.get(enrolment=small.people[1]).is_open


def test_a_panel_of_three_scores_thirty_who_are_locked_and_released(
    thirty: Sitting, page_at: Any, visit: Any, sign_in: SignIn, look: Look
) -> None:
    """One by the keyboard alone, the others as the services take it; then the results of all of them, and how far the three agree."""
    adopt(thirty.cohort, ("panel", "100"), actor=thirty.coordinator)
    first, *others = thirty.seats()
    page = page_at(1280)
    sign_in(page, first.user)
    visit(page, thirty.url("score_detail", thirty.people[0].public_id))
    expect(page.locator("html")).to_have_attribute("data-sheet", "ready")
    for number in range(1, 31):
        expect(page.locator("h1")).to_have_text(f"Petugas Antarkerja {number:02}")
        for key in _keys(number):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/evaluation/')[0]}{thirty.url('panel_detail')}")
    scores = PanelScore.objects.filter(member=first).order_by("enrolment__user__name")
    assert [str(one.percent) for one in scores] == ["85.00" if number % 3 else "76.00" for number in range(1, 31)]
    for member in others:
        for number, one in enumerate(thirty.people, start=1):
            give(member, one, "baik" if number % 3 else "cukup")
    _close_thirty(thirty, page, visit, sign_in, look)


def _keys(number: int) -> str:
    """Good throughout, or for each third one sufficient with two good ones."""
    return "33333" if number % 3 else "33222"


def _close_thirty(thirty: Sitting, page: Page, visit: Any, sign_in: SignIn, look: Look) -> None:
    sign_in(page, thirty.coordinator)
    visit(page, thirty.url("panel_detail"))
    # The first lies three points higher on each third one: nearly as one, and not wholly.
    expect(page.locator("#agreement")).to_contain_text("ICC(2,3)")
    expect(page.locator("#agreement")).to_contain_text("n = 30 dari 30")
    expect(page.locator("#results tbody tr")).to_have_count(30)
    look(page)
    found = agreement_of(board_of(thirty.cohort)).icc
    assert found is not None
    assert 0.8 < found.single < 1
    assert f"{found.single:.2f}".replace(".", ",") in page.locator("#agreement").inner_text()
    for name, state in (("results_lock", "locked"), ("results_release", "released")):
        visit(page, thirty.url(name))
        look(page)
        follow(page.locator("main form button[type=submit]"))
        expect(page.locator("#results tbody tr")).to_have_count(30)
        assert ParticipantEvaluation.objects.filter(state=state).count() == 30
    # 76 from the first, 70 from each other one: their mean is 72.
    expect(page.locator("#results tbody tr").nth(2)).to_contain_text("72,00")
    expect(page.locator("#results tbody tr").first).to_contain_text("85,00")
    assert ParticipantEvaluation.objects.filter(passed=True).count() == 30


def test_without_scripts_a_score_is_given_by_its_button(
    small: Sitting, page_at: Any, visit: Any, sign_in: SignIn
) -> None:
    adopt(small.cohort, ("panel", "100"), actor=small.coordinator)
    small.seats()
    page = page_at(360, scripts=False)
    sign_in(page, small.evaluators[0])
    visit(page, small.url("score_detail", small.people[0].public_id))
    for row in page.locator("[data-criterion]").all():
        row.locator("label").nth(1).click()
    follow(page.locator("[data-send]"))
    expect(page.locator("h1")).to_have_text("Petugas Antarkerja 02")
    assert PanelScore.objects.get().percent == 70
