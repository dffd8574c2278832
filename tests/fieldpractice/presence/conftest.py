"""A cohort, a session with a meeting at Zoom, and three people asked to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Cohort, Enrolment
from fieldpractice.models import MonitoringSession, ZoomHost
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import START, make_cohort, make_enrolment
from tests.factories.fieldpractice import make_session
from tests.fieldpractice.zoom.standin import standin

__all__ = ["standin"]

BEGINS = datetime(2026, 9, 18, 3, tzinfo=UTC)
ENDS = BEGINS + timedelta(minutes=90)
ZOOM_ID = 81_234_567_890


def minute(number: float) -> datetime:
    """An instant so many minutes after the session's beginning."""
    return BEGINS + timedelta(minutes=number)


@dataclass
class Meet:
    """A session and who is asked to it."""

    session: MonitoringSession
    ratna: Enrolment
    sari: Enrolment
    tono: Enrolment

    @property
    def people(self) -> list[Enrolment]:
        return [self.ratna, self.sari, self.tono]


@pytest.fixture(autouse=True)
def after_the_session() -> Iterator[None]:
    with clock.at(minute(100)):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    cohort = make_cohort(actor=cast.coordinator)
    cohort.facilitators.create(user=cast.facilitator, valid_from=START)
    return cohort


@pytest.fixture
def meet(cast: Cast, cohort: Cohort) -> Meet:
    people = [
        make_enrolment(
            actor=cast.coordinator, cohort=cohort, name=name, email=f"{name.split()[0].lower()}@example.test"
        )
        for name in ("Ratna Dewi", "Sari Utami", "Tono Wijaya")
    ]
    host = ZoomHost.objects.create(programme=cohort.programme, name="Akun 1", email="host@example.test")
    session = make_session(
        cohort, actor=cast.coordinator, starts_at=BEGINS, host=host, facilitator=cast.facilitator, zoom_id=ZOOM_ID
    )
    return Meet(session, *people)
