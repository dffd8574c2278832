"""What stands in calendars of field practice: the first and the last day of one's own placement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import SEATED, CohortState, EnrolmentState
from fieldpractice.models import Placement
from lms.notices.registry import CalendarEvent
from lms.people.models import User

AT, LASTS = time(8), timedelta(hours=1)


def events(user: User) -> Iterator[CalendarEvent]:
    """Yield the first and the last day of the practice, moved by pauses, called off for who left the cohort. One query."""
    states = [*SEATED, EnrolmentState.WITHDRAWN]
    rows = Placement.objects.filter(enrolment__user=user, enrolment__state__in=states)
    for one in rows.select_related("work_unit", "enrolment__cohort"):
        off = one.enrolment.state == EnrolmentState.WITHDRAWN or one.enrolment.cohort.state == CohortState.CANCELLED
        for name, day, title in (
            ("first", one.starts_on, _("First day of field practice")),
            ("last", one.ends_on, _("Last day of field practice")),
        ):
            yield _event(one, name, day, title, off=off)


def _event(one: Placement, name: str, day: date, title: str, *, off: bool) -> CalendarEvent:
    starts_at = datetime.combine(day, AT, ZoneInfo(one.time_zone))
    return CalendarEvent(
        uid=f"placement-{one.public_id}-{name}",
        sequence=one.sequence + off,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        zone=one.time_zone,
        where=str(one.work_unit),
        url=reverse("fieldpractice:logbook"),
        description=str(one.enrolment.cohort),
        cancelled=off,
    )
