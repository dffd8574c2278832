"""Words with a fixed meaning in field practice, and which step leads where."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Service(IntegerChoices):
    """The eight adopted services of the kiosk, by the number of their SOP. English names as in the programme; the Indonesian wording is to be confirmed."""

    RECEPTION = 1, _("Receptionist services for employers and jobseekers")
    GUESTS = 2, _("Receptionist services for guests")
    INFORMATION = 3, _("Labour market information services")
    COUNSELLING = 4, _("Job counselling services")
    TRAINING = 5, _("Information services of vocational training and certification")
    EMPLOYERS = 6, _("Online services for employers")
    COMPLAINTS = 7, _("Direct complaint services")
    CALL_CENTRE = 8, _("Call centre complaint services")


class PauseKind(TextChoices):
    LEAVE = "leave", _("Leave")
    DISASTER = "disaster", _("Disaster")
    TRANSFER = "transfer", _("Transfer")
    OTHER = "other", _("Other")


class Verdict(TextChoices):
    """The supervisor's word on one week."""

    SEEN = "seen", _("Seen")
    NOT_SEEN = "not_seen", _("Not seen")
    DISAGREES = "disagrees", _("Disagrees")


class LinkState(TextChoices):
    """A supervisor's personal link. Only an open one opens anything."""

    OPEN = "open", _("Open")
    USED = "used", _("Used")
    REPLACED = "replaced", _("Replaced by a newer one")
    REVOKED = "revoked", _("Revoked")


class MailState(TextChoices):
    NONE = "none", _("Not by e-mail")
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")


class SessionState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class WorkState(TextChoices):
    """How far the work at Zoom for a session has come."""

    WAITING = "waiting", _("Waiting")
    DOING = "doing", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class WorkFailure(TextChoices):
    """Why the work at Zoom did not go well, in kinds that a person can act on."""

    UNREACHABLE = "unreachable", _("Zoom cannot be reached")
    TROUBLE = "trouble", _("Zoom has trouble of its own")
    LIMITED = "limited", _("Zoom’s limit of calls is reached")
    TOKEN = "token", _("Zoom refuses our credentials")
    SCOPE = "scope", _("The app at Zoom lacks a scope")
    HOST = "host", _("Zoom does not know the host")
    NO_HOST = "no_host", _("No host is chosen")
    NOT_CONFIGURED = "not_configured", _("No account of Zoom is set up")
    REFUSED = "refused", _("Zoom refuses the call")


class RegistrantState(TextChoices):
    ADDED = "added", _("Registered")
    REMOVED = "removed", _("Taken off")


class PresenceState(TextChoices):
    PRESENT = "present", _("Present")
    PARTLY = "partly", _("In part")
    EXCUSED = "excused", _("On leave")
    ABSENT = "absent", _("Absent")


class ConstraintKind(TextChoices):
    SYSTEM = "system", _("System")
    PROCEDURE = "procedure", _("Procedure")
    PEOPLE = "people", _("People")
    FACILITY = "facility", _("Facility")
    REGULATION = "regulation", _("Regulation")


class Severity(IntegerChoices):
    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


class ConstraintState(TextChoices):
    RAISED = "raised", _("Raised")
    DISCUSSED = "discussed", _("Discussed")
    ASSIGNED = "assigned", _("Material assigned")
    STRENGTHENED = "strengthened", _("Material strengthened")
    RESOLVED = "resolved", _("Resolved")


class ConstraintSource(TextChoices):
    PARTICIPANT = "participant", _("Participant")
    FACILITATOR = "facilitator", _("Facilitator")
    FORM = "form", _("Form LT-11")
    LOGBOOK = "logbook", _("Logbook")


# Everything that is still on somebody's hands.
OPEN_CONSTRAINTS = frozenset(
    {ConstraintState.RAISED, ConstraintState.DISCUSSED, ConstraintState.ASSIGNED, ConstraintState.STRENGTHENED}
)

_C = ConstraintState

# Which step leads where. A constraint is spoken of again, or given to somebody else, without leaving its state; one that is
# opened anew is raised once more.
CONSTRAINT_STEPS: dict[str, frozenset[str]] = {
    _C.RAISED: frozenset({_C.DISCUSSED, _C.ASSIGNED, _C.RESOLVED}),
    _C.DISCUSSED: frozenset({_C.DISCUSSED, _C.ASSIGNED, _C.RESOLVED}),
    _C.ASSIGNED: frozenset({_C.ASSIGNED, _C.STRENGTHENED, _C.RESOLVED}),
    _C.STRENGTHENED: frozenset({_C.ASSIGNED, _C.STRENGTHENED, _C.RESOLVED, _C.RAISED}),
    _C.RESOLVED: frozenset({_C.RAISED}),
}


class AnswerKind(TextChoices):
    """By what a constraint was answered."""

    MATERIAL = "material", _("Material")
    PROCEDURE = "procedure", _("Procedure")
    SYSTEM = "system", _("System")
    FACILITY = "facility", _("Facility")
    PEOPLE = "people", _("People")
    REGULATION = "regulation", _("Regulation")


class ActionState(TextChoices):
    OPEN = "open", _("Open")
    DOING = "doing", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class MinutesKind(TextChoices):
    """What a line of the minutes is."""

    NOTE = "note", _("Discussion")
    DECISION = "decision", _("Decision")
    QUESTION = "question", _("Open question")


class QueueState(TextChoices):
    """Where a constraint stands in the queue of one session; without a row it waits."""

    NOW = "now", _("Under discussion")
    POSTPONED = "postponed", _("Postponed")
    DISCUSSED = "discussed", _("Discussed")


# What somebody still has to do.
OPEN_ACTIONS = frozenset({ActionState.OPEN, ActionState.DOING})


class RowSource(TextChoices):
    """Where a row of participation comes from. The report wins over notifications."""

    WEBHOOK = "webhook", _("Notification")
    REPORT = "report", _("Report")
    CSV = "csv", _("CSV file")
    MANUAL = "manual", _("List by hand")


class MatchWay(TextChoices):
    """By what somebody in a meeting was recognised."""

    REGISTRANT = "registrant", _("Own link")
    ACCOUNT = "account", _("Zoom account")
    EMAIL = "email", _("E-mail")
    DECIDED = "decided", _("Decided by a person")
    MANUAL = "manual", _("Named by hand")
    STAFF = "staff", _("Staff")
    NOBODY = "nobody", _("Nobody of ours")
    UNKNOWN = "unknown", _("Not recognised")


class EventState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FOREIGN = "foreign", _("Another meeting")
    FAILED = "failed", _("Failed")


class ReportState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SETTLED = "settled", _("Complete")
    NONE = "none", _("No report")


class FileState(TextChoices):
    CHECKED = "checked", _("Checked")
    TAKEN = "taken", _("Brought in")
    DROPPED = "dropped", _("Given up")


class CellState(TextChoices):
    """How one week of one person stands, on the map of a cohort."""

    DONE = "done", _("Done")
    WAITING = "waiting", _("Waiting")
    RETURNED = "returned", _("Returned")
    LATE = "late", _("Late")
    PAUSED = "paused", _("Paused")
    RUNNING = "running", _("Going on")
    NOTHING = "nothing", _("Nothing due")
    COMING = "coming", _("To come")


class LhpkState(TextChoices):
    DRAFT = "draft", _("Draft")
    HANDED_IN = "handed_in", _("Handed in")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


# Who is next: the participant writes and hands in, the facilitator returns it or accepts it. What is accepted stays.
LHPK_STEPS: dict[str, frozenset[str]] = {
    LhpkState.DRAFT: frozenset({LhpkState.HANDED_IN}),
    LhpkState.HANDED_IN: frozenset({LhpkState.RETURNED, LhpkState.ACCEPTED}),
    LhpkState.RETURNED: frozenset({LhpkState.HANDED_IN}),
    LhpkState.ACCEPTED: frozenset(),
}
LHPK_WRITABLE = frozenset({LhpkState.DRAFT, LhpkState.RETURNED})


class LhpkSection(TextChoices):
    """The parts of the report that its writer types."""

    INTRODUCTION = "introduction", _("Introduction")
    DONE = "done", _("What I did")
    CONSTRAINTS = "constraints", _("Constraints and how they were met")
    LESSONS = "lessons", _("What was learned")
    PLAN = "plan", _("Plan for the time after")
