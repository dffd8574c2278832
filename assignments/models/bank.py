"""The question bank: topics, questions, and versions of questions that never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from assignments.enums import QuestionKind
from cms.choices import sop_numbers
from cms.fields import NumbersField
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Evidence
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Topic(PublicIdModel):
    """What a question is about. A quiz draws from topics, and item analysis reports by them."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    sops = NumbersField(verbose_name=_("SOPs"), numbers=sop_numbers)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class TopicLesson(models.Model):
    """A lesson on which a topic rests: where to read again after a wrong answer."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="lessons")
    # The page's own id for good (cms.VersionItem.key): the same lesson in every version.
    lesson_key = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "lesson_key"], name="topic_lesson_once")]

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.lesson_key}"


class Question(PublicIdModel):
    """A question for good: its text and key are in its versions, the newest of which is `current`."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", verbose_name=_("topic"))
    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind.choices)
    current = models.OneToOneField("QuestionVersion", models.PROTECT, null=True, related_name="current_of")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    # Retired: drawn no more, kept for what was answered.
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["topic", "code"]
        constraints = [choice_check("kind", QuestionKind.values, "question_kind")]

    def __str__(self) -> str:
        return self.code


class QuestionVersion(AppendOnlyModel):
    """What a question says and which answer is right, at one time (`assignments.questions` knows the body's form)."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, default=1)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of a question")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number"),
            choice_check("evidence", Evidence.values, "question_version_evidence"),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="question_is_worth_something"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
