"""The demo's classes: the in-person trainings with who attended, one class online today, and those to come.

Every class is planned, taught and closed through the services, each at its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from cms.enums import StageKind
from courses.enums import SEATED, AttendanceState, ScanWay
from courses.models import ClassMeeting, Cohort, Enrolment, Stage
from courses.queries.learning import facts_of
from courses.queries.letters import EXCUSE
from courses.queries.outline import Module
from courses.services import attendance, meetings
from courses.services.attendance import Seen
from courses.services.meetings import MeetingPlan
from lms.files.services import check_file, receive_whole
from lms.people import clock
from lms.people.models import User

JP = timedelta(minutes=45)
# Two blocks a day of four JP each.
BLOCKS = (time(8), time(13))
BLOCK_JP = 4
IN_PERSON = (StageKind.OFFLINE_1, StageKind.OFFLINE_2)
VENUES = {
    1: ("BBPVP Bekasi, Aula Utama", "Asia/Jakarta", "https://maps.example.org/bbpvp-bekasi"),
    2: ("BBPVP Makassar, Ruang Anggrek", "Asia/Makassar", "https://maps.example.org/bbpvp-makassar"),
    3: ("BPVP Ternate, Aula", "Asia/Jayapura", "https://maps.example.org/bpvp-ternate"),
}
GUEST = ("Dr. Rahmat Hidayat, M.Si.", "Universitas Hasanuddin")
# With more people than this only the first class is lived through: the benchmarks measure pages, not the filling.
MANY = 100


def build_classes(*, cohorts: Sequence[Cohort], staff: dict[str, User], today: date, chance: Random) -> None:
    """Plan the in-person stages of every cohort, and live through those that lie behind."""
    for cohort in cohorts:
        for stage in cohort.stages.filter(kind__in=IN_PERSON).order_by("order"):
            _stage(cohort, stage, staff=staff, today=today, chance=chance)
    _online_today(cohorts[1], staff=staff, today=today)


def _stage(cohort: Cohort, stage: Stage, *, staff: dict[str, User], today: date, chance: Random) -> None:
    planned = [
        _planned(cohort, stage, module, jp, begins, staff, today) for module, jp, begins in _timetable(cohort, stage)
    ]
    people = list(
        Enrolment.objects.filter(cohort=cohort, state__in=SEATED).select_related("user", "cohort").order_by("pk")
    )
    over = [one for one in planned if one.local_end.date() < today]
    if len(people) > MANY:
        over = over[:1]
    absent = {one.pk for one in people[4::13][:2]}
    for place, meeting in enumerate(over):
        _lived(meeting, people, absent if place >= len(over) // 3 else set(), staff["fasilitator"], chance)
    if over and len(people) > 6:
        _corrected(over[0], people[5], staff["fasilitator"])
        _excused(over[-1], people[4], staff["fasilitator"])


def _timetable(cohort: Cohort, stage: Stage) -> Iterator[tuple[Module, int, datetime]]:
    """Yield modules cut into blocks, one after another: eight JP a day."""
    zone = ZoneInfo(VENUES[cohort.number][1])
    used = 0
    for module in facts_of(cohort).outline.modules.values():
        if module.stage != stage.kind:
            continue
        left = module.jp
        while left:
            block, within = divmod(used, BLOCK_JP)
            jp = min(left, BLOCK_JP - within)
            day = stage.starts_on + timedelta(days=block // len(BLOCKS))
            if day > stage.ends_on:
                return
            begins = datetime.combine(day, BLOCKS[block % len(BLOCKS)], tzinfo=zone) + within * JP
            yield module, jp, begins
            left, used = left - jp, used + jp


def _planned(
    cohort: Cohort, stage: Stage, module: Module, jp: int, begins: datetime, staff: dict[str, User], today: date
) -> ClassMeeting:
    venue, zone, place = VENUES[cohort.number]
    plan = MeetingPlan(
        stage=stage,
        title=module.title,
        module_key=module.key,
        jp=jp,
        starts_at=begins,
        ends_at=begins + jp * JP,
        time_zone=zone,
        venue=venue,
        map_url=place,
    )
    # What lies ahead was planned last week, and its trainers know of it.
    planned_on = min(stage.starts_on - timedelta(days=14), today - timedelta(days=6))
    with clock.at(clock.at_midday(planned_on, minutes=-180)):
        meeting = meetings.plan_meeting(actor=staff["koordinator"], cohort=cohort, plan=plan)
        teacher = staff["fasilitator"]
        meetings.add_trainer(
            actor=staff["koordinator"], meeting=meeting, user=teacher, letter_number="B-118/PK.02/2026"
        )
        first_day = stage.kind == StageKind.OFFLINE_1 and begins.date() == stage.starts_on
        if first_day and begins.hour >= BLOCKS[1].hour:
            name, institution = GUEST
            meetings.add_trainer(
                actor=staff["koordinator"], meeting=meeting, name=name, institution=institution,
                letter_number="B-119/PK.02/2026",
            )  # fmt: skip
        if first_day:
            lesson = facts_of(cohort).outline.lessons[begins.day % 8]
            meetings.hand_out(actor=staff["koordinator"], meeting=meeting, refs=[f"lesson:{lesson.key}"])
    return ClassMeeting.objects.select_related("stage__cohort__version").get(pk=meeting.pk)


def _lived(meeting: ClassMeeting, people: Sequence[Enrolment], absent: set[int], trainer: User, chance: Random) -> None:
    """Most scan before the beginning, some come late, one or two are missing; then the class is closed."""
    seen = []
    for one in people:
        if one.pk in absent:
            continue
        minutes = (
            chance.choice([-14, -12, -9, -7, -5, -3, -2, 1, 4]) if chance.random() > 0.06 else chance.randint(16, 40)
        )
        at = meeting.starts_at + timedelta(minutes=minutes, seconds=chance.randint(0, 59))
        scans = chance.random() > 0.1
        way = ScanWay.CODE if scans else ScanWay.TAP
        seen.append(Seen(one, at, way, f"{way}-{one.pk}", by=one.user if scans else trainer))
    with clock.at(meeting.ends_at):
        attendance.take(actor=trainer, meeting=meeting, seen=seen)
        remark = "Listrik padam 20 menit; materi dilanjutkan dengan lembar kerja." if chance.random() < 0.1 else ""
        attendance.hold(actor=trainer, meeting=meeting, remarks=remark)


def _corrected(meeting: ClassMeeting, who: Enrolment, trainer: User) -> None:
    with clock.at(meeting.ends_at + timedelta(minutes=20)):
        row = meeting.attendances.get(enrolment=who)
        attendance.correct(
            actor=trainer,
            meeting=meeting,
            enrolment=who,
            state=AttendanceState.PRESENT if row.state != AttendanceState.PRESENT else AttendanceState.HALF,
            reason="Ponsel mati; hadir sejak awal menurut daftar yang ditandatangani."
            if row.state != AttendanceState.PRESENT
            else "Pulang saat istirahat karena panggilan unit kerja.",
            seen=row.state,
        )


def _excused(meeting: ClassMeeting, who: Enrolment, trainer: User) -> None:
    with clock.at(meeting.ends_at + timedelta(minutes=40)):
        row = meeting.attendances.get(enrolment=who)
        letter = receive_whole(actor=trainer, purpose=EXCUSE, name="surat-izin.jpg", content=_letter_picture())
        check_file(file_id=letter.pk)
        attendance.correct(
            actor=trainer,
            meeting=meeting,
            enrolment=who,
            state=AttendanceState.EXCUSED,
            reason="Sakit, dengan surat keterangan dokter.",
            seen=row.state,
            letter=letter,
        )


def _letter_picture() -> bytes:
    """A letter as somebody photographs it: lines on paper, plainly invented."""
    picture = Image.new("RGB", (827, 1169), "#f7f4ec")
    pen = ImageDraw.Draw(picture)
    pen.text((90, 90), "SURAT KETERANGAN (CONTOH)", fill="#222222")
    for line in range(14):
        pen.line([(90, 180 + line * 42), (740 - (line % 3) * 70, 180 + line * 42)], fill="#8a8a8a", width=3)
    out = BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _online_today(cohort: Cohort, *, staff: dict[str, User], today: date) -> None:
    """A class over the net on the demo's own day, so that a facilitator finds one to begin."""
    stage = cohort.stages.filter(kind=StageKind.FIELD, starts_on__lte=today, ends_on__gte=today).first()
    if stage is None:
        return
    begins = datetime.combine(today, time(13), tzinfo=clock.WIB)
    plan = MeetingPlan(
        stage=stage,
        title="Klinik daring: kendala minggu ini",
        starts_at=begins,
        ends_at=begins + 2 * JP,
        time_zone="Asia/Jakarta",
        online_url="https://rapat.example.org/klinik-praktik-lapangan",
        needs_end_scan=True,
    )
    with clock.at(clock.at_midday(today - timedelta(days=7))):
        meeting = meetings.plan_meeting(actor=staff["koordinator"], cohort=cohort, plan=plan)
        meetings.add_trainer(actor=staff["koordinator"], meeting=meeting, user=staff["fasilitator"])
