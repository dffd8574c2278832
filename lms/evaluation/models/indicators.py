"""What units report of their job matching month by month, files it comes in, and which months a cohort is compared over."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.enums import ImportState
from courses.models import Cohort, ImportedFile
from lms.evaluation.enums import ReportedBy
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.ids import PublicIdModel
from lms.people.models import User, WorkUnit, choice_check


class UnitMonth(PublicIdModel):
    """One unit's figures of one month, as they stand; how they came to stand so is in its changes. An empty figure is unknown, never 0."""

    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="indicator_months")
    # Its first day.
    month = models.DateField(_("month"))
    registered = models.PositiveIntegerField(_("jobseekers registered"), null=True, blank=True)
    counselled = models.PositiveIntegerField(_("jobseekers counselled"), null=True, blank=True)
    referred = models.PositiveIntegerField(_("jobseekers referred"), null=True, blank=True)
    placed = models.PositiveIntegerField(_("jobseekers placed"), null=True, blank=True)
    vacancies = models.PositiveIntegerField(_("vacancies registered"), null=True, blank=True)
    filled = models.PositiveIntegerField(_("vacancies filled"), null=True, blank=True)
    days_to_fill = models.DecimalField(_("days to fill"), max_digits=5, decimal_places=1, null=True, blank=True)
    # What a reader of the figures must know: a job fair, two weeks without the system.
    note = models.CharField(_("remark"), max_length=300, blank=True)
    # Raised with every change; a form carries the one it was made from.
    seq = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("figures of a unit’s month")
        verbose_name_plural = _("figures of units’ months")
        ordering = ["work_unit", "month"]
        indexes = [models.Index(fields=["month"])]
        constraints = [
            models.UniqueConstraint(fields=["work_unit", "month"], name="unit_month_once"),
            models.CheckConstraint(
                condition=Q(days_to_fill__isnull=True) | Q(days_to_fill__gte=0), name="unit_month_days_to_fill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_unit} {self.month:%Y-%m}"

    @property
    def values(self) -> dict[str, Any]:
        """The figures by their keys."""
        return {key: getattr(self, key) for key in FIGURES}


FIGURES = ("registered", "counselled", "referred", "placed", "vacancies", "filled", "days_to_fill")


class IndicatorImport(ImportedFile):
    """A file with figures of units. It is let in at once, so that a worker only reads it."""

    TO_DO = (ImportState.WAITING,)

    # Each {number, unit, unit_name, month, values, note, kind, shown}: what a row would do. Emptied when it is given up.
    rows = models.JSONField(default=list)
    # Each {number, shown, faults: [{column, value, message}]}: rows that are left out.
    faulty = models.JSONField(default=list)
    taken = models.PositiveIntegerField(default=0)

    class Meta(ImportedFile.Meta):
        verbose_name = _("import of figures")
        verbose_name_plural = _("imports of figures")
        constraints = [
            choice_check("state", ImportState.values, "indicator_import_state"),
            models.CheckConstraint(condition=Q(taken__lte=F("total")), name="indicator_import_within_total"),
            models.CheckConstraint(
                condition=~Q(state=ImportState.REFUSED) | ~Q(remark=""), name="refused_indicator_import_says_why"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("evaluation:indicator_import_detail", args=[self.public_id])


class UnitMonthChange(AppendOnlyModel):
    """One change of a unit's month: figures before and after, by whom, from where, why. Append-only."""

    unit_month = models.ForeignKey(UnitMonth, models.PROTECT, related_name="changes")
    # The seq it led to.
    seq = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField()
    source = models.CharField(_("from"), max_length=6, choices=ReportedBy.choices)
    source_import = models.ForeignKey(IndicatorImport, models.PROTECT, null=True, related_name="changes")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["unit_month", "seq"]
        constraints = [
            choice_check("source", ReportedBy.values, "unit_month_change_source"),
            models.UniqueConstraint(fields=["unit_month", "seq"], name="unit_month_change_once"),
            models.CheckConstraint(
                condition=Q(source=ReportedBy.IMPORT, source_import__isnull=False)
                | (~Q(source=ReportedBy.IMPORT) & Q(source_import__isnull=True)),
                name="unit_month_change_names_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_month_id} → {self.seq}"


class FollowUpWindow(AppendOnlyModel):
    """Which months before and after are compared for a cohort, decided with a reason; the latest decision counts. Append-only."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="follow_up_windows")
    # First days of the first months.
    baseline_from = models.DateField(_("baseline from"))
    after_from = models.DateField(_("after the training from"))
    reason = models.CharField(_("reason"), max_length=300)
    # The decision it was made after: two at once find out about each other.
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(follows__isnull=True), name="one_first_window_a_cohort"
            ),
            models.CheckConstraint(condition=Q(after_from__gt=F("baseline_from")), name="window_after_the_baseline"),
            models.CheckConstraint(condition=~Q(reason=""), name="window_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.baseline_from:%Y-%m} / {self.after_from:%Y-%m}"
