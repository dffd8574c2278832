"""The demo's evaluation report on the cohort that has finished: written by several authors, in review, signed by five units.

Everything goes through the services, each at its day.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from courses.models import Cohort
from lms.demo import eval_replication
from lms.evaluation.models import ProgrammeReport, ReportSection, ReportText
from lms.evaluation.services import reports
from lms.people import clock
from lms.people.data_files import read_yaml
from lms.people.enums import Column
from lms.people.models import User
from lms.programme.models import Review, SignOff
from lms.programme.services import Seen, sign

TEXTS = Path(__file__).with_name("data") / "evaluation_report.yaml"
# Who writes which sections, and who signs before the edit that lapses one section.
AUTHORS = {"relevance": "pasker", "coherence": "latvogan", "effectiveness": "fasilitator", "sustainability": "balai"}
SIGNERS = (("pasker", Column.PASKER), ("latvogan", Column.LATVOGAN_INTALA), ("setditjen", Column.SETDITJEN))
AFTER_THE_EDIT = (("balai", Column.BALAI), ("ilo", Column.ILO), ("pasker", Column.PASKER), ("latvogan", Column.LATVOGAN_INTALA), ("setditjen", Column.SETDITJEN))  # fmt: skip


def build_report(*, cohort: Cohort, staff: dict[str, User], today: date) -> ProgrammeReport:
    """Write the report, give it to the units, let five of them sign and one object; an edit in between lapses what it touches."""
    said = read_yaml(TEXTS)
    organiser = staff["koordinator"]
    with clock.at(clock.at_midday(today - timedelta(days=21))):
        report = reports.create_report(
            actor=organiser,
            cohorts=[Cohort.objects.select_related("programme", "version").get(pk=cohort.pk)],
            title=said["title"],
            title_en=said["title_en"],
            client_key="demo-report",
        )
        due = clock.today() + timedelta(days=7)
        for key in said["sections"]:
            author = staff[AUTHORS.get(key, "koordinator")]
            reports.assign_section(actor=organiser, section=_section(report, key), author=author, due_on=due)
    with clock.at(clock.at_midday(today - timedelta(days=15))):
        for key, words in said["sections"].items():
            _write(report, key, words, staff.get(AUTHORS.get(key, ""), organiser))
    eval_replication.build_replication(report=report, cohort=cohort, staff=staff, today=today)
    with clock.at(clock.at_midday(today - timedelta(days=9))):
        review = reports.open_report(actor=organiser, report=report, due_on=today + timedelta(days=5))
    _sign(review, staff, said, organiser, today)
    return report


def _section(report: ProgrammeReport, key: str) -> ReportSection:
    return ReportSection.objects.select_related("report").get(report=report, key=key)


def _write(report: ProgrammeReport, key: str, words: dict[str, str], author: User) -> None:
    section = _section(report, key)
    for language, text in words.items():
        row = ReportText.objects.get(section=section, language=language)
        reports.save_text(actor=author, section=section, language=language, text=text.strip(), seq=row.seq)


def _sign(review: Review, staff: dict[str, User], said: dict[str, Any], organiser: User, today: date) -> None:
    report: Any = review.subject
    with clock.at(clock.at_midday(today - timedelta(days=7))):
        for name, column in SIGNERS:
            _approve(review, column, staff[name])
        word = said["objection"]
        keys = [f"section-{word['section']}"]
        column = Column(word["column"])
        seen = _seen(review, column, keys)
        sign(review=review, column=column, verdict="object", reason=word["reason"], seen=seen, actor=staff["ptkdn"])
    with clock.at(clock.at_midday(today - timedelta(days=5))):
        objection = SignOff.objects.get(part__review=review, verdict="object", is_current=True)
        reports.answer_objection(actor=organiser, report=report, sign_off_id=objection.pk, text=word["answer"])
        edited = said["edited"]
        _write(report, edited["section"], {"id": edited["id"]}, staff[AUTHORS[edited["section"]]])
    with clock.at(clock.at_midday(today - timedelta(days=3))):
        for name, column in AFTER_THE_EDIT:
            _approve(review, column, staff[name])


def _approve(review: Review, column: Column, actor: User) -> None:
    """Sign everything that waits for a column."""
    sign(review=review, column=column, verdict="approve", reason="", seen=_seen(review, column), actor=actor)


def _seen(review: Review, column: Column, keys: list[str] | None = None) -> dict[str, Seen]:
    words = {row.part_id: row for row in SignOff.objects.filter(part__review=review, column=column, is_current=True)}
    parts = review.parts.filter(is_present=True)
    rows = parts.filter(key__in=keys) if keys else parts
    return {
        part.public_id: Seen(part.digest, word.pk if (word := words.get(part.pk)) else None)
        for part in rows
        if (word := words.get(part.pk)) is None or word.digest != part.digest
    }
