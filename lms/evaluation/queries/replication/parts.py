"""What a report says of replication, as the parts that its units sign: the scorecard, readiness and cost, the recommendation.

Indonesian whoever reads: it is what gets signed. An edit changes the digest of the part it touches, and of no other.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation.enums import Element, Finding, Readiness, ReplicationChoice
from lms.evaluation.figures import Unit
from lms.evaluation.models import Dissent, ProgrammeReport, ReplicationDecision, Scorecard
from lms.evaluation.queries.replication.costs import costs_of
from lms.evaluation.queries.replication.readiness import UnitReadiness, readiness_of
from lms.evaluation.queries.replication.scorecard import ScoreLine, decisions_of, dissents_of, lines_of
from lms.evaluation.scorecards import SIGNED_IN, criterion_data, paragraphs, value_words
from lms.people.enums import Column
from lms.programme.reviewable import Part, digest_of

SCORECARD, READINESS, DECISION = "replication-scorecard", "replication-readiness", "replication-decision"


def replication_parts(report: ProgrammeReport) -> list[Part]:
    """Return what there is: criteria that are agreed, candidates or costs that were entered, a recommendation that was written."""
    with override(SIGNED_IN):
        parts = [_scorecard(report), _readiness(report), _decision(report)]
    return [part for part in parts if part is not None]


def _part(key: str, title: str, lines: list[str], data: Any, html: SafeString | None = None) -> Part:
    return Part(key, title, digest_of(data), "\n".join([title, *lines]), html or paragraphs(lines))


def _scorecard(report: ProgrammeReport) -> Part | None:
    scorecard = Scorecard.objects.filter(report=report).first()
    if scorecard is None or not scorecard.is_agreed:
        return None
    lines = lines_of(scorecard)
    data = [[criterion_data(line.criterion), _judged(line)] for line in lines]
    words = [_line(line) for line in lines]
    return _part(SCORECARD, _("Replication scorecard"), words, {"agreed": scorecard.digest, "lines": data})


def _judged(line: ScoreLine) -> dict[str, Any] | None:
    one = line.judgement
    if one is None:
        return None
    value = None if one.value is None else f"{one.value.normalize():f}"
    return {"finding": one.finding, "value": value, "readings": one.readings, "words": one.words, "source": one.source}


def _line(line: ScoreLine) -> str:
    one = line.judgement
    found = str(Finding(one.finding).label) if one else _("Not judged yet")
    kind = _("essential") if line.criterion.essential else _("supporting")
    words = f"{line.place}. {line.criterion.title} ({kind}): {found}. {_('Threshold')}: {line.threshold}."
    if one is None:
        return words
    seen = "; ".join(filter(None, [line.value if one.value is not None else "", one.words]))
    return f"{words} {_('Evidence')}: {seen}. {_('Source')}: {one.source}."


def _readiness(report: ProgrammeReport) -> Part | None:
    units = readiness_of(report)
    cohorts, whole = costs_of(report)
    if not units and not whole.lines:
        return None
    lines = [_unit(one) for one in units]
    lines += [
        _("Cost of %(cohort)s: %(total)s for %(n)s graduates; each %(each)s.")
        % {"cohort": cohort.name, "total": _rupiah(cost.total), "n": cost.graduates, "each": _rupiah(cost.each)}
        for cohort, cost in cohorts
        if cost.lines
    ]
    return _part(READINESS, _("Readiness of candidate units, and cost"), lines, lines)


def _unit(one: UnitReadiness) -> str:
    cells = [
        f"{Element(element).label}: {Readiness(entry.state).label if entry else _('not known')}"
        + (f" ({entry.words})" if entry and entry.words else "")
        for element, entry in one.cells
    ]
    return f"{one.candidate.work_unit}: {one.label or _('not fully known')}. {'; '.join(cells)}."


def _rupiah(value: Decimal | None) -> str:
    return value_words(value, Unit.RUPIAH)


def _decision(report: ProgrammeReport) -> Part | None:
    decision = next(iter(decisions_of(report)), None)
    if decision is None:
        return None
    standing = [one for one in dissents_of(report) if one.withdrawn_at is None]
    lines = _decided(decision) + [_dissent(one) for one in standing]
    data = {
        "choice": decision.choice,
        "words": [decision.reasons, decision.reasons_en, decision.conditions, decision.conditions_en],
        "dissent": [[one.column, one.words] for one in standing],
    }
    return _part(DECISION, _("Recommendation on replication"), lines, data, _markup(lines))


def _decided(one: ReplicationDecision) -> list[str]:
    lines = [f"{_('Recommendation')}: {ReplicationChoice(one.choice).label}."]
    lines += [f"{_('Reasons')}: {one.reasons}", f"{_('Reasons in English')}: {one.reasons_en}"]
    if one.conditions:
        lines += [f"{_('Conditions and changes')}: {one.conditions}"]
        lines += [f"{_('Conditions and changes in English')}: {one.conditions_en}"]
    return lines


def _dissent(one: Dissent) -> str:
    return _("Dissenting opinion of %(unit)s: %(words)s") % {"unit": Column(one.column).label, "words": one.words}


def _markup(lines: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))
