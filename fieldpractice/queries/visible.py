"""Which placements, sessions and constraints somebody may see. Lists, pages, exports and permissions all start here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.enums import SEATED
from courses.models import CohortFacilitator, Enrolment
from courses.queries.visible import cohorts_visible_to
from fieldpractice.models import Constraint, MonitoringSession, Placement
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of


def placements_visible_to(user: User) -> QuerySet[Placement]:
    """Administrators and coordinators see all; facilitators those of their cohorts; supervisors their people, by unit or by name; everyone the own.

    Reviewers see a cohort's figures, and nobody's name.
    """
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Placement.objects.all()
    seen = Q(enrolment__user=user)
    if hats.has(Role.FACILITATOR):
        seen |= Q(enrolment__cohort__in=_charged(user))
    if hats.has(Role.SUPERVISOR):
        seen |= Q(supervisor=user) | Q(work_unit__in=hats.unit_ids.get(Role.SUPERVISOR, frozenset()))
    return Placement.objects.filter(seen)


def sessions_visible_to(user: User) -> QuerySet[MonitoringSession]:
    """Administrators, coordinators and reviewers see all; facilitators those of their cohorts; participants those they are asked to; who opens one, that one."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER):
        return MonitoringSession.objects.all()
    mine = Enrolment.objects.filter(user=user, state__in=SEATED)
    seen = Q(group__isnull=True) & Q(Exists(mine.filter(cohort=OuterRef("cohort"))))
    seen |= Q(Exists(mine.filter(session_groups=OuterRef("group")))) | Q(host__user=user)
    if hats.has(Role.FACILITATOR):
        seen |= Q(cohort__in=_charged(user)) | Q(facilitator=user)
    return MonitoringSession.objects.filter(seen)


def constraints_visible_to(user: User) -> QuerySet[Constraint]:
    """Staff see those of the cohorts they see; participants those of their cohorts; who is to answer one sees it."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return Constraint.objects.all()
    seen = Q(assigned_to=user) | Q(cohort__in=Enrolment.objects.filter(user=user, state__in=SEATED).values("cohort"))
    if hats.has(Role.FACILITATOR, Role.REVIEWER):
        seen |= Q(cohort__in=cohorts_visible_to(user).values("pk"))
    return Constraint.objects.filter(seen)


def _charged(user: User) -> QuerySet[CohortFacilitator]:
    return CohortFacilitator.objects.valid().filter(user=user).values("cohort")  # type: ignore[return-value]
