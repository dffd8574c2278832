"""Who sees which candidate units. Whose report one may read, its replication one may read too (`queries.reports.visible`)."""

from __future__ import annotations

from django.db.models import QuerySet

from lms.evaluation.models import CandidateUnit
from lms.evaluation.queries.reports.visible import reports_visible_to
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.rules import STAFF


def candidates_visible_to(user: User) -> QuerySet[CandidateUnit]:
    """Those of the reports one may read; for a unit contact the own units that are on a list."""
    hats = hats_of(user)
    seen = CandidateUnit.objects.none()
    if hats.has(*STAFF):
        seen = CandidateUnit.objects.filter(report__in=reports_visible_to(user).values("pk"))
    units = hats.unit_ids.get(Role.UNIT_CONTACT, frozenset())
    return seen | CandidateUnit.objects.filter(work_unit__in=units, removed_at__isnull=True) if units else seen
