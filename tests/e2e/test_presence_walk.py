"""A session of thirty people and their facilitator: Zoom tells of it, reports it on two pages, people decide what it cannot know."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice import zoom
from fieldpractice.enums import PresenceState, RowSource
from fieldpractice.models import MonitoringSession, ParticipationRow, Presence, Registrant, ReportWatch, ZoomHost
from fieldpractice.services import presence, reports
from fieldpractice.standin.held import everybody, hold
from fieldpractice.standin.state import State
from fieldpractice.zoom.client import Guest, MeetingWish
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_session
from tests.factories.people import give_role, make_unit, make_user
from tests.fieldpractice.zoom.standin import standin

if TYPE_CHECKING:
    from tests.e2e.conftest import PageAt

__all__ = ["standin"]

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "Galaxy Peserta 07"


@dataclass(frozen=True)
class Held:
    coordinator: User
    facilitator: User
    people: list[Enrolment]
    session: MonitoringSession


@pytest.fixture
def held(live_server: Any, standin: State) -> Held:
    """A session that ended half an hour ago, with its meeting and registrants at the stand-in."""
    coordinator, facilitator = make_user(name="Koordinator"), make_user(name="Fasilitator")
    give_role(coordinator, Role.COORDINATOR)
    give_role(facilitator, Role.FACILITATOR)
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(days=30), name="Angkatan 3")
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    unit = make_unit()
    people = [
        make_enrolment(
            actor=coordinator,
            cohort=cohort,
            name=f"Peserta {number:02d}",
            email=f"peserta{number:02d}@example.test",
            work_unit=unit,
        )
        for number in range(1, 31)
    ]
    begins = clock.now().replace(microsecond=0) - timedelta(minutes=120)
    wish = MeetingWish("host@example.test", "Pemantauan 2", "", "[padan-e2e]", begins, 90, "Asia/Jakarta")
    meeting = zoom.current().create_meeting(wish)
    guests = [Guest(one.user.email, one.user.name, "") for one in people]
    host = ZoomHost.objects.create(programme=cohort.programme, name="Akun 1", email="host@example.test")
    session = make_session(
        cohort,
        actor=coordinator,
        starts_at=begins,
        title="Pemantauan 2",
        host=host,
        facilitator=facilitator,
        zoom_id=meeting.id,
    )
    for one, row in zip(people, zoom.current().add_registrants(meeting.id, guests), strict=True):
        Registrant.objects.create(
            session=session, enrolment=one, registrant_id=row.registrant_id, email=row.email, join_url=row.join_url
        )
    return Held(coordinator, facilitator, people, session)


def play(standin: State, held: Held, url: str) -> None:
    """Let the stand-in hold the meeting and tell the site of it, shuffled and twice, then give its report on two pages."""
    number = str(held.session.zoom_id)
    people = everybody(standin, number)
    people[7] = {"name": PHONE, "stays": people[7]["stays"]}
    hold(standin, int(number), people)
    standin.more("held")["page_size"] = 20
    body = json.dumps({"url": f"{url}/webhooks/zoom/", "shuffled": True, "doubled": True}).encode()
    request = urllib.request.Request(f"{standin.base_url}/practice/meetings/{number}/play", body, method="POST")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=120) as answer:
        told = json.loads(answer.read())
    assert told["sent"] == told["taken"] > 100
    presence.close_over()
    for minutes in (1, 30):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            reports.fetch_due()
    assert ReportWatch.objects.get().failure == ""


def ways_out(
    desk: Page,
    held: Held,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
) -> None:
    """The coordinator's ways out: the window, a list, a file."""
    sign_in(desk, held.coordinator)
    for name in ("session_window", "presence_list", "presence_file_add"):
        visit(desk, reverse(f"fieldpractice:{name}", args=[held.session.public_id]))
        look(desk)
    visit(desk, reverse("fieldpractice:notification_list"))
    look(desk)


def test_a_session_is_told_of_reported_and_decided(
    page_at: PageAt,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
    live_server: Any,
    standin: State,
    held: Held,
) -> None:
    play(standin, held, live_server.url)
    rows = ParticipationRow.objects.filter(instance__session=held.session)
    assert set(rows.values_list("source", flat=True)) == {RowSource.REPORT}
    assert rows.count() > 31

    # The facilitator comes from the session to its board.
    screen = page_at(1280)
    sign_in(screen, held.facilitator)
    visit(screen, held.session.get_absolute_url())
    look(screen)
    follow(screen.get_by_role("link", name="Lihat siapa yang hadir"))
    expect(screen.get_by_role("row", name=re.compile("Peserta 01"))).to_contain_text("Hadir")
    look(screen)

    # One came by a phone that bears another name: one click says who it was.
    who = Presence.objects.get(enrolment=held.people[6])
    assert who.state == PresenceState.ABSENT
    follow(screen.get_by_role("link", name="Ke meja identitas"))
    expect(screen.get_by_role("heading", name=PHONE)).to_be_visible()
    look(screen)
    follow(screen.get_by_role("button", name="Peserta 07", exact=True))
    expect(screen.get_by_text("Tidak ada yang menunggu")).to_be_visible()
    look(screen)
    who.refresh_from_db()
    assert who.state != PresenceState.ABSENT

    # Somebody who was absent had a reason.
    absent = Presence.objects.filter(session=held.session, state=PresenceState.ABSENT).first()
    assert absent is not None
    visit(screen, reverse("fieldpractice:presence_decide", args=[held.session.public_id, absent.enrolment.public_id]))
    look(screen)
    screen.get_by_label("Izin").check()
    screen.get_by_label("Alasan").first.fill("Bertugas di bursa kerja")
    follow(screen.get_by_role("button", name="Putuskan"))
    expect(screen.get_by_text("Keputusan tersimpan.")).to_be_visible()
    absent.refresh_from_db()
    assert (absent.state, absent.decided_by) == (PresenceState.EXCUSED, held.facilitator)

    ways_out(page_at(1280), held, sign_in, visit, look)

    # On the phone somebody sees the own presence.
    phone = page_at(360)
    sign_in(phone, held.people[0].user)
    visit(phone, held.session.get_absolute_url())
    expect(phone.get_by_role("heading", name="Kehadiran Anda")).to_be_visible()
    look(phone)
