"""Words with a fixed meaning: roles, columns of the matrix, kinds of unit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Column(TextChoices):
    """The eight columns of the matrix of work unit roles, in the order of the source document."""

    PASKER = "PASKER", _("Labor Market Center")
    PTKDN = "PTKDN", _("Dir. PTKDN")
    BPK = "BPK", _("Dir. Employment Officers")
    LATVOGAN_INTALA = "LATVOGAN_INTALA", _("Dir. Latvogan / Dir. Intala")
    LEMLATVOK = "LEMLATVOK", _("Dir. Training Institutions")
    SETDITJEN = "SETDITJEN", _("Secretariat DG Binalavotas")
    BALAI = "BALAI", _("BBPVP / BPVP")
    ILO = "ILO", _("ILO-Jakarta")


class Role(TextChoices):
    """What somebody may be asked to do. Being a participant is not a role: it is an enrolment."""

    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    FACILITATOR = "facilitator", _("Facilitator")
    REVIEWER = "reviewer", _("Reviewer")
    SUPERVISOR = "supervisor", _("Direct supervisor")
    UNIT_CONTACT = "unit_contact", _("Unit contact")


# The hat of somebody who is enrolled, beside the roles above.
PARTICIPANT = "participant"

# What people agree to when they take up their account; recordings ask for themselves, where one joins.
CONSENT_PURPOSE = "personal-data"

# Roles that can see or decide about other people need a second factor (docs/decisions).
SECOND_FACTOR_ROLES = frozenset(
    {Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER, Role.UNIT_CONTACT}
)

# Roles that write or moderate in the editor.
EDITING_ROLES = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR})

# The demo's accounts. They open no door where settings.PADAN_DEMO is false.
DEMO_DOMAIN = "@demo.test"
DEMO_PHRASE = "latihan-2026"


class UnitKind(TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    BBPVP = "bbpvp", "BBPVP"
    BPVP = "bpvp", "BPVP"
    SATPEL = "satpel", "Satpel"
    WORKSHOP = "workshop", "Workshop"


class Evidence(TextChoices):
    """How sure we are of a row of the programme's own data."""

    SOURCE = "source", _("From the source document")
    INFERRED = "inferred", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")


class Language(TextChoices):
    ID = "id", _("Indonesian")
    EN = "en", _("English")


class InvitationState(TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")


OPEN_INVITATION = (InvitationState.WAITING, InvitationState.SENT, InvitationState.FAILED)
