"""Who may read the letters of classes: those that appoint trainers, and those that excuse somebody."""

from __future__ import annotations

from courses.models import AttendanceCorrection, MeetingTrainer
from courses.rules import organises, teaches
from lms.files.models import StoredFile
from lms.people.models import User

APPOINTMENT, EXCUSE = "class_appointment", "class_excuse"


def may_read_appointment(user: User, file: StoredFile) -> bool:
    """Who sent it, organisers, and the trainers of the class it belongs to."""
    if file.owner_id == user.pk or organises(user):
        return True
    rows = MeetingTrainer.objects.filter(letter=file).select_related("meeting__stage__cohort")
    return any(teaches(user, row.meeting) for row in rows)


def may_read_excuse(user: User, file: StoredFile) -> bool:
    """Who sent it, organisers, the trainers of the class, and the person it excuses."""
    if file.owner_id == user.pk or organises(user):
        return True
    rows = AttendanceCorrection.objects.filter(letter=file).select_related("meeting__stage__cohort", "enrolment")
    return any(row.enrolment.user_id == user.pk or teaches(user, row.meeting) for row in rows)
