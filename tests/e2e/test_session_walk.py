"""A plan of sessions made at a desk; the worker makes them at Zoom; a participant joins by the own link; moved, called off, by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.models import MonitoringSession, Registrant
from fieldpractice.services import recordings, zoom
from fieldpractice.services.groups import keep_host
from fieldpractice.standin.server import running
from fieldpractice.standin.state import State
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import give_role, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Monitoring:
    coordinator: User
    cohort: Cohort
    people: list[Enrolment]


@pytest.fixture
def at_zoom(settings: Any) -> Iterator[State]:
    cache.clear()
    with running() as server:
        settings.PADAN_ZOOM_API_URL = f"{server.state.base_url}/v2"
        settings.PADAN_ZOOM_OAUTH_URL = f"{server.state.base_url}/oauth/token"
        yield server.state


@pytest.fixture
def monitoring() -> Monitoring:
    coordinator = make_user(email="koordinator@example.test", name="Endang Puspitasari")
    facilitator = make_user(email="fasilitator@example.test", name="Togar Simanjuntak")
    give_role(coordinator, Role.COORDINATOR)
    give_role(facilitator, Role.FACILITATOR)
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(days=60))
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    unit = make_unit(time_zone="Asia/Jayapura")
    people = [
        make_enrolment(actor=coordinator, cohort=cohort, name=name, work_unit=unit)
        for name in ("Ratna Dewi", "Sari Wulandari")
    ]
    keep_host(
        actor=coordinator, programme=cohort.programme, name="Zoom 1", email="zoom1@example.test", user=facilitator
    )
    recordings.load_recording_text(actor=None)
    return Monitoring(coordinator, cohort, people)


@pytest.mark.e2e
def test_planned_made_joined_moved_and_called_off(
    page: Page,
    visit: Callable[..., Any],
    sign_in: Callable[[Page, User], None],
    axe: Callable[..., None],
    monitoring: Monitoring,
    at_zoom: State,
) -> None:
    sign_in(page, monitoring.coordinator)
    visit(page, reverse("fieldpractice:cohort_sessions", args=[monitoring.cohort.public_id]))
    axe(page)
    follow(page.get_by_role("link", name="Rencanakan berkala").first)
    soon = clock.now().astimezone(ZoneInfo("Asia/Jakarta")) + timedelta(minutes=5)
    page.locator("[name=first_day]").fill(f"{soon:%Y-%m-%d}")
    page.locator("[name=last_day]").fill(f"{soon + timedelta(days=80):%Y-%m-%d}")
    page.locator("[name=weekday]").select_option(str(soon.weekday()))
    page.locator("[name=begins]").fill(f"{soon:%H:%M}")
    page.locator("[name=host]").select_option(label="Zoom 1")
    page.locator("[name=is_recorded]").check()
    follow(page.get_by_role("button", name="Tampilkan tanggalnya"))
    expect(page.get_by_role("heading", name="Sesi yang akan dibuat")).to_be_visible()
    axe(page)
    follow(page.get_by_role("button", name=re.compile(r"Buat 6 sesi")))
    expect(page.get_by_text("6 sesi direncanakan.")).to_be_visible()
    axe(page)
    zoom.work_due()
    assert len(at_zoom.meetings) == 6
    session = MonitoringSession.objects.order_by("starts_at")[0]

    sign_in(page, monitoring.people[0].user)
    visit(page, "/dashboard/")
    follow(page.get_by_role("link", name="Ke sesi").first)
    expect(page.get_by_role("heading", name="Sesi ini direkam")).to_be_visible()
    axe(page)
    follow(page.get_by_role("button", name="Saya setuju direkam"))
    expect(page.get_by_role("heading", name="Bergabung sekarang")).to_be_visible()
    axe(page)
    follow(page.get_by_role("link", name="Bergabung ke sesi"))
    expect(page).to_have_url(Registrant.objects.get(session=session, enrolment=monitoring.people[0]).join_url)
    expect(page.get_by_text("Mode latihan")).to_be_visible()
    expect(page.get_by_text("Ratna Dewi")).to_be_visible()

    sign_in(page, monitoring.coordinator)
    last = MonitoringSession.objects.order_by("-starts_at")[0]
    visit(page, reverse("fieldpractice:session_edit", args=[last.public_id]))
    axe(page)
    page.locator("[name=begins]").fill("13:00")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page.get_by_text("Sesi dipindahkan; semua di dalamnya diberi tahu.")).to_be_visible()
    follow(page.get_by_role("link", name="Batalkan sesi"))
    axe(page)
    page.locator("[name=reason]").fill("Libur nasional")
    follow(page.get_by_role("button", name="Batalkan sesi ini"))
    expect(page.get_by_text("Libur nasional").first).to_be_visible()
    axe(page)
    zoom.work_due()
    assert len(at_zoom.meetings) == 5


@pytest.mark.e2e
def test_zooms_health_hosts_and_groups(
    page: Page,
    visit: Callable[..., Any],
    sign_in: Callable[[Page, User], None],
    axe: Callable[..., None],
    monitoring: Monitoring,
    at_zoom: State,
) -> None:
    sign_in(page, monitoring.coordinator)
    at_zoom.scopes = ["meeting:read:meeting:admin"]
    visit(page, reverse("fieldpractice:zoom_health"))
    follow(page.get_by_role("button", name="Tanyakan ke Zoom sekarang"))
    expect(page.get_by_text("meeting:write:batch_registrants:admin")).to_be_visible()
    axe(page)
    follow(page.get_by_role("link", name="Host Zoom").first)
    expect(page.get_by_role("heading", name="Host Zoom")).to_be_visible()
    axe(page)
    visit(page, reverse("fieldpractice:group_list", args=[monitoring.cohort.public_id]))
    page.locator("[name=name]").fill("Indonesia Timur")
    page.get_by_label("Ratna Dewi").check()
    follow(page.get_by_role("button", name="Buat kelompok"))
    expect(page.get_by_text("Indonesia Timur").first).to_be_visible()
    axe(page)
