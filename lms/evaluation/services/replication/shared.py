"""What every write about replication asks first."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from lms.evaluation.enums import ReportState
from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.services.reports import reviewing
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import Review

CHANGE = "evaluation.change_replication"


def allow(actor: User, permission: str, on: Any) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if not actor.has_perm(permission, on):
        raise NotAllowed(_("You may not do this here. Ask the coordinator of the programme."))


def open_report(report: ProgrammeReport, actor: User) -> ProgrammeReport:
    """Return the report as it is now, locked with the reviews in which it and its criteria are signed.

    Raises Conflict once all units have signed it. While they are signing, only those who answer for it may write (Refusal for others).
    """
    row = reviewing.lock_report(report)
    if row.state == ReportState.FINAL:
        raise Conflict(_("This report is final: all units have signed it, and what it says no longer changes."))
    if row.state == ReportState.IN_REVIEW and not actor.has_perm(CHANGE, row):
        raise Refusal(
            _(
                "The units are signing this report, so it rests as it is. Give your word in the review, or ask the coordinator to take an edit in."
            )
        )
    return row


def take_in(report: ProgrammeReport, actor: User) -> None:
    """While the units sign a report, take an edit into its review: signatures lapse on what it touched, and on nothing else."""
    row = ProgrammeReport.objects.get(pk=report.pk)
    if row.is_in_review:
        reviewing.take_in(report=row, actor=actor)


def open_review_of(scorecard: Scorecard) -> Review | None:
    """Return the review in which the units sign the criteria."""
    kind = ContentType.objects.get_for_model(Scorecard)
    return Review.objects.filter(subject_type=kind, subject_id=scorecard.pk, state=ReviewState.OPEN).first()


def locked_scorecard(report: ProgrammeReport, actor: User) -> Scorecard:
    """Return the scorecard of a report that is still open, its row locked. Raises Refusal where there is none."""
    open_report(report, actor)
    row = Scorecard.objects.select_for_update(of=("self",)).select_related("report").filter(report=report).first()
    if row is None:
        raise Refusal(_("This report has no criteria of replication yet. Draft them first."))
    return row


def needed(words: str, refusal: str) -> str:
    """Return words without the space around them; raises Refusal where there are none."""
    if not (kept := words.strip()):
        raise Refusal(refusal)
    return kept
