"""The panel of a cohort: seats, scores, conflicts of interest, meetings. What of it somebody may know, `shown_to` alone decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enums import LEARNING
from courses.models import Cohort, Enrolment
from courses.queries.progress import display_name
from fieldpractice.models import Placement
from lms.evaluation import schemes
from lms.evaluation.components import MISSING, Sum
from lms.evaluation.enums import ConflictStep, EvaluationState, ScoreRound
from lms.evaluation.models import (
    AttitudeMark,
    CohortScheme,
    ConflictOfInterest,
    PanelMeeting,
    PanelMember,
    PanelScore,
    ParticipantEvaluation,
)
from lms.evaluation.schemes import Rules
from lms.people.models import User

SELF = gettext_lazy("is the person being evaluated")
SUPERVISOR = gettext_lazy("is the person’s direct supervisor")


@dataclass(frozen=True)
class PersonPanel:
    """What the panel has said of one participant. Only for those whom `shown_to` lets is it read out."""

    enrolment_id: int
    # The newest score of each seat that has given one, by the id of the seat.
    newest: dict[int, PanelScore]
    # The scores given alone, before anybody saw another's.
    alone: dict[int, PanelScore]
    # Why a seat does not evaluate this person.
    barred: dict[int, str]
    # Seats held now that are to score this person.
    expected: frozenset[int]
    meeting: PanelMeeting | None
    least: int
    tolerance: Decimal
    # Of the barred, those who are so by rule: no declaration to be taken back.
    bound: frozenset[int] = frozenset()

    @cached_property
    def counting(self) -> list[PanelScore]:
        """The scores that count: of everybody who gave one and is in no conflict, also where the seat has ended since."""
        return [score for pk, score in sorted(self.newest.items()) if pk not in self.barred]

    @property
    def given(self) -> frozenset[int]:
        """Seats that are to score this person and have."""
        return self.expected & self.newest.keys()

    @property
    def awaited(self) -> frozenset[int]:
        return self.expected - self.newest.keys()

    @property
    def complete(self) -> bool:
        """Whether everybody who is to score this person has, and they are enough."""
        return not self.awaited and len(self.counting) >= self.least

    @property
    def spread(self) -> Decimal:
        """How far the highest and the lowest score that count lie apart."""
        percents = [score.percent for score in self.counting]
        return max(percents) - min(percents) if percents else Decimal(0)

    @property
    def apart(self) -> bool:
        """Whether they lie further apart than is tolerated."""
        return self.complete and self.spread > self.tolerance

    @property
    def met(self) -> bool:
        """Whether the panel has met on these very scores."""
        return self.meeting is not None and self.meeting.scores == scores_as_data(self.counting)

    @property
    def to_meet(self) -> bool:
        return self.apart and not self.met

    @property
    def sum(self) -> Sum:
        """The panel as a component: the mean of the scores that count. Missing until it is complete, so that no mean tells a score."""
        if not self.complete:
            return MISSING
        total = sum((Fraction(one.points) / Fraction(one.points_max) for one in self.counting), Fraction(0))
        words = _("the panel must meet on a difference of %(points)s points") % {"points": schemes.shown(self.spread)}
        return Sum(total, len(self.counting), pending=words if self.to_meet else "")


def scores_as_data(scores: Iterable[PanelScore]) -> dict[str, str]:
    """Return scores as a meeting keeps them: percent by seat."""
    return {str(one.member_id): str(one.percent) for one in scores}


@dataclass(frozen=True)
class Person:
    """Who is evaluated, as a list shows it."""

    id: int
    public_id: str
    name: str
    unit: str
    state: str = EvaluationState.OPEN.value


@dataclass(frozen=True)
class Board:
    """A cohort's panel. `people` are in the order of their names."""

    cohort: Cohort
    adopted: CohortScheme | None
    rules: Rules | None
    members: list[PanelMember]
    people: list[Person]
    panels: dict[int, PersonPanel] = field(default_factory=dict)

    @property
    def in_force(self) -> tuple[CohortScheme, Rules]:
        """The adopted scheme and its rules, for who has made sure that there is one. Raises ValueError when there is none."""
        if self.adopted is None or self.rules is None:
            raise ValueError("This cohort has adopted no scheme of evaluation.")
        return self.adopted, self.rules

    @property
    def sitting(self) -> list[PanelMember]:
        return [one for one in self.members if one.sits]

    def seat_of(self, user: User) -> PanelMember | None:
        """Return the seat of somebody: the one held now, else the last there was."""
        mine = [one for one in self.members if one.user_id == user.pk]
        return next((one for one in mine if one.sits), mine[-1] if mine else None)

    def locked(self, person: Person) -> bool:
        return person.state != EvaluationState.OPEN

    def shown_to(self, user: User, enrolment_id: int, *, organises: bool) -> list[PanelScore]:
        """Return the scores of one participant that somebody may know.

        Who sits on the panel, or sat on it, knows the own score, and the others' only when the own is given; who is in a conflict of interest
        knows none. Who organises, and does not sit on it, knows them when all are there. Nobody else knows any.
        """
        one = self.panels.get(enrolment_id)
        if one is None:
            return []
        mine = [member.pk for member in self.members if member.user_id == user.pk]
        if mine:
            if any(pk in one.barred for pk in mine):
                return []
            return one.counting if any(pk in one.newest for pk in mine) else []
        return one.counting if organises and one.complete else []

    def keeps_from(self, user: User, person: Person) -> bool:
        """Return whether what the scores come to is kept from somebody too, until the release.

        So it is for who sits on the panel, or sat on it, and knows no score of this participant: a mean tells much of what it is made of.
        """
        one = self.panels.get(person.id)
        mine = [member.pk for member in self.members if member.user_id == user.pk]
        if not mine or one is None or person.state == EvaluationState.RELEASED:
            return False
        return any(pk in one.barred for pk in mine) or (one.complete and not any(pk in one.newest for pk in mine))


def evaluated(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return those who are evaluated: who took up the place and has not left."""
    return Enrolment.objects.filter(cohort=cohort, state__in=LEARNING)


def people_of(cohort: Cohort, ids: Collection[int] | None = None) -> list[Person]:
    """Return who is evaluated, by name: one query."""
    rows = evaluated(cohort) if ids is None else evaluated(cohort).filter(pk__in=ids)
    names = ("user__name", "user__title_before", "user__title_after", "work_unit__name", "evaluation__state")
    return [
        Person(
            row["id"],
            row["public_id"],
            display_name(row),
            row["work_unit__name"] or "",
            row["evaluation__state"] or EvaluationState.OPEN.value,
        )
        for row in rows.order_by("user__name", "id").values("id", "public_id", *names)
    ]


def adopted_by(cohort: Cohort) -> CohortScheme | None:
    """Return the scheme a cohort has adopted, or None: one query."""
    return CohortScheme.objects.filter(cohort=cohort).select_related("scheme", "adopted_by").first()


def members_of(cohort: Cohort) -> list[PanelMember]:
    """Return every seat there is or was, in the order they were given: one query."""
    return list(PanelMember.objects.filter(cohort=cohort).select_related("user").order_by("added_at", "pk"))


def board_of(cohort: Cohort, *, words: bool = True) -> Board:
    """Return the whole panel of a cohort: eight queries, however many people and scores.

    Without `words` the scores are read without levels, comments and reasons: for figures over all of them.
    """
    people = people_of(cohort)
    adopted, members = adopted_by(cohort), members_of(cohort)
    rules = schemes.read(adopted.scheme.content) if adopted else None
    ids = [one.id for one in people]
    return Board(
        cohort, adopted, rules, members, people, panels_of(cohort, ids, members, rules, words=words) if rules else {}
    )


def panels_of(
    cohort: Cohort, ids: Collection[int], members: list[PanelMember], rules: Rules, *, words: bool = True
) -> dict[int, PersonPanel]:
    """Return by enrolment what the panel has said: four queries."""
    theirs = among(cohort, ids)
    newest: dict[int, dict[int, PanelScore]] = defaultdict(dict)
    alone: dict[int, dict[int, PanelScore]] = defaultdict(dict)
    scores = PanelScore.objects.filter(theirs).order_by("number")
    for score in (scores if words else scores.defer("levels", "comment", "reason", "at")).iterator(2000):
        newest[score.enrolment_id][score.member_id] = score
        if score.round == ScoreRound.ALONE:
            alone[score.enrolment_id][score.member_id] = score
    meetings = {one.enrolment_id: one for one in PanelMeeting.objects.filter(theirs).order_by("at", "pk")}
    declared, bound = declared_of(cohort, ids), bound_of(cohort, members)
    barred = {pk: {**declared.get(pk, {}), **bound.get(pk, {})} for pk in ids}
    sitting = frozenset(one.pk for one in members if one.sits)
    return {
        pk: PersonPanel(
            enrolment_id=pk,
            newest=newest[pk],
            alone=alone[pk],
            barred=barred[pk],
            expected=sitting - barred[pk].keys(),
            meeting=meetings.get(pk),
            least=rules.least,
            tolerance=rules.tolerance,
            bound=frozenset(bound.get(pk, ())),
        )
        for pk in ids
    }


def among(cohort: Cohort, ids: Collection[int]) -> Q:
    """Return the condition on rows of these people of a cohort: for one person not all of the cohort are read."""
    return Q(enrolment__in=list(ids)) if len(ids) == 1 else Q(enrolment__cohort=cohort)


def barred_of(cohort: Cohort, members: list[PanelMember], ids: Collection[int] = ()) -> dict[int, dict[int, str]]:
    """Return by enrolment the seats that do not evaluate somebody, and why: two queries."""
    found = declared_of(cohort, ids)
    for pk, seats in bound_of(cohort, members).items():
        found[pk].update(seats)
    return found


def declared_of(cohort: Cohort, ids: Collection[int] = ()) -> dict[int, dict[int, str]]:
    """Return by enrolment the seats whose evaluators have declared a conflict of interest, in their words: one query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in ConflictOfInterest.objects.filter(among(cohort, ids)).order_by("at", "pk"):
        if row.step == ConflictStep.DECLARED:
            found[row.enrolment_id][row.member_id] = row.reason
        else:
            found[row.enrolment_id].pop(row.member_id, None)
    return found


def bound_of(cohort: Cohort, members: list[PanelMember]) -> dict[int, dict[int, str]]:
    """Return by enrolment the seats that do not evaluate somebody whatever is said, oneself or whom one supervises in the field: one query."""
    return bound_among(Enrolment.objects.filter(cohort=cohort), members)


def bound_among(enrolments: QuerySet[Enrolment], members: list[PanelMember]) -> dict[int, dict[int, str]]:
    """Return the same of these enrolments, of whichever cohorts: a seat is of its own alone."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    users = {one.user_id for one in members}
    own = enrolments.filter(
        Q(user__in=users) | Q(pk__in=Placement.objects.filter(supervisor__in=users).values("enrolment"))
    )
    for pk, cohort_id, user_id, supervisor_id in own.values_list("pk", "cohort", "user_id", "placement__supervisor_id"):
        for member in members:
            if member.cohort_id != cohort_id:
                continue
            if member.user_id == user_id:
                found[pk][member.pk] = str(SELF)
            elif member.user_id == supervisor_id:
                found[pk][member.pk] = str(SUPERVISOR)
    return found


# --- As components ---


def panel_sums(cohort: Cohort, ids: Collection[int]) -> dict[int, Sum]:
    """The panel's mean of each person: six queries."""
    adopted = adopted_by(cohort)
    if adopted is None:
        return {}
    rules = schemes.read(adopted.scheme.content)
    return {pk: one.sum for pk, one in panels_of(cohort, ids, members_of(cohort), rules).items()}


def attitude_sums(cohort: Cohort, ids: Collection[int]) -> dict[int, Sum]:
    """The mean of what each facilitator said last of somebody's attitude: one query."""
    newest: dict[int, dict[int, AttitudeMark]] = defaultdict(dict)
    for mark in AttitudeMark.objects.filter(enrolment__in=ids).order_by("at", "pk"):
        newest[mark.enrolment_id][mark.actor_id] = mark
    return {
        pk: Sum(
            sum((Fraction(one.points) / Fraction(one.points_max) for one in marks.values()), Fraction(0)), len(marks)
        )
        for pk, marks in newest.items()
    }


def evaluations_of(cohort: Cohort) -> dict[int, ParticipantEvaluation]:
    """Return the evaluations there are, by enrolment: one query."""
    rows = ParticipantEvaluation.objects.filter(enrolment__cohort=cohort).select_related("scheme")
    return {one.enrolment_id: one for one in rows}


def cohorts_on_whose_panel(user: User) -> QuerySet[Cohort]:
    """Return the cohorts on whose panel somebody sits now."""
    return Cohort.objects.filter(pk__in=PanelMember.objects.filter(user=user, ended_at=None).values("cohort"))


def criteria_rows(criteria: list[dict[str, Any]], levels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the criteria of a rubric as a sheet draws them, with the level chosen; texts in the reader's language."""
    return [
        {
            "key": one["key"],
            "title": schemes.in_language(one),
            "help": schemes.in_language(one, "help"),
            "most": max(Decimal(level["points"]) for level in one["levels"]),
            "chosen": levels.get(one["key"], ""),
            "levels": [
                {
                    "key": level["key"],
                    "title": schemes.in_language(level),
                    "points": level["points"],
                    "description": schemes.in_language(level, "description"),
                    "number": number,
                }
                for number, level in enumerate(one["levels"], start=1)
            ],
        }
        for one in criteria
    ]
