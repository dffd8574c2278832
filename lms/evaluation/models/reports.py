"""The programme evaluation report: its sections, and the state it is in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.enums import ReportState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check
from lms.programme.models import Programme


class ProgrammeReport(PublicIdModel):
    """The report on one or several cohorts of a programme, reviewed under activity 10 by all eight columns."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reports")
    cohorts = models.ManyToManyField(Cohort, related_name="reports")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("programme evaluation report")
        verbose_name_plural = _("programme evaluation reports")
        ordering = ["-created_at", "id"]
        constraints = [choice_check("state", ReportState.values, "programme_report_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report_detail", args=[self.public_id])
