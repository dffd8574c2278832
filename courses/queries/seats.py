"""How many seats are free, for a page; services count again under lock."""

from __future__ import annotations

from courses.enums import SEATED
from courses.models import Cohort, Enrolment


def free_seats(cohort: Cohort) -> int:
    """Return the seats that nobody has now."""
    return max(0, cohort.capacity - Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count())
