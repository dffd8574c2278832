"""Criteria and thresholds: drafted, signed by the units of activity 10, and frozen before any evidence is judged."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.evaluation.enums import Direction
from lms.evaluation.figures import figure_of
from lms.evaluation.models import CriterionJudgement, ProgrammeReport, ReplicationCriterion, Scorecard
from lms.evaluation.queries.replication import review_of, unheard_criteria
from lms.evaluation.queries.reports import reviewing
from lms.evaluation.scorecards import ACTIVITY, criterion_data, usual_rows
from lms.evaluation.services.replication.shared import (
    CHANGE,
    allow,
    locked_scorecard,
    needed,
    open_report,
    open_review_of,
    take_in,
)
from lms.evaluation.services.reports.reviewing import lock_activity, lock_report
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from lms.programme.reviewable import digest_of
from lms.programme.services import follow_subject, open_review, refresh_review

log = logging.getLogger(__name__)

# Most criteria of one scorecard: what eight units can still weigh.
MOST = 20


@dataclass(frozen=True)
class CriterionWords:
    """What a criterion says."""

    title: str
    title_en: str
    dac: str
    figure: str = ""
    unit: str = "percent"
    direction: str = Direction.AT_LEAST
    threshold: Decimal | None = None
    wanted: str = ""
    wanted_en: str = ""
    essential: bool = False
    basis: str = ""


def starter_criteria() -> list[CriterionWords]:
    """Return the criteria that a new scorecard begins with. A figure that no part of the site offers is entered by hand."""
    return [_starter(row) for row in usual_rows()]


def _starter(row: dict[str, Any]) -> CriterionWords:
    threshold = row.pop("threshold", None)
    words = CriterionWords(**row, threshold=None if threshold is None else Decimal(str(threshold)))
    figure = figure_of(words.figure) if words.figure else None
    return CriterionWords(
        **{**asdict(words), "figure": figure.key if figure else "", "unit": figure.unit if figure else words.unit}
    )


@transaction.atomic
def start_scorecard(*, actor: User, report: ProgrammeReport) -> Scorecard:
    """Give a report its scorecard, with the usual criteria as a proposal to change. Asked again it returns the one there is.

    Raises NotAllowed, and Conflict for a report that is final. Locks the report.
    """
    allow(actor, CHANGE, report)
    report = open_report(report, actor)
    found = Scorecard.objects.filter(report=report).first()
    if found is not None:
        return found
    scorecard = Scorecard.objects.create(report=report, created_by=actor, created_at=clock.now())
    rows = [
        ReplicationCriterion(scorecard=scorecard, order=order, **asdict(words))
        for order, words in enumerate(starter_criteria(), 1)
    ]
    ReplicationCriterion.objects.bulk_create(rows)
    audit.record(actor, "evaluation.scorecard.start", scorecard, {"criteria": [0, len(rows)]})
    return scorecard


@transaction.atomic
def add_criterion(*, actor: User, report: ProgrammeReport, words: CriterionWords) -> ReplicationCriterion:
    """Add a criterion. Raises NotAllowed, Refusal (no threshold, no figure of that name, too many), Conflict (agreed, final).

    While the units are signing, the edit is taken into their review at once: they are asked for just this.
    """
    scorecard = _editable(actor, report)
    words = _checked(words)
    if scorecard.criteria.count() >= MOST:
        raise Refusal(_("A scorecard has %(most)s criteria at the most. Take one out first.") % {"most": MOST})
    order = (scorecard.criteria.aggregate(last=Max("order"))["last"] or 0) + 1
    row = ReplicationCriterion.objects.create(scorecard=scorecard, order=order, **asdict(words))
    audit.record(actor, "evaluation.criterion.add", row, {"title": [None, row.title]})
    _take_in(scorecard, actor)
    return row


@transaction.atomic
def change_criterion(*, actor: User, criterion: ReplicationCriterion, words: CriterionWords, seq: int) -> None:
    """Change what a criterion says. `seq` is what its writer saw.

    Raises NotAllowed, Refusal, and Conflict when it was changed meanwhile, or the criteria are agreed.
    """
    scorecard = _editable(actor, criterion.scorecard.report)
    words = _checked(words)
    before = criterion_data(criterion)
    fresh = ReplicationCriterion.objects.filter(pk=criterion.pk, seq=seq)
    if not fresh.update(seq=seq + 1, **asdict(words)):
        raise Conflict(_("Somebody else changed this criterion meanwhile. Look at it as it is now."))
    criterion.refresh_from_db()
    after = criterion_data(criterion)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    audit.record(actor, "evaluation.criterion.change", criterion, changes)
    _take_in(scorecard, actor)


@transaction.atomic
def remove_criterion(*, actor: User, criterion: ReplicationCriterion) -> None:
    """Take a criterion out before it is agreed. Raises NotAllowed and Conflict (agreed, final)."""
    scorecard = _editable(actor, criterion.scorecard.report)
    if open_review_of(scorecard) is not None and scorecard.criteria.count() == 1:
        raise Refusal(
            _("The units are signing these criteria: the last one cannot be taken out. Withdraw the review first.")
        )
    if CriterionJudgement.objects.filter(criterion=criterion).exists():
        raise Conflict(_("Evidence for this criterion was judged already: it can no longer be taken out."))
    audit.record(actor, "evaluation.criterion.remove", criterion, {"title": [criterion.title, None]})
    ReplicationCriterion.objects.filter(pk=criterion.pk).delete()
    _take_in(scorecard, actor)


def _editable(actor: User, report: ProgrammeReport) -> Scorecard:
    allow(actor, CHANGE, report)
    scorecard = locked_scorecard(report, actor)
    if scorecard.is_agreed:
        raise Conflict(
            _(
                "The units have agreed on these criteria: they no longer change. An administrator may open them again, as long as nothing is judged."
            )
        )
    return scorecard


def _checked(words: CriterionWords) -> CriterionWords:
    """Refuse what cannot be judged, and let a figure bring its own unit."""
    needed(words.title, _("Write the criterion."))
    needed(words.title_en, _("Write the criterion in English too: the report is in both languages."))
    figure = figure_of(words.figure) if words.figure else None
    if words.figure and figure is None:
        raise Refusal(_("There is no figure of this name. Choose one of the list, or enter the evidence by hand."))
    if words.threshold is None and (figure or not words.wanted.strip()):
        raise Refusal(_("Say when the criterion is met: a threshold, or in words what must be seen."))
    if words.wanted.strip() and not words.wanted_en.strip():
        raise Refusal(_("Write what counts as met in English too."))
    return CriterionWords(**{**asdict(words), "unit": figure.unit.value}) if figure else words


def _take_in(scorecard: Scorecard, actor: User) -> None:
    """While the units sign, an edit lapses the signatures on what it touches, and no others."""
    review = open_review_of(scorecard)
    if review is not None:
        refresh_review(review=review, actor=actor)


@transaction.atomic
def send_scorecard(*, actor: User, report: ProgrammeReport, due_on: date) -> Review:
    """Put the criteria before the units of activity 10; when all have signed, they are agreed and frozen.

    Raises NotAllowed, Refusal (no criteria, due date past, no such activity) and Conflict (agreed, already open, final).
    """
    lock_activity()
    scorecard = _editable(actor, report)
    review = open_review(subject=scorecard, activity_no=ACTIVITY, due_on=due_on, actor=actor)
    audit.record(actor, "evaluation.scorecard.send", scorecard, {"due_on": [None, due_on]})
    return review


def freeze(*, scorecard: Any, review: Review, actor: User) -> None:
    """Keep the criteria as agreed, with their digest: called in the transaction that closes the review of a scorecard.

    A withdrawn review agrees on nothing. A later round changes nothing that is frozen.
    """
    if review.state == ReviewState.WITHDRAWN:
        return
    digest = digest_of([criterion_data(one) for one in scorecard.criteria.all()])
    fresh = Scorecard.objects.filter(pk=scorecard.pk, agreed_at__isnull=True)
    if fresh.update(agreed_at=clock.now(), digest=digest):
        audit.record(actor, "evaluation.scorecard.agree", scorecard, {"digest": [None, digest]})
        # By itself afterwards: whoever edits holds the review of the report before that of its criteria, which is held here.
        # What comes to nothing here is made up for by the schedule (`follow_agreed`).
        transaction.on_commit(lambda: tell_report(report=scorecard.report, actor=actor), robust=True)


@transaction.atomic
def tell_report(*, report: ProgrammeReport, actor: User) -> bool:
    """Criteria that were agreed while the units sign the report are a part of it from now on: they are asked to sign this too.

    Returns whether there was a review to tell. Done twice it is done once. Raises Conflict when a review was opened in this very moment.
    """
    review = reviewing.open_review_of(lock_report(report))
    if review is not None:
        follow_subject(review=review, actor=actor)
    return review is not None


def follow_agreed() -> int:
    """Tell the reports in review that lack the criteria agreed meanwhile; returns how many. What stands in the way now does not later."""
    told = 0
    for scorecard in unheard_criteria():
        signed = review_of(scorecard)
        try:
            told += tell_report(report=scorecard.report, actor=(signed and signed.closed_by) or scorecard.created_by)
        except Conflict as error:
            log.warning("The report of %s does not have its criteria yet: %s", scorecard.pk, error)
    return told


@transaction.atomic
def reopen_scorecard(*, actor: User, report: ProgrammeReport, reason: str) -> None:
    """Open agreed criteria again, as long as nothing was judged by them: an administrator's decision, with its reason.

    The units are asked anew afterwards. Raises NotAllowed, Refusal (no reason, something is judged), Conflict (not agreed, final).
    """
    if not actor.has_perm("evaluation.reopen_scorecard", report):
        raise NotAllowed(_("Only an administrator may open agreed criteria again."))
    scorecard = locked_scorecard(report, actor)
    reason = needed(reason, _("Write why the criteria are opened again: the units read it."))
    if CriterionJudgement.objects.filter(criterion__scorecard=scorecard).exists():
        raise Refusal(
            _("Evidence was judged by these criteria already. What was agreed before stays as it was agreed.")
        )
    if not Scorecard.objects.filter(pk=scorecard.pk, agreed_at__isnull=False).update(agreed_at=None, digest=""):
        raise Conflict(_("These criteria are not agreed yet: they can be changed as they are."))
    audit.record(actor, "evaluation.scorecard.reopen", scorecard, {"digest": [scorecard.digest, ""], "reason": reason})
    take_in(report, actor)
