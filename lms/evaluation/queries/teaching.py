"""How facilitators and classes are judged: the results of the surveys that are about one of them, in one place.

What may be shown of a survey, and to whom, is said by `queries.results`; nothing is worked out a second time here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.models import ClassMeeting, Cohort
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import LineResult, Results, results_of_many, results_visible_to
from lms.evaluation.statistics import rounded
from lms.people.models import User


@dataclass(frozen=True)
class Judged:
    """One survey about somebody or something: what may be shown of it."""

    run: SurveyRun
    results: Results

    @property
    def lines(self) -> list[LineResult]:
        """The questions with a mean, in order."""
        return [one for one in self.results.lines.values() if one.mean is not None]

    @property
    def overall(self) -> Any:
        """The mean of the section that holds most questions, where there is one."""
        scaled = self.results.scaled
        return max(scaled, key=lambda part: len(part.lines)).mean if scaled else None

    @property
    def top(self) -> int:
        """The upper end of the scale."""
        scaled = self.results.scaled
        return max(scaled, key=lambda part: len(part.lines)).ends[1] if scaled else 0


@dataclass(frozen=True)
class OfFacilitator:
    """A facilitator with the surveys about how this person teaches, the newest first."""

    user: User
    judged: list[Judged]


@dataclass(frozen=True)
class OfClass:
    """A class with what those who were there said of it."""

    meeting: ClassMeeting
    judged: list[Judged]

    @property
    def at(self) -> datetime:
        return self.meeting.starts_at

    @property
    def newest(self) -> Judged:
        """The survey asked last that has a figure, else the one asked last."""
        return next((one for one in self.judged if one.overall is not None), self.judged[0])


@dataclass(frozen=True)
class Teaching:
    """Everything about teaching in one cohort that this reader may see."""

    facilitators: list[OfFacilitator]
    classes: list[OfClass]

    @property
    def bars(self) -> list[tuple[str, Any]]:
        """The classes with a figure as a bar chart: title and mean. Those asked on another scale stand in their tables alone."""
        return [(one.meeting.title, rounded(mean.value, 1)) for one, mean in self._drawn if one.newest.top == self.top]

    @property
    def _drawn(self) -> list[tuple[OfClass, Any]]:
        return [(one, mean) for one in self.classes if (mean := one.newest.overall) is not None]

    @property
    def top(self) -> int:
        """The upper end of the scale that most of the classes were asked on, and that the bars are drawn on."""
        counted = Counter(one.newest.top for one, _mean in self._drawn)
        return max(counted, key=lambda top: (counted[top], top), default=0)


def teaching_in(cohort: Cohort, reader: User) -> Teaching:
    """Return what was said about facilitators and classes of a cohort. One query beside those of the reader's roles, the first time two."""
    seen = results_visible_to(reader).filter(cohort=cohort)
    about = seen.exclude(subject_user=None, subject_meeting=None)
    related = ("version__questionnaire", "subject_user", "subject_meeting__stage", "cohort__version")
    runs = list(about.select_related(*related).order_by("-opens_at", "pk"))
    results = results_of_many(runs)
    judged = [Judged(run, results[run.pk]) for run in runs]
    return Teaching(_facilitators(judged), _classes(judged))


def _facilitators(judged: Sequence[Judged]) -> list[OfFacilitator]:
    found: dict[User, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.run.subject_user is not None:
            found[one.run.subject_user].append(one)
    return sorted((OfFacilitator(user, mine) for user, mine in found.items()), key=lambda one: one.user.name)


def _classes(judged: Sequence[Judged]) -> list[OfClass]:
    found: dict[ClassMeeting, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.run.subject_meeting is not None and one.run.subject_user is None:
            found[one.run.subject_meeting].append(one)
    return sorted((OfClass(meeting, mine) for meeting, mine in found.items()), key=lambda one: (one.at, one.meeting.pk))
