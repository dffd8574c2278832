"""Whose results somebody may read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from courses.models import CohortFacilitator
from lms.evaluation.models import SurveyRun
from lms.evaluation.subjects import about, about_nobody
from lms.people.enums import Role
from lms.people.models import User
from lms.people.roles import hats_of


def results_visible_to(user: User) -> QuerySet[SurveyRun]:
    """Administrators and coordinators read all; reviewers all but those about one person; facilitators those of their cohorts,
    and of those about one person only the own. A class that one person taught alone is about that person.

    Nobody else: who is asked learns what came of it from the report, not from this page.
    """
    hats = hats_of(user)
    if hats.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        return SurveyRun.objects.all()
    seen = Q(pk__in=[])
    if hats.has(Role.REVIEWER):
        seen |= about_nobody()
    if hats.has(Role.FACILITATOR):
        theirs = Q(cohort__in=CohortFacilitator.objects.valid().filter(user=user).values("cohort"))
        seen |= theirs & (about_nobody() | about(user))
    return SurveyRun.objects.filter(seen)


def for_page(user: User) -> QuerySet[SurveyRun]:
    """Return the same with what every page of results shows."""
    return results_visible_to(user).select_related("version__questionnaire", "cohort__version", "before__version")
