"""A participant's own released result in words: what was reached, what was asked, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from lms.evaluation.components import component_of
from lms.evaluation.models import ParticipantEvaluation
from lms.evaluation.queries.panel.results import thawed, titles_in
from lms.evaluation.schemes import Line, Result


@dataclass(frozen=True)
class OwnLine:
    """One component of the own result."""

    title: str
    about: str
    line: Line
    # Why it does not count for this person.
    reason: str


@dataclass(frozen=True)
class OwnResult:
    """The own result. `raters` is how many evaluators scored; who gave what is not said."""

    result: Result
    lines: list[OwnLine]
    band: str
    raters: int
    minimum: Decimal

    @property
    def missing(self) -> list[str]:
        return [one.title for one in self.lines if one.line.missing]

    @property
    def below_mark(self) -> bool:
        """Whether the result itself lies below the pass mark."""
        return self.result.score is not None and self.result.score < self.minimum


def own_result(evaluation: ParticipantEvaluation) -> OwnResult:
    """Return a released result from what was frozen. No query."""
    result, titles = thawed(evaluation), titles_in(evaluation.facts)
    reasons = {one["key"]: one.get("reason", "") for one in evaluation.facts["components"]}
    lines = []
    for line in result.lines:
        component = component_of(line.share.key)
        lines.append(
            OwnLine(titles[line.share.key], str(component.about) if component else "", line, reasons[line.share.key])
        )
    band = evaluation.facts["band"] or {"title": "", "title_en": ""}
    label = band["title_en"] if band["title_en"] and get_language() == "en" else band["title"]
    minimum = Decimal(evaluation.scheme.content["minimum"])
    return OwnResult(result, lines, label, len(evaluation.facts["panel"]), minimum)
