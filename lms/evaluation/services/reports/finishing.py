"""What follows when a review of a report opens or closes by whatever way, and the papers of a final report."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.evaluation import reports_papers
from lms.evaluation.enums import ReportState
from lms.evaluation.models import ProgrammeReport, ReportFinal, ReportPaper
from lms.evaluation.queries.reports.content import content_of
from lms.evaluation.queries.reports.reviewing import said_on, sheet_of
from lms.evaluation.report_parts import digest_of_parts
from lms.evaluation.services.reports.freezing import ensure_whole, freeze, step
from lms.evaluation.services.reports.reviewing import lock_row, take_in
from lms.files import store
from lms.files.pdf import TypesetFailed
from lms.people import audit, clock
from lms.people.bell import ring
from lms.people.enums import Language
from lms.people.errors import Conflict, NotAllowed
from lms.people.ids import new_id
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import PartSnapshot, Review
from lms.programme.queries.standing import standing_of
from lms.programme.reviewable import Part

log = logging.getLogger(__name__)
MAKE_PAPER = "lms.evaluation.tasks.reports.make_paper"
# Minutes until a paper that could not be made is tried again.
BACK_OFF = (1, 5, 30, 120)
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
    papers = ReportPaper.objects.bulk_create(
        ReportPaper(final=final, language=language, next_try_at=clock.now()) for language in Language.values
    )
    audit.record(actor, "evaluation.report.finish", report, {"digest": final.digest, "number": final.number})
    for paper in papers:
        ring(MAKE_PAPER, paper.pk)
    return final


def signed_parts(review: Review) -> list[Part]:
    """Return the parts as the units have signed them, whatever their sources say now: two queries."""
    rows = list(review.parts.filter(is_present=True).order_by("order"))
    said = {(one.part_id, one.digest): one for one in PartSnapshot.objects.filter(part__in=rows)}
    found = [(row, said[row.pk, row.digest]) for row in rows]
    return [Part(row.key, row.title, row.digest, one.text, one.html) for row, one in found]


def make_paper(*, paper_id: int) -> bool:
    """Set a final report on paper in one language, once, and keep the PDF. Returns whether this call made it.

    Safe to run twice at once: the second finds the paper made and drops its own. What fails is tried again by the schedule.
    """
    paper = ReportPaper.objects.select_related("final__report").get(pk=paper_id)
    if paper.made_at is not None or not _claim(paper):
        return False
    try:
        body = reports_papers.final_pdf(paper.final, paper.language)
    except TypesetFailed as error:
        return _failed(paper, str(error))
    # A name of its own: a store may put a second file of one name over the first.
    path = store.put(f"reports/{paper.final.report.public_id}-{paper.final.number}-{new_id()}.pdf", body)
    done = {"path": path, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "made_at": clock.now()}
    if not ReportPaper.objects.filter(pk=paper.pk, made_at__isnull=True).update(**done, failure=""):
        store.remove([path])
        return False
    return True


def make_due_papers(*, limit: int = 10) -> int:
    """Make the papers that wait; returns how many were made."""
    due = ReportPaper.objects.filter(made_at__isnull=True, next_try_at__lte=clock.now()).order_by("next_try_at")
    return sum(make_paper(paper_id=pk) for pk in due.values_list("pk", flat=True)[:limit])


@transaction.atomic
def try_papers_again(*, actor: User, report: ProgrammeReport) -> int:
    """Try the papers that could not be made again, now; returns how many. Raises NotAllowed (no organiser)."""
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
    waiting = list(ReportPaper.objects.filter(final__report=report, made_at__isnull=True).exclude(failure=""))
    for paper in waiting:
        ReportPaper.objects.filter(pk=paper.pk, made_at__isnull=True).update(next_try_at=clock.now())
        ring(MAKE_PAPER, paper.pk)
    if waiting:
        audit.record(actor, "evaluation.report.try_papers", report, {"papers": len(waiting)})
    return len(waiting)


def _claim(paper: ReportPaper) -> bool:
    """Take the paper for one try. The next try is set first, so a worker that dies half-way only delays it."""
    wait = timedelta(minutes=BACK_OFF[min(paper.tries, len(BACK_OFF) - 1)])
    as_seen = ReportPaper.objects.filter(pk=paper.pk, made_at__isnull=True, tries=paper.tries)
    return bool(as_seen.update(tries=F("tries") + 1, next_try_at=clock.now() + wait))


def _failed(paper: ReportPaper, why: str) -> bool:
    log.warning("Final report %s could not be set on paper: %s", paper.final_id, why[:300])
    ReportPaper.objects.filter(pk=paper.pk).update(failure=why[:300])
    return False
