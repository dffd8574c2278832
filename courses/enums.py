"""Words with a fixed meaning: states of a cohort and of an enrolment, and which step leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CohortState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Running")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


class StageMode(TextChoices):
    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    WORKPLACE = "workplace", _("At the own unit")


class ImportState(TextChoices):
    WAITING = "waiting", _("Being checked")
    CHECKED = "checked", _("Checked")
    CONFIRMED = "confirmed", _("Being brought in")
    DONE = "done", _("Brought in")
    REFUSED = "refused", _("Refused")
    DROPPED = "dropped", _("Given up")


class RowState(TextChoices):
    NEW = "new", _("New person")
    KNOWN = "known", _("Already has an account")
    LISTED = "listed", _("Already on the list")
    FAULTY = "faulty", _("To be corrected")
    TAKEN = "taken", _("Brought in")


class EnrolmentState(TextChoices):
    NOMINATED = "nominated", _("Nominated")
    WAITLISTED = "waitlisted", _("On the waiting list")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    NOT_COMPLETED = "not_completed", _("Not completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = EnrolmentState
TRANSITIONS: dict[str, frozenset[str]] = {
    S.NOMINATED: frozenset({S.ACCEPTED, S.WAITLISTED, S.DECLINED}),
    S.WAITLISTED: frozenset({S.ACCEPTED, S.WITHDRAWN, S.DECLINED}),
    S.ACCEPTED: frozenset({S.ACTIVE, S.WITHDRAWN}),
    S.ACTIVE: frozenset({S.COMPLETED, S.NOT_COMPLETED, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.COMPLETED: frozenset(),
    S.NOT_COMPLETED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
# States that take a seat of the cohort.
SEATED = frozenset({S.ACCEPTED, S.ACTIVE, S.COMPLETED, S.NOT_COMPLETED})
# States in which somebody may read the course.
LEARNING = frozenset({S.ACTIVE, S.COMPLETED, S.NOT_COMPLETED})


class MeetingState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class TrainerPart(TextChoices):
    TRAINER = "trainer", _("Facilitator")
    RESOURCE = "resource", _("Resource person")


class ScanWay(TextChoices):
    CODE = "code", _("Code scanned")
    TAP = "tap", _("Name tapped by the trainer")
    BADGE = "badge", _("Badge")
    OFFLINE = "offline", _("Tapped without a line")


class AttendanceState(TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    HALF = "half", _("Half")
    EXCUSED = "excused", _("On leave")
    ABSENT = "absent", _("Absent")


# Attendance that earns the whole JP of the class; half earns half of it.
EARNING = frozenset({AttendanceState.PRESENT, AttendanceState.LATE})


class RiskStep(TextChoices):
    """What somebody in charge did about a person at risk."""

    CALLED = "called", _("Called")
    MESSAGE = "message", _("Sent a message")
    VISITED = "visited", _("Visited")
    SUPERIOR = "superior", _("Spoke with the supervisor")
    OTHER = "other", _("Something else")
