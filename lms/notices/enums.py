"""How somebody is told, and how far a message has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """What somebody chose for a kind of notice. On screen it always stands."""

    MAIL = "mail", _("E-mail at once")
    DIGEST = "digest", _("In the daily summary")
    SCREEN = "screen", _("On screen only")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    WITHDRAWN = "withdrawn", _("Taken back")


class NoticeGroup(TextChoices):
    """Under which heading a kind of notice stands, in this order."""

    ENROLMENT = "enrolment", _("Enrolment")
    LEARNING = "learning", _("Learning")
    CLASS = "class", _("Classes")
    TASK = "task", _("Tasks and assessment")
    GRADING = "grading", _("Grading")
    FIELD = "field", _("Field practice")
    REVIEW = "review", _("Reviews")
    ANNOUNCEMENT = "announcement", _("Announcements")
    ACCOUNT = "account", _("Account")


# What waits or was not delivered yet.
UNSENT = (DeliveryState.WAITING, DeliveryState.FAILED)
