"""A class of two days: the code on two phones, a name tapped, one tapped without a line, a correction; paper and hours agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.enums import StageKind
from courses import codes
from courses.attending import ROUND_THE_END
from courses.enums import AttendanceState, ScanWay
from courses.models import Attendance, AttendanceScan, ClassMeeting, Enrolment
from courses.queries.ledger import sums_by_person
from courses.services import attendance
from courses.services.facilitators import add_facilitator
from courses.services.meetings import FIELDS, MeetingPlan, add_trainer, change_meeting, plan_meeting
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User
from tests.e2e.browsing import follow, forgotten
from tests.factories.courses import make_cohort, make_enrolment, outline
from tests.factories.people import give_role, make_unit, make_user

if TYPE_CHECKING:
    from tests.e2e.conftest import PageAt

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Ratna Dewi", "Sari Wulandari", "Tono", "Umar Hasan", "Vina Lestari")


@dataclass(frozen=True)
class Training:
    coordinator: User
    facilitator: User
    people: list[Enrolment]
    first: ClassMeeting
    second: ClassMeeting


def _meeting(actor: User, people: Enrolment, title: str, starts_at: datetime) -> ClassMeeting:
    plan = MeetingPlan(
        stage=people.cohort.stages.get(kind=StageKind.ONLINE),
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        time_zone="Asia/Makassar",
        jp=2,
        venue="Aula BPVP Makassar",
    )
    return plan_meeting(actor=actor, cohort=people.cohort, plan=plan)


@pytest.fixture
def training(live_server: Any) -> Training:
    coordinator, facilitator = make_user(name="Koordinator"), make_user(name="Fasilitator")
    give_role(coordinator, Role.COORDINATOR)
    give_role(facilitator, Role.FACILITATOR)
    # Yesterday and today are both days of the stage, whatever the hour is; a class begins at most a few minutes ago.
    cohort = make_cohort(actor=coordinator, starts_on=clock.today() - timedelta(days=3), name="Angkatan 3")
    add_facilitator(actor=coordinator, cohort=cohort, user=facilitator)
    unit = make_unit(time_zone="Asia/Makassar")
    now = clock.now().replace(microsecond=0)
    # They had their seats before the first class: who comes later has not missed it.
    with clock.at(now - timedelta(days=2)):
        people = [make_enrolment(actor=coordinator, cohort=cohort, name=name, work_unit=unit) for name in NAMES]
    meetings = [
        _meeting(coordinator, people[0], title, at)
        for title, at in (("Hari pertama", now - timedelta(days=1)), ("Hari kedua", now - timedelta(minutes=5)))
    ]
    for meeting in meetings:
        add_trainer(actor=coordinator, meeting=meeting, user=facilitator, letter_number="B-12/2026")
    fresh = ClassMeeting.objects.select_related("stage__cohort__version")
    return Training(coordinator, facilitator, people, *(fresh.get(pk=one.pk) for one in meetings))


def live_the_first_day(training: Training) -> None:
    """Yesterday four were there; it was closed in the evening."""
    with clock.at(training.first.starts_at):
        for one in training.people[:4]:
            attendance.scan(user=one.user, meeting=training.first, enrolment=one, at=clock.now())
    with clock.at(training.first.ends_at):
        attendance.hold(actor=training.facilitator, meeting=training.first)


def end_in(meeting: ClassMeeting, left: timedelta, *, actor: User) -> None:
    """The organiser sets an earlier end."""
    plan = MeetingPlan(**{name: getattr(meeting, name) for name in FIELDS} | {"ends_at": clock.now() + left})
    change_meeting(actor=actor, meeting=meeting, plan=plan, seen=meeting.sequence)


def code_now(meeting: ClassMeeting) -> str:
    """What the camera reads from the screen in this moment."""
    return reverse("courses:class_scan", args=[codes.code_at(meeting.public_id, meeting.secret, clock.now())])


def board_says(page: Page, here: int) -> None:
    expect(page.locator(".tally strong")).to_have_text(str(here))


def kept_names(page: Page) -> None:
    """Wait until the browser has kept the page of names."""
    page.evaluate(
        """async () => {
          for (let turn = 0; turn < 150; turn++) {
            for (const name of await caches.keys())
              if (name.startsWith("padan-pages:classes:") && (await (await caches.open(name)).keys()).length) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error("the names were not kept");
        }"""
    )


def scan_with_two_phones(
    training: Training,
    page_at: PageAt,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    axe: Callable[..., None],
) -> None:
    """Two phones scan; the second one is shown an old code first."""
    for number, who in enumerate(training.people[:2]):
        phone = page_at(360)
        sign_in(phone, who.user)
        if number:
            old = clock.now() - timedelta(minutes=2)
            token = codes.code_at(training.second.public_id, training.second.secret, old)
            visit(phone, reverse("courses:class_scan", args=[token]), status=410)
            expect(phone.get_by_text("Kode ini sudah berganti")).to_be_visible()
            axe(phone)
        visit(phone, code_now(training.second))
        axe(phone)
        phone.get_by_role("button", name="Saya hadir").click()
        expect(phone).to_have_url(re.compile(training.second.get_absolute_url()))
        expect(phone.get_by_text("Kehadiran Anda sudah tercatat")).to_be_visible()
        axe(phone)


def tap_without_a_line(
    screen: Page, training: Training, board: str, visit: Callable[..., Any], axe: Callable[..., None]
) -> None:
    """One is tapped without a line, on the page the browser has kept; sent when the line is back."""
    screen.context.set_offline(True)
    screen.goto(board)
    expect(screen.get_by_role("button", name="Umar Hasan")).to_have_attribute("aria-pressed", "false")
    screen.get_by_role("button", name="Umar Hasan").click()
    expect(screen.get_by_text("1 ketukan menunggu jaringan")).to_be_visible()
    assert AttendanceScan.objects.filter(meeting=training.second).count() == 3
    screen.context.set_offline(False)
    expect(screen.get_by_text("Semua ketukan sudah terkirim.")).to_be_visible(timeout=30_000)
    axe(screen)
    visit(screen, board)
    board_says(screen, 4)
    ways = AttendanceScan.objects.filter(meeting=training.second).order_by("id").values_list("way", flat=True)
    assert list(ways) in (
        [ScanWay.CODE, ScanWay.CODE, ScanWay.TAP, ScanWay.TAP],
        [ScanWay.CODE, ScanWay.CODE, ScanWay.TAP, ScanWay.OFFLINE],
    )


def tap_in_vain(
    screen: Page, training: Training, board: str, visit: Callable[..., Any], axe: Callable[..., None]
) -> None:
    """A tap whose person lost the seat meanwhile is not taken: whose it was stays written there until the trainer has noted it."""
    screen.context.set_offline(True)
    screen.goto(board)
    screen.get_by_role("button", name="Vina Lestari").click()
    expect(screen.get_by_text("1 ketukan menunggu jaringan")).to_be_visible()
    Enrolment.objects.filter(pk=training.people[4].pk).update(state="withdrawn")
    screen.context.set_offline(False)
    expect(screen.locator("#refused li")).to_contain_text("Vina Lestari", timeout=30_000)
    axe(screen)
    visit(screen, board)
    expect(screen.locator("#refused li")).to_contain_text("Vina Lestari")
    screen.get_by_role("button", name="Sudah saya catat").click()
    expect(screen.locator("#refused")).to_be_hidden()
    Enrolment.objects.filter(pk=training.people[4].pk).update(state="active")


def close_and_correct(
    screen: Page, training: Training, board: str, visit: Callable[..., Any], axe: Callable[..., None]
) -> None:
    """It ends earlier than planned: its hours first. Then it is closed; who was not seen is absent, and is corrected with a reason."""
    end_in(training.second, timedelta(minutes=14), actor=training.coordinator)
    visit(screen, board)
    follow(screen.get_by_role("link", name="Tutup pertemuan"))
    expect(screen.get_by_label("Catatan untuk berita acara")).to_be_visible()
    axe(screen)
    screen.get_by_label("Catatan untuk berita acara").fill("Listrik padam 20 menit.")
    follow(screen.get_by_role("button", name="Tutup pertemuan"))
    expect(screen.get_by_text("Pertemuan ditutup")).to_be_visible()
    follow(screen.get_by_role("link", name="Putuskan Vina Lestari"))
    axe(screen)
    screen.get_by_label("Separuh").check()
    screen.get_by_label("Alasan").fill("Datang setelah istirahat")
    screen.get_by_role("button", name="Koreksi").click()
    expect(screen.get_by_text("Koreksi tersimpan.")).to_be_visible()


def sign_out(screen: Page, visit: Callable[..., Any]) -> None:
    """Whoever signs out leaves no names behind in this browser."""
    kept_names(screen)
    visit(screen, reverse("dashboard"))
    screen.locator("details:has(form[action='/accounts/logout/']) > summary").click()
    follow(screen.locator("form[action='/accounts/logout/'] button"))
    expect(screen).not_to_have_url(re.compile("dashboard"))
    forgotten(screen)


def test_two_days_of_attendance(
    page_at: PageAt,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    axe: Callable[..., None],
    training: Training,
) -> None:
    live_the_first_day(training)
    board = reverse("courses:class_attendance", args=[training.second.public_id])

    # The trainer comes from the home to the code.
    screen = page_at(1280)
    sign_in(screen, training.facilitator)
    visit(screen, "/dashboard/")
    screen.get_by_role("link", name="Kode dan kehadiran").first.click()
    expect(screen).to_have_url(re.compile(board))
    expect(screen.locator("svg.qr-code")).to_be_visible()
    board_says(screen, 0)
    axe(screen)
    kept_names(screen)

    scan_with_two_phones(training, page_at, sign_in, visit, axe)
    board_says(screen, 2)

    # One is tapped by name.
    screen.get_by_role("button", name="Tono").click()
    board_says(screen, 3)

    tap_without_a_line(screen, training, board, visit, axe)

    tap_in_vain(screen, training, board, visit, axe)

    close_and_correct(screen, training, board, visit, axe)

    # What the paper, the person's page and the ledger say is the same.
    agree(screen, training, visit)

    sign_out(screen, visit)


def agree(screen: Page, training: Training, visit: Callable[..., Any]) -> None:
    cohort = training.second.stage.cohort
    wanted = {"Ratna Dewi": 4, "Sari Wulandari": 4, "Tono": 4, "Umar Hasan": 4, "Vina Lestari": 1}
    sums = sums_by_person([one.pk for one in training.people], outline(cohort))
    for one in training.people:
        one.refresh_from_db()
        assert one.class_jp == wanted[one.user.name] == sums[one.pk].jp
    sheet = reverse("courses:class_sheet", args=[cohort.public_id])
    # Over several days the list has the JP of each day, of one day what was seen.
    text = sheet_text(screen, f"{sheet}?stage=online&filled=1")
    assert (text.count("2/2 JP"), text.count("1/2 JP"), text.count("0/2 JP")) == (8, 1, 1)
    day = timezone.localtime(training.second.starts_at, ZoneInfo(training.second.time_zone)).date()
    text = sheet_text(screen, f"{sheet}?day={day}&filled=1")
    assert len(re.findall(r"Hadir \d\d\.\d\d", text)) == 4
    assert text.count("Separuh *") == 1
    record = sheet_text(screen, reverse("courses:class_record", args=[cohort.public_id]) + "?stage=online")
    assert "Listrik padam 20 menit." in record
    visit(screen, reverse("courses:enrolment_detail", args=[training.people[4].public_id]))
    expect(screen.locator("#classes")).to_contain_text("1 JP dari pertemuan")
    assert Attendance.objects.get(meeting=training.first, enrolment=training.people[4]).state == AttendanceState.ABSENT
    assert training.second.times.closes_at - training.second.ends_at == ROUND_THE_END


def sheet_text(screen: Page, address: str) -> str:
    """What stands on a paper, all pages."""
    import pypdfium2

    answer = screen.request.get(address)
    assert answer.status == 200
    document = pypdfium2.PdfDocument(BytesIO(answer.body()))
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "").replace("\n", " ")


def test_taps_left_in_a_browser_are_named_on_the_home(
    page: Page,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    axe: Callable[..., None],
    training: Training,
) -> None:
    """Whoever tapped without a line and went home finds there that it was not sent, and is led to where it is."""
    sign_in(page, training.facilitator)
    visit(page, "/dashboard/")
    expect(page.locator("#waiting-taps")).to_be_hidden()
    session = re.compile("/session/$")
    page.route(session, lambda route: route.abort())
    visit(page, reverse("courses:class_attendance", args=[training.second.public_id]))
    page.get_by_role("button", name="Tono").click()
    expect(page.get_by_text("1 ketukan menunggu jaringan")).to_be_visible()
    visit(page, "/dashboard/")
    expect(page.locator("#waiting-taps")).to_contain_text("1 ketukan menunggu di peramban ini")
    axe(page)
    page.unroute(session)
    follow(page.locator("#waiting-taps a"))
    board_says(page, 1)
    # The board may have it before this browser has heard that it arrived.
    expect(page.locator("#queue")).to_be_hidden()
    visit(page, "/dashboard/")
    expect(page.locator("#waiting-taps")).to_be_hidden()


def test_the_pages_of_classes_on_a_phone_and_at_a_desk(
    page: Page,
    sign_in: Callable[[Page, User], None],
    visit: Callable[..., Any],
    axe: Callable[..., None],
    training: Training,
) -> None:
    live_the_first_day(training)
    sign_in(page, training.coordinator)
    cohort, person = training.first.stage.cohort.public_id, training.people[4].public_id
    for name in ("class_list", "class_add", "risk_list"):
        visit(page, reverse(f"courses:{name}", args=[cohort]))
        axe(page)
    for meeting in (training.first, training.second):
        for name in ("class_detail", "class_attendance", "class_offline", "class_trainers", "class_handouts"):
            visit(page, reverse(f"courses:{name}", args=[meeting.public_id]))
            axe(page)
    for name, args in (
        ("class_edit", [training.second.public_id]),
        ("class_cancel", [training.second.public_id]),
        ("attendance_correct", [training.first.public_id, person]),
        ("enrolment_detail", [person]),
        ("badge_scan", [person]),
    ):
        visit(page, reverse(f"courses:{name}", args=args))
        axe(page)
