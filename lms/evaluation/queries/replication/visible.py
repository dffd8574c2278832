"""Who sees the replication of a report, and which candidate units. Lists, pages, exports and permissions all start here."""

from __future__ import annotations

from django.db.models import QuerySet

from lms.evaluation.models import CandidateUnit, ProgrammeReport
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.rules import STAFF


def reports_with_replication(user: User) -> QuerySet[ProgrammeReport]:
    """Everybody who takes part in the programme reads what every report says of replication; others nothing."""
    if hats_of(user).has(*STAFF):
        return ProgrammeReport.objects.all()
    return ProgrammeReport.objects.none()


def candidates_visible_to(user: User) -> QuerySet[CandidateUnit]:
    """All candidate units for those who take part in the programme; for a unit contact the own units that are on a list."""
    hats = hats_of(user)
    if hats.has(*STAFF):
        return CandidateUnit.objects.all()
    units = hats.unit_ids.get(Role.UNIT_CONTACT, frozenset())
    return CandidateUnit.objects.filter(work_unit__in=units, removed_at__isnull=True)
