"""What waits for a grader, drafts of grades, and grades, which are only ever added to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.enums import Marking, RegradeState, WorkKind, WorkState
from assignments.models.lab import MatchingAnswer
from assignments.models.quizzes import AttemptItem
from assignments.models.rubrics import RubricVersion
from assignments.models.tasks import Submission, SubmissionVersion
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Work(PublicIdModel):
    """One piece of work on the grader's desk: a handed-in form, an essay of a quiz, or the reasons of a matching.

    What the queue is sorted and filtered by is kept here, so that the first screen costs the same at ten and at ten thousand.
    """

    kind = models.CharField(max_length=8, choices=WorkKind.choices)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="works")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="works")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")
    submission = models.OneToOneField(Submission, models.PROTECT, null=True, related_name="work")
    attempt_item = models.OneToOneField(AttemptItem, models.PROTECT, null=True, related_name="work")
    matching = models.OneToOneField(MatchingAnswer, models.PROTECT, null=True, related_name="work")
    # What it is work for, for filters: "task:12", "quiz:3", "exercise:7".
    subject = models.CharField(max_length=24)
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, null=True, related_name="+")
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    state = models.CharField(_("state"), max_length=8, choices=WorkState.choices, default=WorkState.WAITING)
    # Which marking is needed next: the second grader's after the first's, the agreed one when the two lie too far apart.
    awaits = models.CharField(max_length=6, choices=Marking.choices, default=Marking.FIRST)
    # How often it was handed in: 2 and more came back improved.
    times = models.PositiveSmallIntegerField(default=1)
    # Graded without names: nobody at the desk learns whose it is before it is released.
    anonymous = models.BooleanField(default=False)
    waiting_since = models.DateTimeField(default=clock.now)
    grader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("grader"))
    second_grader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The grade that stands (the newest), for lists.
    grade = models.OneToOneField("Grade", models.PROTECT, null=True, related_name="standing_of")
    released_at = models.DateTimeField(null=True)
    # When a grade that is given is shown by itself; None: at the time of its task, or when a grader releases it.
    release_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("work to grade")
        verbose_name_plural = _("works to grade")
        ordering = ["waiting_since", "id"]
        constraints = [
            choice_check("kind", WorkKind.values, "work_kind"),
            choice_check("state", WorkState.values, "work_state"),
            choice_check("awaits", Marking.values, "work_awaits"),
            models.CheckConstraint(
                condition=Q(second_grader__isnull=True) | ~Q(second_grader=models.F("grader")),
                name="two_graders_are_two",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=WorkKind.FORM, submission__isnull=False, attempt_item__isnull=True, matching__isnull=True
                )
                | Q(kind=WorkKind.ESSAY, submission__isnull=True, attempt_item__isnull=False, matching__isnull=True)
                | Q(kind=WorkKind.MATCHING, submission__isnull=True, attempt_item__isnull=True, matching__isnull=False),
                name="work_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[WorkState.GRADED, WorkState.RELEASED]) | Q(grade__isnull=False),
                name="graded_work_has_a_grade",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.RELEASED) | Q(released_at__isnull=False), name="released_at_some_time"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "waiting_since", "id"]),
            models.Index(fields=["cohort", "state", "waiting_since", "id"]),
            models.Index(fields=["subject", "state", "waiting_since", "id"]),
            models.Index(fields=["grader", "state", "waiting_since"]),
            models.Index(fields=["second_grader", "state", "waiting_since"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def holder(self) -> User | None:
        """Whose marking is awaited; None where it is whoever takes it."""
        return self.second_grader if self.awaits == Marking.SECOND else self.grader


class GradeDraft(models.Model):
    """A grader's own draft, saved while it is made. It decides nothing, and nobody else's draft is touched by it.

    `levels` maps a criterion's key to a level's, `field_comments` a field's key to a text.
    """

    work = models.ForeignKey(Work, models.CASCADE, related_name="drafts")
    grader = models.ForeignKey(User, models.PROTECT, related_name="+")
    marking = models.CharField(max_length=6, choices=Marking.choices, default=Marking.FIRST)
    levels = models.JSONField(default=dict)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    comment = models.TextField(blank=True)
    field_comments = models.JSONField(default=dict)
    private_note = models.TextField(blank=True)
    # The hand-in and the grade that were in front of the grader.
    on_version = models.ForeignKey(SubmissionVersion, models.PROTECT, null=True, related_name="+")
    based_on = models.ForeignKey("Grade", models.PROTECT, null=True, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "grader", "marking"], name="one_draft_each"),
            choice_check("marking", Marking.values, "grade_draft_marking"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} by {self.grader_id}"


class Grade(AppendOnlyModel):
    """A grade given: by whom, on which hand-in, by which rubric, and why it changed. The newest of a marking stands."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="grades")
    number = models.PositiveSmallIntegerField()
    marking = models.CharField(max_length=6, choices=Marking.choices, default=Marking.FIRST)
    on_version = models.ForeignKey(SubmissionVersion, models.PROTECT, null=True, related_name="+")
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, null=True, related_name="+")
    levels = models.JSONField(default=dict)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    comment = models.TextField(blank=True)
    # Why it differs from the grade before; empty for the first.
    reason = models.CharField(max_length=300, blank=True)
    grader = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["work", "number"]
        constraints = [
            # Two graders at once: the second finds the number taken and is told.
            models.UniqueConstraint(fields=["work", "number"], name="grade_number"),
            choice_check("marking", Marking.values, "grade_marking"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason="") | ~Q(marking=Marking.FIRST), name="change_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=models.F("points_max")), name="grade_within_its_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.points_max}"


class GradeRelease(AppendOnlyModel):
    """A grade shown to its participant, by whom and when."""

    grade = models.OneToOneField(Grade, models.PROTECT, related_name="release")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.grade_id}"


class GraderNote(AppendOnlyModel):
    """A note among graders; the participant never sees it."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class BankedComment(models.Model):
    """A sentence a grader uses again and again; without an owner it is everybody's."""

    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    text = models.TextField(_("text"))
    used = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("comment in the bank")
        verbose_name_plural = _("comment bank")
        ordering = ["-used", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class RegradeRequest(PublicIdModel):
    """A participant asks once, with a reason, that a released grade be looked at again."""

    work = models.OneToOneField(Work, models.PROTECT, related_name="regrade_request")
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=8, choices=RegradeState.choices, default=RegradeState.ASKED)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request to look again")
        verbose_name_plural = _("requests to look again")
        constraints = [
            choice_check("state", RegradeState.values, "regrade_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state=RegradeState.ASKED)
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="regrade_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}: {self.state}"
