"""Schemes of evaluation, the panel and its scores, and what each participant's evaluation came to."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import (
    ConflictStep,
    EvaluationState,
    EvaluationStep,
    ExceptionStep,
    ObjectionVerdict,
    ScoreRound,
)
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Scheme(PublicIdModel):
    """Of what a result is made: components with weights, minimum rules, bands, rubrics (`lms.evaluation.schemes` says of what shape).

    Frozen when a cohort adopts it.
    """

    title = models.CharField(_("title"), max_length=200)
    number = models.PositiveSmallIntegerField(default=1)
    # The version this one carries on.
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    content = models.JSONField(default=dict)
    # SHA-256 of the content as canonical JSON, from the moment it is frozen.
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    # Raised with every save of a draft, so that two editors find out about each other.
    seq = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("scheme of evaluation")
        verbose_name_plural = _("schemes of evaluation")
        ordering = ["title", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, digest="") | (Q(frozen_at__isnull=False) & ~Q(digest="")),
                name="frozen_scheme_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class CohortScheme(models.Model):
    """The scheme a cohort is evaluated by: another one only before the first score."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="scheme")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="cohorts")
    # Raised with every decision about the whole cohort (another scheme, another evaluator): what locks the results starts from one.
    seq = models.PositiveIntegerField(default=0)
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("adopted scheme")
        verbose_name_plural = _("adopted schemes")

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.scheme_id}"


class ParticipantEvaluation(PublicIdModel):
    """One participant's evaluation. When locked, `facts` keep each component's sum and count, and score, band and pass follow from them."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="evaluation")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="evaluations")
    state = models.CharField(_("state"), max_length=8, choices=EvaluationState.choices, default=EvaluationState.OPEN)
    # Raised with each score and each decision on it: a lock holds for what was read, or not at all.
    seq = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict)
    # Rounded half up to two places, once; empty where a part is missing: then there is no result.
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("band"), max_length=40, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("evaluation of a participant")
        verbose_name_plural = _("evaluations of participants")
        ordering = ["enrolment"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            choice_check("state", EvaluationState.values, "participant_evaluation_state"),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.OPEN) | Q(locked_at__isnull=False), name="locked_evaluation_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=EvaluationState.RELEASED) | Q(released_at__isnull=False),
                name="released_evaluation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, passed__isnull=True, band="")
                | (Q(score__gte=0, score__lte=100, passed__isnull=False) & ~Q(band="")),
                name="score_with_band_and_pass",
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.enrolment_id}"

    @property
    def is_open(self) -> bool:
        return self.state == EvaluationState.OPEN

    @property
    def is_released(self) -> bool:
        return self.state == EvaluationState.RELEASED


class EvaluationEvent(AppendOnlyModel):
    """A step of one evaluation, with the result as it stood then: append-only. A result that was released once is never lost."""

    evaluation = models.ForeignKey(ParticipantEvaluation, models.PROTECT, related_name="events")
    step = models.CharField(max_length=8, choices=EvaluationStep.choices)
    facts = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    band = models.CharField(max_length=40, blank=True)
    passed = models.BooleanField(null=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("step", EvaluationStep.values, "evaluation_event_step"),
            models.CheckConstraint(
                condition=~Q(step=EvaluationStep.REOPENED) | ~Q(reason=""), name="reopened_evaluation_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.step}"


class PanelMember(PublicIdModel):
    """Somebody who evaluates the participants of a cohort for a unit of the programme. Ended by time; what was scored stays."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="panel_members")
    user = models.ForeignKey(User, models.PROTECT, related_name="panel_seats", verbose_name=_("evaluator"))
    column = models.CharField(_("unit"), max_length=20)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("evaluator of the panel")
        verbose_name_plural = _("evaluators of the panel")
        ordering = ["cohort", "user__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"], condition=Q(ended_at__isnull=True), name="one_seat_on_a_panel"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because="")),
                name="ended_seat_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def sits(self) -> bool:
        """Whether the seat is held now."""
        return self.ended_at is None


class ConflictOfInterest(AppendOnlyModel):
    """An evaluator declares a conflict of interest in one participant, or takes it back: append-only, the newest counts."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="conflicts")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    step = models.CharField(max_length=8, choices=ConflictStep.choices)
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["enrolment"])]
        constraints = [
            choice_check("step", ConflictStep.values, "conflict_step"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.enrolment_id}: {self.step}"


class PanelDraft(models.Model):
    """What an evaluator has on the sheet so far; nobody else reads it."""

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="drafts")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    levels = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "enrolment"], name="one_draft_an_evaluator")]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.enrolment_id}"


class PanelScore(AppendOnlyModel):
    """One evaluator's score of one participant, by the rubric of the scheme: append-only.

    The first is given alone; what follows is a revision, said aloud in the meeting. The newest of each evaluator counts; agreement is
    worked out from the first ones.
    """

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="scores")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="panel_scores")
    round = models.CharField(max_length=8, choices=ScoreRound.choices)
    number = models.PositiveSmallIntegerField()
    levels = models.JSONField()
    points = models.DecimalField(max_digits=8, decimal_places=2)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    # Points in percent, rounded half up to two places: for lists. Results are worked out from points.
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField(blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("score of the panel")
        verbose_name_plural = _("scores of the panel")
        ordering = ["enrolment", "member", "number"]
        constraints = [
            choice_check("round", ScoreRound.values, "panel_score_round"),
            models.UniqueConstraint(fields=["member", "enrolment", "number"], name="panel_score_number"),
            models.CheckConstraint(
                condition=Q(round=ScoreRound.ALONE, number=1) | Q(round=ScoreRound.MEETING, number__gt=1),
                name="first_score_is_given_alone",
            ),
            models.CheckConstraint(condition=Q(round=ScoreRound.ALONE) | ~Q(reason=""), name="revised_score_says_why"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points_max__gt=0, points__lte=F("points_max"), percent__lte=100),
                name="panel_score_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.enrolment_id} #{self.number}"


class PanelMeeting(AppendOnlyModel):
    """The panel has met on a difference above the tolerance: what was found, and the scores as they stood when it was written down."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="panel_meetings")
    held_on = models.DateField(_("day"))
    text = models.TextField(_("what was found"), max_length=4000)
    # Percent by the id of the evaluator's seat, as text: a meeting holds for these scores and no others.
    scores = models.JSONField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["enrolment", "at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="panel_meeting_says_what")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.held_on}"


class AttitudeMark(AppendOnlyModel):
    """A facilitator's word on the attitude of one participant, by the rubric of the scheme: append-only, each one's newest counts."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attitude_marks")
    levels = models.JSONField()
    points = models.DecimalField(max_digits=8, decimal_places=2)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    comment = models.TextField(blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("mark of attitude")
        verbose_name_plural = _("marks of attitude")
        ordering = ["enrolment", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, points_max__gt=0, points__lte=F("points_max")), name="attitude_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.points}"


class ComponentException(AppendOnlyModel):
    """Somebody is excused from a component, or no longer: append-only, the newest counts. The rest then weighs the whole."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="component_exceptions")
    component = models.SlugField(_("component"), max_length=40)
    step = models.CharField(max_length=8, choices=ExceptionStep.choices)
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["enrolment"])]
        constraints = [
            choice_check("step", ExceptionStep.values, "component_exception_step"),
            models.CheckConstraint(condition=~Q(reason=""), name="component_exception_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.component}: {self.step}"


class Objection(PublicIdModel):
    """A participant objects to a released result, within the window; it is answered in writing."""

    evaluation = models.ForeignKey(ParticipantEvaluation, models.PROTECT, related_name="objections")
    # The release that is objected to, with the result as it stood: each is objected to once.
    release = models.OneToOneField(EvaluationEvent, models.PROTECT, related_name="objection")
    text = models.TextField(_("what you object to, and why"), max_length=4000)
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(_("decision"), max_length=8, choices=ObjectionVerdict.choices, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-at", "-id"]
        constraints = [
            choice_check("verdict", ObjectionVerdict.values, "objection_verdict", blank=True),
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_what"),
            models.UniqueConstraint(fields=["evaluation"], condition=Q(verdict=""), name="one_open_objection"),
            models.CheckConstraint(
                condition=Q(verdict="", answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(verdict="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_objection_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}: {self.verdict or 'open'}"

    @property
    def is_open(self) -> bool:
        return not self.verdict

    @property
    def score(self) -> Decimal | None:
        """The result that was objected to."""
        return self.release.score
