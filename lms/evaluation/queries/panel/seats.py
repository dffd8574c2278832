"""Who may be given a seat on a panel."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.models import Cohort
from lms.evaluation.models import PanelMember
from lms.people.enums import Role
from lms.people.models import RoleAssignment, User


def who_may_sit(cohort: Cohort) -> QuerySet[User]:
    """Return the reviewers of today without a seat on this panel, by name."""
    held = RoleAssignment.objects.valid().filter(role=Role.REVIEWER).exclude(column="")
    seated = PanelMember.objects.filter(cohort=cohort, ended_at__isnull=True).values("user")
    rows = User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk__in=seated)
    return rows.select_related("work_unit").order_by("name", "pk")
