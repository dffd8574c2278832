"""What a report says of replication, as the parts that its units sign: the scorecard, readiness and cost, the recommendation.

Indonesian whoever reads, with the English text under it: it is both that get signed. An edit changes the digest of the part it touches, and of no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.evaluation import mixed
from lms.evaluation.enums import Element, Finding, Readiness, ReplicationChoice
from lms.evaluation.figures import Unit
from lms.evaluation.models import Dissent, ProgrammeReport, ReadinessEntry, ReplicationDecision, Scorecard
from lms.evaluation.queries.replication.costs import Cost, costs_of
from lms.evaluation.queries.replication.readiness import UnitReadiness, readiness_of
from lms.evaluation.queries.replication.scorecard import ScoreLine, decisions_of, dissents_of, lines_of
from lms.evaluation.report_parts import BETWEEN
from lms.evaluation.scorecards import criterion_data, paragraphs, value_words
from lms.people.enums import Column, Language
from lms.programme.reviewable import Part, digest_of

SCORECARD, READINESS, DECISION = "replication-scorecard", "replication-readiness", "replication-decision"


def replication_parts(report: ProgrammeReport) -> list[Part]:
    """Return what there is: criteria that are agreed, candidates or costs that were entered, a recommendation that was written."""
    found = (_scorecard(report), _readiness(report), _decision(report))
    return [_part(one) for one in found if one is not None]


@dataclass(frozen=True)
class Told:
    """What a part rests on, and what writes it in the language in force: its title first."""

    key: str
    data: Any
    write: Callable[[str], list[str]]


def _part(told: Told) -> Part:
    """Write a part in both languages; its digest covers the data alone, so that other words of the site lapse nothing."""
    said = {}
    for language in Language.values:
        with override(language):
            said[language] = [_whole(line) for line in told.write(language)]
    (title, *lines), (title_en, *lines_en) = said[Language.ID], said[Language.EN]
    text = "\n".join([title, *lines]) + BETWEEN + "\n".join([title_en, *lines_en])
    html = format_html(
        '<div lang="id">{}</div><details class="fold" lang="en"><summary>English: {}</summary>{}</details>',
        paragraphs(lines),
        title_en,
        paragraphs(mixed.as_html(line) for line in lines_en),
    )
    return Part(told.key, title, digest_of(told.data), text, html)


def _whole(line: str) -> str:
    """Return a line without blank ones in it: a blank line stands between the languages."""
    return "\n".join(kept for one in line.splitlines() if (kept := one.strip()))


def _scorecard(report: ProgrammeReport) -> Told | None:
    scorecard = Scorecard.objects.filter(report=report).first()
    if scorecard is None or not scorecard.is_agreed:
        return None
    lines = lines_of(scorecard)
    data = [[criterion_data(line.criterion), _judged(line)] for line in lines]
    return Told(
        SCORECARD,
        {"agreed": scorecard.digest, "lines": data},
        lambda _language: [_("Replication scorecard"), *(_line(line) for line in lines)],
    )


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
    words = f"{line.place}. {line.criterion.local_title} ({kind}): {found}. {_('Threshold')}: {line.threshold}."
    if one is None:
        return words
    value = [] if one.value is None else [line.value, *(mixed.written(words, Language.ID) for words in line.beside)]
    seen = "; ".join(filter(None, [*value, _recorded(line, one.words)]))
    source = line.source if line.figure else _recorded(line, one.source)
    return f"{words} {_('Evidence')}: {seen.rstrip('.')}. {_('Source')}: {source.rstrip('.')}."


def _recorded(line: ScoreLine, words: str) -> str:
    """Return words of a judgement: what a figure says is put on record in Indonesian, whoever had it read."""
    if line.judgement is None or line.criterion.figure:
        return mixed.written(words, Language.ID)
    return mixed.by(words, line.judgement.actor)


def _readiness(report: ProgrammeReport) -> Told | None:
    units = readiness_of(report)
    cohorts, whole = costs_of(report)
    if not units and not whole.lines:
        return None
    costs = [(cohort, cost) for cohort, cost in cohorts if cost.lines]
    data = {
        "units": [[str(one.candidate.work_unit), [_answer(entry) for _element, entry in one.cells]] for one in units],
        "costs": [[cohort.number, cohort.name, f"{cost.total:.2f}", cost.graduates] for cohort, cost in costs],
    }
    return Told(
        READINESS,
        data,
        lambda _language: [
            _("Readiness of candidate units, and cost"),
            *(_unit(one) for one in units),
            *(_cost(cohort.name, cost) for cohort, cost in costs),
        ],
    )


def _answer(entry: ReadinessEntry | None) -> list[Any] | None:
    return [entry.state, entry.amount, entry.words] if entry else None


def _cost(cohort: str, cost: Cost) -> str:
    said = {"cohort": cohort, "total": _rupiah(cost.total), "n": cost.graduates, "each": _rupiah(cost.each)}
    return _("Cost of %(cohort)s: %(total)s; graduates: %(n)s; each: %(each)s.") % said


def _unit(one: UnitReadiness) -> str:
    unknown, not_whole = _("not known"), _("not fully known")
    cells = [
        f"{Element(element).label}: {Readiness(entry.state).label if entry else unknown}"
        + (f" ({mixed.by(entry.words, entry.actor)})" if entry and entry.words else "")
        for element, entry in one.cells
    ]
    return f"{one.candidate.work_unit}: {one.label or not_whole}. {'; '.join(cells)}."


def _rupiah(value: Decimal | None) -> str:
    return value_words(value, Unit.RUPIAH)


def _decision(report: ProgrammeReport) -> Told | None:
    decision = next(iter(decisions_of(report)), None)
    if decision is None:
        return None
    standing = [one for one in dissents_of(report) if one.withdrawn_at is None]
    data = {
        "choice": decision.choice,
        "words": [decision.reasons, decision.reasons_en, decision.conditions, decision.conditions_en],
        "dissent": [[one.column, one.words] for one in standing],
    }
    return Told(
        DECISION,
        data,
        lambda language: [
            _("Recommendation on replication"),
            *_decided(decision, language),
            *(_dissent(one) for one in standing),
        ],
    )


def _decided(one: ReplicationDecision, language: str) -> list[str]:
    reasons, conditions = (
        (one.reasons_en, one.conditions_en) if language == Language.EN else (one.reasons, one.conditions)
    )
    lines = [f"{_('Recommendation')}: {ReplicationChoice(one.choice).label}.", f"{_('Reasons')}: {reasons}"]
    return [*lines, f"{_('Conditions and changes')}: {conditions}"] if conditions else lines


def _dissent(one: Dissent) -> str:
    return _("Dissenting opinion of %(unit)s: %(words)s") % {
        "unit": Column(one.column).label,
        "words": mixed.by(one.words, one.person),
    }
