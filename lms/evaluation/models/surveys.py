"""Questionnaires and their versions, runs of a survey, who is asked, and what came in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort, Enrolment
from lms.evaluation.enums import Audience, Level, Privacy, RunState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Questionnaire(PublicIdModel):
    """What is asked, under one name through all its versions."""

    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    audience = models.CharField(_("who answers"), max_length=12, choices=Audience.choices)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["level", "title", "id"]
        constraints = [
            choice_check("level", Level.values, "questionnaire_level"),
            choice_check("audience", Audience.values, "questionnaire_audience"),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersion(PublicIdModel):
    """The items at one time (`lms.evaluation.items` says of what shape). A draft until frozen; frozen when a run opens, then never changed."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict)
    # SHA-256 of the content as canonical JSON, from the moment it is frozen.
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    # Raised with every save of a draft, so that two editors find out about each other.
    seq = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_number"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, digest="") | (Q(frozen_at__isnull=False) & ~Q(digest="")),
                name="frozen_questionnaire_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} v{self.number}"


class SurveyRun(PublicIdModel):
    """One asking of one version: of whom, when, and how what they say is kept."""

    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="runs")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="survey_runs")
    title = models.CharField(_("title"), max_length=200)
    audience = models.CharField(_("who answers"), max_length=12, choices=Audience.choices)
    privacy = models.CharField(_("how answers are kept"), max_length=12, choices=Privacy.choices)
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.PLANNED)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    # The earlier run of the same people that this one is compared with.
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="after")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-opens_at", "id"]
        constraints = [
            choice_check("audience", Audience.values, "survey_run_audience"),
            choice_check("privacy", Privacy.values, "survey_run_privacy"),
            choice_check("state", RunState.values, "survey_run_state"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:survey_detail", args=[self.public_id])


class SurveyInvitee(models.Model):
    """Somebody who is asked, and whether an answer came: never which, never when, never in which order."""

    run = models.ForeignKey(SurveyRun, models.PROTECT, related_name="invitees")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Of whom a supervisor is asked, or who answers as a participant.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="+")
    answered = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            models.UniqueConstraint(fields=["run", "user", "enrolment"], name="asked_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"


class SurveyResponse(models.Model):
    """What one person said: answers by the key of the item.

    Of an anonymous run it has a random key, no time, no order and no pseudonym. Of a confidential run `pseudonym` is the same for the
    same person in every run of one cohort, so that before and after can be paired; who it is nobody reads from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(SurveyRun, models.PROTECT, related_name="responses")
    answers = models.JSONField(default=dict)
    # The group results may be broken down by, where the run declares one; a client's is the kiosk whose code was scanned.
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, blank=True, related_name="+")
    pseudonym = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        constraints = [
            models.UniqueConstraint(fields=["run", "pseudonym"], condition=~Q(pseudonym=""), name="one_answer_each")
        ]

    def __str__(self) -> str:
        return str(self.pk)
