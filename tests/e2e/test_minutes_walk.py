"""From the briefing over a session written by two people at once to approved minutes and the next briefing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.enums import PresenceState, SessionState
from fieldpractice.models import FollowUp, MinutesItem, MonitoringSession, Presence
from fieldpractice.services.minutes.approving import make_due_papers
from fieldpractice.services.minutes.follow_ups import Plan, add_follow_up
from fieldpractice.services.minutes.items import write_item
from lms.people import clock
from tests.conftest import Cast
from tests.e2e.browsing import follow
from tests.e2e.conftest import PageAt
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.fieldpractice import make_constraint, make_session

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class World:
    cast: Cast
    first: MonitoringSession
    session: MonitoringSession
    later: MonitoringSession
    ayu: Enrolment


@pytest.fixture
def world(cast: Cast) -> World:
    actor, now = cast.coordinator, clock.now()
    cohort = make_cohort(actor=actor)
    add_facilitator(actor=actor, cohort=cohort, user=cast.facilitator)
    ayu = make_enrolment(actor=actor, cohort=cohort, name="Ayu Lestari", work_unit=cast.unit)
    bima = make_enrolment(actor=actor, cohort=cohort, name="Bima Sakti", work_unit=cast.unit)
    sessions = [
        make_session(
            cohort, actor=actor, starts_at=now + timedelta(days=days, minutes=-20), title=f"Pemantauan {number}",
            facilitator=cast.facilitator, agenda="1. Kabar dari unit\n2. Kendala", state=state,
        )
        for number, (days, state) in enumerate(
            ((-14, SessionState.HELD), (0, SessionState.PLANNED), (14, SessionState.PLANNED)), 1
        )
    ]  # fmt: skip
    Presence.objects.create(session=sessions[0], enrolment=bima, state=PresenceState.ABSENT)
    Presence.objects.create(session=sessions[1], enrolment=ayu, state=PresenceState.PRESENT, seconds=5000)
    make_constraint(ayu, title="Kode OTP tidak pernah masuk")
    return World(cast, *sessions, ayu)


def new_line(page: Page, text: str) -> None:
    page.locator("#new-line [name=text]").fill(text)
    page.locator("#new-line button").click()


def test_two_people_write_and_the_minutes_are_approved(
    world: World,
    page_at: PageAt,
    visit: Callable[..., object],
    sign_in: Callable[..., None],
    look: Callable[[Page], None],
) -> None:
    run, here = f"/monitoring/{world.session.public_id}/run/", page_at(1280)
    sign_in(here, world.cast.facilitator)
    visit(here, f"/monitoring/{world.session.public_id}/briefing/")
    expect(here.locator("#absent")).to_contain_text("Bima Sakti")
    expect(here.locator("#constraints")).to_contain_text("Kode OTP tidak pernah masuk")
    expect(here.locator("#chat-text")).not_to_contain_text("Bima")
    look(here)

    there = page_at(360)
    sign_in(there, world.cast.coordinator)
    visit(here, run)
    visit(there, run)
    _on_a_phone_the_queue_leads(there)
    look(here)
    new_line(here, "Kios ramai pada hari Senin")
    expect(here.locator("[data-item]")).to_have_count(1)
    # The other screen shows it by itself.
    expect(there.locator("[data-item] textarea")).to_have_value("Kios ramai pada hari Senin")

    _both_change_one_line(here, there)
    _queue_and_plan(here)
    look(there)
    _approve(here, world, look)
    visit(here, f"/monitoring/{world.later.public_id}/briefing/")
    expect(here.locator("#follow-ups")).to_contain_text("Kirim daftar lowongan")
    expect(here.locator("#follow-ups")).to_contain_text("Ayu Lestari")


def _on_a_phone_the_queue_leads(phone: Page) -> None:
    """What is to be discussed stands above both forms, as it is read; one step leads on to the minutes."""
    parts = [phone.locator(f"#{name}") for name in ("queue", "minutes", "follow-ups", "who")]
    tops = [box["y"] for one in parts if (box := one.bounding_box())]
    assert len(tops) == len(parts)
    assert tops == sorted(tops)
    phone.locator("#queue a[href='#minutes']").click()
    expect(phone.locator("#new-line [name=text]")).to_be_in_viewport()


def _both_change_one_line(here: Page, there: Page) -> None:
    """One has no line and writes on; the other changes the same line. Both texts are shown, and nothing is lost."""
    there.context.set_offline(True)
    there.locator("[data-item] textarea").fill("Kios ramai sampai sore")
    new_line(there, "Ditulis tanpa jaringan")
    expect(there.locator("#waiting-lines")).to_contain_text("Ditulis tanpa jaringan")
    expect(there.locator("#line-state")).to_be_visible()
    here.locator("[data-item] textarea").fill("Kios ramai sampai siang")
    expect(here.locator("[data-item]")).to_have_attribute("data-seq", "2")
    here.locator("#new-line [name=text]").fill("setengah kalim")
    there.context.set_offline(False)
    both = there.locator(".differs")
    expect(both).to_contain_text("Kios ramai sampai siang")
    expect(there.locator("[data-item] textarea").first).to_have_value("Kios ramai sampai sore")
    both.locator("button").first.click()
    expect(there.locator("[data-item]")).to_have_count(2)
    expect(here.locator("[data-item] textarea").first).to_have_value("Kios ramai sampai sore")
    expect(here.locator("[data-item]")).to_have_count(2)
    # What was being typed meanwhile stands where it stood, with the cursor in it.
    field = here.locator("#new-line [name=text]")
    expect(field).to_have_value("setengah kalim")
    expect(field).to_be_focused()
    here.reload()
    expect(here.locator("#new-line [name=text]")).to_have_value("setengah kalim")


def _queue_and_plan(page: Page) -> None:
    page.locator("#queue button[value=now]").click()
    page.locator("#queue textarea").fill("Sementara memakai surel")
    page.locator("#queue button[value=discussed]").click()
    expect(page.locator("#queue .done")).to_have_count(1)
    expect(page.locator("[data-item]")).to_have_count(3)
    page.locator("#new-line [name=kind]").select_option("decision")
    new_line(page, "Daftar lowongan dikirim setiap Senin")
    expect(page.locator("[data-item]")).to_have_count(4)
    plan = page.locator("#new-follow-up")
    plan.locator("[name=action]").fill("Kirim daftar lowongan")
    plan.locator("[name=who]").fill("Ayu Lestari")
    plan.locator("button").click()
    expect(page.locator("#actions")).to_contain_text("Kirim daftar lowongan")
    expect(plan.locator("[name=action]")).to_have_value("")


def _approve(page: Page, world: World, look: Callable[[Page], None]) -> None:
    follow(page.locator(f"a[href$='/{world.session.public_id}/minutes/approve/']").first)
    expect(page.locator("article")).to_contain_text("Daftar lowongan dikirim setiap Senin")
    look(page)
    page.locator("[name=read]").check()
    follow(page.locator("main form button").last)
    expect(page.locator(".digest")).to_be_visible()
    look(page)
    # The worker may have been there already.
    make_due_papers()
    body = page.request.get(f"/monitoring/{world.session.public_id}/minutes.pdf").body()
    words = _words(body)
    for said in ("Daftar lowongan dikirim setiap Senin", "Sementara memakai surel", "Ayu Lestari", "75%"):
        assert said in words, said
    assert FollowUp.objects.get().responsible == world.ayu.user


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_without_javascript_a_line_and_a_follow_up_are_plain_forms(
    world: World, page_at: PageAt, visit: Callable[..., object], sign_in: Callable[..., None]
) -> None:
    page = page_at(360, scripts=False)
    sign_in(page, world.cast.facilitator)
    visit(page, f"/monitoring/{world.session.public_id}/run/")
    page.locator("#new-line [name=text]").fill("Tanpa skrip")
    follow(page.locator("#new-line button"))
    expect(page.locator("[data-item] textarea")).to_have_value("Tanpa skrip")
    item = MinutesItem.objects.get()
    page.locator("[data-item] textarea").fill("Diubah tanpa skrip")
    # Meanwhile somebody else was there.
    MinutesItem.objects.filter(pk=item.pk).update(text="Teks lain", seq=2)
    follow(page.locator("[data-save]"))
    expect(page.locator("main")).to_contain_text("Teks lain")
    expect(page.locator("textarea")).to_have_value("Diubah tanpa skrip")
    follow(page.locator("form.form button"))
    expect(page.locator("[data-item] textarea")).to_have_value("Diubah tanpa skrip")


def test_the_board_and_ones_own_list(
    world: World, page: Page, visit: Callable[..., object], sign_in: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    for number, due in enumerate((-3, 4, None)):
        day = clock.today() + timedelta(days=due) if due is not None else None
        add_follow_up(
            actor=world.cast.facilitator, cohort=world.session.cohort, session=world.first, key=f"kunci-{number}-rtl",
            plan=Plan(action=f"Tindak lanjut {number}", responsible=world.ayu.user, due_on=day),
        )  # fmt: skip
    write_item(actor=world.cast.facilitator, session=world.first, kind="note", text="Isi", key="kunci-isi")
    sign_in(page, world.cast.facilitator)
    visit(page, f"/cohorts/{world.session.cohort.public_id}/follow-ups/")
    expect(page.locator(".board > li")).to_have_count(3)
    axe(page)
    sign_in(page, world.ayu.user)
    visit(page, "/follow-ups/")
    follow(page.locator(".board button[value=done]").first)
    expect(page.locator(".board button[value=done]")).to_have_count(2)
    axe(page)
    follow(page.locator(".board a").last)
    axe(page)
