"""Tasks set for a cohort, what participants hand in for them, and every version of it."""

from __future__ import annotations

from datetime import time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.enums import SubmissionState, TaskState
from assignments.models.forms import FormVersion
from assignments.models.rubrics import RubricVersion
from courses.models import Cohort, Enrolment
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check

S = SubmissionState


def end_of_day() -> time:
    """The last minute of a day: when a task is due unless said otherwise."""
    return time(23, 59)


class Task(PublicIdModel):
    """A version of a form that a cohort fills in so many times, between two days. `due_time` is in each unit's own zone."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="tasks", verbose_name=_("cohort"))
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="tasks", verbose_name=_("form"))
    rubric = models.ForeignKey(
        RubricVersion, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("rubric")
    )
    state = models.CharField(_("state"), max_length=8, choices=TaskState.choices, default=TaskState.DRAFT)
    first_week = models.PositiveSmallIntegerField(_("from field week"), null=True, blank=True)
    last_week = models.PositiveSmallIntegerField(_("to field week"), null=True, blank=True)
    opens_on = models.DateField(_("first day"))
    due_on = models.DateField(_("due on"))
    due_time = models.TimeField(_("due at, in the time of each unit"), default=end_of_day)
    count = models.PositiveSmallIntegerField(_("how many to hand in"), default=1)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    second_marking = models.BooleanField(_("marked by two"), default=False)
    # Two marks that differ by more than this many percent points are reconciled by hand.
    tolerance = models.DecimalField(_("tolerance in percent points"), max_digits=5, decimal_places=2, default=10)
    anonymous = models.BooleanField(_("graded without names"), default=False)
    # Grades given before this instant are shown from it on; empty: when a grader releases them.
    release_at = models.DateTimeField(_("grades are released at"), null=True, blank=True)
    # Who grades it; nobody named: the cohort's facilitators.
    graders = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("graders"))
    # The line of the default plan it was made from, so that planning twice plans once.
    plan_key = models.CharField(max_length=24, blank=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["cohort", "due_on", "id"]
        constraints = [
            choice_check("state", TaskState.values, "task_state"),
            models.UniqueConstraint(fields=["cohort", "plan_key"], condition=~Q(plan_key=""), name="planned_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="task_in_order"),
            models.CheckConstraint(condition=Q(count__gte=1), name="task_count"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="task_weight"),
            models.CheckConstraint(
                condition=Q(first_week__isnull=True, last_week__isnull=True) | Q(last_week__gte=F("first_week")),
                name="task_weeks_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.form_version.title)


class TaskMove(AppendOnlyModel):
    """A task moved to a newer version of its form, by whom and why. Who had begun keeps the version begun with."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="moves")
    before = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    after = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="task_move_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class Extension(AppendOnlyModel):
    """A later due day for one person, or (enrolment empty) for all. The latest day that applies counts."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("due on"))
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.due_on}"


class Submission(PublicIdModel):
    """One filled-in form of one participant: the draft as typed, and its state. What was handed in is in its versions.

    `form_version` is the one it is filled in on: the task's when it was begun (or the one the page was opened with, when the task
    has moved on since: `assignments.queries.tasks.versions_of`). It stays, whatever becomes of the task.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="submissions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="submissions")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="submissions")
    # Which of the task's `count` forms this is, from 1.
    ordinal = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=10, choices=S.choices, default=S.DRAFT)
    draft = models.JSONField(default=dict)
    # Raised with every save; the browser sends the one it started from, so that two devices find out about each other.
    draft_seq = models.PositiveIntegerField(default=0)
    draft_at = models.DateTimeField(null=True)
    # The browser's own name of the save that made this draft: one that never got its answer knows its own words again.
    draft_stamp = models.CharField(max_length=36, blank=True)
    current = models.OneToOneField("SubmissionVersion", models.PROTECT, null=True, related_name="current_of")
    submitted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["task", "enrolment", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["task", "enrolment", "ordinal"], name="submission_once"),
            choice_check("state", S.values, "submission_state"),
            models.CheckConstraint(
                condition=Q(state=S.DRAFT) | Q(current__isnull=False, submitted_at__isnull=False),
                name="handed_in_has_a_version",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "state"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id}@{self.task_id}#{self.ordinal}"

    @property
    def sheet(self) -> str:
        """Which sheet of a person it is, and not whose: `LT-04/01`."""
        return f"{self.form_version.form.code}/{self.ordinal:02}"

    @property
    def reference(self) -> str:
        """What it is called where another form of the person refers to it: `LT-04/01 · ` and the receipt of its newest version."""
        receipt = self.current.receipt if self.current else ""
        return f"{self.sheet} · {receipt}"


class SubmissionVersion(AppendOnlyModel):
    """One hand-in: what was answered, with its receipt. Never changed."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    # SHA-256 of the answers (canonical JSON) with the digests of the evidence.
    sha256 = models.CharField(max_length=64)
    receipt = models.CharField(max_length=24, unique=True)
    # Chosen by the browser when "hand in" is pressed: the same key again is the same hand-in.
    idempotency_key = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)
    # When "hand in" was pressed, by the phone's own clock: hours before it arrived when there was no line. Never decisive.
    client_at = models.DateTimeField(null=True)
    # By how many seconds the phone's clock was ahead (less than 0: behind) when it sent this.
    clock_ahead = models.IntegerField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="submission_version_number"),
            models.UniqueConstraint(fields=["submission", "idempotency_key"], name="handed_in_once"),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def waited(self) -> bool:
        """Whether it lay on the phone for some time before it arrived, by a clock that is about right."""
        return self.client_at is not None and self.received_at - self.client_at > timedelta(minutes=10)


class Evidence(AppendOnlyModel):
    """A file handed in with a version, under a field."""

    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="evidence")
    field = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    # As on the receipt.
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["version", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "field", "file"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.field}"


class SubmissionEvent(AppendOnlyModel):
    """A step of a submission, with who took it and why."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events")
    before = models.CharField(max_length=10, choices=S.choices)
    after = models.CharField(max_length=10, choices=S.choices)
    version = models.ForeignKey(SubmissionVersion, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", S.values, "submission_event_before"),
            choice_check("after", S.values, "submission_event_after"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class FieldComment(AppendOnlyModel):
    """What a grader says to one field of one version, or (field empty) to the whole.

    Said with a grade it is part of that grade: nobody but its grader reads it before the grade may be read.
    """

    version = models.ForeignKey(SubmissionVersion, models.PROTECT, related_name="comments")
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    grade = models.ForeignKey("Grade", models.PROTECT, null=True, related_name="field_comments")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
