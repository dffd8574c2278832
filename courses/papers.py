"""The paper of classes, in Indonesian: agenda, attendance list (empty for signatures, or filled in), record, badges.

NIP and names stand whole on official paper. A paper holds PEOPLE lines at most; a longer list comes in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.attending import earned
from courses.drawing import qr_svg
from courses.enums import SEATED, AttendanceState, TrainerPart
from courses.models import Attendance, AttendanceCorrection, ClassMeeting, Cohort, Enrolment
from courses.numerals import in_indonesian
from courses.queries.clashes import hours_of
from courses.queries.meetings import Day
from courses.queries.progress import display_name
from courses.queries.seats import came_after, left_after
from lms.people import clock
from lms.ui.times import day_in_words

PEOPLE = 500
# Most facilitators that sign one paper.
SIGN = 8
A = AttendanceState


@dataclass(frozen=True)
class Part:
    """Which piece of a long list a paper holds, counted from 1."""

    number: int = 1

    @property
    def first(self) -> int:
        return (self.number - 1) * PEOPLE


def parts_of(cohort: Cohort, days: Sequence[Day] = ()) -> int:
    """Return how many papers the list of a cohort takes, for these days or for now."""
    return max(1, -(-on_list(cohort, days).count() // PEOPLE))


def on_list(cohort: Cohort, days: Sequence[Day] = ()) -> QuerySet[Enrolment]:
    """Return those with a seat; for given days those who had one then: who left only after they had begun, not who came after their end."""
    here = Q(state__in=SEATED)
    if days:
        begun, over = _span(days)
        here |= Q(left_after(begun))
        seen = Attendance.objects.filter(enrolment=OuterRef("pk"), meeting__in=_live(days))
        here &= ~Q(came_after(over)) | Q(Exists(seen))
    return Enrolment.objects.filter(here, cohort=cohort)


def _live(days: Sequence[Day]) -> list[ClassMeeting]:
    return [one for day in days for one in day.meetings if not one.is_cancelled]


def _span(days: Sequence[Day]) -> tuple[datetime, datetime]:
    """The beginning of the first class of some days, and the end of the last."""
    meetings = _live(days)
    return min(one.starts_at for one in meetings), max(one.ends_at for one in meetings)


def agenda_pdf(cohort: Cohort, days: Sequence[Day]) -> bytes:
    """Return the agenda of some days: hours, subject, JP, who teaches, where."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override("id"):
        data = {
            **_frame(cohort, _("Agenda of classes"), days),
            "days": [{"title": day_in_words(day.on), "stage": day.stage, "rows": _agenda_rows(day)} for day in days],
            "head": [_("Time"), _("Subject"), "JP", _("Facilitators and resource persons"), _("Place")],
        }
        return typeset("courses/agenda.typ", data, at=clock.now())


def _agenda_rows(day: Day) -> list[list[str]]:
    return [
        [hours_of(one), one.title, str(one.jp or "–"), _trainers(one), one.venue or one.online_url]
        for one in day.meetings
        if not one.is_cancelled
    ]


def _trainers(meeting: ClassMeeting) -> str:
    named = [f"{one.name} ({one.institution})" if one.institution else one.name for one in meeting.trainers.all()]
    return "; ".join(named) or "–"


def attendance_pdf(cohort: Cohort, days: Sequence[Day], *, filled: bool, part: Part | None = None) -> bytes:
    """Return the attendance list: one day with a column for each class, or several days with a column for each day."""
    from lms.files.pdf import typeset  # starts a process of its own

    part = part or Part()
    with override("id"):
        people = _people(cohort, days, part)
        columns = _columns(days)
        cells = _cells(columns, [row["id"] for row in people], by_class=len(days) == 1) if filled else {}
        data = {
            **_frame(cohort, _("Attendance list"), days),
            "facts": _facts(days),
            "columns": [title for title, _meetings in columns],
            "rows": [
                [str(part.first + place), *_who(row), *cells.get(row["id"], [""] * len(columns))]
                for place, row in enumerate(people, start=1)
            ],
            "head": [_("No."), _("Name / NIP"), _("Work unit")],
            "filled": filled,
            "legend": _legend(by_class=len(days) == 1) if filled else _("Each column is for a signature."),
            "signs": _signs(days),
            "part": _part_words(part, parts_of(cohort, days)),
        }
        return typeset("courses/attendance.typ", data, at=clock.now())


Columns = list[tuple[str, list[ClassMeeting]]]


def _columns(days: Sequence[Day]) -> Columns:
    """One day: a column for each class. More: a column for each day."""
    if len(days) == 1:
        return [(f"{one.title}\n{hours_of(one)}", [one]) for one in days[0].meetings if not one.is_cancelled]
    live = [(day, [one for one in day.meetings if not one.is_cancelled]) for day in days]
    return [
        (f"{date_format(day.on, 'D')}\n{date_format(day.on, 'j M Y')}", meetings) for day, meetings in live if meetings
    ]


def _cells(columns: Columns, ids: Sequence[int], *, by_class: bool) -> dict[int, list[str]]:
    """What stands in the columns of these people: one query."""
    meetings = {one.pk: one for _title, some in columns for one in some}
    rows = Attendance.objects.filter(meeting__in=meetings, enrolment__in=ids)
    known = {(row.enrolment_id, row.meeting_id): row for row in rows}
    cell = _by_class if by_class else _by_day
    return {pk: [cell(some, [known.get((pk, one.pk)) for one in some]) for _title, some in columns] for pk in ids}


def _by_class(meetings: Sequence[ClassMeeting], rows: Sequence[Attendance | None]) -> str:
    return _words(meetings[0], rows[0])


def _by_day(meetings: Sequence[ClassMeeting], rows: Sequence[Attendance | None]) -> str:
    """The JP that the ledger has of a day, of those of the classes held, and when the person was first seen. A day on leave says so."""
    held = [(one, row) for one, row in zip(meetings, rows, strict=True) if one.is_held]
    if not held or not any(rows):
        return "–"
    if all(row is not None and row.state == A.EXCUSED for _one, row in held):
        return str(A.EXCUSED.label)
    mine = sum(earned(row.state, one.jp) for one, row in held if row)
    star = " *" if any(row is not None and row.decided for _one, row in held) else ""
    seen = [_clock_of(one, row) for one, row in held if row and row.arrived_at and row.state != A.ABSENT]
    return f"{mine}/{sum(one.jp for one, _row in held)} JP{star}" + (f"\n{min(seen)}" if seen else "")


def _clock_of(meeting: ClassMeeting, row: Attendance) -> str:
    """When somebody was first seen, by the clocks of the venue."""
    return f"{row.arrived_at.astimezone(ZoneInfo(meeting.time_zone)):%H.%M}" if row.arrived_at else ""


def _words(meeting: ClassMeeting, row: Attendance | None) -> str:
    """One person in one class: the state, the hour of arrival, minutes late, and a star for what a person decided."""
    if row is None:
        return "–"
    came = f" {_clock_of(meeting, row)}" if row.arrived_at and row.state != A.ABSENT else ""
    late = f" (+{row.minutes_late})" if row.state == A.LATE else ""
    return f"{A(row.state).label}{came}{late}{' *' if row.decided else ''}"


def _legend(*, by_class: bool) -> str:
    if not by_class:
        return _(
            "JP earned of the JP of the classes held on the day, and when somebody was first seen, by the clocks of the venue; – stands where no class was held yet, or for whom it was not; * decided by a person, with the reason on record."
        )
    return _(
        "Hours are those of the venue; in brackets minutes late; * decided by a person, with the reason on record."
    )


def record_pdf(cohort: Cohort, days: Sequence[Day]) -> bytes:
    """Return the record (berita acara) of the classes of some days: what was held, who taught, how many attended, what was remarkable."""
    from lms.files.pdf import typeset  # starts a process of its own

    with override("id"):
        meetings = [one for day in days for one in day.meetings]
        tallies = _tallies(meetings)
        corrections = AttendanceCorrection.objects.filter(meeting__in=meetings).count()
        data = {
            **_frame(cohort, _("Record of classes"), days),
            "opening": _opening(cohort, days),
            "days": [
                {"title": day_in_words(day.on), "rows": [_record_row(one, tallies) for one in day.meetings]}
                for day in days
            ],
            "head": [
                _("Time"),
                _("Subject"),
                "JP",
                _("Facilitators and resource persons"),
                *(str(one.label) for one in A),
            ],
            "remarks": [f"{one.title}: {one.remarks}" for one in meetings if one.remarks],
            "cancelled": [f"{one.title}: {one.cancelled_because}" for one in meetings if one.is_cancelled],
            "titles": {
                "remarks": _("Remarks"),
                "none": _("None."),
                "cancelled": _("Classes called off"),
                "corrections": _("Corrections of attendance on record: %(n)s.") % {"n": corrections},
                "closing": _("This record is made to be used as needed."),
            },
            "signs": _signs(days),
        }
        return typeset("courses/record.typ", data, at=clock.now())


def _tallies(meetings: Iterable[ClassMeeting]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Attendance.objects.filter(meeting__in=list(meetings), enrolment__cohort=F("meeting__stage__cohort"))
    for meeting_id, state in rows.values_list("meeting_id", "state"):
        mine = found.setdefault(meeting_id, {})
        mine[state] = mine.get(state, 0) + 1
    return found


def _record_row(meeting: ClassMeeting, tallies: dict[int, dict[str, int]]) -> list[str]:
    mine = tallies.get(meeting.pk, {})
    numbers = [str(mine.get(state, 0)) for state in A] if meeting.is_held else ["–"] * len(A)
    title = meeting.title if meeting.is_held else f"{meeting.title} ({meeting.get_state_display()})"
    return [hours_of(meeting), title, str(meeting.jp or "–"), _trainers(meeting), *numbers]


def _opening(cohort: Cohort, days: Sequence[Day]) -> str:
    first, last = days[0].on, days[-1].on
    told = {"cohort": cohort.name, "programme": cohort.programme.name, "stage": days[0].stage}
    if first == last:
        return _(
            "On this day, %(day)s, the classes of the stage “%(stage)s” of %(cohort)s, %(programme)s, took place as follows."
        ) % {**told, "day": _spelled(first)}
    return _(
        "From %(first)s to %(last)s the classes of the stage “%(stage)s” of %(cohort)s, %(programme)s, took place as follows."
    ) % {**told, "first": day_in_words(first), "last": day_in_words(last)}


def _spelled(day: date) -> str:
    """`Senin, tanggal dua puluh enam Oktober tahun dua ribu dua puluh enam (26-10-2026)`: papers are in Indonesian."""
    weekday, month = date_format(day, "l"), date_format(day, "F")
    return f"{weekday}, tanggal {in_indonesian(day.day)} {month} tahun {in_indonesian(day.year)} ({day:%d-%m-%Y})"


def badges_pdf(people: QuerySet[Enrolment], cohort: Cohort, *, base: str, part: Part | None = None) -> bytes:
    """Return badges to cut out, ten a page: name, unit, number, and the code a trainer's phone scans."""
    from lms.files.pdf import typeset  # starts a process of its own

    part = part or Part()
    with override("id"):
        rows = list(
            people.filter(cohort=cohort, state__in=SEATED)
            .order_by("user__name", "id")
            .values("public_id", "user__name", "user__title_before", "user__title_after", "work_unit__name")[
                part.first : part.first + PEOPLE
            ]
        )
        pictures = {
            f"{row['public_id']}.svg": qr_svg(base + reverse("courses:badge_scan", args=[row["public_id"]]))
            for row in rows
        }
        data = {
            **_frame(cohort, _("Badges"), []),
            "role": _("Participant"),
            "badges": [
                {"name": display_name(row), "unit": row["work_unit__name"] or "", "id": row["public_id"]}
                for row in rows
            ],
        }
        return typeset("courses/badges.typ", data, pictures=pictures, at=clock.now())


def _people(cohort: Cohort, days: Sequence[Day], part: Part) -> list[dict[str, Any]]:
    rows = on_list(cohort, days).order_by("user__name", "id")
    fields = (
        "id", "state", "state_at", "user__name", "user__title_before", "user__title_after", "user__nip", "work_unit__name"
    )  # fmt: skip
    return list(rows.values(*fields)[part.first : part.first + PEOPLE])


def _who(row: dict[str, Any]) -> list[str]:
    """Name, NIP, unit; who has left the cohort since is on the list of the days before with the day of it."""
    lines = [f"NIP {row['user__nip']}"] if row["user__nip"] else []
    if row["state"] not in SEATED:
        lines.append(_("left on %(day)s") % {"day": date_format(row["state_at"].astimezone(clock.WIB), "j M Y")})
    return [display_name(row), " · ".join(lines), row["work_unit__name"] or "–"]


def _part_words(part: Part, many: int) -> str:
    return _("Part %(n)s of %(all)s") % {"n": part.number, "all": many} if many > 1 else ""


def _frame(cohort: Cohort, title: str, days: Sequence[Day]) -> dict[str, Any]:
    when = ""
    if days:
        first, last = days[0].on, days[-1].on
        when = day_in_words(first) if first == last else f"{day_in_words(first)} – {day_in_words(last)}"
    return {
        "title": title,
        "cohort": cohort.name,
        "when": when,
        "made": _("Made %(when)s") % {"when": date_format(clock.now().astimezone(clock.WIB), "j F Y, H.i") + " WIB"},
    }


def _facts(days: Sequence[Day]) -> list[list[str]]:
    meetings = _live(days)
    places = dict.fromkeys(one.venue or one.online_url for one in meetings)
    return [
        [_("Stage"), days[0].stage],
        [_("Day"), _frame_days(days)],
        [_("Place"), "; ".join(places)],
        ["JP", str(sum(one.jp for one in meetings))],
    ]


def _frame_days(days: Sequence[Day]) -> str:
    first, last = days[0].on, days[-1].on
    return day_in_words(first) if first == last else f"{day_in_words(first)} – {day_in_words(last)}"


def _signs(days: Sequence[Day]) -> list[dict[str, str]]:
    """Who signs below: the facilitators that taught, each with the NIP, and the organiser; three stand side by side."""
    named = {
        one.name: one.user.nip if one.user else ""
        for meeting in _live(days)
        for one in meeting.trainers.all()
        if one.part == TrainerPart.TRAINER
    }
    facilitators = [{"role": _("Facilitator"), "name": name, "nip": nip or ""} for name, nip in named.items()]
    empty = {"name": "", "nip": ""}
    return [*(facilitators[:SIGN] or [{"role": _("Facilitator"), **empty}]), {"role": _("Organiser"), **empty}]
