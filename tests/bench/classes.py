"""A class of the cohort of the many that is under way, so that its people can scan and its board be watched."""

from __future__ import annotations

from datetime import timedelta

from courses.codes import code_at
from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort
from courses.services.meetings import MeetingPlan, cancel_meeting, plan_meeting
from lms.people import clock
from lms.people.models import User

TITLE = "Pertemuan bench"


def class_under_way(*, cohort: Cohort, actor: User) -> ClassMeeting | None:
    """Return the class that is open now, planned first when there is none yet; None on a day outside every stage."""
    now = clock.now()
    found = ClassMeeting.objects.filter(stage__cohort=cohort, title=TITLE, ends_at__gt=now)
    if not found.exists():
        stage = cohort.stages.filter(starts_on__lte=clock.today(), ends_on__gte=clock.today()).first()
        if stage is None:
            return None
        # Nothing else of the world's own day may be in the way.
        others = ClassMeeting.objects.filter(
            stage__cohort=cohort, starts_at__lt=now + timedelta(hours=5), ends_at__gt=now
        )
        for other in others.filter(state=MeetingState.PLANNED):
            cancel_meeting(actor=actor, meeting=other, reason="Diganti pertemuan bench")
        plan = MeetingPlan(
            stage=stage,
            title=TITLE,
            starts_at=now,
            ends_at=now + timedelta(hours=4),
            time_zone="Asia/Jakarta",
            online_url="https://rapat.example.org/bench",
        )
        plan_meeting(actor=actor, cohort=cohort, plan=plan)
    return found.first()


def code_now(meeting: ClassMeeting) -> str:
    """What stands on the trainer's screen in this moment."""
    return code_at(meeting.public_id, meeting.secret, clock.now())
