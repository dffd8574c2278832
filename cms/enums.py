"""Words with a fixed meaning: states and kinds of the parts of a version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


# The stages that a course can belong to; evaluation has no course.
COURSE_STAGES = [StageKind.ONLINE, StageKind.OFFLINE_1, StageKind.FIELD, StageKind.OFFLINE_2]


class SopSymbol(TextChoices):
    """The five symbols of PermenPAN-RB 35/2012; start and end share one."""

    START = "start", pgettext_lazy("SOP symbol", "Start")
    PROCESS = "process", _("Process")
    DECISION = "decision", _("Decision")
    CONNECTOR = "connector", _("Connector")
    OFFPAGE = "offpage", _("Off-page connector")
    END = "end", pgettext_lazy("SOP symbol", "End")


class NoteTone(TextChoices):
    INFO = "info", _("Information")
    WARN = "warn", _("Warning")
    PRACTICE = "practice", _("Practice")


class Lane(TextChoices):
    """Where a business process runs: the swimlanes of the source diagram."""

    SISNAKER = "sisnaker", "SISNAKER"
    LPK = "lpk", "LPK"
    KIOS = "kios", "KIOS"


class ChangeKind(TextChoices):
    """What became of a lesson between two versions."""

    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Moved")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")


# What may become of a version. Published text never changes: there is no way back to draft.
TRANSITIONS: dict[str, frozenset[str]] = {
    VersionState.DRAFT: frozenset({VersionState.IN_REVIEW}),
    VersionState.IN_REVIEW: frozenset({VersionState.PUBLISHED, VersionState.DRAFT}),
    VersionState.PUBLISHED: frozenset({VersionState.RETIRED}),
    VersionState.RETIRED: frozenset(),
}
# States in which newer revisions of the pages may still be taken in.
OPEN_STATES = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW})


class ImportOutcome(TextChoices):
    """What an import does, or would do, to one thing."""

    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved")
    REMOVED = "removed", _("Removed")
    UNCHANGED = "unchanged", _("Unchanged")
