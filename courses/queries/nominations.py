"""Calls for nominations, letters with their nominees, and what a cohort's organiser decides on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from courses.enums import SEATED, CohortState, EnrolmentState
from courses.models import (
    Cohort,
    Enrolment,
    Nomination,
    NominationCall,
    NomineeQuestion,
    UnitQuota,
)
from courses.queries.visible import units_of
from lms.people import clock
from lms.people.enums import Role
from lms.people.models import User, WorkUnit
from lms.people.roles import hats_of
from lms.people.rules import organises

S = EnrolmentState
# Who counts for a unit's quota: everybody on the list.
LISTED = frozenset({S.NOMINATED, S.WAITLISTED}) | SEATED


def contact_units(user: User) -> frozenset[int]:
    """Return the ids of the units somebody is the contact of today."""
    return hats_of(user).unit_ids.get(Role.UNIT_CONTACT, frozenset())


def listed_of_unit(cohort: Cohort, unit: WorkUnit) -> int:
    """Return how many of a unit are on a cohort's list, those who wait included."""
    return Enrolment.objects.filter(cohort=cohort, work_unit=unit, state__in=LISTED).count()


def units_called(call: NominationCall) -> QuerySet[WorkUnit]:
    """Return the units that may nominate under a call."""
    units = WorkUnit.objects.filter(is_active=True)
    return units.filter(pk__in=call.cohort.quotas.filter(seats__gt=0).values("work_unit")) if call.only_quota else units


def open_calls() -> QuerySet[NominationCall]:
    """Return the calls whose last day has not passed, of cohorts whose list may still change."""
    running = [CohortState.PLANNED, CohortState.OPEN]
    calls = NominationCall.objects.filter(until__gte=clock.today(), cohort__state__in=running)
    return calls.select_related("cohort").order_by("until", "cohort__number")


def calls_to(user: User) -> QuerySet[NominationCall]:
    """Return the open calls under which somebody may nominate for a unit of the own."""
    units = contact_units(user)
    mine = UnitQuota.objects.filter(cohort=OuterRef("cohort"), work_unit__in=units, seats__gt=0)
    return open_calls().filter(Q(only_quota=False) | Q(Exists(mine))) if units else NominationCall.objects.none()


@dataclass(frozen=True)
class Offer:
    """A unit's part in a call: its quota (None: no limit), and how many of it are on the list."""

    call: NominationCall
    unit: WorkUnit
    quota: int | None
    listed: int

    @property
    def left(self) -> int | None:
        """How many more can be nominated; None when there is no limit."""
        return None if self.quota is None else max(0, self.quota - self.listed)

    @property
    def is_full(self) -> bool:
        return self.left == 0


def offers_to(user: User, cohort: Cohort | None = None) -> list[Offer]:
    """Return what the user's units may nominate, one line a call and unit: four queries."""
    units = list(WorkUnit.objects.filter(pk__in=contact_units(user), is_active=True).order_by("name"))
    calls = list(calls_to(user) if cohort is None else calls_to(user).filter(cohort=cohort))
    cohorts = [call.cohort_id for call in calls]
    quotas = {
        (cohort_id, unit): seats
        for cohort_id, unit, seats in UnitQuota.objects.filter(cohort__in=cohorts, work_unit__in=units).values_list(
            "cohort_id", "work_unit_id", "seats"
        )
    }
    listed = {
        (cohort_id, unit): many
        for cohort_id, unit, many in Enrolment.objects.filter(cohort__in=cohorts, work_unit__in=units, state__in=LISTED)
        .order_by()
        .values_list("cohort_id", "work_unit_id")
        .annotate(many=Count("id"))
    }
    return [
        Offer(call, unit, quotas.get((call.cohort_id, unit.pk)), listed.get((call.cohort_id, unit.pk), 0))
        for call in calls
        for unit in units
        if not call.only_quota or quotas.get((call.cohort_id, unit.pk))
    ]


def nominations_visible_to(user: User) -> QuerySet[Nomination]:
    """Administrators and coordinators see all letters; supervisors and contacts those of their units."""
    if organises(user):
        return Nomination.objects.all()
    return Nomination.objects.filter(work_unit__in=units_of(hats_of(user)))


def sent_before(user: User, key: str) -> Nomination | None:
    """Return the letter that somebody sent under this key already: a double click, or a page sent again."""
    return Nomination.objects.filter(sent_by=user, key=key).first() if key else None


def letters_of(user: User) -> QuerySet[Nomination]:
    """Return the letters of somebody's own units, newest first, with how their people stand."""
    mine = Nomination.objects.filter(work_unit__in=units_of(hats_of(user)))
    return (
        mine.select_related("cohort", "work_unit", "letter")
        .annotate(
            people=Count("nominees"),
            undecided=Count("nominees", filter=Q(nominees__enrolment__state=S.NOMINATED)),
            waiting=Count("nominees", filter=Q(nominees__enrolment__state=S.WAITLISTED)),
            seated=Count("nominees", filter=Q(nominees__enrolment__state__in=SEATED)),
        )
        .order_by("-sent_at", "-id")
    )


def nominees_of(nomination: Nomination) -> QuerySet[Enrolment]:
    """Return the people of a letter with their questions, by name: two queries."""
    rows = Enrolment.objects.filter(nominee__nomination=nomination).select_related("user", "work_unit")
    return rows.prefetch_related(_questions()).order_by("user__name", "id")


def open_questions_to(user: User) -> QuerySet[NomineeQuestion]:
    """Return what somebody's units still have to answer, the oldest first."""
    undecided = NomineeQuestion.objects.filter(
        answered_at__isnull=True,
        enrolment__work_unit__in=contact_units(user),
        enrolment__state__in=[S.NOMINATED, S.WAITLISTED],
    )
    return undecided.select_related("enrolment__user", "enrolment__cohort", "asked_by").order_by("asked_at", "id")


def candidates(unit: WorkUnit, cohort: Cohort) -> QuerySet[User]:
    """Return the people of a unit who are not on a cohort's list, by name."""
    listed = Enrolment.objects.filter(cohort=cohort, state__in=LISTED).values("user")
    return User.objects.filter(work_unit=unit, is_active=True).exclude(pk__in=listed).order_by("name", "id")


def undecided_of(cohort: Cohort) -> QuerySet[Any]:
    """Return those of a cohort who wait for a decision, in the order they were nominated, with letter, questions, and whether one is open: two queries."""
    asked = NomineeQuestion.objects.filter(enrolment=OuterRef("pk"), answered_at__isnull=True)
    rows = Enrolment.objects.filter(cohort=cohort, state=S.NOMINATED).annotate(is_asked=Exists(asked))
    return (
        rows.select_related("user", "work_unit", "nominee__nomination__letter")
        .prefetch_related(_questions())
        .order_by("created_at", "id")
    )


def with_questions(enrolments: QuerySet[Enrolment], which: str) -> QuerySet[Enrolment]:
    """Keep those who wait for an answer (`asked`), who have one (`answered`), or about whom nothing was asked (`plain`)."""
    mine = NomineeQuestion.objects.filter(enrolment=OuterRef("pk"))
    conditions = {
        "asked": Q(Exists(mine.filter(answered_at__isnull=True))),
        "answered": Q(Exists(mine)) & ~Q(Exists(mine.filter(answered_at__isnull=True))),
        "plain": ~Q(Exists(mine)),
    }
    return enrolments.filter(conditions[which]) if which in conditions else enrolments


@dataclass(frozen=True)
class UnitLine:
    """One unit in a cohort: its quota and how its people stand."""

    name: str
    quota: int | None
    nominated: int
    waiting: int
    seated: int

    @property
    def listed(self) -> int:
        """How many of it are on the list."""
        return self.nominated + self.waiting + self.seated

    @property
    def is_over(self) -> bool:
        return self.quota is not None and self.listed > self.quota


def unit_lines(cohort: Cohort) -> list[UnitLine]:
    """Return each unit that has a quota or people on the list, by name: two queries."""
    quotas = {row.work_unit_id: row for row in cohort.quotas.select_related("work_unit")}
    found: dict[int, Any] = {
        row["work_unit"]: row
        for row in Enrolment.objects.filter(cohort=cohort, state__in=LISTED, work_unit__isnull=False)
        .order_by()
        .values("work_unit", "work_unit__name")
        .annotate(
            nominated=Count("id", filter=Q(state=S.NOMINATED)),
            waiting=Count("id", filter=Q(state=S.WAITLISTED)),
            seated=Count("id", filter=Q(state__in=SEATED)),
        )
    }
    lines = [
        UnitLine(
            name=quotas[pk].work_unit.name if pk in quotas else found[pk]["work_unit__name"],
            quota=quotas[pk].seats if pk in quotas else None,
            **{name: found[pk][name] if pk in found else 0 for name in ("nominated", "waiting", "seated")},
        )
        for pk in {*quotas, *found}
    ]
    return sorted(lines, key=lambda line: line.name)


def replaceable_by(enrolment: Enrolment) -> QuerySet[User]:
    """Return who of the same unit could take somebody's place."""
    if enrolment.work_unit is None:
        return User.objects.none()
    return candidates(enrolment.work_unit, enrolment.cohort)


def cohorts_to_move_to(enrolment: Enrolment) -> QuerySet[Cohort]:
    """Return the other cohorts whose list may still change and on which the person is not, with the seats taken."""
    listed = Enrolment.objects.filter(user=enrolment.user_id, state__in=LISTED).values("cohort")
    running = Cohort.objects.filter(state__in=[CohortState.PLANNED, CohortState.OPEN]).exclude(pk__in=listed)
    return running.annotate(seated=Count("enrolments", filter=Q(enrolments__state__in=SEATED))).order_by("-number")


def may_read_letter(user: User, file: Any) -> bool:
    """Whether a file of this room, a letter or what came with an answer, concerns somebody: who sent it, the unit's people in charge, organisers."""
    if file.owner_id == user.pk or organises(user):
        return True
    units = units_of(hats_of(user))
    letters = Nomination.objects.filter(letter=file, work_unit__in=units)
    return letters.exists() or NomineeQuestion.objects.filter(file=file, enrolment__work_unit__in=units).exists()


def _questions() -> Prefetch[Any, Any, Any]:
    return Prefetch("questions", NomineeQuestion.objects.select_related("file").order_by("asked_at", "id"))


def open_question(enrolment: Enrolment) -> NomineeQuestion | None:
    """Return the question about a nominee that waits for its answer."""
    rows = NomineeQuestion.objects.filter(enrolment=enrolment, answered_at__isnull=True)
    return rows.select_related("asked_by", "enrolment__user", "enrolment__cohort", "enrolment__work_unit").first()
