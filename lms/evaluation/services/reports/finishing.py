"""What follows when a review of a report opens or closes by whatever way, and the papers of a final report."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation import reports_papers
from lms.evaluation.enums import ReportState
from lms.evaluation.models import ProgrammeReport, ReportFinal, ReportFinalRows, ReportPaper
from lms.evaluation.queries.reports.content import content_of
from lms.evaluation.queries.reports.reviewing import said_on, sheet_of
from lms.evaluation.report_parts import digest_of_parts
from lms.evaluation.services import papers
from lms.evaluation.services.reports.freezing import ensure_whole, freeze, step
from lms.evaluation.services.reports.reviewing import lock_row, take_in
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.enums import Language
from lms.people.errors import Conflict
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import PartSnapshot, Review
from lms.programme.queries.standing import standing_of
from lms.programme.reviewable import Part

MAKE_PAPER = "lms.evaluation.tasks.reports.make_paper"
S = ReportState


def review_was_opened(*, review: Review, actor: User) -> None:
    """A round opened on the page of reviews, not of the report: the figures are frozen now, and the review takes them in.

    Raises Refusal (what is missing) and Conflict (final: it is taken up again with a reason first); no review is opened then.
    """
    report = _subject(review)
    if report is None or report.is_in_review:
        return
    if report.is_final:
        raise Conflict(_("The report is final. Take it up again first."))
    ensure_whole(report)
    freeze(report)
    step(report, S.IN_REVIEW)
    take_in(report=report, actor=actor)


def review_was_closed(*, review: Review, actor: User) -> None:
    """Closed, the report is final as it stands; withdrawn, it is a draft again."""
    report = _subject(review)
    if report is None:
        return
    if review.state == ReviewState.WITHDRAWN:
        step(report, S.DRAFT)
        return
    _finish(report, review, actor)
    step(report, S.FINAL)


def _subject(review: Review) -> ProgrammeReport | None:
    subject: Any = review.subject
    return lock_row(subject) if isinstance(subject, ProgrammeReport) else None


def _finish(report: ProgrammeReport, review: Review, actor: User) -> ReportFinal:
    """Keep what was signed, whole, and order its papers."""
    parts = signed_parts(review)
    sheet = sheet_of(review, standing_of(review), said_on(report, [review]))
    final = ReportFinal.objects.create(
        report=report,
        number=report.finals.count() + 1,
        review=review,
        content=content_of(report, parts, sheet),
        digest=digest_of_parts(parts),
        at=clock.now(),
    )
    _keep_rows(final)
    made = ReportPaper.objects.bulk_create(
        ReportPaper(final=final, language=language, next_try_at=clock.now()) for language in Language.values
    )
    audit.record(actor, "evaluation.report.finish", report, {"digest": final.digest, "number": final.number})
    for paper in made:
        ring(MAKE_PAPER, paper.pk)
    return final


def _keep_rows(final: ReportFinal) -> None:
    """Keep the rows behind every frozen figure with the final report, packed as they are."""
    kept = final.report.figures.exclude(rows=None).values_list("key", "cohort__number", "rows")
    ReportFinalRows.objects.bulk_create(
        ReportFinalRows(final=final, key=key, cohort_number=number, packed=bytes(packed or b""))
        for key, number, packed in kept
    )


def signed_parts(review: Review) -> list[Part]:
    """Return the parts as the units have signed them, whatever their sources say now: two queries."""
    rows = list(review.parts.filter(is_present=True).order_by("order"))
    said = {(one.part_id, one.digest): one for one in PartSnapshot.objects.filter(part__in=rows)}
    found = [(row, said[row.pk, row.digest]) for row in rows]
    return [Part(row.key, row.title, row.digest, one.text, one.html) for row, one in found]


def make_paper(*, paper_id: int) -> bool:
    """Set a final report on paper in one language, once, and keep the PDF. Returns whether this call made it."""
    paper = ReportPaper.objects.select_related("final__report").get(pk=paper_id)
    name = f"reports/{paper.final.report.public_id}-{paper.final.number}"
    return papers.make(paper, name=name, typeset=lambda: reports_papers.final_pdf(paper.final, paper.language))


def make_due_papers(*, limit: int = 10) -> int:
    """Make the papers that wait; returns how many were made."""
    return papers.make_due(ReportPaper.objects.all(), lambda pk: make_paper(paper_id=pk), limit=limit)


@transaction.atomic
def try_papers_again(*, actor: User, report: ProgrammeReport) -> int:
    """Try the papers that could not be made again, now; returns how many. Raises NotAllowed (no organiser)."""
    rows = ReportPaper.objects.filter(final__report=report)
    waiting = papers.try_again(actor=actor, rows=rows, task=MAKE_PAPER)
    if waiting:
        audit.record(actor, "evaluation.report.try_papers", report, {"papers": len(waiting)})
    return len(waiting)
