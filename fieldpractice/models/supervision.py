"""The supervisor's word on each week, the link by which it is given without an account, and what a disagreement leads to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fieldpractice.enums import LinkState, MailState, Verdict
from fieldpractice.models.placements import Placement
from fieldpractice.weeks import WEEKS
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.people.personal_links import new_nonce


class SupervisorLink(PublicIdModel):
    """A personal link to one placement. The row holds the digest of its token alone; the token itself needs the installation's key.

    The row is the outbox of its mail too: claimed before the mail goes, settled after it.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="supervisor_links")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.OPEN)
    expires_at = models.DateTimeField(_("valid until"))
    # The last week that had ended when it was made.
    week = models.PositiveSmallIntegerField(_("field week"))
    # Who made it; nobody: the worker, or the supervisor with an older link.
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    mail_state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.NONE)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("supervisor's link")
        verbose_name_plural = _("supervisors' links")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["next_attempt_at"])]
        constraints = [
            choice_check("state", LinkState.values, "supervisor_link_state"),
            choice_check("mail_state", MailState.values, "supervisor_link_mail"),
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state=LinkState.OPEN), name="one_open_link_a_placement"
            ),
            models.CheckConstraint(
                condition=Q(state=LinkState.OPEN) | Q(ended_at__isnull=False), name="ended_link_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it opens the page now: open, and not past its days. The last instant is past."""
        return self.state == LinkState.OPEN and clock.now() < self.expires_at


class WeekConfirmation(AppendOnlyModel):
    """The supervisor's word on one week of the logbook, as it stood: `digest` is that of its entries. The latest counts. Append-only."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="confirmations")
    week = models.PositiveSmallIntegerField(_("field week"))
    verdict = models.CharField(_("word"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    digest = models.CharField(max_length=64)
    # What the week held: so many entries, so many hours.
    entries = models.PositiveSmallIntegerField(default=0)
    hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    # Who spoke: somebody signed in, or by a link whoever the placement named as supervisor then.
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(SupervisorLink, models.PROTECT, null=True, related_name="confirmations")
    name = models.CharField(max_length=180)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("word on a week")
        verbose_name_plural = _("words on weeks")
        ordering = ["placement", "week", "at", "id"]
        constraints = [
            choice_check("verdict", Verdict.values, "confirmation_verdict"),
            models.CheckConstraint(condition=Q(week__gte=1, week__lte=WEEKS), name="confirmation_week"),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DISAGREES) | ~Q(reason=""), name="disagreement_says_why"
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | Q(link__isnull=False), name="confirmation_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.week}: {self.verdict}"


class Disagreement(PublicIdModel):
    """A case: the supervisor disagrees with a week. Open until a facilitator closes it with a reason; no grade hangs on it."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="cases")
    week = models.PositiveSmallIntegerField(_("field week"))
    confirmation = models.OneToOneField(WeekConfirmation, models.PROTECT, related_name="case")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_because = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "week"], condition=Q(closed_at__isnull=True), name="one_open_case_a_week"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_because="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_because="")),
                name="closed_case_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.week}"

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:case_detail", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseAnswer(AppendOnlyModel):
    """What the participant, or a facilitator, says to a case. Append-only."""

    case = models.ForeignKey(Disagreement, models.PROTECT, related_name="answers")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("answer"), max_length=2000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="case_answer_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
