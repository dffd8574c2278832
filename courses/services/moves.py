"""Moving a cohort to a newer version of the curriculum."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cms.enums import VersionState
from cms.models import CurriculumVersion
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, VersionMove
from courses.queries.outline import outline_of
from courses.services.sums import keep_sums
from lms.people import audit
from lms.people.errors import Conflict, Refusal
from lms.people.models import User


@transaction.atomic
def move_cohort_to_version(*, actor: User, cohort: Cohort, version: CurriculumVersion, reason: str) -> VersionMove:
    """Pin a cohort to a newer published version of the same curriculum, with the reason.

    Lessons done stay done; one whose text changed shows as updated since it was read. JP counts as the new version has it,
    so a lesson that was taken out earns nothing any more. Raises Refusal for a version that does not fit, Conflict when
    the cohort was moved meanwhile (`cohort` carries the version that was compared with).
    """
    before = cohort.version
    _check(cohort, version, reason)
    if not Cohort.objects.filter(pk=cohort.pk, version=before).update(version=version):
        raise Conflict(
            _("The cohort was moved to another version meanwhile. Look at what changes now, then decide again.")
        )
    cohort.version = version
    row = VersionMove.objects.create(cohort=cohort, before=before, after=version, actor=actor, reason=reason.strip())
    # Locked, so that a lesson being marked meanwhile is counted, and counted by the new version.
    everybody = Enrolment.objects.select_for_update().filter(cohort=cohort).order_by("pk")
    keep_sums(list(everybody), outline_of(version.public_id, version.digest))
    changes = {"version": [str(before), str(version)], "reason": reason}
    audit.record(actor, "courses.cohort.move", cohort, changes)
    return row


def _check(cohort: Cohort, version: CurriculumVersion, reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Say why the cohort moves: the reason stays on record."))
    if cohort.state not in {CohortState.PLANNED, CohortState.OPEN}:
        raise Refusal(_("This cohort has ended: it keeps the version it learned with."))
    pinned = cohort.version
    fits = version.curriculum_id == pinned.curriculum_id and version.number > pinned.number
    if not fits or version.state != VersionState.PUBLISHED:
        raise Refusal(_("A cohort moves to a newer published version of the same curriculum only."))
