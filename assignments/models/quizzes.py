"""Quizzes of a cohort, attempts at them, and the marks of answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.enums import AttemptState, HandedInBy, QuizKind, QuizState, ReviewMoment
from assignments.models.bank import Question, QuestionVersion, Topic
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Quiz(PublicIdModel):
    """A quiz set for one cohort. Instants: open at `opens_at`, closed from `closes_at` on."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="quizzes", verbose_name=_("cohort"))
    kind = models.CharField(_("kind"), max_length=10, choices=QuizKind.choices)
    title = models.CharField(_("title"), max_length=160)
    intro = models.TextField(_("what to know before"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=QuizState.choices, default=QuizState.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True, help_text=_("Empty: no limit."))
    # A line that drops in the last second is not lateness: answers count this long after the time is up.
    grace_seconds = models.PositiveSmallIntegerField(_("grace in seconds"), default=120)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    shuffle_questions = models.BooleanField(_("shuffle questions"), default=True)
    shuffle_options = models.BooleanField(_("shuffle options"), default=True)
    pass_mark = models.DecimalField(_("pass mark in percent"), max_digits=5, decimal_places=2, null=True, blank=True)
    review = models.CharField(
        _("answers are shown"), max_length=14, choices=ReviewMoment.choices, default=ReviewMoment.AFTER_HAND_IN
    )
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=0)
    # A post-test points at its pre-test.
    pre_test = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="post_test")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["cohort", "opens_at", "id"]
        constraints = [
            choice_check("kind", QuizKind.values, "quiz_kind"),
            choice_check("state", QuizState.values, "quiz_state"),
            choice_check("review", ReviewMoment.values, "quiz_review"),
            models.CheckConstraint(condition=Q(attempts__gte=1), name="quiz_can_be_tried"),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(minutes__gte=1), name="quiz_minutes"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="quiz_in_order",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__gte=0, pass_mark__lte=100), name="quiz_pass_mark"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="quiz_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class QuizPart(models.Model):
    """A line of a quiz: one fixed question, or so many drawn from a topic."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    count = models.PositiveSmallIntegerField(_("how many"), default=1)

    class Meta:
        ordering = ["quiz", "order"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "order"], name="quiz_part_order"),
            models.UniqueConstraint(fields=["quiz", "question"], name="quiz_question_once"),
            models.UniqueConstraint(fields=["quiz", "topic"], name="quiz_topic_once"),
            models.CheckConstraint(
                condition=Q(question__isnull=False, topic__isnull=True, count=1)
                | Q(question__isnull=True, topic__isnull=False, count__gte=1),
                name="quiz_part_is_question_or_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}:{self.order}"


class QuizAllowance(AppendOnlyModel):
    """More time, more attempts or a later closing for one person, with the reason. They add up; the closing given last counts."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="allowances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    extra_attempts = models.PositiveSmallIntegerField(_("extra attempts"), default=0)
    # The test stays open to this person until then, though it closes to everybody else.
    open_until = models.DateTimeField(_("open until"), null=True)
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(extra_minutes__gt=0) | Q(extra_attempts__gt=0) | Q(open_until__isnull=False),
                name="allowance_gives_something",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="allowance_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"+{self.extra_minutes} min, +{self.extra_attempts}"


class Attempt(PublicIdModel):
    """One person's go at a quiz. The questions are drawn, at their versions, when it starts."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="tries")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    # What the chance was fed with: the same seed over the same questions draws the same quiz.
    seed = models.CharField(max_length=32)
    state = models.CharField(_("state"), max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField(default=clock.now)
    # When the time is up, extra time included; empty: no limit.
    due_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=8, choices=HandedInBy.choices, blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["quiz", "enrolment", "number"]
        indexes = [models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "enrolment", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["quiz", "enrolment"], condition=Q(state=AttemptState.OPEN), name="one_open_attempt"
            ),
            choice_check("state", AttemptState.values, "attempt_state"),
            choice_check("handed_in_by", HandedInBy.values, "attempt_handed_in_by", blank=True),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN, handed_in_at__isnull=True, handed_in_by="")
                | (~Q(state=AttemptState.OPEN) & Q(handed_in_at__isnull=False) & ~Q(handed_in_by="")),
                name="handed_in_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.MARKED) | Q(points__isnull=False), name="marked_has_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}@{self.quiz_id}#{self.number}"


class AttemptItem(models.Model):
    """One question of an attempt, with the answer as it stands."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    # The order in which options, pairs or steps were shown: keys of the body.
    shown = models.JSONField(default=list)
    answer = models.JSONField(null=True)
    # Counted by the tab that answers: an older answer that comes late over a bad line never replaces a newer one.
    seq = models.PositiveIntegerField(default=0)
    # Which tab gave the answer. Another one may only replace what it has seen (`services.attempts`).
    tab = models.CharField(max_length=24, blank=True)
    answered_at = models.DateTimeField(null=True)
    # How many seconds after the time was up the last answer came, within the grace; 0: in time.
    late_seconds = models.PositiveIntegerField(default=0)
    points_max = models.DecimalField(max_digits=6, decimal_places=2)
    # The mark that stands (the newest AnswerMark), kept here for lists; empty: not marked yet.
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    class Meta:
        ordering = ["attempt", "order"]
        constraints = [models.UniqueConstraint(fields=["attempt", "order"], name="attempt_item_order")]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.order}"


class RefusedAnswer(AppendOnlyModel):
    """An answer that came after time and grace had run out: it is not counted, and not lost either."""

    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="refused")
    answer = models.JSONField(null=True)
    late_seconds = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["item", "at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id}: +{self.late_seconds} s"


class AnswerMark(AppendOnlyModel):
    """What an answer was worth, by which version of the key; a changed key adds a mark, the old one stays."""

    item = models.ForeignKey(AttemptItem, models.PROTECT, related_name="marks")
    by_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=2)
    # Empty: marked by the key itself.
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["item", "at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.points}"
