"""What the evidence says of each criterion: figures read by the site, and what people enter with its source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation.enums import Finding
from lms.evaluation.figures import Reading, figure_of, together
from lms.evaluation.models import CriterionJudgement, ProgrammeReport, ReplicationCriterion, Scorecard
from lms.evaluation.scorecards import deciding, finding_for
from lms.evaluation.services.replication.shared import allow, locked_scorecard, needed, take_in
from lms.people import audit, clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import User

JUDGE = "evaluation.judge_replication"


@dataclass(frozen=True)
class Seen:
    """What somebody says of a criterion that no figure answers: a value, or a finding in words; always with its source."""

    source: str
    words: str = ""
    value: Decimal | None = None
    finding: str = ""
    link: str = ""


@transaction.atomic
def measure(*, actor: User, report: ProgrammeReport) -> int:
    """Read the figures of all criteria that have one, in every cohort of the report, and record what they say.

    A reading that says what was recorded last adds nothing. Returns how many were recorded. Raises NotAllowed, Refusal (criteria not
    agreed yet), Conflict (final). Locks the scorecard.
    """
    allow(actor, JUDGE, report)
    scorecard = _agreed(report, actor)
    last, cohorts = _latest(scorecard), list(report.cohorts.order_by("number"))
    if not cohorts:
        raise Refusal(_("This report is about no cohort yet: there is nothing to read a figure from."))
    with together():
        read = [_reading(one, cohorts, actor) for one in scorecard.criteria.exclude(figure="")]
    rows = [row for row in read if not _same(last.get(row.criterion_id), row)]
    CriterionJudgement.objects.bulk_create(rows)
    if rows:
        audit.record(actor, "evaluation.scorecard.measure", scorecard, {"recorded": len(rows)})
        take_in(report, actor)
    return len(rows)


def _reading(criterion: ReplicationCriterion, cohorts: list[Any], actor: User) -> CriterionJudgement:
    figure = figure_of(criterion.figure)
    if figure is None:
        raise Refusal(_("The figure “%(key)s” is no longer there.") % {"key": criterion.figure})
    # On record in one language, whoever pressed the button.
    with override("id"):
        read = [figure.read(cohort) for cohort in cohorts]
        readings = [_kept(cohort, one) for cohort, one in zip(cohorts, read, strict=True)]
        why, source = _undecided(read), str(figure.source)[:300]
    value = None if why else deciding([one.value for one in read], criterion.direction)
    threshold = criterion.threshold
    if threshold is None:
        raise Refusal(_("“%(title)s” has no threshold.") % {"title": criterion.title})
    return CriterionJudgement(
        criterion=criterion,
        finding=finding_for(value, criterion.direction, threshold),
        value=value,
        readings=readings,
        words=why,
        source=source or figure.key,
        actor=actor,
        at=clock.now(),
    )


def _kept(cohort: Any, one: Reading) -> dict[str, Any]:
    """Return a reading as it is kept: `why` says why there is no value, or beside a value on which scale it is."""
    written = None if one.value is None else f"{one.value:f}"
    return {"cohort": cohort.name, "value": written, "n": one.n, "of": one.of, "why": str(one.why or one.scale)}


def _undecided(readings: list[Reading]) -> str:
    """Return why readings decide nothing: one has no value, or they are on different scales. Empty where they decide."""
    without = [one for one in readings if one.value is None]
    if without:
        return next((str(one.why) for one in without if one.why), "Belum ada angka untuk setiap angkatan.")
    scales = list(dict.fromkeys(str(one.scale) for one in readings))
    if len(scales) < 2:
        return ""
    words = _("The cohorts were asked on different scales (%(scales)s): no threshold fits them all.")
    return words % {"scales": ", ".join(filter(None, scales))}


def _same(before: CriterionJudgement | None, now: CriterionJudgement) -> bool:
    names = ("finding", "readings", "words")
    return before is not None and all(getattr(before, name) == getattr(now, name) for name in names)


@transaction.atomic
def judge(*, actor: User, criterion: ReplicationCriterion, seen: Seen, last_id: int | None) -> CriterionJudgement:
    """Record the evidence for a criterion that no figure answers. With a threshold the value decides; without, the person does.

    `last_id` is the judgement its writer saw. Said again in the same words it is the same. Raises NotAllowed, Refusal (criteria not
    agreed, a figure answers it, no source, no value or words), Conflict (somebody else judged it meanwhile, final).
    """
    allow(actor, JUDGE, criterion.scorecard.report)
    scorecard = _agreed(criterion.scorecard.report, actor)
    if criterion.figure:
        raise Refusal(_("This criterion is answered by a figure of the site. Read the figures instead."))
    row = _by_hand(criterion, seen, actor)
    before = _latest(scorecard).get(criterion.pk)
    if before is not None and _alike(before, row):
        return before
    if (before.pk if before else None) != last_id:
        raise Conflict(
            _("Somebody else judged this criterion meanwhile. Read what stands there now, then say yours again.")
        )
    row.save()
    audit.record(actor, "evaluation.criterion.judge", criterion, {"finding": [before and before.finding, row.finding]})
    take_in(criterion.scorecard.report, actor)
    return row


def _by_hand(criterion: ReplicationCriterion, seen: Seen, actor: User) -> CriterionJudgement:
    source = needed(seen.source, _("Name the source: a document, a letter, who told it and when."))
    words = seen.words.strip()
    if criterion.threshold is None:
        if seen.finding not in Finding.values:
            raise Refusal(_("Say what the evidence shows: met, not met, or cannot be told."))
        finding, value = seen.finding, None
        needed(words, _("Write what was seen."))
    else:
        value = seen.value
        finding = finding_for(value, criterion.direction, criterion.threshold)
        if value is None:
            needed(words, _("Enter the value, or write why it cannot be told."))
    return CriterionJudgement(
        criterion=criterion, finding=finding, value=value, words=words[:2000], source=source[:300], link=seen.link[:300],
        actor=actor, at=clock.now(),
    )  # fmt: skip


def _alike(before: CriterionJudgement, now: CriterionJudgement) -> bool:
    """Whether the very same was said by the same person: a double click, a retry."""
    names = ("finding", "value", "words", "source", "link", "actor_id")
    return all(getattr(before, name) == getattr(now, name) for name in names)


def _agreed(report: ProgrammeReport, actor: User) -> Scorecard:
    scorecard = locked_scorecard(report, actor)
    if not scorecard.is_agreed:
        raise Refusal(
            _(
                "The units have not agreed on the criteria yet. Evidence is judged only after that, so that no threshold is chosen to fit it."
            )
        )
    return scorecard


def _latest(scorecard: Scorecard) -> dict[int, CriterionJudgement]:
    rows = CriterionJudgement.objects.filter(criterion__scorecard=scorecard).order_by("pk")
    return {row.criterion_id: row for row in rows}
