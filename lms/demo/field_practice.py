"""The demo's field practice: the first cohort has it behind it; everybody of the running one is placed, logbooks with variety, most weeks confirmed, one disagreement open,
two pauses, one move. In a large cohort only the first people have logbooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from courses.models import Cohort
from fieldpractice.enums import PauseKind, Verdict
from fieldpractice.models import Placement
from fieldpractice.queries.logbook import WeekRow, for_weeks, week_rows
from fieldpractice.queries.placements import Draft, drafts_for, field_days, fingerprint, unplaced
from fieldpractice.services.links import make_link
from fieldpractice.services.logbook import Noted, keep_entry
from fieldpractice.services.logbook_many import DayNoted, WordGiven, confirm_many, keep_many
from fieldpractice.services.placements import PlacementValues, add_pause, change_placement, place_cohort
from fieldpractice.services.supervision import confirm_week
from lms.demo.names import invent
from lms.people import clock
from lms.people.enums import DEMO_DOMAIN
from lms.people.models import User, WorkUnit

WITH_LOGBOOK = 60
NOTES = {
    1: ("Pengunjung datang bersamaan pada pagi hari; antrean belum teratur.", "Buku tamu digital lambat dibuka."),
    2: ("Tamu datang tanpa janji, petugas harus membagi waktu.",),
    3: ("Data lowongan untuk kabupaten sekitar belum lengkap.", "Pencari kerja menanyakan upah yang tidak tercantum."),
    4: ("Konseli belum punya akun SIAPkerja, konseling tertunda 20 menit.", "Ruang konseling dipakai rapat."),
    5: ("Jadwal pelatihan berubah, brosur belum diperbarui.",),
    6: ("OTP untuk akun pemberi kerja tidak kunjung masuk.", "Verifikasi NIB gagal dua kali."),
    7: ("Pengadu belum membawa dokumen pendukung.",),
    8: ("Sambungan telepon terputus, pengadu diminta menelepon kembali.",),
}
# Which services an officer does most days, by turns.
HABITS = ((1, 4), (4, 3), (4, 6), (3, 5), (1, 3, 4), (6, 4), (7, 4), (8, 5))


def build_practice(*, cohort: Cohort, staff: dict[str, User], today: date, chance: Random) -> list[Placement]:
    """Place the cohort and live through its weeks so far; returns the placements with logbooks."""
    stage = field_days(cohort)
    if stage is None or stage.starts_on > today:
        return []
    with clock.at(clock.at_midday(stage.starts_on - timedelta(days=10))):
        _place(cohort, staff["koordinator"], chance)
    people = _people(cohort)
    _pauses(people, staff, stage.starts_on, today)
    people = _people(cohort)
    keep_many(rows=[row for number, one in enumerate(people) for row in _days(number, one, today, chance)])
    _words(_people(cohort), staff, today)
    _disagreement(_people(cohort), staff, today)
    _late_day(_people(cohort), today)
    _move(people, staff, stage.starts_on, today)
    return people


def build_past_practice(*, cohort: Cohort, staff: dict[str, User], chance: Random) -> None:
    """Let a cohort that is to end have practised: twelve weeks, written down and confirmed. Whoever gave up has none."""
    stage = field_days(cohort)
    if stage is None:
        return
    with clock.at(clock.at_midday(stage.starts_on - timedelta(days=10))):
        _place(cohort, staff["koordinator"], chance)
    people, over = _people(cohort)[:-1], stage.ends_on + timedelta(days=8)
    # From the fifth on: the first of a list has a case, the fifth has stopped writing.
    keep_many(rows=[row for number, one in enumerate(people, 5) for row in _days(number, one, over, chance)])
    _words(_people(cohort)[:-1], staff, over)


def _place(cohort: Cohort, coordinator: User, chance: Random) -> None:
    stage, waiting = field_days(cohort), unplaced(cohort)
    if stage is None:
        return
    heads: dict[int, tuple[str, str]] = {}
    rows = []
    for draft in drafts_for(stage, waiting):
        if draft.supervisor is None and draft.work_unit is not None:
            pk = draft.work_unit.pk
            heads.setdefault(pk, (invent(chance).name, f"kepala-{draft.work_unit.code.lower()}{DEMO_DOMAIN}"))
            name, email = heads[pk]
            rows.append(_named(draft, name, email))
        else:
            rows.append(draft)
    place_cohort(actor=coordinator, cohort=cohort, rows=rows)


def _people(cohort: Cohort) -> list[Placement]:
    rows = for_weeks(Placement.objects.filter(enrolment__cohort=cohort)).order_by("enrolment__pk")
    return list(rows.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor")[:WITH_LOGBOOK])


def _named(draft: Draft, name: str, email: str) -> Draft:
    return replace(draft, supervisor_name=name, supervisor_email=email)


def _pauses(people: list[Placement], staff: dict[str, User], first: date, today: date) -> None:
    """A flood that closed a unit for a week, and three days of leave."""
    rests = (
        (7, PauseKind.DISASTER, 18, 24, "Banjir: balai ditutup sementara"),
        (12, PauseKind.LEAVE, 30, 32, "Cuti tahunan"),
    )
    for number, kind, begins, ends, reason in rests:
        if not people or first + timedelta(days=begins) > today:
            continue
        days = {"starts_on": first + timedelta(days=begins), "ends_on": first + timedelta(days=ends)}
        with clock.at(clock.at_midday(days["starts_on"])):
            add_pause(
                actor=staff["koordinator"], placement=people[number % len(people)], kind=kind, reason=reason, **days
            )


def _days(number: int, one: Placement, today: date, chance: Random) -> Iterator[DayNoted]:
    """Yield the days of one logbook: most working days, some forgotten; the fifth person has stopped writing two weeks ago."""
    until = today - timedelta(days=15 if number == 4 else 1)
    habit, care = HABITS[number % len(HABITS)], 0.82 + 0.16 * chance.random()
    for day in (
        one.starts_on + timedelta(days=step) for step in range((min(until, one.ends_on) - one.starts_on).days + 1)
    ):
        resting = any(pause.is_in_force and day in pause.span for pause in one.pauses.all())
        if day.weekday() > 4 or resting or chance.random() > care:
            continue
        for service in chance.sample(habit, chance.randint(1, min(2, len(habit)))):
            note = chance.choice(NOTES[service]) if chance.random() < 0.22 else ""
            hours = Decimal(chance.randint(4, 14)) / 4
            noted = Noted(day, service, chance.randint(1, 14), hours, note)
            at = clock.at_midday(day, minutes=chance.randint(200, 420))
            yield DayNoted(one, noted, at, f"demo-{one.pk}-{day:%Y%m%d}-{service}")


def _words(people: list[Placement], staff: dict[str, User], today: date) -> None:
    """Most weeks have the supervisor's word; the newest waits for some, and a few supervisors are behind."""
    words: list[WordGiven] = []
    for number, one in enumerate(people):
        over = [row for row in week_rows(one) if row.ended]
        behind = 1 if one.supervisor else 2 if number % 7 == 3 else number % 2
        spoken = over[: max(0, len(over) - behind)]
        spoken = [row for row in spoken if not _is_disputed(number, row)]
        if not spoken:
            continue
        link = None
        if one.supervisor is None:
            with clock.at(clock.at_midday(spoken[-1].week.ends_on + timedelta(days=1))):
                link = make_link(placement=one, week=spoken[-1].number, actor=None, send=False)
        for row in spoken:
            at = clock.at_midday(min(row.week.ends_on + timedelta(days=2), today), minutes=number)
            verdict = Verdict.SEEN if row.entries and (number + row.number) % 11 else Verdict.NOT_SEEN
            words.append(WordGiven(one, row, verdict, at, actor=one.supervisor, link=link))
    confirm_many(words=words)


def _is_disputed(number: int, row: WeekRow) -> bool:
    return number == 0 and row.number == 4


def _disagreement(people: list[Placement], staff: dict[str, User], today: date) -> None:
    """One week with which the supervisor disagrees; and a link that is open to somebody of the same unit."""
    first = people[0]
    row = next((row for row in week_rows(first) if _is_disputed(0, row) and row.ended), None)
    if row is not None:
        with clock.at(clock.at_midday(min(row.week.ends_on + timedelta(days=3), today), minutes=-60)):
            link = None if first.supervisor else make_link(placement=first, week=row.number, actor=None, send=False)
            confirm_week(
                placement=first,
                week=row.number,
                verdict=Verdict.DISAGREES,
                reason="Jam layanan hari Rabu tidak sesuai dengan daftar hadir kiosk.",
                seen=row.digest,
                actor=first.supervisor,
                link=link,
            )
    for one in people[1:]:
        if one.supervisor is None and any(row.waits for row in week_rows(one)):
            with clock.at(clock.at_midday(today, minutes=-180)):
                make_link(placement=one, week=len([1 for row in week_rows(one) if row.ended]), actor=None, send=False)
            return


def _late_day(people: list[Placement], today: date) -> None:
    """Somebody noted a day after the supervisor had spoken of its week: the word is asked for again."""
    one = next((one for one in people[1:] if one.supervisor), None)
    row = next((row for row in reversed(week_rows(one)) if row.verdict), None) if one else None
    if one is None or row is None:
        return
    with clock.at(clock.at_midday(today, minutes=-240)):
        keep_entry(
            actor=one.enrolment.user,
            placement=one,
            day=row.week.ends_on - timedelta(days=1),
            service=3,
            served=18,
            hours=Decimal(4),
            note="Bursa kerja hari Sabtu; banyak yang menanyakan syarat lowongan.",
            client_key=f"demo-{one.pk}-bursa",
        )


def _move(people: list[Placement], staff: dict[str, User], first: date, today: date) -> None:
    """One officer works in another unit since the fourth week."""
    since = first + timedelta(days=23)
    if len(people) < 10 or since > today:
        return
    one = Placement.objects.select_related("enrolment__user", "work_unit").get(pk=people[9].pk)
    unit = WorkUnit.objects.filter(is_active=True, has_kiosk=True).exclude(pk=one.work_unit_id).order_by("code").first()
    if unit is None:
        return
    values = PlacementValues(
        unit, one.starts_on, None, "Kepala Seksi Penempatan", f"kepala-{unit.code.lower()}{DEMO_DOMAIN}"
    )
    with clock.at(clock.at_midday(since)):
        change_placement(
            actor=staff["koordinator"],
            placement=one,
            values=values,
            from_day=since,
            reason="Mutasi ke balai lain",
            seen=fingerprint(one),
        )
