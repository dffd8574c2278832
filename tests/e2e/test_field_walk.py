"""Field practice as a whole: from the placement, over a session at Zoom, to a stronger lesson that the person who asked for it confirms."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from time import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.enums import StageKind, VersionState
from cms.models import CurriculumVersion
from cms.services import build_site, create_version, publish_version, send_to_review
from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.enums import ConstraintState, PresenceState, RowSource, SessionState
from fieldpractice.models import (
    Constraint,
    HelpAnswer,
    LogbookEntry,
    MeetingInstance,
    MonitoringSession,
    ParticipationRow,
    Placement,
    Presence,
    Registrant,
)
from fieldpractice.services import presence, reports, webhooks, zoom
from fieldpractice.services.groups import keep_host
from fieldpractice.services.minutes.approving import make_due_papers
from fieldpractice.standin.held import everybody, hold
from fieldpractice.standin.state import State
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import User
from lms.people.services import assign_role
from lms.programme.models import Review
from lms.programme.services import load_programme
from tests.e2e.browsing import follow
from tests.factories.cms import make_pages
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_reviewer, make_unit, make_user
from tests.factories.programme import sign_all
from tests.fieldpractice.zoom.standin import standin

if TYPE_CHECKING:
    from tests.e2e.conftest import PageAt

__all__ = ["standin"]

pytestmark = pytest.mark.django_db(transaction=True)

# Two of them never come (the stand-in leaves out every fifteenth): with their facilitator 31 people are in the meeting.
PEOPLE, CAME = 32, 31
PHONE = "Galaxy A05"
SERVICE = "Layanan informasi pasar kerja"
HARD = "Kode OTP tidak masuk pada tiga operator"
ANSWER = "Tunggu sepuluh menit sebelum meminta kode OTP lagi"
# The units that a version of the curriculum is put to.
COLUMNS = (
    Column.PASKER, Column.PTKDN, Column.BPK, Column.LATVOGAN_INTALA, Column.SETDITJEN, Column.BALAI, Column.ILO,
)  # fmt: skip


class Hours:
    """The time of this site: it goes on by itself, and the test lets days pass."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.fromtimestamp(time(), UTC) + self.ahead

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """It is this hour of this day, WIB."""
        self.ahead = datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.WIB) - datetime.fromtimestamp(
            time(), UTC
        )

    def later(self, **passed: int) -> None:
        self.ahead += timedelta(**passed)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    hours = Hours()
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=hours.now))
    return hours


@dataclass
class Training:
    coordinator: User
    facilitator: User
    author: User
    reviewers: dict[Column, User]
    cohort: Cohort
    people: list[Enrolment] = field(default_factory=list)

    @property
    def asks(self) -> Enrolment:
        """Who meets a constraint and raises it."""
        return self.people[0]

    @property
    def shares(self) -> Enrolment:
        """Who meets the same in another unit."""
        return self.people[1]


def _editor(name: str, role: Role) -> User:
    """Somebody whose role lets them into the editor."""
    user = make_user(name=name, email=f"{name.split()[0].lower()}@example.test")
    assign_role(actor=None, user=user, role=role)
    return user


def _published(pages: Any, coordinator: User, reviewers: dict[Column, User]) -> CurriculumVersion:
    version = create_version(curriculum=pages, actor=coordinator, note="Kurikulum awal.")
    send_to_review(version=version, due_on=clock.today() + timedelta(days=7), actor=coordinator)
    for column in COLUMNS:
        _sign(column, reviewers[column])
    return publish_version(version=version, actor=coordinator)


def _sign(column: Column, reviewer: User) -> None:
    for review in Review.objects.filter(state="open"):
        sign_all(review, column, actor=reviewer)


@pytest.fixture
def training(live_server: LiveServer, standin: State, hours: Hours) -> Training:
    """A cohort that begins today on a reviewed version, with its people; nobody is placed, no session planned."""
    load_programme()
    pages = make_pages(lessons=2, text="<p>Peserta masuk dengan kode OTP.</p>")
    build_site()
    coordinator = _editor("Endang Puspitasari", Role.COORDINATOR)
    facilitator, author = (_editor(name, Role.FACILITATOR) for name in ("Togar Simanjuntak", "Wulan Prameswari"))
    reviewers = {column: make_reviewer(column) for column in COLUMNS}
    version = _published(pages, coordinator, reviewers)
    cohort = make_cohort(
        actor=coordinator, version=version, starts_on=clock.today(), name="Angkatan 3", capacity=PEOPLE
    )
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    units = [make_unit(name=name) for name in ("BPVP Kendari", "BPVP Ternate", "BPVP Lotim")]
    people = [
        make_enrolment(
            actor=coordinator,
            cohort=cohort,
            name=f"Peserta {number:02d}",
            email=f"peserta{number:02d}@example.test",
            work_unit=units[number % len(units)],
        )
        for number in range(1, PEOPLE + 1)
    ]
    keep_host(
        actor=coordinator, programme=cohort.programme, name="Zoom 1", email="zoom1@example.test", user=facilitator
    )
    return Training(coordinator, facilitator, author, reviewers, cohort, people)


@dataclass
class Walk:
    """What the steps share: the people, the time, tabs, and the look at each page."""

    training: Training
    hours: Hours
    standin: State
    site: str
    page_at: PageAt
    sign_in: Callable[[Page, User], None]
    visit: Callable[..., Any]
    look: Callable[[Page], None]

    def tab(self, width: int, user: User) -> Page:
        page = self.page_at(width)
        # Pages of all those people, on a busy machine.
        page.context.set_default_timeout(60_000)
        self.sign_in(page, user)
        return page


@pytest.fixture
def walk(
    training: Training,
    hours: Hours,
    standin: State,
    live_server: LiveServer,
    page_at: PageAt,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    look: Callable[[Page], None],
) -> Walk:
    return Walk(training, hours, standin, live_server.url, page_at, sign_in, visit, look)


def test_from_the_placement_to_a_lesson_that_helps(walk: Walk) -> None:
    organiser = walk.tab(1280, walk.training.coordinator)
    place(walk, organiser)
    first = walk.training.cohort.stages.get(kind=StageKind.FIELD).starts_on
    walk.hours.at(first + timedelta(days=10), 9, 40)

    phone = walk.tab(360, walk.training.asks.user)
    note_three_days(walk, phone)
    constraint = raise_what_was_hard(walk, phone)
    share_it(walk, walk.tab(360, walk.training.shares.user), constraint)

    held, coming = plan_sessions(walk, organiser)
    join(walk, phone, held)
    walk.hours.later(minutes=150)
    who = play(walk, held)

    desk = walk.tab(1280, walk.training.facilitator)
    decide_who_was_there(walk, desk, held, who)
    discuss(walk, desk, held, constraint)
    give_to_an_author(walk, desk, constraint)

    walk.hours.later(days=2)
    author = walk.tab(1280, walk.training.author)
    strengthen(walk, author, constraint)
    version = review_and_publish(walk, organiser)
    record_the_answer(walk, author, constraint)

    confirm_that_it_helps(walk, phone, constraint)
    resolve(walk, desk, constraint)
    approve_the_minutes(walk, desk, held)

    walk.hours.later(days=10)
    read_the_next_briefing(walk, desk, coming, constraint, version)


# --- In the field ---


def place(walk: Walk, page: Page) -> None:
    """Everybody is placed in one step, as proposed."""
    walk.visit(page, f"/cohorts/{walk.training.cohort.public_id}/placements/")
    walk.look(page)
    follow(page.get_by_role("button", name=re.compile("^Tempatkan semua")))
    expect(page.get_by_text(f"{PEOPLE} orang ditempatkan dan diberi tahu.")).to_be_visible()
    walk.look(page)
    stage = walk.training.cohort.stages.get(kind=StageKind.FIELD)
    assert set(Placement.objects.values_list("starts_on", flat=True)) == {stage.starts_on}


def kept(page: Page, path: str) -> None:
    """Wait until the phone has kept a page for later."""
    page.evaluate(
        """async (path) => {
          await navigator.serviceWorker.ready;
          for (let turn = 0; turn < 100; turn++) {
            for (const name of await caches.keys())
              if (name.startsWith("padan-pages:") && await (await caches.open(name)).match(path)) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error(`${path} was not kept`);
        }""",
        path,
    )


def note_three_days(walk: Walk, page: Page) -> None:
    """Three days without a line: they wait on the phone, and arrive when there is one."""
    walk.visit(page, "/logbook/")
    walk.look(page)
    kept(page, "/logbook/")
    page.context.set_offline(True)
    page.reload()
    days = [clock.today() - timedelta(days=back) for back in (3, 2, 1)]
    for number, day in enumerate(days, 1):
        page.get_by_label("Hari", exact=True).fill(day.isoformat())
        page.get_by_role("radio", name=SERVICE).check()
        page.get_by_role("button", name="+1").click()
        page.get_by_label("Jam", exact=True).fill("3.5")
        page.get_by_label("Kesulitan").fill(HARD if number == 3 else "")
        page.get_by_role("button", name="Catat", exact=True).click()
        expect(page.locator("#unsent-rows > li")).to_have_count(number)
    assert not LogbookEntry.objects.exists()
    page.context.set_offline(False)
    # Sent by itself, at the latest when it is tried again after 20 seconds; the sum stands on the server's page alone.
    expect(page.get_by_text("10,5").first).to_be_visible(timeout=45_000)
    expect(page.locator("#unsent")).to_be_hidden()
    rows = LogbookEntry.objects.order_by("day").values_list("day", "service", "served", "hours")
    assert list(rows) == [(day, 3, 1, Decimal("3.5")) for day in days]
    walk.look(page)


def raise_what_was_hard(walk: Walk, page: Page) -> Constraint:
    """From the day on which it was hard to the register: the entry brings its words along."""
    follow(page.get_by_role("link", name="Ajukan sebagai kendala").first)
    expect(page.get_by_label("Apa kendalanya")).not_to_have_value("")
    walk.look(page)
    page.get_by_label("Apa kendalanya").fill(HARD)
    page.get_by_label("Sistem", exact=True).check()
    page.get_by_label("Tinggi", exact=True).check()
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.get_by_text("Sudah tercatat.")).to_be_visible()
    walk.look(page)
    row = Constraint.objects.get()
    assert (row.title, row.service, row.enrolment) == (HARD, 3, walk.training.asks)
    assert row.entry is not None
    assert row.entry.day == clock.today() - timedelta(days=1)
    return row


def share_it(walk: Walk, page: Page, constraint: Constraint) -> None:
    """Somebody of another unit meets it too."""
    walk.visit(page, "/constraints/")
    walk.look(page)
    follow(page.get_by_role("link", name=HARD))
    follow(page.get_by_role("button", name="Saya juga mengalami"))
    expect(page.get_by_text("2 orang, 2 unit")).to_be_visible()
    walk.look(page)
    page.context.close()


# --- The session ---


def plan_sessions(walk: Walk, page: Page) -> tuple[MonitoringSession, MonitoringSession]:
    """Every two weeks from today, in one step; the worker makes the meetings and gives everybody a link."""
    walk.visit(page, f"/cohorts/{walk.training.cohort.public_id}/monitoring/")
    follow(page.get_by_role("link", name="Rencanakan berkala").first)
    today = clock.today()
    page.locator("[name=first_day]").fill(today.isoformat())
    page.locator("[name=last_day]").fill((today + timedelta(days=20)).isoformat())
    page.locator("[name=weekday]").select_option(str(today.weekday()))
    page.locator("[name=begins]").fill("10:00")
    page.locator("[name=host]").select_option(label="Zoom 1")
    page.locator("[name=facilitator]").select_option(label=str(walk.training.facilitator))
    page.locator("[name=agenda]").fill("Kabar dari unit\nKendala\nRencana tindak lanjut")
    walk.look(page)
    follow(page.get_by_role("button", name="Tampilkan tanggalnya"))
    walk.look(page)
    follow(page.get_by_role("button", name=re.compile("Buat 2 sesi")))
    expect(page.get_by_text("2 sesi direncanakan.")).to_be_visible()
    walk.look(page)
    zoom.work_due()
    held, coming = MonitoringSession.objects.order_by("starts_at")
    assert {str(held.zoom_id), str(coming.zoom_id)} == set(walk.standin.meetings)
    for one in (held, coming):
        assert Registrant.objects.filter(session=one).exclude(join_url="").count() == PEOPLE
    return held, coming


def join(walk: Walk, page: Page, session: MonitoringSession) -> None:
    """A quarter of an hour before it begins the own link is there."""
    walk.hours.later(minutes=10)
    walk.visit(page, "/dashboard/")
    walk.look(page)
    follow(page.get_by_role("link", name="Ke sesi").first)
    walk.look(page)
    follow(page.get_by_role("link", name="Bergabung ke sesi"))
    expect(page).to_have_url(Registrant.objects.get(session=session, enrolment=walk.training.asks).join_url)


def play(walk: Walk, session: MonitoringSession) -> str:
    """31 people come, go and come again; Zoom tells of it shuffled and twice, and reports later, in pages. Returns who came as a phone."""
    number = str(session.zoom_id)
    people = everybody(walk.standin, number)
    assert len(people) == CAME
    who = str(people[3]["name"])
    people[3] = {"name": PHONE, "stays": people[3]["stays"]}
    held = hold(walk.standin, int(number), people, late=1)
    assert len(held["rows"]) > CAME, "some came twice"
    walk.standin.more("held")["page_size"] = 20
    told = _tell(walk, number)
    assert told["sent"] == told["taken"] > 2 * 2 * CAME
    webhooks.work_due()
    assert MeetingInstance.objects.filter(session=session).count() == 1
    presence.close_over()
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    before = _states(session)
    for minutes in (5, 30, 60):
        walk.hours.later(minutes=minutes)
        reports.fetch_due()
    rows = ParticipationRow.objects.filter(instance__session=session)
    assert set(rows.values_list("source", flat=True)) == {RowSource.REPORT}
    assert rows.count() == len(held["rows"])
    assert _states(session) == before, "what Zoom told as it happened and its report agree"
    return who


def _tell(walk: Walk, number: str) -> dict[str, int]:
    wishes = {"url": f"{walk.site}/webhooks/zoom/", "shuffled": True, "doubled": True}
    address = f"{walk.standin.base_url}/practice/meetings/{number}/play"
    request = urllib.request.Request(address, json.dumps(wishes).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=180) as answer:
        told: dict[str, int] = json.loads(answer.read())
    return told


def _states(session: MonitoringSession) -> dict[int, str]:
    return dict(Presence.objects.filter(session=session).values_list("enrolment", "state"))


def decide_who_was_there(walk: Walk, page: Page, session: MonitoringSession, who: str) -> None:
    """The facilitator says whose phone that was, and that one of the two who stayed away was on leave."""
    walk.visit(page, session.get_absolute_url())
    walk.look(page)
    follow(page.get_by_role("link", name="Lihat siapa yang hadir"))
    expect(page.get_by_role("row", name=re.compile("Peserta 01"))).to_contain_text("Hadir")
    walk.look(page)
    unknown = Presence.objects.get(session=session, enrolment__user__name=who)
    assert unknown.state == PresenceState.ABSENT
    follow(page.get_by_role("link", name="Ke meja identitas"))
    expect(page.get_by_role("heading", name=PHONE)).to_be_visible()
    walk.look(page)
    page.locator("select[name=other]").select_option(value=unknown.enrolment.public_id)
    page.locator("[name=only_here]").check()
    follow(page.get_by_role("button", name=re.compile("^Orang inilah")))
    expect(page.get_by_text("Tidak ada yang menunggu")).to_be_visible()
    unknown.refresh_from_db()
    assert unknown.state == PresenceState.PRESENT
    away = Presence.objects.filter(session=session, state=PresenceState.ABSENT).order_by("pk").first()
    assert away is not None
    walk.visit(page, f"/monitoring/{session.public_id}/presence/{away.enrolment.public_id}/")
    walk.look(page)
    page.get_by_label("Izin").check()
    page.get_by_label("Alasan").first.fill("Bertugas di bursa kerja")
    follow(page.get_by_role("button", name="Putuskan"))
    expect(page.get_by_text("Keputusan tersimpan.")).to_be_visible()
    # Whatever Zoom says afterwards.
    presence.recompute(session.pk)
    away.refresh_from_db()
    assert away.state == PresenceState.EXCUSED


def discuss(walk: Walk, page: Page, session: MonitoringSession, constraint: Constraint) -> None:
    """On the session's screen the constraint is talked about, something is decided, and somebody takes it on."""
    walk.visit(page, f"/monitoring/{session.public_id}/run/")
    walk.look(page)
    page.locator("#queue button[value=now]").click()
    page.locator("#queue textarea").fill("Materi belum menjelaskan berapa lama kode ditunggu")
    page.locator("#queue button[value=discussed]").click()
    expect(page.locator("#queue .done")).to_have_count(1)
    page.locator("#new-line [name=kind]").select_option("decision")
    page.locator("#new-line [name=text]").fill("Pelajaran tentang masuk akun diperkuat")
    page.locator("#new-line button").click()
    expect(page.locator("[data-item]")).to_have_count(2)
    plan = page.locator("#new-follow-up")
    plan.locator("[name=action]").fill("Kumpulkan contoh kasus OTP")
    plan.locator("[name=who]").fill(walk.training.shares.user.name)
    plan.locator("button").click()
    expect(page.locator("#actions")).to_contain_text("Kumpulkan contoh kasus OTP")
    walk.look(page)
    constraint.refresh_from_db()
    assert constraint.state == ConstraintState.DISCUSSED


# --- The material ---


def give_to_an_author(walk: Walk, page: Page, constraint: Constraint) -> None:
    """From the session's queue to the constraint, and to who strengthens the lesson."""
    follow(page.locator("#queue").get_by_role("link", name=HARD))
    walk.look(page)
    follow(page.get_by_role("link", name="Tugaskan", exact=True))
    page.locator("[name=to]").select_option(label=str(walk.training.author))
    page.locator("[name=lesson]").select_option(label="D-1.1 Pelajaran 1.1")
    walk.look(page)
    follow(page.get_by_role("button", name="Tugaskan", exact=True))
    constraint.refresh_from_db()
    assert (constraint.state, constraint.assigned_to) == (ConstraintState.ASSIGNED, walk.training.author)
    walk.look(page)


def strengthen(walk: Walk, page: Page, constraint: Constraint) -> None:
    """The author reads the notice, goes from the constraint to the lesson, and changes it in the editor."""
    _from_a_notice(walk, page, HARD)
    follow(page.get_by_role("link", name="Buka di penyunting"))
    page.locator("textarea[name=objectives]").fill(f"Menjelaskan satu hal\n{ANSWER}")
    page.locator("button.action-save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()


def _from_a_notice(walk: Walk, page: Page, words: str) -> None:
    walk.visit(page, "/notices/")
    walk.look(page)
    follow(page.locator("main li", has_text=words).locator(".title").first)
    walk.look(page)


def review_and_publish(walk: Walk, page: Page) -> CurriculumVersion:
    """A new version, put to the units: one signs in the browser, the others by the service; then it is published."""
    walk.visit(page, "/curriculum-versions/new/")
    page.locator("textarea[name=note]").fill("Kode OTP: berapa lama ditunggu.")
    follow(page.locator("main form button"))
    expect(page).to_have_url(re.compile(r"/curriculum-versions/(?!new)[^/]+/$"))
    version = CurriculumVersion.objects.order_by("-number")[0]
    follow(page.locator("form[action$='/send/'] button"))
    expect(page.locator("form[action$='/publish/']")).to_have_count(0)
    walk.look(page)
    signing, *others = COLUMNS
    sign_in_the_browser(walk, walk.tab(1280, walk.training.reviewers[signing]))
    for column in others:
        _sign(column, walk.training.reviewers[column])
    walk.visit(page, version.get_absolute_url())
    follow(page.locator("form[action$='/publish/'] button"))
    expect(page.locator("form[action$='/retire/']")).to_have_count(1)
    walk.look(page)
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED
    return version


def sign_in_the_browser(walk: Walk, page: Page) -> None:
    """A unit sees what changed, and approves both reviews."""
    for review in Review.objects.filter(state="open"):
        walk.visit(page, review.get_absolute_url())
        walk.look(page)
        follow(page.locator(".mine button[name=approve_all]"))
        expect(page.locator("button[name=approve_all]")).to_have_count(0)
    page.context.close()


def record_the_answer(walk: Walk, page: Page, constraint: Constraint) -> None:
    """The published change is offered on the constraint: the author looks at it and has those concerned told."""
    walk.visit(page, constraint.get_absolute_url())
    walk.look(page)
    follow(page.get_by_role("link", name="Lihat perubahannya"))
    expect(page.locator("ins").first).to_contain_text(ANSWER)
    walk.look(page)
    page.locator("[name=text]").fill("Pelajaran kini menyebut berapa lama kode OTP ditunggu.")
    follow(page.get_by_role("button", name="Catat dan beri tahu mereka"))
    constraint.refresh_from_db()
    assert constraint.state == ConstraintState.STRENGTHENED
    walk.look(page)


def confirm_that_it_helps(walk: Walk, page: Page, constraint: Constraint) -> None:
    """Who raised it is told, sees the comparison, and says that it helps."""
    _from_a_notice(walk, page, "berapa lama kode OTP ditunggu")
    expect(page.locator("#comparison ins").first).to_contain_text(ANSWER)
    page.get_by_label("Ya", exact=True).check()
    follow(page.get_by_role("button", name="Kirim", exact=True))
    expect(page.get_by_text("membantu: 1 ya, 0 tidak")).to_be_visible()
    walk.look(page)
    answer = HelpAnswer.objects.get()
    assert (answer.helps, answer.enrolment, answer.answer.constraint) == (True, walk.training.asks, constraint)


def resolve(walk: Walk, page: Page, constraint: Constraint) -> None:
    """The facilitator closes it on their word."""
    walk.visit(page, constraint.get_absolute_url())
    expect(page.get_by_text("membantu: 1 ya, 0 tidak")).to_be_visible()
    follow(page.get_by_role("link", name="Tuntas", exact=True))
    walk.look(page)
    page.locator("[name=text]").fill("Peserta menyatakan terbantu.")
    follow(page.get_by_role("button", name="Tuntaskan"))
    constraint.refresh_from_db()
    assert constraint.state == ConstraintState.RESOLVED
    walk.look(page)


# --- The minutes, and the next session ---


def approve_the_minutes(walk: Walk, page: Page, session: MonitoringSession) -> None:
    """Read, approved, frozen, and set on paper with who was there, what was decided and who does what."""
    walk.visit(page, f"/monitoring/{session.public_id}/minutes/approve/")
    walk.look(page)
    page.locator("[name=read]").check()
    follow(page.locator("main form button").last)
    expect(page.locator(".digest")).to_be_visible()
    walk.look(page)
    make_due_papers()
    answer = page.request.get(f"/monitoring/{session.public_id}/minutes.pdf")
    assert answer.status == 200
    words = _words(answer.body())
    for said in (
        "Pelajaran tentang masuk akun diperkuat",
        "Materi belum menjelaskan berapa lama kode ditunggu",
        HARD,
        "Kumpulkan contoh kasus OTP",
        "Peserta 02",
        "Kurikulum Uji, versi 1",
        f"Diundang: {PEOPLE}",
        "75%",
    ):
        assert said in words, f"{said!r} is not in: {words}"


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def read_the_next_briefing(
    walk: Walk, page: Page, session: MonitoringSession, constraint: Constraint, version: CurriculumVersion
) -> None:
    """Before the next session: the constraint is solved, by which lesson of which version; who stayed away; what is still to do."""
    walk.visit(page, f"/monitoring/{session.public_id}/briefing/")
    solved = page.locator("#solved")
    expect(solved).to_contain_text(HARD)
    expect(solved).to_contain_text("Tuntas")
    expect(solved).to_contain_text(f"D-1.1 Pelajaran 1.1, versi {version.number}")
    expect(page.locator("#constraints")).not_to_contain_text(HARD)
    expect(page.locator("#follow-ups")).to_contain_text("Kumpulkan contoh kasus OTP")
    expect(page.locator("#absent li")).to_have_count(1)
    walk.look(page)
