"""The report of the field practice (`LHPK`): what the officer writes, and each hand-in of it, frozen with its facts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fieldpractice.enums import LHPK_WRITABLE, LhpkState
from fieldpractice.models.placements import Placement
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class Lhpk(PublicIdModel):
    """One officer's report. `sections` is the text as typed, by LhpkSection; what was handed in is in its versions."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="lhpk")
    state = models.CharField(_("state"), max_length=10, choices=LhpkState.choices, default=LhpkState.DRAFT)
    state_at = models.DateTimeField(default=clock.now)
    sections = models.JSONField(default=dict)
    # Raised with every save; the page sends the one it started from, so that two devices find out about each other.
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    current = models.OneToOneField("LhpkVersion", models.PROTECT, null=True, related_name="current_of")

    class Meta:
        verbose_name = _("field-practice report")
        verbose_name_plural = _("field-practice reports")
        ordering = ["placement"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            choice_check("state", LhpkState.values, "lhpk_state"),
            models.CheckConstraint(
                condition=Q(state=LhpkState.DRAFT) | Q(current__isnull=False), name="handed_in_lhpk_has_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"LHPK {self.placement_id}"

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:lhpk_detail", args=[self.placement.public_id])

    @property
    def is_writable(self) -> bool:
        return self.state in LHPK_WRITABLE


class LhpkVersion(AppendOnlyModel):
    """One hand-in: text and facts as they stood, with the digest of both. Append-only."""

    lhpk = models.ForeignKey(Lhpk, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # SHA-256 of the content as canonical JSON.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["lhpk", "number"]
        constraints = [models.UniqueConstraint(fields=["lhpk", "number"], name="lhpk_version_number")]

    def __str__(self) -> str:
        return f"{self.lhpk_id} v{self.number}"


class LhpkEvent(AppendOnlyModel):
    """A step of a report: who took it, on which version, and why. Append-only."""

    lhpk = models.ForeignKey(Lhpk, models.PROTECT, related_name="events")
    before = models.CharField(max_length=10, choices=LhpkState.choices)
    after = models.CharField(max_length=10, choices=LhpkState.choices)
    version = models.ForeignKey(LhpkVersion, models.PROTECT, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            choice_check("before", LhpkState.values, "lhpk_event_before"),
            choice_check("after", LhpkState.values, "lhpk_event_after"),
            models.CheckConstraint(
                condition=~Q(after__in=[LhpkState.RETURNED, LhpkState.ACCEPTED]) | ~Q(reason=""),
                name="lhpk_decision_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
