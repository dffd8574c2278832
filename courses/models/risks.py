"""From when somebody counts as at risk, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import RiskStep
from courses.models.enrolments import Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.models import User, choice_check
from lms.programme.models import Programme


class RiskLimits(AppendOnlyModel):
    """The limits of a programme, as decided: the newest row counts, and without one the settings do (`courses.queries.risks`). Append-only."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="risk_limits")
    percent = models.PositiveSmallIntegerField()
    silent_days = models.PositiveSmallIntegerField()
    late_tasks = models.PositiveSmallIntegerField()
    missed_sessions = models.PositiveSmallIntegerField()
    disagreements = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("limits of risk")
        verbose_name_plural = _("limits of risk")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="risk_percent"),
            models.CheckConstraint(
                condition=Q(silent_days__gte=1, late_tasks__gte=1, missed_sessions__gte=1, disagreements__gte=1),
                name="risk_from_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="risk_limits_have_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.percent} %, {self.silent_days}"


class RiskNote(AppendOnlyModel):
    """What was done about somebody at risk: called, visited, written to. Append-only."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="risk_notes")
    step = models.CharField(_("what was done"), max_length=8, choices=RiskStep.choices)
    text = models.CharField(_("what came of it"), max_length=500)
    # Chosen by the page: sent twice, it is one note.
    once = models.CharField(max_length=36)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("note on somebody at risk")
        verbose_name_plural = _("notes on people at risk")
        ordering = ["at", "id"]
        constraints = [
            choice_check("step", RiskStep.values, "risk_note_step"),
            models.CheckConstraint(condition=~Q(text=""), name="risk_note_says_something"),
            models.UniqueConstraint(fields=["enrolment", "once"], name="risk_note_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.step}"
