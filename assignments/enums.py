"""Words with a fixed meaning: kinds of questions and fields, and the states of what people hand in and what is graded."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionKind(TextChoices):
    ONE = "one", _("One choice")
    SEVERAL = "several", _("Several choices")
    TRUE_FALSE = "true_false", _("True or false")
    MATCHING = "matching", _("Matching pairs")
    ORDERING = "ordering", _("Putting in order")
    NUMERIC = "numeric", _("A number")
    SHORT = "short", _("Short text")
    ESSAY = "essay", _("Essay")
    SCENARIO = "scenario", _("Case with questions")


class QuizKind(TextChoices):
    PRE_TEST = "pre_test", _("Pre-test")
    POST_TEST = "post_test", _("Post-test")
    PRACTICE = "practice", _("Practice quiz")
    TEST = "test", _("Test")


class QuizState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Set")
    CLOSED = "closed", _("Closed")


class ReviewMoment(TextChoices):
    """When somebody sees right answers and feedback."""

    AFTER_HAND_IN = "after_hand_in", _("After handing in")
    AFTER_CLOSE = "after_close", _("After the test closes")
    NEVER = "never", _("Never: only the score")


class AttemptState(TextChoices):
    OPEN = "open", _("Under way")
    HANDED_IN = "handed_in", _("Handed in, essays to be graded")
    MARKED = "marked", _("Marked")


class HandedInBy(TextChoices):
    PERSON = "person", _("By the participant")
    TIME = "time", _("By the clock: the time had run out")
    CLOSING = "closing", _("By the closing of the test")


class CaseKind(TextChoices):
    CANDIDATES = "candidates", _("Candidates for a vacancy")
    VACANCIES = "vacancies", _("Vacancies for a jobseeker")


class Decision(TextChoices):
    """What an officer does with the vacancy (or the jobseeker's request) that a case is about, from mildest to strictest."""

    GO = "go", _("Go on with it")
    FIX = "fix", _("Have it put right first")
    HOLD = "hold", _("Hold it: refer nobody")


class ConstraintRule(TextChoices):
    REFUSE = "refuse", _("These cards must not be referred")
    KEEP = "keep", _("These cards must not be refused")
    DECISION = "decision", _("The decision must be one of these")


class FieldType(TextChoices):
    """Every type of field a task form can have."""

    AUTO = "auto", _("Filled in by the system")
    DATE = "date", _("Date")
    TIME = "time", _("Time")
    MONTH = "month", _("Month")
    DURATION = "duration", _("Duration")
    NUMBER = "number", _("A number")
    CURRENCY = "currency", _("Amount in rupiah")
    SELECT = "select", _("One choice")
    MULTISELECT = "multiselect", _("Several choices")
    TAGS = "tags", _("Keywords")
    BOOL = "bool", _("Yes or no")
    SCALE = "scale", _("Scale")
    TEXT = "text", _("Short text")
    TEXTAREA = "textarea", _("Long text")
    TABLE = "table", _("Table with rows")
    FILE = "file", _("File or photo")
    REF = "ref", _("Another form of mine")
    APPROVAL = "approval", _("Approval by the supervisor")


class FormState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class TaskState(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Set")
    CLOSED = "closed", _("Closed")


class SubmissionState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Handed in")
    RETURNED = "returned", _("Returned for improvement")
    ACCEPTED = "accepted", _("Accepted")


class WorkKind(TextChoices):
    FORM = "form", _("Task form")
    ESSAY = "essay", _("Essay")
    MATCHING = "matching", _("Matching case")


class WorkState(TextChoices):
    WAITING = "waiting", _("To be graded")
    RETURNED = "returned", _("Returned for improvement")
    GRADED = "graded", _("Graded, not released")
    RELEASED = "released", _("Released")


class Marking(TextChoices):
    FIRST = "first", _("First marking")
    SECOND = "second", _("Second marking")
    AGREED = "agreed", _("Agreed")


class RegradeState(TextChoices):
    ASKED = "asked", _("Asked")
    CHANGED = "changed", _("Grade changed")
    UPHELD = "upheld", _("Grade upheld")


class AllocationMode(TextChoices):
    """Who new work on the desk goes to."""

    OPEN = "open", _("Whoever takes it")
    BY_UNIT = "by_unit", _("The grader of the work unit")
    EVEN = "even", _("The grader with the least waiting")


class ColumnKind(TextChoices):
    """What a column of the gradebook stands for."""

    TASK = "task", _("Tasks")
    QUIZ = "quiz", _("Quizzes")
    EXERCISE = "exercise", _("Matching exercises")


class ExceptionKind(TextChoices):
    EXCUSED = "excused", _("Excused")
    LIFTED = "lifted", _("No longer excused")


S = SubmissionState
SUBMISSION_STEPS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.RETURNED, S.ACCEPTED}),
    S.RETURNED: frozenset({S.SUBMITTED}),
    S.ACCEPTED: frozenset(),
}


class Standing(TextChoices):
    """How one participant stands with one task as a whole, however many forms it asks for."""

    DONE = "done", _("Accepted")
    WAITING = "waiting", _("To be graded")
    RETURNED = "returned", _("Returned")
    LATE = "late", _("Overdue")
    OPEN = "open", _("To do")
    COMING = "coming", _("Not open yet")
    EXCUSED = "excused", _("Excused")
