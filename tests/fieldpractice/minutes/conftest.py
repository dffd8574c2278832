"""A cohort in the field: two sessions, the first held, two participants of two units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from courses.models import Cohort, Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.enums import PresenceState, SessionState
from fieldpractice.models import MonitoringSession, Presence
from lms.people import clock
from tests.conftest import Cast
from tests.factories.courses import DURING, make_cohort, make_enrolment
from tests.factories.fieldpractice import make_session
from tests.factories.people import make_unit

NOW = datetime(2026, 9, 18, 3, 30, tzinfo=UTC)


@dataclass
class Field:
    """`first` was held two weeks before `session`, which is under way; `ayu` came to it, `bima` did not."""

    cohort: Cohort
    first: MonitoringSession
    session: MonitoringSession
    ayu: Enrolment
    bima: Enrolment


@pytest.fixture(autouse=True)
def during_the_session() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def field(cast: Cast) -> Field:
    actor = cast.coordinator
    with clock.at(DURING):
        cohort = make_cohort(actor=actor)
        units = {"Ayu": cast.unit, "Bima": make_unit(code="FAR")}
        people = [make_enrolment(actor=actor, cohort=cohort, name=name, work_unit=unit) for name, unit in units.items()]
    add_facilitator(actor=actor, cohort=cohort, user=cast.facilitator)
    begins = NOW - timedelta(minutes=30)
    first = make_session(
        cohort, actor=actor, starts_at=begins - timedelta(days=14), title="Pemantauan 1", state=SessionState.HELD,
        facilitator=cast.facilitator,
    )  # fmt: skip
    session = make_session(
        cohort, actor=actor, starts_at=begins, title="Pemantauan 2", facilitator=cast.facilitator,
        agenda="Kabar dari unit\nKendala\nRencana tindak lanjut",
    )  # fmt: skip
    Presence.objects.create(session=first, enrolment=people[0], state=PresenceState.PRESENT, seconds=5000)
    Presence.objects.create(session=first, enrolment=people[1], state=PresenceState.ABSENT)
    Presence.objects.create(session=session, enrolment=people[0], state=PresenceState.PRESENT, seconds=5400)
    return Field(cohort, first, session, *people)
