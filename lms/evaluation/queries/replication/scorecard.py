"""The scorecard as it is read: each criterion with the latest word on it, and the recommendation that rests on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import get_language

from lms.evaluation.enums import Finding
from lms.evaluation.figures import Figure, figure_of
from lms.evaluation.models import (
    CriterionJudgement,
    Dissent,
    ProgrammeReport,
    ReplicationCriterion,
    ReplicationDecision,
    Scorecard,
)
from lms.evaluation.scorecards import threshold_words, value_words
from lms.people.enums import Language
from lms.programme.models import Review


@dataclass(frozen=True)
class ScoreLine:
    """One criterion with what the evidence says of it: the latest judgement, and the earlier ones."""

    place: int
    criterion: ReplicationCriterion
    judgement: CriterionJudgement | None
    earlier: list[CriterionJudgement]

    @property
    def figure(self) -> Figure | None:
        return figure_of(self.criterion.figure) if self.criterion.figure else None

    @property
    def threshold(self) -> str:
        return threshold_words(self.criterion)

    @property
    def value(self) -> str:
        return value_words(
            self.judgement.value if self.judgement else None,
            self.criterion.unit,
            self.criterion.direction,
            self.criterion.threshold,
        )

    @property
    def beside(self) -> list[str]:
        """What the readings say beside their values, as it stands on record: on which scale they are."""
        readings = self.judgement.readings if self.judgement else []
        return list(dict.fromkeys(one["why"] for one in readings if one["value"] is not None and one["why"]))

    @property
    def source(self) -> str:
        """Where the evidence comes from: as it stands on record; in English what the figure itself says, where one answers."""
        if self.judgement is None:
            return ""
        return str(self.figure.source) if self.figure and get_language() == Language.EN else self.judgement.source

    @property
    def finding(self) -> str:
        return self.judgement.finding if self.judgement else ""

    @property
    def lacking(self) -> bool:
        """Whether it is essential and not met: then the course is not replicated as it is."""
        return self.criterion.essential and self.finding != Finding.MET


def lines_of(scorecard: Scorecard) -> list[ScoreLine]:
    """Return the criteria in order with what was judged: two queries, however many."""
    judged: dict[int, list[CriterionJudgement]] = defaultdict(list)
    rows = CriterionJudgement.objects.filter(criterion__scorecard=scorecard).select_related("actor").order_by("-pk")
    for row in rows:
        judged[row.criterion_id].append(row)
    return [
        ScoreLine(place, one, next(iter(judged[one.pk]), None), judged[one.pk][1:])
        for place, one in enumerate(scorecard.criteria.all(), 1)
    ]


@dataclass(frozen=True)
class Tally:
    """A scorecard in numbers."""

    criteria: int
    met: int
    not_met: int
    unclear: int
    lacking: int

    @property
    def judged(self) -> int:
        return self.met + self.not_met + self.unclear


def tally_of(lines: Iterable[ScoreLine]) -> Tally:
    """Count where the criteria stand; `lacking` are essential ones that are judged and not met."""
    listed = list(lines)
    counted = Counter(line.finding for line in listed)
    return Tally(
        len(listed),
        counted[Finding.MET],
        counted[Finding.NOT_MET],
        counted[Finding.UNCLEAR],
        sum(line.lacking and line.judgement is not None for line in listed),
    )


def decisions_of(report: ProgrammeReport) -> list[ReplicationDecision]:
    """Return the recommendation as it stands, and before it what stood earlier: one query, the latest first."""
    return list(ReplicationDecision.objects.filter(report=report).select_related("actor").order_by("-number"))


def dissents_of(report: ProgrammeReport) -> list[Dissent]:
    """Return what units see otherwise, those withdrawn too: one query."""
    return list(Dissent.objects.filter(report=report).select_related("person").order_by("at", "pk"))


def review_of(scorecard: Scorecard) -> Review | None:
    """Return the latest review in which the units signed, or sign, these criteria."""
    kind = ContentType.objects.get_for_model(Scorecard)
    rows = Review.objects.filter(subject_type=kind, subject_id=scorecard.pk)
    return rows.order_by("-opened_at", "-pk").first()
