"""Words with a fixed meaning in the evaluation, and which step leads where."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntegerChoices):
    """Kirkpatrick's four levels."""

    REACTION = 1, _("Level 1: reaction")
    LEARNING = 2, _("Level 2: learning")
    BEHAVIOUR = 3, _("Level 3: behaviour")
    RESULTS = 4, _("Level 4: results")


class Audience(TextChoices):
    """Who answers a survey."""

    PARTICIPANTS = "participants", _("Participants")
    FACILITATORS = "facilitators", _("Facilitators")
    SUPERVISORS = "supervisors", _("Supervisors")
    CLIENTS = "clients", _("Clients of the kiosk")


class ItemKind(TextChoices):
    """How a question of a survey is answered (`lms.evaluation.items`)."""

    SCALE = "scale", _("Scale")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Several of several")
    MATRIX = "matrix", _("Matrix")
    NUMBER = "number", _("A number")
    TEXT = "text", _("Text")
    AUTO = "auto", _("From the system")


class Privacy(TextChoices):
    """Declared before a survey opens; never changes."""

    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential")


class RunState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


RUN_TRANSITIONS: dict[str, frozenset[str]] = {
    RunState.PLANNED: frozenset({RunState.OPEN}),
    RunState.OPEN: frozenset({RunState.CLOSED}),
    RunState.CLOSED: frozenset(),
}


class LinkMail(TextChoices):
    """How far the mail with a personal link has come."""

    NONE = "none", _("No e-mail")
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")


class EvaluationState(TextChoices):
    """How far the evaluation of one participant has come."""

    OPEN = "open", _("Being scored")
    LOCKED = "locked", _("Locked")
    RELEASED = "released", _("Released")


class EvaluationStep(TextChoices):
    """What happened to an evaluation."""

    LOCKED = "locked", _("Locked")
    RELEASED = "released", _("Released")
    REOPENED = "reopened", _("Opened again")


class ScoreRound(TextChoices):
    """How a score of the panel came about."""

    ALONE = "alone", _("Given alone")
    MEETING = "meeting", _("Revised in the meeting")


class ConflictStep(TextChoices):
    """What an evaluator says of a conflict of interest; the newest counts."""

    DECLARED = "declared", _("Declared")
    LIFTED = "lifted", _("Taken back")


class ExceptionStep(TextChoices):
    """Whether somebody is excused from a component; the newest counts."""

    EXCUSED = "excused", _("Excused")
    LIFTED = "lifted", _("No longer excused")


class ObjectionVerdict(TextChoices):
    """How an objection was decided."""

    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")


class CertificateState(TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced by a newer one")


class CertificateStep(TextChoices):
    """What happened to a certificate; each step is a row that stays."""

    ISSUED = "issued", _("Issued")
    REISSUED = "reissued", _("Issued anew")
    SIGNED = "signed", _("Signed copy added")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


class RevokeCause(TextChoices):
    """Why a certificate does not hold any more: what the public page says. The reason in words stays inside."""

    MISTAKE = "mistake", _("Issued by mistake")
    RESULT = "result", _("The result was changed")
    CONDUCT = "conduct", _("Breach of the rules of the training")
    OTHER = "other", _("Another reason")


class JobKind(TextChoices):
    ISSUE = "issue", _("Issuing certificates")
    ARCHIVE = "archive", _("All certificates in one file")


class JobState(TextChoices):
    """How far a work of the worker has come. Stopped: it failed several times, and a person decides whether to try again."""

    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class ReportState(TextChoices):
    DRAFT = "draft", _("Being drafted")
    IN_REVIEW = "in_review", _("In review")
    FINAL = "final", _("Final")


class ReportedBy(TextChoices):
    """From where a unit's figures came."""

    FORM = "form", _("Typed in")
    IMPORT = "import", _("From a file")


REPORT_STEPS: dict[str, frozenset[str]] = {
    ReportState.DRAFT: frozenset({ReportState.IN_REVIEW}),
    ReportState.IN_REVIEW: frozenset({ReportState.DRAFT, ReportState.FINAL}),
    # A final report is taken up again with a reason; what was final stays on record.
    ReportState.FINAL: frozenset({ReportState.DRAFT}),
}


class SectionKind(TextChoices):
    """What a section of the report is about."""

    OPENING = "opening", _("Opening")
    CRITERION = "criterion", _("By criterion")
    ACTIVITY = "activity", _("By activity")
    CLOSING = "closing", _("Closing")


class ReplicationChoice(TextChoices):
    """What the programme recommends."""

    REPLICATE = "replicate", _("Replicate")
    WITH_CHANGES = "with_changes", _("Replicate with changes")
    PILOT_AGAIN = "pilot_again", _("Pilot again")
    DO_NOT = "do_not", _("Do not replicate")


class PackState(TextChoices):
    """How far the making of a replication pack has come."""

    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class PackImportState(TextChoices):
    """How far a pack from elsewhere has come."""

    WAITING = "waiting", _("Being checked")
    REFUSED = "refused", _("Cannot be brought in")
    CHECKED = "checked", _("Waits for your word")
    CONFIRMED = "confirmed", _("Being taken in")
    DONE = "done", _("Taken in")
    DROPPED = "dropped", _("Given up")


class Direction(TextChoices):
    """On which side of its threshold a criterion is met. A threshold reached exactly is reached."""

    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")


class Finding(TextChoices):
    """What the evidence says of a criterion."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    UNCLEAR = "unclear", _("Cannot be told")


class Element(TextChoices):
    """What a unit needs before it runs the course itself."""

    KIOSK = "kiosk", _("Kiosk")
    PEOPLE = "people", _("People")
    EQUIPMENT = "equipment", _("Equipment")
    CONNECTION = "connection", _("Connection")


class Readiness(TextChoices):
    READY = "ready", _("Ready")
    PARTLY = "partly", _("Partly ready")
    NOT_READY = "not_ready", _("Not ready")


class CostKind(TextChoices):
    TRAINERS = "trainers", _("Facilitators and resource persons")
    TRAVEL = "travel", _("Travel")
    VENUE = "venue", _("Venue and meals")
    MATERIALS = "materials", _("Materials")
    PLATFORM = "platform", _("Platform and connection")
    OTHER = "other", pgettext_lazy("kind of cost", "Other")
