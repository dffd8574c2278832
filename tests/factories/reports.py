"""Evaluation reports for tests, led to each state by the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from courses.models import Cohort
from lms.evaluation.models import ProgrammeReport, ReportSection, ReportText
from lms.evaluation.services import reports
from lms.people import clock
from lms.people.enums import Column
from lms.people.ids import new_id
from lms.people.models import User
from lms.programme.models import Activity, ActivityColumn, Programme, Review
from tests.factories.courses import make_cohort

WORDS = {"id": "Teks bagian ini.", "en": "The text of this section."}


def make_activities(programme: Programme, *, columns: Sequence[Column] = (Column.PASKER, Column.ILO)) -> None:
    """The activity under which reports are signed, and one before it, where they are not there yet."""
    for no in (8, 10):
        activity, new = Activity.objects.get_or_create(
            programme=programme, no=no, defaults={"title": f"Kegiatan {no}", "title_en": f"Activity {no}"}
        )
        if new:
            ActivityColumn.objects.bulk_create(ActivityColumn(activity=activity, column=one) for one in columns)


def make_report(*, actor: User, cohorts: Sequence[Cohort] = (), **fields: Any) -> ProgrammeReport:
    """A draft on one cohort, its sections empty."""
    chosen = list(cohorts) or [make_cohort(actor=actor)]
    make_activities(chosen[0].programme, columns=fields.pop("columns", (Column.PASKER, Column.ILO)))
    named = {"title": "Laporan evaluasi", "title_en": "Evaluation report", "client_key": new_id(), **fields}
    return reports.create_report(actor=actor, cohorts=chosen, **named)


def section_of(report: ProgrammeReport, key: str = "effectiveness") -> ReportSection:
    """A section as services take it, read anew."""
    return ReportSection.objects.select_related("report", "author").get(report=report, key=key)


def write(report: ProgrammeReport, actor: User, key: str = "effectiveness", **words: str) -> ReportSection:
    """Write a section: `id="…", en="…"`."""
    section = section_of(report, key)
    for language, text in words.items():
        row = ReportText.objects.get(section=section, language=language)
        reports.save_text(actor=actor, section=section, language=language, text=text, seq=row.seq)
    return section_of(report, key)


def write_all(report: ProgrammeReport, actor: User) -> None:
    """Write everything that must not be left out."""
    for section in report.sections.exclude(kind="activity"):
        write(report, actor, section.key, **{code: f"{section.key}: {text}" for code, text in WORDS.items()})


def ask_units(report: ProgrammeReport, actor: User, *, days: int = 7) -> Review:
    """Write what is missing and open the review."""
    write_all(report, actor)
    due = clock.today() + timedelta(days=days)
    return reports.open_report(actor=actor, report=report, due_on=due)


def fresh(report: ProgrammeReport) -> ProgrammeReport:
    """The same report, read anew."""
    return ProgrammeReport.objects.select_related("programme").get(pk=report.pk)
