"""Questionnaires and their versions, runs of a survey, who is asked, and what came in."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import ClassMeeting, Cohort, Enrolment
from lms.evaluation.enums import Audience, Level, LinkMail, Privacy, RunState
from lms.people import clock
from lms.people.enums import Language
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check
from lms.people.personal_links import new_nonce


def new_code() -> str:
    """Return the code in the address of a counter: short enough for a QR code that any phone reads, long enough not to be guessed."""
    return secrets.token_urlsafe(12)


class Questionnaire(PublicIdModel):
    """What is asked, under one name through all its versions."""

    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    audience = models.CharField(_("who answers"), max_length=12, choices=Audience.choices)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    # Of one of the questionnaires that the programme begins with, its name there.
    starter = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["level", "title", "id"]
        constraints = [
            choice_check("level", Level.values, "questionnaire_level"),
            choice_check("audience", Audience.values, "questionnaire_audience"),
            models.UniqueConstraint(fields=["starter"], condition=~Q(starter=""), name="starter_questionnaire_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:questionnaire_detail", args=[self.public_id])


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

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


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
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Whether answers carry the work unit, so that results can be broken down by it. Never in an anonymous run of people who are named.
    by_unit = models.BooleanField(_("results by work unit"), default=False)
    # What it is about, where it is not about the training as a whole.
    subject_user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about the facilitator")
    )
    subject_meeting = models.ForeignKey(
        ClassMeeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("about the class")
    )
    # When those who had not answered were last reminded.
    reminded_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=~Q(privacy=Privacy.ANONYMOUS, by_unit=True) | Q(audience=Audience.CLIENTS),
                name="anonymous_answers_carry_no_unit",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.CLIENTS) | Q(privacy=Privacy.ANONYMOUS), name="clients_are_anonymous"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.PLANNED) | Q(opened_at__isnull=False), name="open_survey_says_since_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.CLOSED) | Q(closed_at__isnull=False), name="closed_survey_says_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        return self.state == RunState.PLANNED

    @property
    def is_closed(self) -> bool:
        return self.state == RunState.CLOSED

    @property
    def is_anonymous(self) -> bool:
        return self.privacy == Privacy.ANONYMOUS

    @property
    def is_of_clients(self) -> bool:
        return self.audience == Audience.CLIENTS

    @property
    def asks_of_units(self) -> bool:
        """Whether supervisors are asked what became of their unit: once each, not about every one of their people."""
        return self.audience == Audience.SUPERVISORS and self.version.questionnaire.level == Level.RESULTS

    @property
    def local_title(self) -> str:
        """The title in the reader's language: a survey that is called like its questionnaire is called so in English too."""
        head = self.version.questionnaire
        return head.title_en if self.title == head.title and get_language() == Language.EN else self.title

    @property
    def takes_answers(self) -> bool:
        """Whether answers are taken now: open, and not past its end. The last instant is past."""
        return self.state == RunState.OPEN and clock.now() < self.closes_at

    def get_absolute_url(self) -> str:
        return reverse("evaluation:survey_detail", args=[self.public_id])


class SurveyInvitee(models.Model):
    """Somebody who is asked, and whether an answer came: never which, never when, never in which order."""

    run = models.ForeignKey(SurveyRun, models.PROTECT, related_name="invitees")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Of whom a supervisor is asked, or who answers as a participant.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, blank=True, related_name="+")
    answered = models.BooleanField(default=False)
    # How a supervisor without an account is called and reached; the address goes when the survey is closed.
    name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            models.UniqueConstraint(fields=["run", "user", "enrolment"], name="asked_once"),
            models.UniqueConstraint(fields=["run", "user"], condition=Q(enrolment=None), name="asked_once_as_oneself"),
            models.UniqueConstraint(fields=["run", "enrolment"], condition=Q(user=None), name="asked_once_by_link"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(enrolment__isnull=False), name="asked_is_somebody"
            ),
        ]
        indexes = [models.Index(fields=["user", "answered"])]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"

    @property
    def who(self) -> object:
        """By what one person is told from another: a supervisor is asked about each of the own people and is one person all the same."""
        return self.user_id or self.email.lower() or self.phone or self.name

    @property
    def about(self) -> Enrolment | None:
        """Whom the answers are about; nobody where a supervisor is asked about the unit."""
        return None if self.run.asks_of_units else self.enrolment

    @property
    def needs_link(self) -> bool:
        """Whether this person has no account to answer with."""
        return self.user_id is None


class SurveyLink(PublicIdModel):
    """The personal link of somebody asked who has no account. The row holds the digest of its token alone.

    Nothing in it changes when the person answers. The row is the outbox of its mail too.
    """

    invitee = models.OneToOneField(SurveyInvitee, models.CASCADE, related_name="link")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    mail_state = models.CharField(max_length=8, choices=LinkMail.choices, default=LinkMail.NONE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("link to a survey")
        verbose_name_plural = _("links to surveys")
        ordering = ["id"]
        indexes = [models.Index(fields=["next_attempt_at"])]
        constraints = [choice_check("mail_state", LinkMail.values, "survey_link_mail")]

    def __str__(self) -> str:
        return self.public_id


class SurveyCounter(PublicIdModel):
    """The counter of one kiosk at which clients are asked. Its code stands on the poster, opens the questions and names nobody."""

    run = models.ForeignKey(SurveyRun, models.CASCADE, related_name="counters")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24, unique=True, default=new_code, editable=False)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        ordering = ["work_unit__name", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "work_unit"], name="one_counter_a_kiosk")]

    def __str__(self) -> str:
        return str(self.work_unit)


class SurveyTicket(models.Model):
    """The number of a page that was sent from a counter, so that a double click counts once. It is no person's, and goes after a day."""

    run = models.ForeignKey(SurveyRun, models.CASCADE, related_name="tickets")
    digest = models.CharField(max_length=64, unique=True)
    # The day alone: an hour would tell when somebody stood at the counter.
    expires_on = models.DateField()

    class Meta:
        verbose_name = _("page sent from a counter")
        verbose_name_plural = _("pages sent from counters")
        indexes = [models.Index(fields=["expires_on"])]

    def __str__(self) -> str:
        return self.digest[:8]


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
