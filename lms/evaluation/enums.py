"""Words with a fixed meaning in the evaluation, and which step leads where."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


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


class Privacy(TextChoices):
    """Declared before a survey opens; never changes."""

    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential")


class RunState(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class EvaluationState(TextChoices):
    """How far the evaluation of one participant has come."""

    OPEN = "open", _("Being scored")
    LOCKED = "locked", _("Locked")
    RELEASED = "released", _("Released")


class CertificateState(TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced by a newer one")


class ReportState(TextChoices):
    DRAFT = "draft", _("Being drafted")
    IN_REVIEW = "in_review", _("In review")
    FINAL = "final", _("Final")


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
