"""A report is begun, its sections are given to authors, and written by several people without loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.models import Cohort
from lms.evaluation import narrative
from lms.evaluation.enums import ReportState
from lms.evaluation.models import (
    ProgrammeReport,
    ReportFigure,
    ReportRevision,
    ReportSection,
    ReportText,
)
from lms.evaluation.report_parts import planned_sections
from lms.evaluation.rules.reports import AUTHORS
from lms.evaluation.services.reports import telling
from lms.evaluation.services.reports.reading import read_figures
from lms.evaluation.services.reports.reviewing import lock_report, take_in
from lms.people import audit, clock
from lms.people.enums import Language
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import RoleAssignment, User

LONGEST = 20_000
# A text that the same person goes on writing is kept as it was this long ago.
REVISION_AFTER = timedelta(minutes=15)


@transaction.atomic
def create_report(
    *, actor: User, cohorts: Sequence[Cohort], title: str, title_en: str, client_key: str
) -> ProgrammeReport:
    """Begin a report with its sections, and read its figures. The same key a second time returns the report that is there.

    Raises NotAllowed (no organiser) and Refusal (no title, no cohort, cohorts of two programmes).
    """
    _ensure_runs(actor)
    title, title_en = title.strip(), title_en.strip()
    if not title or not title_en:
        raise Refusal(_("Give the report a title in both languages."))
    if not cohorts:
        raise Refusal(_("Choose at least one cohort."))
    if len({one.programme_id for one in cohorts}) > 1:
        raise Refusal(_("These cohorts belong to different programmes. A report is about one programme."))
    made = ProgrammeReport.objects.filter(created_by=actor, client_key=client_key).first()
    if made is not None:
        return made
    try:
        with transaction.atomic():
            report = ProgrammeReport.objects.create(
                programme=cohorts[0].programme, title=title, title_en=title_en, client_key=client_key, created_by=actor
            )
    except IntegrityError:
        return ProgrammeReport.objects.get(created_by=actor, client_key=client_key)
    report.cohorts.set(cohorts)
    _add_sections(report)
    audit.record(actor, "evaluation.report.create", report, {"cohorts": [str(one) for one in cohorts]})
    read_figures(report=report)
    return report


def _add_sections(report: ProgrammeReport) -> None:
    planned = planned_sections(list(report.programme.activities.order_by("no")))
    rows = ReportSection.objects.bulk_create(
        ReportSection(report=report, order=order, **vars(one)) for order, one in enumerate(planned, 1)
    )
    ReportText.objects.bulk_create(
        ReportText(section=row, language=language) for row in rows for language in Language.values
    )


@transaction.atomic
def save_text(*, actor: User, section: ReportSection, language: str, text: str, seq: int) -> ReportText:
    """Keep what was typed in one language, if nothing was saved since `seq`. What stood there before is kept as a revision.

    Saying again what stands there is no change. While the report is in review the change is taken into the review at once, and lapses
    what was signed on this section alone. Raises NotAllowed (neither author nor organiser, or final), Refusal (emptied, or a
    figure nobody knows, while in review) and Conflict (somebody else saved in between).
    """
    report = _lock(section)
    _ensure_writes(actor, section)
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Refusal(
            _("A text holds %(longest)s characters at most. Shorten it; nothing was saved.") % {"longest": LONGEST}
        )
    row = ReportText.objects.get(section=section, language=language)
    if row.text == text:
        return row
    if report.is_in_review:
        _ensure_asked(row)
        _ensure_said(text)
        _ensure_known(report, text)
    fields = {"text": text, "changed_by": actor, "changed_at": clock.now(), "read": _readings(report, text)}
    if not ReportText.objects.filter(pk=row.pk, seq=seq).update(seq=F("seq") + 1, **fields):
        raise Conflict(_("Somebody else saved this text meanwhile. Both texts are shown: keep what is right."))
    _keep_revision(row, actor)
    row.refresh_from_db()
    if report.is_in_review:
        audit.record(actor, "evaluation.section.edit", section, {"language": language, "seq": row.seq})
        take_in(report=report, actor=actor)
    return row


def _lock(section: ReportSection) -> ProgrammeReport:
    """Return the report as it is now, locked: an edit, a signature and the opening of a review happen one after the other."""
    section.report = lock_report(section.report)
    return section.report


def _keep_revision(row: ReportText, actor: User) -> None:
    """Keep what stood there, unless it is the same person's of the last minutes."""
    own = row.changed_by_id == actor.pk and row.changed_at and clock.now() - row.changed_at < REVISION_AFTER
    if row.text.strip() and not own:
        ReportRevision.objects.create(
            text=row, seq=row.seq, content=row.text, author_id=row.changed_by_id, at=row.changed_at
        )


def _readings(report: ProgrammeReport, text: str) -> dict[str, Any]:
    """Return the figures a text quotes as they are shown now, by reference and cohort."""
    refs = narrative.refs_in(text)
    rows = report.figures.filter(key__in={key for key, _number in refs}).select_related("cohort").defer("rows")
    return {
        narrative.ref_of(row.key, row.cohort.number): shown_reading(report, row)
        for row in rows
        if any(key == row.key and number in {None, row.cohort.number} for key, number in refs)
    }


def shown_reading(report: ProgrammeReport, row: ReportFigure) -> dict[str, Any]:
    """Return the reading that the report shows of a figure: the frozen one from the review on."""
    data: dict[str, Any] = row.frozen if row.frozen and not report.is_draft else row.live
    return {name: data.get(name) for name in ("value", "n", "of", "spread", "low", "high")}


def _ensure_asked(row: ReportText) -> None:
    """A section that was left out has neither language: begun now, it would be signed and printed in one alone."""
    if not row.text.strip():
        raise Refusal(_("This section was left out when the units were asked. Withdraw the review first."))


def _ensure_said(text: str) -> None:
    """An emptied section would be no part of the review any more, and what a unit objected to would be gone with it."""
    if not text.strip():
        raise Refusal(_("The units are signing this section: it cannot be emptied. Withdraw the review first."))


def _ensure_known(report: ProgrammeReport, text: str) -> None:
    frozen = report.figures.exclude(frozen=None).select_related("cohort").defer("rows")
    known = {(row.key, row.cohort.number) for row in frozen}
    keys = {key for key, _number in known}
    wrong = [
        narrative.ref_of(key, number)
        for key, number in narrative.refs_in(text)
        if (key not in keys if number is None else (key, number) not in known)
    ]
    if wrong:
        raise Refusal(_("There is no figure called %(names)s. Take it out, or choose one of the list.") % {"names": ", ".join(wrong)})  # fmt: skip


@transaction.atomic
def look_through(*, actor: User, section: ReportSection, language: str, seq: int) -> ReportText:
    """Say that a text is right with its figures as they are now: the marks of what has moved go. Raises NotAllowed and Conflict."""
    report = _lock(section)
    _ensure_writes(actor, section)
    row = ReportText.objects.get(section=section, language=language)
    fresh = _readings(report, row.text)
    if not ReportText.objects.filter(pk=row.pk, seq=seq).update(read=fresh):
        raise Conflict(_("Somebody else saved this text meanwhile. Both texts are shown: keep what is right."))
    audit.record(actor, "evaluation.section.look", section, {"language": language, "seq": seq})
    row.refresh_from_db()
    return row


@transaction.atomic
def assign_section(*, actor: User, section: ReportSection, author: User | None, due_on: date | None) -> ReportSection:
    """Ask somebody to write a section until a day, or nobody. The author is told. The same again is no change.

    Raises NotAllowed (no organiser) and Refusal (somebody without a role that writes reports, a day that is past, a final report).
    """
    _ensure_runs(actor)
    report = _lock(section)
    if report.is_final:
        raise Refusal(_("The report is final. Take it up again first."))
    if author is not None and not authors().filter(pk=author.pk).exists():
        raise Refusal(_("This person holds no role with which a section is written."))
    if (section.author_id, section.due_on) == (author.pk if author else None, due_on):
        return section
    if due_on is not None and due_on < clock.today():
        raise Refusal(_("The due date is past. Choose today or a later day."))
    before = [section.author_id, section.due_on]
    section.author, section.due_on = author, due_on
    section.save(update_fields=["author", "due_on"])
    changes = {"author": [before[0], section.author_id], "due_on": [before[1], due_on]}
    audit.record(actor, "evaluation.section.assign", section, changes)
    telling.take_back_section(section)
    telling.tell_author(section=section, actor=actor)
    return section


def authors() -> Any:
    """Return who may be asked to write, by name."""
    holders = RoleAssignment.objects.valid().filter(role__in=AUTHORS, user__is_active=True)
    return User.objects.filter(pk__in=holders.values("user")).order_by("name", "pk")


def _ensure_writes(actor: User, section: ReportSection) -> None:
    if section.report.state == ReportState.FINAL:
        raise Refusal(_("The report is final. Take it up again first."))
    if not actor.has_perm("evaluation.write_section", section):
        raise NotAllowed(_("Only the author of this section and the organisers write here."))


def _ensure_runs(actor: User) -> None:
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
