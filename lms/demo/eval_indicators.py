"""The demo's units before and after: months reported by file and by form, one correction, one file that waits; teaching as it was judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort
from lms.evaluation import indicator_files
from lms.evaluation.enums import Privacy
from lms.evaluation.indicators import Windows, months_from
from lms.evaluation.models import IndicatorImport, QuestionnaireVersion, UnitMonth
from lms.evaluation.queries.indicators import last_month, units_in, windows_of
from lms.evaluation.services import indicator_imports, surveys
from lms.evaluation.services.indicators import report_month
from lms.evaluation.services.surveys import Plan
from lms.people import clock
from lms.people.models import User, WorkUnit

# Units of the running cohort that are looked at too, and kiosks without participants.
MORE, WITHOUT = 12, 5
NOTES = ("Bursa kerja bersama dinas kabupaten.", "Dua minggu SIAPkerja tidak dapat diakses.")
CLASSES = 2


def build_indicators(*, cohorts: list[Cohort], staff: dict[str, User], today: date, seed: int) -> None:
    """Let the units of the first cohort report before and after, and judge who taught it."""
    chance = Random(seed + 71)  # noqa: S311 - no secret hangs on it
    with clock.at(clock.at_midday(today, minutes=-300)):
        windows = windows_of(cohorts[0]).windows
        trained = list(units_in(cohorts[0]))
        units = _units(cohorts, trained)
        late = {units[1].pk, staff["unit"].work_unit_id}
        rows = list(_rows(units, {unit.pk for unit in trained}, late, windows, chance))
        _bring_in(staff["koordinator"], rows)
        _by_hand(staff["unit"], windows, chance)
        _waiting(staff["koordinator"], units[0])
    _judged(cohorts[0], staff)


def _units(cohorts: list[Cohort], trained: list[WorkUnit]) -> list[WorkUnit]:
    running = list(units_in(cohorts[1]).exclude(pk__in=[unit.pk for unit in trained])[:MORE])
    known = [unit.pk for unit in (*trained, *running)]
    all_others = [unit.pk for cohort in cohorts for unit in units_in(cohort)]
    away = WorkUnit.objects.filter(has_kiosk=True, is_active=True).exclude(pk__in=[*known, *all_others])
    return [*trained, *running, *away.order_by("pk")[:WITHOUT]]


def _months(windows: Windows) -> list[date]:
    """Every month from the baseline on that is over."""
    return [month for month in months_from(windows.baseline_from, 24) if month <= last_month()]


def _rows(
    units: list[WorkUnit], trained: set[int], late: set[int | None], windows: Windows, chance: Random
) -> Iterator[tuple[dict[str, Any], str]]:
    for unit in units:
        size = chance.uniform(0.6, 1.8)
        for month in _months(windows):
            # Some have not reported their last month yet.
            if unit.pk in late and month == last_month():
                continue
            grown = (1.0 + (0.2 if unit.pk in trained else 0.04)) if month >= windows.after_from else 1.0
            figures = _figures(size, grown, chance)
            note = NOTES[chance.randrange(2)] if chance.random() < 0.06 else ""
            yield {"unit": unit.name, "month": f"{month:%Y-%m}", **figures, "note": note}, ""


def _figures(size: float, grown: float, chance: Random) -> dict[str, Any]:
    def about(middle: float) -> int:
        return max(0, round(middle * size * chance.uniform(0.85, 1.15)))

    registered, vacancies = about(110), about(45 * (1 + (grown - 1) / 2))
    referred = min(registered, about(38 * grown))
    return {
        "registered": registered,
        "counselled": min(registered, about(46 * grown)),
        "referred": referred,
        "placed": min(referred, about(19 * grown)),
        "vacancies": vacancies,
        "filled": min(vacancies, about(17 * grown)),
        "days_to_fill": Decimal(str(round(24 / grown + chance.uniform(-2.5, 2.5), 1))),
    }


def _bring_in(actor: User, rows: list[tuple[dict[str, Any], str]]) -> None:
    source = _checked(actor, "indikator-unit.xlsx", rows)
    indicator_imports.confirm(actor=actor, source=source)


def _checked(actor: User, name: str, rows: list[tuple[dict[str, Any], str]]) -> IndicatorImport:
    source = indicator_imports.upload(actor=actor, name=name, content=indicator_files.template(rows, []))
    indicator_imports.go_on(import_id=source.pk)
    source.refresh_from_db()
    return source


def _by_hand(contact: User, windows: Windows, chance: Random) -> None:
    """The contact's own unit corrects a month."""
    row = UnitMonth.objects.filter(work_unit=contact.work_unit, month=windows.three[0]).first()
    if row is not None and contact.work_unit is not None and row.placed is not None:
        values = row.values | {"placed": row.placed + chance.randint(1, 3)}
        reason = "Tiga penempatan dilaporkan pemberi kerja setelah tutup bulan."
        report_month(
            actor=contact,
            unit=contact.work_unit,
            month=row.month,
            values=values,
            note=row.note,
            seq=row.seq,
            reason=reason,
        )


def _waiting(actor: User, unit: WorkUnit) -> None:
    """A file that waits for a word: one figure would change, one row is wrong."""
    row = UnitMonth.objects.filter(work_unit=unit).order_by("-month").first()
    if row is not None and row.vacancies is not None:
        good = {"unit": unit.name, "month": f"{row.month:%Y-%m}", "vacancies": row.vacancies + 4}
        _checked(actor, "perbaikan-lowongan.xlsx", [(good, ""), ({**good, "unit": "Balai Makasar"}, "")])


def _judged(cohort: Cohort, staff: dict[str, User]) -> None:
    """Surveys about the facilitator and about two classes, closed after the second training."""
    surveys_of = QuestionnaireVersion.objects.filter(questionnaire__starter="facilitator").order_by("-number")
    with clock.at(_after(cohort)):
        surveys.load_starters(actor=staff["koordinator"])
        version = surveys_of.first()
        if version is None:
            return
        _survey(cohort, staff, version, "Penilaian atas fasilitator", 4, subject_user=staff["fasilitator"])
        held = ClassMeeting.objects.filter(stage__cohort=cohort, state=MeetingState.HELD).order_by("-jp", "starts_at")
        for place, meeting in enumerate(held[:CLASSES]):
            _survey(cohort, staff, version, f"Penilaian sesi: {meeting.title}", 3 + place, subject_meeting=meeting)


def _after(cohort: Cohort) -> Any:
    last = max(stage.ends_on for stage in cohort.stages.all())
    return clock.at_midday(last - timedelta(days=10))


def _survey(
    cohort: Cohort, staff: dict[str, User], version: QuestionnaireVersion, title: str, usual: int, **about: Any
) -> None:
    now, actor = clock.now(), staff["koordinator"]
    plan = Plan(
        version=version,
        title=title,
        audience=version.questionnaire.audience,
        privacy=Privacy.ANONYMOUS,
        opens_at=now,
        closes_at=now + timedelta(days=5),
        **about,
    )
    run = surveys.open_run(actor=actor, run=surveys.plan_run(actor=actor, cohort=cohort, plan=plan))
    for place, invitee in enumerate(run.invitees.select_related("enrolment", "user").order_by("pk")):
        if place % 6 == 5:
            continue
        marks = {key: min(5, max(2, usual + (place + turn) % 3 - 1)) for turn, key in enumerate(_scales(version))}
        surveys.give_answers(invitee=invitee, typed=marks)
    with clock.at(now + timedelta(days=5, hours=-1)):
        surveys.close_run(actor=actor, run=run)


def _scales(version: QuestionnaireVersion) -> list[str]:
    items = [item for section in version.content["sections"] for item in section["items"]]
    return [item["key"] for item in items if item["kind"] == "scale"]
