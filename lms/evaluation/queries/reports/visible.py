"""Which reports somebody may see. Lists, pages, papers and permissions all start here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import CohortFacilitator
from lms.evaluation.models import ProgrammeReport, ReportFile, ReportSection
from lms.files.models import StoredFile
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of


def reports_visible_to(user: User) -> QuerySet[ProgrammeReport]:
    """Administrators, coordinators and reviewers see all; facilitators those about a cohort of theirs, or with a section of theirs."""
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER):
        return ProgrammeReport.objects.all()
    if not hats.has(Role.FACILITATOR):
        return ProgrammeReport.objects.none()
    mine = CohortFacilitator.objects.valid().filter(user=user, cohort__reports=OuterRef("pk"))
    written = ReportSection.objects.filter(report=OuterRef("pk"), author=user)
    return ProgrammeReport.objects.filter(Q(Exists(mine)) | Q(Exists(written)))


def may_read_file(user: User, file: StoredFile) -> bool:
    """Who sent it, and who sees a report it goes with."""
    if file.owner_id == user.pk:
        return True
    return ReportFile.objects.filter(file=file, removed_at=None, report__in=reports_visible_to(user)).exists()
