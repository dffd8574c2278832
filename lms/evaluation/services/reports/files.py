"""Files that go with a report: signed with it by their digests."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.evaluation.models import ProgrammeReport, ReportFile
from lms.evaluation.services.reports.reviewing import lock_report, take_in
from lms.files.models import StoredFile
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User


@transaction.atomic
def add_file(*, actor: User, report: ProgrammeReport, file: StoredFile, title: str) -> ReportFile:
    """Put a file with the report; the same file again is returned as it is. In review this is an edit of the part of files.

    Raises NotAllowed (no organiser), Refusal (no title) and Conflict (final).
    """
    report = _locked(actor, report)
    title = " ".join(title.split())[:200]
    if not title:
        raise Refusal(_("Say what the file is."))
    there = ReportFile.objects.filter(report=report, file=file, removed_at=None).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            row = ReportFile.objects.create(report=report, file=file, title=title, added_by=actor, added_at=clock.now())
    except IntegrityError:
        return ReportFile.objects.get(report=report, file=file, removed_at=None)
    audit.record(actor, "evaluation.report.file_add", report, {"title": title, "sha256": file.received_sha256})
    if report.is_in_review:
        take_in(report=report, actor=actor)
    return row


@transaction.atomic
def remove_file(*, actor: User, report: ProgrammeReport, row: ReportFile) -> None:
    """Take a file out of the report; it stays on record. Raises NotAllowed and Conflict (final, or taken out already)."""
    report = _locked(actor, report)
    if not ReportFile.objects.filter(pk=row.pk, report=report, removed_at=None).update(removed_at=clock.now()):
        raise Conflict(_("This file was taken out meanwhile."))
    audit.record(actor, "evaluation.report.file_remove", report, {"title": row.title})
    if report.is_in_review:
        take_in(report=report, actor=actor)


def _locked(actor: User, report: ProgrammeReport) -> ProgrammeReport:
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
    report = lock_report(report)
    if report.is_final:
        raise Conflict(_("The report is final. Take it up again first."))
    return report
