"""The demo's field practice is in the middle of its weeks, with something of everything."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from fieldpractice.models import Disagreement, LogbookEntry, Placement, PlacementMove, PlacementPause, WeekConfirmation
from fieldpractice.queries.logbook import for_weeks, week_rows
from lms.demo import field_practice
from lms.people import clock
from lms.people.models import RoleAssignment, User
from tests.conftest import Cast
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit


@pytest.mark.django_db
def test_something_of_everything(cast: Cast) -> None:
    RoleAssignment.objects.update(valid_from=clock.today() - timedelta(days=300))
    monday = clock.today() - timedelta(days=clock.today().weekday())
    cohort = make_cohort(actor=cast.coordinator, starts_on=monday - timedelta(weeks=10))
    units = [cast.unit, *(make_unit() for _number in range(3))]
    for number in range(14):
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=units[number % 4])
    staff: dict[str, User] = {"koordinator": cast.coordinator}
    field_practice.build_practice(cohort=cohort, staff=staff, today=clock.today(), chance=Random(3))
    assert Placement.objects.count() == 14
    assert LogbookEntry.objects.count() > 200
    assert Disagreement.objects.filter(closed_at=None).count() == 1
    assert sorted(PlacementPause.objects.values_list("kind", flat=True)) == ["disaster", "leave"]
    assert PlacementMove.objects.count() == 1
    weeks = [row for one in for_weeks(Placement.objects.all()) for row in week_rows(one) if row.ended]
    spoken = [row for row in weeks if row.verdict]
    assert len(weeks) * 0.6 < len(spoken) < len(weeks)
    assert WeekConfirmation.objects.filter(actor=cast.supervisor).exists()
    assert any(row.waits for row in weeks)
