"""What people are told, how it reached them, in which words, and what each of them chose."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.notices.enums import Channel, DeliveryState
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Language
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check

MAILED = (Channel.MAIL, Channel.DIGEST)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        """What its reader has not opened and what still holds: the number on the bell."""
        return self.filter(read_at__isnull=True, withdrawn_at__isnull=True)

    def about(self, row: models.Model) -> NoticeQuerySet:
        """Notices about one row."""
        return self.filter(about_type=row._meta.label_lower, about_id=row.pk)


class Notice(PublicIdModel):
    """One thing one person is told. It holds values, not words: they are put into words in the reader's language and zone."""

    kind = models.CharField(_("kind"), max_length=60)
    to = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("to whom"))
    path = models.CharField(_("leads to"), max_length=300)
    values = models.JSONField(default=dict)
    key = models.CharField(max_length=160)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom"))
    # Told by a reminder's source, and taken back as soon as the source no longer says so.
    is_reminder = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("told"), default=clock.now)
    read_at = models.DateTimeField(_("read"), null=True)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [
            # What was taken back may become true again, and is then told again.
            models.UniqueConstraint(fields=["key"], condition=Q(withdrawn_at__isnull=True), name="notice_told_once"),
        ]
        indexes = [
            models.Index(fields=["to", "-created_at"]),
            models.Index(fields=["about_type", "about_id"]),
            models.Index(
                fields=["to"], condition=Q(read_at__isnull=True, withdrawn_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_id}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.withdrawn_at is None


class Delivery(PublicIdModel):
    """The e-mail of a notice, and its own outbox: claimed before the mail goes, settled after it.

    `waiting` with a failure was tried and is tried again; `failed` is given up, for a person to decide.
    """

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="delivery", verbose_name=_("notice"))
    channel = models.CharField(_("how"), max_length=8, choices=[(one.value, one.label) for one in MAILED])
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try"), null=True, default=clock.now)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    # Grows when a person has it sent again: the new mail is another mail.
    round = models.PositiveSmallIntegerField(default=1)
    # Whose try is under way, so that a worker that was given up for dead settles nothing.
    claim = models.CharField(max_length=16, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    sent_to = models.EmailField(_("sent to"), blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            choice_check("channel", [str(one) for one in MAILED], "delivery_channel"),
            choice_check("state", DeliveryState.values, "delivery_state"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="delivery_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING) | Q(next_attempt_at__isnull=True),
                name="delivery_settled_is_not_tried",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED) | ~Q(failure=""), name="delivery_failed_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.notice} ({self.state})"


class NoticeTemplate(AppendOnlyModel):
    """A coordinator's words for a kind of notice in one language. The highest version holds; empty words bring back the room's own."""

    kind = models.CharField(_("kind"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written"), default=clock.now)

    class Meta:
        verbose_name = _("words of a notice")
        verbose_name_plural = _("words of notices")
        ordering = ["kind", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="notice_template_version_once"),
            choice_check("language", Language.values, "notice_template_language"),
            models.CheckConstraint(
                condition=Q(title="", body="") | (~Q(title="") & ~Q(body="")), name="notice_template_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"


class NoticePreference(models.Model):
    """How one person wants to be told of one kind. No row: as the kind says."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_preferences", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once"),
            choice_check("channel", Channel.values, "notice_preference_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.channel}"


def new_calendar_nonce() -> str:
    return secrets.token_hex(8)


class CalendarToken(models.Model):
    """What the address of somebody's calendar is signed from. Renewing it kills the old address."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_token", verbose_name=_("person"))
    nonce = models.CharField(max_length=16, default=new_calendar_nonce)
    renewed_at = models.DateTimeField(_("renewed"), default=clock.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.user_id}"
