"""Figures are frozen when the review opens; taking them anew is an edit; a final report is taken up again with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.evaluation import figures, frozen
from lms.evaluation.enums import REPORT_STEPS, ReportState
from lms.evaluation.models import ProgrammeReport, ReportFigure
from lms.evaluation.models.reports import REPORT_ACTIVITY
from lms.evaluation.queries.reports.missing import missing_in
from lms.evaluation.queries.reports.reviewing import open_review_of
from lms.evaluation.report_parts import book_of
from lms.evaluation.services.reports.reading import cohorts_of
from lms.evaluation.services.reports.reviewing import lock_activity, lock_report, take_in
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.models import Review
from lms.programme.services import open_review
from lms.programme.services.reviews import Refreshed

S = ReportState


@transaction.atomic
def open_report(*, actor: User, report: ProgrammeReport, due_on: date) -> Review:
    """Freeze text and figures, and ask all eight units to sign under activity 10. A second press finds the open review.

    Raises NotAllowed (no organiser), Refusal (what is missing, a due date past) and Conflict (final: take it up again first).
    """
    _ensure_runs(actor)
    lock_activity()
    report = lock_report(report)
    if report.is_in_review and (review := open_review_of(report)) is not None:
        return review
    if not report.is_draft:
        raise Conflict(_("The report is final. Take it up again first."))
    ensure_whole(report)
    freeze(report)
    step(report, S.IN_REVIEW)
    review = open_review(subject=report, activity_no=REPORT_ACTIVITY, due_on=due_on, actor=actor)
    audit.record(actor, "evaluation.report.open", report, {"state": [S.DRAFT, S.IN_REVIEW], "round": review.round})
    return review


def ensure_whole(report: ProgrammeReport) -> None:
    """Raise Refusal with what is missing before the units may be asked."""
    if missing := missing_in(book_of(report)):
        raise Refusal(" ".join(missing))


def step(report: ProgrammeReport, to: str) -> None:
    """Compare-and-swap the state. Raises Conflict when somebody was faster or there is no such step."""
    if to not in REPORT_STEPS[ReportState(report.state)]:
        raise Conflict(_("Somebody changed the state of this report meanwhile. Look at it once more."))
    if not ProgrammeReport.objects.filter(pk=report.pk, state=report.state).update(state=to):
        raise Conflict(_("Somebody changed the state of this report meanwhile. Look at it once more."))
    report.state = to


def freeze(report: ProgrammeReport, only: set[tuple[str, int]] | None = None) -> list[str]:
    """Read the figures with their rows and keep them as they are now; return the keys of those that changed.

    `only` names key and cohort of those to take anew. A figure that nobody registers any more is left as it was.
    """
    known = {(row.key, row.cohort_id): row for row in report.figures.defer("rows")}
    fresh: list[ReportFigure] = []
    changed: list[ReportFigure] = []
    unmoved: list[ReportFigure] = []
    with figures.together():
        for cohort in cohorts_of(report):
            for figure in figures.figures():
                if only is not None and (figure.key, cohort.pk) not in only:
                    continue
                row = known.get((figure.key, cohort.pk))
                data, packed = frozen.frozen_of(figure, cohort)
                digest = frozen.digest_of_figure(data)
                if row is not None and row.frozen_digest == digest:
                    row.live = _live(data)
                    unmoved.append(row)
                    continue
                row = row or ReportFigure(report=report, cohort=cohort, key=figure.key)
                (changed if row.pk else fresh).append(_frozen(row, data, digest, packed))
    ReportFigure.objects.bulk_create(fresh)
    fields = ["live", "frozen", "frozen_digest", "frozen_at", "rows"]
    ReportFigure.objects.bulk_update(changed, fields, batch_size=50)
    # What was read last and moved back is no longer said to have moved.
    ReportFigure.objects.bulk_update(unmoved, ["live"], batch_size=200)
    if only is None:
        ProgrammeReport.objects.filter(pk=report.pk).update(read_at=clock.now())
    return [row.key for row in [*fresh, *changed]]


def _frozen(row: ReportFigure, data: dict[str, Any], digest: str, packed: bytes) -> ReportFigure:
    row.live = _live(data)
    row.frozen, row.frozen_digest, row.frozen_at, row.rows = data, digest, clock.now(), packed
    return row


def _live(data: dict[str, Any]) -> dict[str, Any]:
    names = ("value", "n", "of", "spread", "low", "high", "why", "scale", "series")
    return {name: data[name] for name in names if name in data}


@transaction.atomic
def refresh_figures(
    *, actor: User, report: ProgrammeReport, only: set[tuple[str, int]] | None = None
) -> Refreshed | None:
    """Take figures anew while the report is in review (`only`: these, else all): an edit that lapses what it touches.

    Raises NotAllowed (no organiser) and Conflict (not in review).
    """
    _ensure_runs(actor)
    report = lock_report(report)
    if not report.is_in_review:
        raise Conflict(_("Figures are frozen while a report is in review. Before that they are live."))
    changed = freeze(report, only)
    if not changed:
        return None
    audit.record(actor, "evaluation.report.refresh", report, {"figures": sorted(set(changed))})
    return take_in(report=report, actor=actor)


@transaction.atomic
def amend_report(*, actor: User, report: ProgrammeReport, reason: str) -> ProgrammeReport:
    """Take a final report up again, with the reason: it is a draft once more, and what was final stays on record.

    Raises NotAllowed (no organiser), Refusal (no reason) and Conflict (not final).
    """
    _ensure_runs(actor)
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the report."))
    report = lock_report(report)
    if not report.is_final:
        raise Conflict(_("This report is not final."))
    step(report, S.DRAFT)
    audit.record(actor, "evaluation.report.amend", report, {"state": [S.FINAL, S.DRAFT], "reason": reason.strip()})
    return report


def _ensure_runs(actor: User) -> None:
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
