"""Which surveys somebody may see, who is asked, how many have answered. Nothing here reads an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.models import ClassMeeting, Cohort, CohortFacilitator
from lms.evaluation.enums import Audience, RunState
from lms.evaluation.models import (
    Questionnaire,
    QuestionnaireVersion,
    SurveyCounter,
    SurveyInvitee,
    SurveyLink,
    SurveyResponse,
    SurveyRun,
)
from lms.evaluation.subjects import about, about_nobody
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.personal_links import token_digest
from lms.people.prepared import NOW, Prepared
from lms.people.roles import hats_of


@dataclass(frozen=True)
class Rate:
    """How many were asked, and how many of them answered. Of clients nobody knows how many came by: `asked` is None."""

    answered: int
    asked: int | None = None

    @property
    def percent(self) -> Decimal | None:
        """Exact: it is rounded once, where it is written. None where there is nothing to divide by."""
        if not self.asked:
            return None
        return Decimal(100 * self.answered) / self.asked

    @property
    def missing(self) -> int:
        return (self.asked or 0) - self.answered


# --- Runs ---


def runs_visible_to(user: User) -> QuerySet[SurveyRun]:
    """Return the surveys somebody may see as staff: organisers and reviewers all, facilitators those of their cohorts.

    A survey about one person (`lms.evaluation.subjects`) is seen by that one, by the organisers and the reviewers, not by colleagues.
    """
    hats = hats_of(user)
    rows = SurveyRun.objects.select_related("cohort", "version__questionnaire", "subject_user", "subject_meeting")
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER):
        return rows
    if not hats.has(Role.FACILITATOR):
        return rows.none()
    mine = CohortFacilitator.objects.valid().filter(user=user).values("cohort")
    return rows.filter(cohort__in=mine).filter(about_nobody() | about(user))


def with_rates(rows: QuerySet[SurveyRun]) -> QuerySet[SurveyRun]:
    """Add how many were asked (`asked`), how many of them answered (`answered`), and how many clients answered (`came`)."""
    people = SurveyInvitee.objects.filter(run=OuterRef("pk")).order_by().values("run")
    answers = SurveyResponse.objects.filter(run=OuterRef("pk"), run__audience=Audience.CLIENTS).order_by().values("run")
    return rows.annotate(
        asked=_counted(people.annotate(n=Count("pk"))),
        answered=_counted(people.filter(answered=True).annotate(n=Count("pk"))),
        came=_counted(answers.annotate(n=Count("pk"))),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)


def rate_of(run: SurveyRun) -> Rate:
    """Return how many answered, of a run read `with_rates` without a query; of another with one."""
    row: Any = run if hasattr(run, "asked") else with_rates(SurveyRun.objects.filter(pk=run.pk)).get()
    return Rate(row.came) if run.is_of_clients else Rate(row.answered, row.asked)


def run_rows(user: User, cohort: Cohort | None = None) -> list[tuple[SurveyRun, Rate]]:
    """Return the surveys this reader may see, of one cohort or of all, each with its rate. One query."""
    rows = with_rates(runs_visible_to(user))
    rows = rows.filter(cohort=cohort) if cohort else rows
    return [(run, rate_of(run)) for run in rows.order_by("-opens_at", "-pk")]


def earlier_runs(cohort: Cohort, but: SurveyRun | None = None) -> QuerySet[SurveyRun]:
    """Return the surveys of a cohort that a later one may be compared with; those of clients too, as two groups of people."""
    rows = SurveyRun.objects.filter(cohort=cohort)
    return rows.exclude(pk=but.pk) if but else rows


def meetings_of(cohort: Cohort) -> QuerySet[ClassMeeting]:
    return ClassMeeting.objects.filter(stage__cohort=cohort).order_by("starts_at", "pk")


def kiosks_of(cohort: Cohort) -> QuerySet[WorkUnit]:
    """Return the units at whose counters clients may be asked: those with a kiosk, and those of the cohort's participants."""
    rows = WorkUnit.objects.filter(Q(has_kiosk=True) | Q(enrolments__cohort=cohort), is_active=True)
    return rows.distinct().order_by("name")


# --- Who is asked ---


# Of the home of whoever is asked: surveys open now that wait for an answer.
waiting_for = Prepared(
    lambda user_id: (
        SurveyInvitee.objects.filter(user_id=user_id, answered=False, run__state=RunState.OPEN, run__closes_at__gt=NOW)
        .order_by("run__closes_at", "run_id", "pk")
        .values_list("run__public_id", "run__title", "run__closes_at", "run__privacy", "run__audience")
    )
)


@dataclass(frozen=True)
class Waiting:
    """A survey that waits for somebody's answers; `many` of how many people, for a supervisor."""

    public_id: str
    title: str
    closes_at: datetime
    privacy: str
    many: int


def my_waiting(user: User) -> list[Waiting]:
    """Return the surveys that wait for somebody, those that end first first. One query."""
    found: dict[str, Waiting] = {}
    for public_id, title, closes_at, privacy, _audience in waiting_for(user.pk):
        many = found[public_id].many + 1 if public_id in found else 1
        found[public_id] = Waiting(public_id, title, closes_at, privacy, many)
    return list(found.values())


def my_done(user: User) -> list[SurveyRun]:
    """Return the open surveys that somebody has answered whole."""
    rows = SurveyRun.objects.filter(state=RunState.OPEN, invitees__user=user)
    waiting = SurveyInvitee.objects.filter(user=user, answered=False).values("run")
    return list(rows.exclude(pk__in=waiting).distinct().order_by("closes_at", "pk"))


def my_invitees(user: User, public_id: str) -> list[SurveyInvitee]:
    """Return as whom somebody is asked in a survey: once, or once for each of a supervisor's people. One query."""
    rows = SurveyInvitee.objects.filter(user=user, run__public_id=public_id).exclude(run__state=RunState.PLANNED)
    return list(rows.select_related(*_OF_A_RUN, "enrolment__user").order_by("enrolment__user__name", "pk"))


_OF_A_RUN = ("run__version__questionnaire", "run__cohort__programme", "run__subject_user", "run__subject_meeting")


def link_by_token(token: str) -> SurveyLink | None:
    """Return the link of a token, whatever became of its survey. One query, by the token's digest."""
    rows = SurveyLink.objects.select_related(
        *(f"invitee__{name}" for name in _OF_A_RUN), "invitee__enrolment__user", "invitee__user"
    )
    return rows.filter(token_digest=token_digest(token)).first()


def counter_by_code(code: str) -> SurveyCounter | None:
    """Return the counter of a code. One query."""
    return SurveyCounter.objects.select_related(*_OF_A_RUN, "work_unit").filter(code=code).first()


def counters_of(run: SurveyRun) -> list[tuple[SurveyCounter, int]]:
    """Return the counters of a run with how many clients answered at each. Two queries."""
    rows = SurveyResponse.objects.filter(run=run).order_by().values("work_unit").annotate(n=Count("pk"))
    came = dict(rows.values_list("work_unit_id", "n"))
    return [(one, came.get(one.work_unit_id, 0)) for one in run.counters.select_related("work_unit")]


def people_with_links(run: SurveyRun) -> QuerySet[SurveyInvitee]:
    """Return those asked who have no account, each with the link; whether they have answered is not for this page."""
    rows = run.invitees.filter(user=None).select_related("link", "enrolment__user", "enrolment__work_unit")
    return rows.order_by("name", "enrolment__user__name", "pk")


def links_visible_to(user: User) -> QuerySet[SurveyLink]:
    """Return the links of the surveys somebody may see."""
    rows = SurveyLink.objects.filter(invitee__run__in=runs_visible_to(user))
    return rows.select_related("invitee__run__cohort", "invitee__enrolment__user")


# --- Questionnaires ---


def questionnaire_rows(*, archived: bool = False) -> list[Questionnaire]:
    """Return the questionnaires with their versions and how many runs ask them. Two queries."""
    rows = Questionnaire.objects.filter(archived_at__isnull=not archived).annotate(run_count=Count("versions__runs"))
    versions = QuestionnaireVersion.objects.order_by("-number").defer("content")
    return list(rows.order_by("level", "title", "pk").prefetch_related(Prefetch("versions", versions)))


def versions_of(questionnaire: Questionnaire) -> Sequence[QuestionnaireVersion]:
    """Return the versions, newest first, with how many runs ask each. One query."""
    rows = questionnaire.versions.annotate(run_count=Count("runs")).select_related("created_by")
    return list(rows.order_by("-number"))


def draft_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """Return the version that is being worked on."""
    return questionnaire.versions.filter(frozen_at=None).order_by("-number").first()


def versions_to_ask() -> QuerySet[QuestionnaireVersion]:
    """Return the versions a survey can be planned with: the newest of each questionnaire in use, frozen or not."""
    newest = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("questionnaire")).order_by("-number")
    rows = QuestionnaireVersion.objects.filter(questionnaire__archived_at=None, pk=Subquery(newest.values("pk")[:1]))
    return rows.select_related("questionnaire").order_by("questionnaire__level", "questionnaire__title", "pk")


# --- The figure ---


def closed_runs(cohort: Cohort, *audiences: str) -> list[tuple[SurveyRun, Rate]]:
    """Return the closed surveys of a cohort, of these audiences or of all, with their rates. One query."""
    rows = SurveyRun.objects.filter(cohort=cohort, state=RunState.CLOSED)
    rows = rows.filter(audience__in=audiences) if audiences else rows
    return [(run, rate_of(run)) for run in with_rates(rows).order_by("opens_at", "pk")]


def whole_rate(runs: Sequence[tuple[SurveyRun, Rate]]) -> Rate:
    """Return how many answered of all who were asked, over several surveys; clients, of whom nobody knows how many came by, left out."""
    known = [rate for _run, rate in runs if rate.asked is not None]
    return Rate(sum(rate.answered for rate in known), sum(rate.asked or 0 for rate in known))
