"""Placements, sessions and constraints for tests of other parts. The services that make them have tests of their own."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from courses.models import Cohort, Enrolment
from fieldpractice.enums import ConstraintKind, ConstraintSource
from fieldpractice.models import Constraint, LogbookEntry, MonitoringSession, Placement
from fieldpractice.weeks import ends_on
from lms.people.models import User

_count = itertools.count(1)

# A Monday.
FIRST_DAY = date(2026, 9, 7)


def make_placement(enrolment: Enrolment, *, actor: User, starts_on: date = FIRST_DAY, **fields: Any) -> Placement:
    """A placement in the unit of the enrolment."""
    return Placement.objects.create(
        enrolment=enrolment,
        work_unit=fields.pop("work_unit", enrolment.work_unit),
        starts_on=starts_on,
        ends_on=ends_on(starts_on),
        created_by=actor,
        **fields,
    )


def make_entry(placement: Placement, *, day: date = FIRST_DAY, service: int = 4, **fields: Any) -> LogbookEntry:
    """A line of the logbook: four hours of counselling, three people served."""
    values = {"served": 3, "hours": 4, "client_key": f"entry-{next(_count)}"} | fields
    return LogbookEntry.objects.create(placement=placement, day=day, service=service, **values)


def make_session(cohort: Cohort, *, actor: User, starts_at: datetime | None = None, **fields: Any) -> MonitoringSession:
    """A planned session of ninety minutes."""
    begins = starts_at or datetime(2026, 9, 18, 3, tzinfo=UTC)
    values = {"title": "Pemantauan", "ends_at": begins + timedelta(minutes=90), "field_week": 2} | fields
    return MonitoringSession.objects.create(cohort=cohort, starts_at=begins, created_by=actor, **values)


def make_constraint(enrolment: Enrolment, **fields: Any) -> Constraint:
    """A constraint raised by a participant."""
    values = {
        "title": "OTP tidak pernah masuk",
        "kind": ConstraintKind.SYSTEM,
        "source": ConstraintSource.PARTICIPANT,
        "service": 1,
        "client_key": f"constraint-{next(_count)}",
    } | fields
    return Constraint.objects.create(
        cohort=enrolment.cohort, raised_by=enrolment.user, enrolment=enrolment, work_unit=enrolment.work_unit, **values
    )
