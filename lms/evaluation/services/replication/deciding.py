"""The recommendation with its reasons, and what a unit sees otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.evaluation.enums import Finding, ReplicationChoice, ReportState
from lms.evaluation.models import CriterionJudgement, Dissent, ProgrammeReport, ReplicationDecision, Scorecard
from lms.evaluation.services.replication.shared import allow, locked_scorecard, needed, open_report, take_in
from lms.people import audit, clock
from lms.people.enums import Column
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.people.roles import hats_of


@dataclass(frozen=True)
class DecisionWords:
    """What is recommended, and why."""

    choice: str
    reasons: str
    reasons_en: str
    conditions: str = ""
    conditions_en: str = ""


@transaction.atomic
def decide(*, actor: User, report: ProgrammeReport, words: DecisionWords, number: int) -> ReplicationDecision:
    """Write the recommendation of a report anew. `number` is that of the one its writer saw (0: none); the same words add nothing.

    It rests on the scorecard: every criterion must be judged first, and “replicate” as it is asks that the essential ones are met.
    Raises NotAllowed, Refusal (which says what is missing), Conflict (written meanwhile, final). Locks report and scorecard.
    """
    allow(actor, "evaluation.change_replication", report)
    scorecard = locked_scorecard(report, actor)
    words = _checked(words)
    _ensure_grounded(scorecard, words.choice)
    last = ReplicationDecision.objects.filter(report=report).order_by("-number").first()
    if last is not None and all(getattr(last, name) == value for name, value in asdict(words).items()):
        return last  # type: ignore[no-any-return]
    if (last.number if last else 0) != number:
        raise Conflict(
            _("Somebody else wrote the recommendation meanwhile. Read it as it stands, then save yours again.")
        )
    try:
        with transaction.atomic():
            row = ReplicationDecision.objects.create(
                report=report, number=number + 1, actor=actor, at=clock.now(), **asdict(words)
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else wrote the recommendation in this moment. Read it as it stands.")) from error
    audit.record(
        actor, "evaluation.decision.write", report, {"choice": [last and last.choice, row.choice], "number": row.number}
    )
    take_in(report, actor)
    return row


def _checked(words: DecisionWords) -> DecisionWords:
    if words.choice not in ReplicationChoice.values:
        raise Refusal(_("Choose one of the four recommendations."))
    kept = DecisionWords(**{name: value.strip() for name, value in asdict(words).items()})
    needed(kept.reasons, _("Write the reasons."))
    needed(kept.reasons_en, _("Write the reasons in English too: the report is in both languages."))
    if kept.choice == ReplicationChoice.WITH_CHANGES:
        needed(kept.conditions, _("Name the changes: with them the course would be replicated."))
    if kept.conditions and not kept.conditions_en:
        raise Refusal(_("Write the conditions and changes in English too."))
    return kept


def _ensure_grounded(scorecard: Scorecard, choice: str) -> None:
    if not scorecard.is_agreed:
        raise Refusal(_("The criteria are not agreed yet. A recommendation rests on criteria that were agreed before."))
    rows = CriterionJudgement.objects.filter(criterion__scorecard=scorecard).order_by("pk")
    found = {row.criterion_id: row.finding for row in rows}
    criteria = list(scorecard.criteria.all())
    if unjudged := [one.local_title for one in criteria if one.pk not in found]:
        raise Refusal(_("Not judged yet: %(criteria)s.") % {"criteria": "; ".join(unjudged)})
    unmet = [one.local_title for one in criteria if one.essential and found[one.pk] != Finding.MET]
    if choice == ReplicationChoice.REPLICATE and unmet:
        raise Refusal(
            _(
                "Essential criteria are not met: %(criteria)s. Recommend replication with changes, another pilot, or none."
            )
            % {"criteria": "; ".join(unmet)}
        )


@transaction.atomic
def dissent(*, actor: User, report: ProgrammeReport, column: str, words: str) -> Dissent:
    """Record that a unit sees the recommendation otherwise; it is printed with it. Another one takes the place of the first.

    Raises NotAllowed (does not speak for the unit), Refusal (no words, nothing recommended yet), Conflict (final).
    """
    _ensure_speaks(actor, column)
    _ensure_drafted(report, actor)
    words = needed(words, _("Write what your unit sees otherwise, and why."))[:3000]
    if not ReplicationDecision.objects.filter(report=report).exists():
        raise Refusal(_("Nothing is recommended yet that your unit could see otherwise."))
    standing = Dissent.objects.filter(report=report, column=column, withdrawn_at__isnull=True)
    before = standing.first()
    if before is not None and (before.words, before.person_id) == (words, actor.pk):
        return before
    standing.update(withdrawn_at=clock.now(), withdrawn_by=actor)
    row = Dissent.objects.create(report=report, column=column, words=words, person=actor, at=clock.now())
    audit.record(actor, "evaluation.dissent.write", report, {"column": [None, Column(column).value]})
    return row


@transaction.atomic
def withdraw_dissent(*, actor: User, row: Dissent) -> None:
    """Take a dissenting opinion back; it stays on record. Raises NotAllowed, Conflict (already withdrawn, final)."""
    _ensure_speaks(actor, row.column)
    _ensure_drafted(row.report, actor)
    fresh = Dissent.objects.filter(pk=row.pk, withdrawn_at__isnull=True)
    if not fresh.update(withdrawn_at=clock.now(), withdrawn_by=actor):
        raise Conflict(_("This opinion was withdrawn already."))
    audit.record(actor, "evaluation.dissent.withdraw", row.report, {"column": [Column(row.column).value, None]})


def _ensure_drafted(report: ProgrammeReport, actor: User) -> None:
    """A dissenting opinion belongs to the text before it is signed; afterwards a unit gives its word in the review."""
    if open_report(report, actor).state == ReportState.IN_REVIEW:
        raise Refusal(_("The units are signing this report. Say it in the review: approve with notes, or object."))


def _ensure_speaks(actor: User, column: str) -> None:
    if column not in hats_of(actor).columns:
        raise NotAllowed(_("You do not speak for this unit today."))
