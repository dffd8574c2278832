"""Words with a fixed meaning: states and kinds of the parts of a version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ItemKind(TextChoices):
    COURSE = "course", _("Course")
    MODULE = "module", _("Module")
    LESSON = "lesson", _("Lesson")


class StageKind(TextChoices):
    """The five stages of a cohort; a course belongs to one of the first four."""

    ONLINE = "online", _("Online")
    OFFLINE_1 = "offline_1", _("Offline 1")
    FIELD = "field", _("Field practice")
    OFFLINE_2 = "offline_2", _("Offline 2")
    EVALUATION = "evaluation", _("Evaluation")
