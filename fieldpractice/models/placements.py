"""Where each participant does the field practice: unit, supervisor, weeks, pauses, moves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from fieldpractice.enums import PauseKind
from fieldpractice.weeks import Span, Week, weeks_of
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class Placement(PublicIdModel):
    """One participant's three months in a unit. A move to another unit or supervisor changes the row and adds a PlacementMove."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="placement")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="placements", verbose_name=_("work unit"))
    # The direct superior: somebody with an account, or known by name and address only.
    supervisor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name=_("supervisor")
    )
    supervisor_name = models.CharField(_("supervisor's name"), max_length=160, blank=True)
    supervisor_email = models.EmailField(_("supervisor's e-mail"), blank=True)
    supervisor_phone = models.CharField(_("supervisor's phone"), max_length=20, blank=True)
    starts_on = models.DateField(_("first day"))
    # Kept: the last day of the twelfth week with the pauses there are; the definition is fieldpractice.weeks.
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Jakarta")
    # Raised with every change a calendar must know of.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["enrolment__user__name", "id"]
        indexes = [models.Index(fields=["work_unit"]), models.Index(fields=["supervisor"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="placement_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}"

    def get_absolute_url(self) -> str:
        return reverse("fieldpractice:placement_detail", args=[self.public_id])

    def weeks(self) -> list[Week]:
        """The twelve weeks, counted without the pauses in force. Reads `pauses` (prefetch them for a list)."""
        return weeks_of(self.starts_on, [pause.span for pause in self.pauses.all() if pause.is_in_force])


class PlacementPause(PublicIdModel):
    """Days on which the practice rests, with the reason; what follows moves by as many. Taken back with a reason, never deleted."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="pauses")
    kind = models.CharField(_("kind"), max_length=8, choices=PauseKind.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_back_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["starts_on", "id"]
        constraints = [
            choice_check("kind", PauseKind.values, "pause_kind"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="pause_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_a_reason"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_because="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_because="")),
                name="pause_taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"

    @property
    def is_in_force(self) -> bool:
        return self.taken_back_at is None

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


class PlacementMove(AppendOnlyModel):
    """A change of unit, supervisor or first day: as it was before and after, from which day, why. Append-only."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="moves")
    before = models.JSONField()
    after = models.JSONField()
    from_day = models.DateField()
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="placement_move_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.from_day}"
