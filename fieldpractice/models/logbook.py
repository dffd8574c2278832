"""The logbook: what was done on a day."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fieldpractice.enums import Service
from fieldpractice.models.placements import Placement
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import WorkUnit, choice_check


class LogbookEntry(PublicIdModel):
    """One service on one day: how many were served, for how long, what was hard. `day` is a day of the placement's zone."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="entries")
    day = models.DateField(_("day"))
    service = models.PositiveSmallIntegerField(_("service"), choices=Service.choices)
    served = models.PositiveSmallIntegerField(_("people served"), default=0)
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(24)]
    )
    note = models.TextField(_("what was hard"), blank=True, max_length=2000)
    # The unit on that day, so that a move later on does not carry hours over; empty: the placement's.
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, null=True, blank=True, related_name="+")
    # The phone's own name of the entry: sent again, it is the same entry.
    client_key = models.CharField(max_length=64)
    # Raised with every change; the phone sends the one it started from.
    seq = models.PositiveIntegerField(default=1)
    # Struck out by its writer; it counts no more and stays readable.
    struck_at = models.DateTimeField(null=True)
    # Why it was struck out, or changed, after the supervisor had spoken of its week.
    struck_because = models.CharField(_("reason"), max_length=300, blank=True)
    # The entry that stands in place of a struck one.
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("logbook entry")
        verbose_name_plural = _("logbook entries")
        ordering = ["day", "service", "id"]
        indexes = [models.Index(fields=["placement", "day"])]
        constraints = [
            choice_check("service", Service.values, "logbook_service"),
            models.UniqueConstraint(fields=["placement", "client_key"], name="entry_once"),
            models.UniqueConstraint(
                fields=["placement", "day", "service"], condition=Q(struck_at__isnull=True), name="one_entry_a_service"
            ),
            models.CheckConstraint(condition=Q(hours__gte=0, hours__lte=24), name="entry_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.service}"
