"""Which cohorts and enrolments somebody may see. Lists, pages, exports and permissions all start here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Cohort, CohortFacilitator, Enrolment
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User
from lms.people.roles import Hats, hats_of


def cohorts_visible_to(user: User) -> QuerySet[Cohort]:
    """Administrators, coordinators and reviewers see all; facilitators theirs; supervisors and unit contacts those with people of theirs.

    A participant sees the course through the player, not through these screens.
    """
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER):
        return Cohort.objects.all()
    seen: Q = Q(pk__in=[])
    if hats.has(Role.FACILITATOR):
        seen |= Q(Exists(_in_charge(user)))
    if units := units_of(hats):
        seen |= Q(Exists(Enrolment.objects.filter(cohort=OuterRef("pk"), work_unit__in=units)))
    return Cohort.objects.filter(seen)


def enrolments_visible_to(user: User) -> QuerySet[Enrolment]:
    """Administrators and coordinators see all; facilitators those of their cohorts; supervisors and unit contacts those of their unit; everyone the own.

    Reviewers see a cohort's figures, and nobody's name.
    """
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Enrolment.objects.all()
    seen = Q(user=user)
    if hats.has(Role.FACILITATOR):
        seen |= Q(cohort__in=CohortFacilitator.objects.valid().filter(user=user).values("cohort"))
    if units := units_of(hats):
        seen |= Q(work_unit__in=units)
    return Enrolment.objects.filter(seen)


def charges_held() -> QuerySet[CohortFacilitator]:
    """Return today's charges of those whose role as facilitator is in force and whose account is open.

    A role that ends leaves the charge as it is: the pages ask for both, and so does whatever tells, reminds or fills a calendar.
    """
    holders = RoleAssignment.objects.valid().filter(role=Role.FACILITATOR, user__is_active=True)
    return CohortFacilitator.objects.valid().filter(user__in=holders.values("user"))


def units_of(hats: Hats) -> frozenset[int]:
    """Return the ids of the units somebody answers for as supervisor or contact."""
    return hats.unit_ids.get(Role.SUPERVISOR, frozenset()) | hats.unit_ids.get(Role.UNIT_CONTACT, frozenset())


def _in_charge(user: User) -> QuerySet[CohortFacilitator]:
    return CohortFacilitator.objects.valid().filter(user=user, cohort=OuterRef("pk"))
