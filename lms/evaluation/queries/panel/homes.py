"""What the homes show of the evaluation: plain data. What a participant's home reads is prepared, and asked with all its other pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import LEARNING
from courses.models import Cohort
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import CohortScheme, Objection, PanelMember, ParticipantEvaluation
from lms.evaluation.queries.panel.board import barred_of, evaluated
from lms.people import clock
from lms.people.models import User
from lms.people.prepared import Prepared

# How long a released result stands on the home.
NEW_DAYS = 30

my_evaluations = Prepared(
    lambda user_id: (
        ParticipantEvaluation.objects.filter(
            enrolment__user_id=user_id, enrolment__state__in=sorted(LEARNING), state=EvaluationState.RELEASED
        )
        .order_by("-released_at", "-pk")
        .values_list("enrolment__cohort__public_id", "enrolment__cohort__name", "score", "passed", "released_at")
    )
)


def my_results(user: User) -> list[dict[str, Any]]:
    """Return the results released to somebody in the last days: one prepared query."""
    since = clock.now() - timedelta(days=NEW_DAYS)
    return [
        {
            "href": reverse("evaluation:my_result", args=[pid]),
            "cohort": name,
            "score": score,
            "passed": passed,
            "at": at,
        }
        for pid, name, score, passed, at in my_evaluations(user.pk)
        if at >= since
    ]


@dataclass(frozen=True)
class SeatRow:
    """A cohort somebody evaluates: how many people are to be scored, and how many have the own score."""

    cohort: Cohort
    people: int
    given: int

    @property
    def left(self) -> int:
        return self.people - self.given


def seats_of(user: User) -> list[SeatRow]:
    """Return the panels somebody sits on where a score is still owed: one query where there is no seat, five for each seat else."""
    found = []
    seats = PanelMember.objects.filter(user=user, ended_at__isnull=True).select_related("cohort").order_by("-added_at")
    for member in seats:
        barred = barred_of(member.cohort, [member])
        open_ones = evaluated(member.cohort).exclude(evaluation__state__in=["locked", "released"])
        open_ones = open_ones.exclude(pk__in=list(barred))
        counts = open_ones.aggregate(
            people=Count("pk", distinct=True), given=Count("pk", distinct=True, filter=Q(panel_scores__member=member))
        )
        if counts["people"] > counts["given"] and CohortScheme.objects.filter(cohort=member.cohort_id).exists():
            found.append(SeatRow(member.cohort, counts["people"], counts["given"]))
    return found


def to_decide() -> dict[str, Any] | None:
    """Return what waits for who organises: open objections, the oldest first, and cohorts with locked results. Two queries."""
    related = ("evaluation__enrolment__user", "evaluation__enrolment__cohort")
    objections = list(Objection.objects.filter(verdict="").select_related(*related).order_by("at", "pk")[:6])
    locked = list(
        ParticipantEvaluation.objects.filter(state=EvaluationState.LOCKED, enrolment__state__in=sorted(LEARNING))
        .order_by()
        .values("enrolment__cohort__public_id", "enrolment__cohort__name")
        .annotate(many=Count("pk"))
        .order_by("enrolment__cohort__name")
    )
    if not objections and not locked:
        return None
    return {"objections": objections[:5], "more": len(objections) > 5, "locked": locked}


def unreleased(cohort: Cohort) -> str:
    """Return why a cohort cannot be finished yet: it has a scheme, and results that are not released. Two queries at most."""
    if not CohortScheme.objects.filter(cohort=cohort).exists():
        return ""
    left = evaluated(cohort).filter(state="active").exclude(evaluation__state=EvaluationState.RELEASED).count()
    if not left:
        return ""
    words = _("Results of %(n)s people are not released yet: the panel’s result says who has completed the course.")
    return words % {"n": left}
