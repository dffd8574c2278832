"""Classes for tests: on the first day of the first in-person stage, in the venue's zone. They come about through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cms.enums import StageKind
from courses.models import ClassMeeting, Cohort
from courses.services.meetings import MeetingPlan, add_trainer, plan_meeting
from lms.people.models import User
from tests.factories.courses import START

# The Monday after the three weeks online.
FIRST = START + timedelta(days=21)
WITA = "Asia/Makassar"


def at(hour: int, minute: int = 0, *, on: date = FIRST, zone: str = WITA, second: int = 0) -> datetime:
    """An instant by the clocks of the venue."""
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=ZoneInfo(zone))


def make_plan(cohort: Cohort, **fields: Any) -> MeetingPlan:
    """08.00 to 12.00 WITA on the first day, unless said otherwise with `begins`, `ends`, `on`, `zone`."""
    zone, on = fields.pop("zone", WITA), fields.pop("on", FIRST)
    begins, ends = fields.pop("begins", (8, 0)), fields.pop("ends", (12, 0))
    kind = fields.pop("kind", StageKind.OFFLINE_1)
    defaults: dict[str, Any] = {
        "stage": cohort.stages.get(kind=kind),
        "title": "Konseling kerja",
        "starts_at": at(*begins, on=on, zone=zone),
        "ends_at": at(*ends, on=on, zone=zone),
        "time_zone": zone,
        "jp": 5,
        "venue": "Aula BPVP Makassar",
    }
    return MeetingPlan(**{**defaults, **fields})


def make_meeting(*, actor: User, cohort: Cohort, trainer: User | None = None, **fields: Any) -> ClassMeeting:
    """A planned class, with a trainer when one is given."""
    meeting = plan_meeting(actor=actor, cohort=cohort, plan=make_plan(cohort, **fields))
    if trainer:
        add_trainer(actor=actor, meeting=meeting, user=trainer, letter_number="B-12/BPVP/2026")
    return ClassMeeting.objects.select_related("stage__cohort__version").get(pk=meeting.pk)
