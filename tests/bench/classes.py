"""A class of the cohort of the many that is under way, so that its people can scan and its board be watched."""

from __future__ import annotations

from datetime import datetime, timedelta

from courses.codes import code_at
from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort
from courses.services.meetings import MeetingPlan, cancel_meeting, plan_meeting
from lms.people import clock
from lms.people.models import User

TITLE = "Pertemuan bench"
HOURS = timedelta(hours=4)


def class_under_way(*, cohort: Cohort, actor: User) -> ClassMeeting | None:
    """Return the class that is open now, planned first when there is none yet; None on a day outside every stage."""
    now, today = clock.now(), clock.today()
    found = ClassMeeting.objects.filter(stage__cohort=cohort, title=TITLE, ends_at__gt=now)
    stage = cohort.stages.filter(starts_on__lte=today, ends_on__gte=today).first()
    if stage is not None and not found.exists():
        _clear(cohort, now, actor)
        plan = MeetingPlan(
            stage=stage,
            title=TITLE,
            starts_at=now,
            ends_at=now + HOURS,
            time_zone="Asia/Jakarta",
            online_url="https://rapat.example.org/bench",
        )
        plan_meeting(actor=actor, cohort=cohort, plan=plan)
    return found.first()


def _clear(cohort: Cohort, now: datetime, actor: User) -> None:
    """Nothing else of the world's own day may be in the way."""
    others = ClassMeeting.objects.filter(stage__cohort=cohort, starts_at__lt=now + HOURS, ends_at__gt=now)
    for other in others.filter(state=MeetingState.PLANNED):
        cancel_meeting(actor=actor, meeting=other, reason="Diganti pertemuan bench")


def code_now(meeting: ClassMeeting) -> str:
    """What stands on the trainer's screen in this moment."""
    return code_at(meeting.public_id, meeting.secret, clock.now())
