"""The map of a cohort to one cell, one officer and the report: written on a phone or at a desk, handed in, accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.services.facilitators import add_facilitator
from fieldpractice.enums import LhpkState
from fieldpractice.models import Lhpk, Placement
from fieldpractice.services.logbook import keep_entry
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow, until
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_constraint, make_placement
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Saya melayani konseling jabatan hampir setiap hari di kios balai."
PARTS = ("introduction", "done", "constraints", "lessons", "plan")


@dataclass(frozen=True)
class Field:
    facilitator: User
    placement: Placement

    @property
    def map(self) -> str:
        return reverse("fieldpractice:field_overview", args=[self.placement.enrolment.cohort.public_id])


@pytest.fixture
def field(live_server: Any) -> Field:
    """Somebody whose twelfth week began three days ago, with some days in the logbook."""
    coordinator, facilitator = make_user(name="Koordinator"), make_user(name="Fasilitator")
    give_role(coordinator, Role.COORDINATOR)
    give_role(facilitator, Role.FACILITATOR)
    today = clock.today()
    cohort = make_cohort(actor=coordinator, starts_on=today - timedelta(days=120), name="Angkatan 3")
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    unit = make_unit()
    placements = [
        make_placement(
            make_enrolment(actor=coordinator, cohort=cohort, name=name, work_unit=unit),
            actor=coordinator,
            starts_on=today - timedelta(days=80),
        )
        for name in ("Ratna Dewi", "Sari Wulandari")
    ]
    first = placements[0]
    make_constraint(first.enrolment)
    for back in (1, 2, 8, 9, 15):
        keep_entry(
            actor=first.enrolment.user,
            placement=first,
            day=today - timedelta(days=back),
            service=4,
            served=3,
            hours=Decimal("3.5"),
            client_key=f"walk-{back}",
        )
    return Field(facilitator, first)


def test_from_the_map_to_one_cell_and_one_officer(
    field: Field, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    sign_in(page, field.facilitator)
    visit(page, field.map)
    expect(page.locator(".state-map tbody tr")).to_have_count(2)
    look(page)
    page.locator(".state-map tbody tr").first.locator("a.state").nth(11).click()
    expect(page.locator("#week h2")).to_have_text("Ratna Dewi")
    look(page)
    # The address stays that of the map: the pane is a piece of it.
    assert page.url.endswith(field.map)
    follow(page.locator("#week h2 a"))
    expect(page.locator("h1")).to_have_text("Ratna Dewi")
    expect(page.locator(".week-strip li")).to_have_count(12)
    look(page)
    # The week under way is open and the others are not; on paper all of them are, also where only the page's script can unfold them.
    weeks = page.locator("#logbook .fold")
    expect(weeks.locator("> div:visible")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(weeks.locator("> div:visible")).to_have_count(12)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(weeks.locator("> div:visible")).to_have_count(1)
    page.emulate_media(media="print")
    expect(weeks.locator("> div:visible")).to_have_count(12)


def test_without_scripts_a_cell_is_a_page(
    field: Field, page_at: Any, visit: Any, sign_in: Callable[[Page, User], None]
) -> None:
    page = page_at(360, scripts=False)
    sign_in(page, field.facilitator)
    visit(page, field.map)
    follow(page.locator(".state-map tbody tr").first.locator("a.state").nth(11))
    expect(page.locator("h2 a")).to_have_text("Ratna Dewi")


def test_the_report_is_written_handed_in_and_accepted(
    field: Field, page: Page, visit: Any, sign_in: Callable[[Page, User], None], look: Callable[[Page], None]
) -> None:
    sign_in(page, field.placement.enrolment.user)
    visit(page, field.placement.get_absolute_url())
    look(page)
    visit(page, reverse("fieldpractice:lhpk_detail", args=[field.placement.public_id]))
    look(page)
    for part in PARTS:
        page.locator(f"[name={part}]").fill(TEXT)
    # Saved as typed, without a press.
    expect(page.locator("#saved .soft")).to_be_visible()
    expect(page.locator("[name=seq]")).not_to_have_value("0")
    # Typing may have rested between two parts: then they come by two saves.
    until(lambda: all(Lhpk.objects.get().sections.get(part) == TEXT for part in PARTS))
    visit(page, reverse("fieldpractice:lhpk_hand_in", args=[field.placement.public_id]))
    look(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator("textarea")).to_have_count(0)
    look(page)
    assert Lhpk.objects.get().state == LhpkState.HANDED_IN

    sign_in(page, field.facilitator)
    visit(page, reverse("fieldpractice:lhpk_decide", args=[field.placement.public_id]))
    look(page)
    page.locator("[name=to][value=accepted]").check()
    page.locator("[name=reason]").fill("Lengkap dan jelas")
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".timeline")).to_contain_text("Lengkap dan jelas")
    assert Lhpk.objects.get().state == LhpkState.ACCEPTED
    visit(page, reverse("courses:risk_list", args=[field.placement.enrolment.cohort.public_id]))
    look(page)
