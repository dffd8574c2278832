"""The register of constraints: what officers meet in the field, and what became of it.

What was said about a constraint that is merged into another counts for the other: queries read the whole group.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.models import Submission
from cms.models import CurriculumVersion
from courses.models import Cohort, Enrolment
from fieldpractice.enums import (
    OPEN_CONSTRAINTS,
    AnswerKind,
    ConstraintKind,
    ConstraintSource,
    ConstraintState,
    Service,
    Severity,
)
from fieldpractice.models.logbook import LogbookEntry
from fieldpractice.models.sessions import MonitoringSession
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Constraint(PublicIdModel):
    """One constraint (`kendala`). Each step is a ConstraintEvent; `state` is the last one's."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="constraints", verbose_name=_("cohort"))
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="constraints_raised")
    # Who met it, where it was a participant, and the unit then.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="constraints")
    work_unit = models.ForeignKey(
        WorkUnit, models.PROTECT, null=True, blank=True, related_name="constraints", verbose_name=_("work unit")
    )
    source = models.CharField(max_length=12, choices=ConstraintSource.choices)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="constraints")
    entry = models.ForeignKey(LogbookEntry, models.PROTECT, null=True, blank=True, related_name="constraints")
    title = models.CharField(_("in one sentence"), max_length=160)
    text = models.TextField(_("what happened"), blank=True, max_length=4000)
    tried = models.TextField(_("what was tried"), blank=True, max_length=2000)
    kind = models.CharField(_("kind"), max_length=12, choices=ConstraintKind.choices)
    service = models.PositiveSmallIntegerField(_("service"), choices=Service.choices, null=True, blank=True)
    # Number of the business process, 1 to 11.
    process = models.PositiveSmallIntegerField(_("business process"), null=True, blank=True)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, default=Severity.MEDIUM)
    field_week = models.PositiveSmallIntegerField(_("field week"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ConstraintState.choices, default=ConstraintState.RAISED)
    state_at = models.DateTimeField(default=clock.now)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="constraints_assigned", verbose_name=_("assigned to")
    )
    # By when the material is to be there, and which lesson it is; the lesson keeps its key through all versions.
    due_on = models.DateField(_("due on"), null=True, blank=True)
    lesson_key = models.UUIDField(null=True, blank=True)
    # The version in which that lesson was read when it was assigned: what comes later is compared with it.
    lesson_version = models.ForeignKey(CurriculumVersion, models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # Kept by the services, over the whole group: how many people meet it, in how many units.
    people_count = models.PositiveIntegerField(default=1)
    units_count = models.PositiveIntegerField(default=1)
    # The phone's own name of it: sent again, it is the same constraint.
    client_key = models.CharField(max_length=64)
    # When it was written, by the phone's own clock: hours before it arrived when there was no line. Never decisive.
    client_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("constraint")
        verbose_name_plural = _("constraints")
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["cohort", "state"]),
            models.Index(fields=["cohort", "-units_count", "-severity"]),
            models.Index(fields=["lesson_key"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["raised_by", "client_key"], name="constraint_once"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="constraint_once_a_form"
            ),
            choice_check("source", ConstraintSource.values, "constraint_source"),
            choice_check("kind", ConstraintKind.values, "constraint_kind"),
            choice_check("state", ConstraintState.values, "constraint_state"),
            models.CheckConstraint(
                condition=Q(service__isnull=True) | Q(service__in=Service.values), name="constraint_service"
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="constraint_severity"),
            models.CheckConstraint(
                condition=Q(process__isnull=True) | Q(process__gte=1, process__lte=11), name="constraint_process"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(lesson_key__isnull=True, lesson_version__isnull=True)
                | Q(lesson_key__isnull=False, lesson_version__isnull=False),
                name="constraint_lesson_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:constraint_detail", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CONSTRAINTS

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def seen(self) -> str:
        """What a form carries: which step its reader saw last."""
        return f"{self.state}@{self.state_at.isoformat()}"


class ConstraintEvent(AppendOnlyModel):
    """A step of a constraint, with who took it, why, and the session it was taken in. Append-only."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="events")
    before = models.CharField(max_length=12, choices=ConstraintState.choices, blank=True)
    after = models.CharField(max_length=12, choices=ConstraintState.choices)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(MonitoringSession, models.PROTECT, null=True, related_name="constraint_events")
    note = models.TextField(blank=True)
    # Of an assignment: to whom, by when.
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", ConstraintState.values, "constraint_event_before", blank=True),
            choice_check("after", ConstraintState.values, "constraint_event_after"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class ConstraintVoice(AppendOnlyModel):
    """“Me too”: somebody else who meets it, and the unit. Append-only, once a person."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="voices")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["constraint", "enrolment"], name="one_voice_each")]

    def __str__(self) -> str:
        return f"{self.constraint_id} +{self.enrolment_id}"


class ConstraintComment(AppendOnlyModel):
    """Something said about a constraint. Append-only."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=2000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="constraint_comment_has_words")]

    def __str__(self) -> str:
        return self.text[:60]


class ConstraintMerge(models.Model):
    """A duplicate put into another constraint, by whom and why; undone with a reason, never deleted.

    What had been merged into the duplicate goes along (`along_with`), and comes back with it.
    """

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Constraint, models.PROTECT, related_name="taken_in")
    along_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried")
    # What it had been merged into before it went along.
    came_from = models.ForeignKey(Constraint, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because="")),
                name="merge_undone_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.constraint_id} → {self.into_id}"


class ConstraintAnswer(AppendOnlyModel):
    """What was done about a constraint: a lesson made stronger between two versions, or something else, with its proof. Append-only."""

    constraint = models.ForeignKey(Constraint, models.PROTECT, related_name="answers")
    kind = models.CharField(_("what was done"), max_length=12, choices=AnswerKind.choices)
    text = models.TextField(_("what changed"), max_length=2000)
    link = models.URLField(_("link to the proof"), blank=True, max_length=300)
    # Of material: the lesson by its key, as it is called in the later version, and both versions.
    lesson_key = models.UUIDField(null=True)
    lesson_title = models.CharField(max_length=300, blank=True)
    before = models.ForeignKey(CurriculumVersion, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(CurriculumVersion, models.PROTECT, null=True, related_name="+")
    # Digests of the lesson in the two versions: they differ, or nothing was made stronger. Empty before: the lesson is new.
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("kind", AnswerKind.values, "constraint_answer_kind"),
            models.CheckConstraint(condition=~Q(text=""), name="constraint_answer_has_words"),
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.MATERIAL)
                | (
                    Q(lesson_key__isnull=False, before__isnull=False, after__isnull=False)
                    & ~Q(digest_after="")
                    & ~Q(digest_before=F("digest_after"))
                ),
                name="stronger_material_differs",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_material(self) -> bool:
        return self.kind == AnswerKind.MATERIAL

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:answer_detail", args=[self.constraint.public_id, self.pk])


class HelpAnswer(AppendOnlyModel):
    """Whether an answer helps, said by somebody who met the constraint. Append-only: the latest of each person counts."""

    answer = models.ForeignKey(ConstraintAnswer, models.PROTECT, related_name="help_answers")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    helps = models.BooleanField(_("does it help?"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["answer", "enrolment"])]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.enrolment_id} {self.helps}"
