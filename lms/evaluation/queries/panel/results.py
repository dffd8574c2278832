"""What participants' components come to: live while an evaluation is open, as it was frozen from the lock on."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, override

from courses.models import Cohort
from lms.evaluation import schemes
from lms.evaluation.components import EXCUSED, MISSING, Sum, component_of
from lms.evaluation.enums import ExceptionStep
from lms.evaluation.models import ComponentException, PanelScore, ParticipantEvaluation, Scheme
from lms.evaluation.queries.panel.board import Board, Person, evaluations_of
from lms.evaluation.queries.sums import sums_of
from lms.evaluation.schemes import PANEL, Band, Line, Result, Rules, Share
from lms.people.models import User


@dataclass(frozen=True)
class PersonResult:
    """One participant's result; `evaluation` is None before the first score."""

    person: Person
    result: Result
    evaluation: ParticipantEvaluation | None
    excused: dict[str, str]
    # The digest of the scheme that is in force.
    scheme: str
    # Kept from this reader, who sits on the panel and knows no score of this participant.
    withheld: bool = False

    @property
    def frozen(self) -> bool:
        return self.evaluation is not None and not self.evaluation.is_open


def results_of(board: Board, ids: Collection[int] | None = None) -> list[PersonResult]:
    """Return the results of a cohort by name, or of some of its people: as many queries for one as for all.

    Needs an adopted scheme: without one there are none.
    """
    people = board.people if ids is None else [one for one in board.people if one.id in ids]
    if board.rules is None:
        return []
    digest = board.in_force[0].scheme.digest
    evaluations = evaluations_of(board.cohort)
    excused = excused_of(board.cohort)
    live = {one.id for one in people if one.id not in evaluations or evaluations[one.id].is_open}
    sums = sums_with(board.cohort, live, board.rules, excused)
    return [
        PersonResult(
            one,
            schemes.apply(board.rules, sums[one.id]) if one.id in live else thawed(evaluations[one.id]),
            evaluations.get(one.id),
            excused[one.id],
            digest,
        )
        for one in people
    ]


def as_known(rows: Iterable[PersonResult], board: Board, user: User) -> list[PersonResult]:
    """Return results as far as somebody may know them: where the panel's scores are kept from the reader, without what they come to."""
    return [
        replace(row, result=_without_panel(row.result), withheld=True)
        if board.keeps_from(user, row.person) and any(line.share.key == PANEL for line in row.result.lines)
        else row
        for row in rows
    ]


def _without_panel(result: Result) -> Result:
    lines = tuple(Line(line.share, MISSING) if line.share.key == PANEL else line for line in result.lines)
    return Result(lines, None, None, None, tuple(key for key in result.missing if key != PANEL))


def sums_with(
    cohort: Cohort,
    ids: Collection[int],
    rules: Rules,
    excused: Mapping[int, Mapping[str, str]],
    *,
    keys: Collection[str] | None = None,
) -> dict[int, dict[str, Sum]]:
    """Return the sums of people by the components of a scheme, or by these ones, with who is excused from what."""
    if not ids:
        return {}
    found = sums_of(cohort, ids, rules.keys if keys is None else keys)
    return {
        pk: {key: EXCUSED if key in excused.get(pk, {}) else one for key, one in sums.items()}
        for pk, sums in found.items()
    }


def excused_of(cohort: Cohort) -> dict[int, dict[str, str]]:
    """Return by enrolment the components somebody is excused from, and why: one query."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in ComponentException.objects.filter(enrolment__cohort=cohort).order_by("at", "pk"):
        if row.step == ExceptionStep.EXCUSED:
            found[row.enrolment_id][row.component] = row.reason
        else:
            found[row.enrolment_id].pop(row.component, None)
    return found


# --- Frozen ---


def frozen(
    row: PersonResult, scheme: Scheme, scores: Collection[PanelScore], seats: Mapping[int, Any]
) -> dict[str, Any]:
    """Return a result as plain data in both languages: what a lock keeps. Figures are exact, as text."""
    result = row.result
    return {
        "scheme": {"id": scheme.public_id, "title": str(scheme), "digest": scheme.digest},
        "components": [_line(line, row.excused.get(line.share.key, "")) for line in result.lines],
        "missing": list(result.missing),
        "band": {"key": result.band.key, "title": result.band.title, "title_en": result.band.title_en}
        if result.band
        else None,
        "panel": [
            {
                "evaluator": seats[one.member_id].user.display_name,
                "column": seats[one.member_id].column,
                "points": str(one.points),
                "points_max": str(one.points_max),
                "percent": str(one.percent),
                "round": one.round,
            }
            for one in scores
        ],
    }


def _line(line: Line, reason: str) -> dict[str, Any]:
    component = component_of(line.share.key)
    titles = {}
    for language in ("id", "en"):
        with override(language):
            titles[language] = str(component.title) if component else line.share.key
    return {
        "key": line.share.key,
        "title": titles["id"],
        "title_en": titles["en"],
        "weight": str(line.share.weight),
        "minimum": "" if line.share.minimum is None else str(line.share.minimum),
        "sum": str(line.sum.sum),
        "count": str(line.sum.count),
        "missing": line.missing,
        "excused": line.sum.excused,
        # Why somebody is excused, as decided: the participant reads it.
        "reason": reason,
    }


def thawed(evaluation: ParticipantEvaluation) -> Result:
    """Return the result of a locked evaluation from what was frozen."""
    facts = evaluation.facts
    band = facts["band"]
    found = Band(band["key"], band["title"], band["title_en"], Decimal(0)) if band else None
    return Result(lines_of(facts), evaluation.score, found, evaluation.passed, tuple(facts["missing"]))


def lines_of(facts: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the components of a frozen result."""
    return tuple(_thawed_line(one) for one in facts.get("components", ()))


def _thawed_line(one: Mapping[str, Any]) -> Line:
    minimum = Decimal(one["minimum"]) if one["minimum"] else None
    total = Sum(Fraction(one["sum"]), Fraction(one["count"]), missing=one["missing"], excused=one["excused"])
    return Line(Share(one["key"], Decimal(one["weight"]), minimum), total)


def titles_in(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what the components of a frozen result are called in the reader's language."""
    english = get_language() == "en"
    return {one["key"]: one["title_en"] if english else one["title"] for one in facts["components"]}


def fingerprint(rows: list[PersonResult]) -> str:
    """Return the digest of results as they stand: what somebody looked at is what is locked."""
    lines = [
        [
            row.person.id,
            row.person.state,
            row.scheme,
            str(row.result.score),
            str(row.result.passed),
            *(f"{one.sum.sum}/{one.sum.count}/{one.sum.excused}" for one in row.result.lines),
        ]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:32]


def locked_fingerprint(rows: Iterable[ParticipantEvaluation]) -> str:
    """Return the digest of locked results: what somebody looked at is what is released."""
    lines = sorted([row.enrolment_id, str(row.score), row.band, str(row.passed)] for row in rows)
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:32]


# --- At a glance ---


@dataclass(frozen=True)
class Standing:
    """A cohort's results in numbers."""

    people: int
    results: int
    passed: int
    failed: int
    without: int
    locked: int
    released: int
    # Kept from the reader: with or without a result, passed or not, is not said.
    withheld: int

    @property
    def open(self) -> int:
        return self.people - self.locked - self.released

    @property
    def not_completed(self) -> int:
        """Nobody passes without a result."""
        return self.people - self.passed - self.withheld


def standing_of(rows: list[PersonResult]) -> Standing:
    """Return results in numbers."""
    states = [row.person.state for row in rows]
    return Standing(
        people=len(rows),
        results=sum(row.result.score is not None for row in rows),
        passed=sum(row.result.passed is True for row in rows),
        failed=sum(row.result.passed is False for row in rows),
        without=sum(row.result.score is None and not row.withheld for row in rows),
        locked=states.count("locked"),
        released=states.count("released"),
        withheld=sum(row.withheld for row in rows),
    )


def bands_in(rows: list[PersonResult], rules: Rules) -> list[tuple[str, int]]:
    """Return how many results fall into each band, from the highest."""
    keys = [row.result.band.key for row in rows if row.result.band]
    return [(band.label, keys.count(band.key)) for band in rules.bands]


def grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return what is said of whom, by what is said, the most frequent first."""
    found: dict[str, list[str]] = defaultdict(list)
    for words, name in pairs:
        found[words].append(name)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))
