"""How many seats are free, for a page; services count again under lock."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from courses.enums import SEATED
from courses.models import Cohort, Enrolment, EnrolmentEvent


def free_seats(cohort: Cohort) -> int:
    """Return the seats that nobody has now."""
    return max(0, cohort.capacity - Enrolment.objects.filter(cohort=cohort, state__in=SEATED).count())


def left_after(moment: datetime) -> Exists:
    """Whether an enrolment had a seat at this moment and gave it up later."""
    steps = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk"), before__in=SEATED, at__gt=moment)
    return Exists(steps.exclude(after__in=SEATED))


def came_after(moment: datetime) -> Exists:
    """Whether an enrolment got its seat at this moment or later: what was before then had nothing to do with it."""
    steps = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk"), after__in=SEATED, at__gte=moment)
    return Exists(steps.exclude(before__in=SEATED))
