"""The programme's activities by work unit, and reviews: who signed which part of what, at which digest."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.people import clock
from lms.people.enums import Column, Evidence
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.programme.enums import ReviewState, Verdict
from lms.programme.plan import PlanUnderReview


class Programme(PlanUnderReview, models.Model):
    """A collaboration with a beginning and an end: here Kemnaker and ILO-Jakarta on job matching."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name


class Activity(models.Model):
    """One of the ten rows of the matrix."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities")
    no = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    detail = models.TextField(_("in detail"), blank=True)
    detail_en = models.TextField(_("in detail, in English"), blank=True)
    # `evidence` is about the row itself and its English words, `title_evidence` about the Indonesian ones.
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    title_evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    plan_evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    planned_from = models.DateField(_("planned from"), null=True, blank=True)
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    actual_from = models.DateField(_("began"), null=True, blank=True)
    actual_until = models.DateField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["programme", "no"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "no"], name="activity_number"),
            choice_check("evidence", Evidence.values, "activity_evidence"),
            choice_check("title_evidence", Evidence.values, "activity_title_evidence"),
            choice_check("plan_evidence", Evidence.values, "activity_plan_evidence"),
            models.CheckConstraint(
                condition=Q(planned_until__isnull=True)
                | Q(planned_from__isnull=True)
                | Q(planned_until__gte=F("planned_from")),
                name="activity_plan_in_order",
            ),
            models.CheckConstraint(
                condition=Q(actual_until__isnull=True) | Q(actual_from__lte=F("actual_until")),
                name="activity_actual_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.local_title}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    @property
    def local_detail(self) -> list[str]:
        """What the activity consists of, in the reader's language, one line each."""
        return (self.detail_en if get_language() == "en" else self.detail).splitlines()


class ActivityColumn(models.Model):
    """A cell of the matrix: this unit takes part in this activity, and reviews under it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="columns")
    column = models.CharField(max_length=20, choices=Column.choices)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.SOURCE)

    class Meta:
        verbose_name = _("unit in an activity")
        verbose_name_plural = _("units in activities")
        constraints = [
            models.UniqueConstraint(fields=["activity", "column"], name="one_cell_each"),
            choice_check("column", Column.values, "activity_column_column"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.get_column_display()}"


class Deliverable(PublicIdModel):
    """Something an activity must bring forth, from one unit (`column`) or from all of its units (no column).

    `code` is set on what came with the programme's own data, so that loading it again finds the row.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="deliverables")
    code = models.SlugField(max_length=40, blank=True)
    column = models.CharField(max_length=20, choices=Column.choices, blank=True)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    link = models.CharField(_("where to see it"), max_length=300, blank=True)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.CONFIRMED)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["activity", "due_on", "id"]
        constraints = [
            choice_check("column", Column.values, "deliverable_column", blank=True),
            choice_check("evidence", Evidence.values, "deliverable_evidence"),
            models.UniqueConstraint(
                fields=["activity", "code"], condition=~Q(code=""), name="deliverable_code_of_an_activity"
            ),
        ]

    def __str__(self) -> str:
        return self.local_title

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    @property
    def is_late(self) -> bool:
        """Whether the due date, itself still a valid day, is past and nothing was brought."""
        return self.done_on is None and self.due_on is not None and self.due_on < clock.today()


class Review(PublicIdModel):
    """The question put to the units of one activity: do you sign this subject, part by part?"""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="reviews")
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    title = models.CharField(max_length=200)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN)
    due_on = models.DateField(_("due"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-opened_at", "-id"]
        constraints = [
            choice_check("state", ReviewState.values, "review_state"),
            models.UniqueConstraint(
                fields=["activity", "subject_type", "subject_id"],
                condition=Q(state="open"),
                name="one_open_review_of_a_subject",
            ),
            models.UniqueConstraint(fields=["activity", "subject_type", "subject_id", "round"], name="review_round"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="review_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == ReviewState.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the due date, itself still a valid day, is past while the review is open."""
        return self.is_open and self.due_on < clock.today()

    def get_absolute_url(self) -> str:
        return reverse("programme:review_detail", args=[self.public_id])


class ReviewColumn(models.Model):
    """Who must sign: the activity's row of the matrix, fixed when the review opens."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="columns")
    column = models.CharField(max_length=20, choices=Column.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "column"], name="review_column_once"),
            choice_check("column", Column.values, "review_column_column"),
        ]

    def __str__(self) -> str:
        return self.get_column_display()


class ReviewPart(PublicIdModel):
    """A part of the subject with its own digest. `digest` is the present one; `is_present` is false once it was taken out."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="parts")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    order = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    is_present = models.BooleanField(default=True)

    class Meta:
        ordering = ["review", "order"]
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="review_part_key")]

    def __str__(self) -> str:
        return self.title


class PartSnapshot(models.Model):
    """What a part said at a digest, kept so that a signer sees what changed since the version signed."""

    part = models.ForeignKey(ReviewPart, models.CASCADE, related_name="snapshots")
    digest = models.CharField(max_length=64)
    text = models.TextField()
    html = models.TextField(blank=True)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [models.UniqueConstraint(fields=["part", "digest"], name="one_snapshot_of_a_digest")]

    def __str__(self) -> str:
        return f"{self.part_id} {self.digest[:8]}"


class SignOff(models.Model):
    """One unit's word on one part at one digest. Append-only; a later word of the same unit supersedes it.

    `is_current` marks the unit's latest word; whether that word still holds is worked out from the part's present
    digest, never stored. A word after the closing is on record only: it is never current and supersedes nothing.
    """

    part = models.ForeignKey(ReviewPart, models.PROTECT, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    column = models.CharField(max_length=20, choices=Column.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="sign_offs")
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    after_closing = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "column"], condition=Q(is_current=True), name="one_current_verdict"
            ),
            choice_check("column", Column.values, "sign_off_column"),
            choice_check("verdict", Verdict.values, "sign_off_verdict"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.APPROVE) | ~Q(reason=""), name="objection_and_notes_have_text"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(superseded_by__isnull=True, after_closing=False),
                name="current_word_is_the_last_before_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.verdict} {self.part_id}@{self.digest[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A sign-off is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A sign-off is append-only.")


class PartComment(PublicIdModel):
    """A remark on a part, with replies; it can be resolved and decides nothing."""

    part = models.ForeignKey(ReviewPart, models.CASCADE, related_name="comments")
    digest = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    column = models.CharField(max_length=20, choices=Column.choices, blank=True)
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "id"]
        constraints = [
            choice_check("column", Column.values, "part_comment_column", blank=True),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="resolved_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
