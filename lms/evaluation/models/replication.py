"""What the recommendation on replication rests on: criteria agreed before evidence is judged, readiness, cost, decision and dissent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.enums import CostKind, Direction, Element, Finding, Readiness, ReplicationChoice
from lms.evaluation.figures import Criterion as Dac
from lms.evaluation.figures import Unit
from lms.evaluation.models.reports import ProgrammeReport
from lms.evaluation.scorecards import CriteriaUnderReview
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Column
from lms.people.ids import PublicIdModel, new_id
from lms.people.models import User, WorkUnit, choice_check


class Scorecard(CriteriaUnderReview, PublicIdModel):
    """By what the replication of the course is decided. A draft until the units have signed every criterion (activity 10); then frozen.

    `digest` is the SHA-256 of the criteria as they were agreed.
    """

    report = models.OneToOneField(ProgrammeReport, models.PROTECT, related_name="scorecard")
    digest = models.CharField(max_length=64, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("replication scorecard")
        verbose_name_plural = _("replication scorecards")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, digest="") | (Q(agreed_at__isnull=False) & ~Q(digest="")),
                name="agreed_scorecard_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"scorecard {self.report_id}"

    @property
    def is_agreed(self) -> bool:
        return self.agreed_at is not None

    def get_absolute_url(self) -> str:
        return reverse("evaluation:replication_detail", args=[self.report.public_id])


class ReplicationCriterion(PublicIdModel):
    """One line of the scorecard. Its evidence is a figure (`figure`, a key of the registry), or what somebody enters with its source.

    A figure is held against the threshold in every cohort of the report, and the criterion is met where all of them meet it.
    """

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("criterion"), max_length=200)
    title_en = models.CharField(_("criterion in English"), max_length=200)
    dac = models.CharField(_("asked under"), max_length=16, choices=[(one.value, one.label) for one in Dac])
    figure = models.CharField(_("figure"), max_length=80, blank=True)
    unit = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Unit], default=Unit.PERCENT)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.AT_LEAST)
    threshold = models.DecimalField(_("threshold"), max_digits=14, decimal_places=2, null=True, blank=True)
    # Without a threshold: in words, what must be seen for it to be met.
    wanted = models.CharField(_("what counts as met"), max_length=300, blank=True)
    wanted_en = models.CharField(_("what counts as met, in English"), max_length=300, blank=True)
    essential = models.BooleanField(_("essential"), default=False)
    # Where the threshold comes from.
    basis = models.CharField(_("where it comes from"), max_length=300, blank=True)
    # Raised with each change; a form carries the one its writer saw.
    seq = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("criterion of replication")
        verbose_name_plural = _("criteria of replication")
        ordering = ["scorecard", "order", "id"]
        constraints = [
            choice_check("dac", [one.value for one in Dac], "replication_criterion_dac"),
            choice_check("unit", [one.value for one in Unit], "replication_criterion_unit"),
            choice_check("direction", Direction.values, "replication_criterion_direction"),
            models.CheckConstraint(
                condition=Q(threshold__isnull=False) | (Q(figure="") & ~Q(wanted="")),
                name="criterion_says_when_it_is_met",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    @property
    def local_wanted(self) -> str:
        return self.wanted_en if get_language() == "en" and self.wanted_en else self.wanted


class CriterionJudgement(AppendOnlyModel):
    """What the evidence says of one criterion, at one time. The latest row counts.

    `readings` hold what a figure read in each cohort: cohort, value, n, of. `value` is the one that decided.
    """

    criterion = models.ForeignKey(ReplicationCriterion, models.PROTECT, related_name="judgements")
    finding = models.CharField(_("finding"), max_length=8, choices=Finding.choices)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6, null=True)
    readings = models.JSONField(default=list)
    words = models.TextField(_("what was seen"), blank=True, max_length=2000)
    source = models.CharField(_("source"), max_length=300)
    link = models.URLField(_("link to the source"), blank=True, max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("judgement of a criterion")
        verbose_name_plural = _("judgements of criteria")
        ordering = ["id"]
        constraints = [
            choice_check("finding", Finding.values, "criterion_judgement_finding"),
            models.CheckConstraint(condition=~Q(source=""), name="judgement_has_a_source"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(words=""), name="judgement_says_what_was_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.finding}"


class CandidateUnit(PublicIdModel):
    """A unit where the course could be run next."""

    report = models.ForeignKey(ProgrammeReport, models.PROTECT, related_name="candidates")
    work_unit = models.ForeignKey(WorkUnit, models.PROTECT, related_name="+", verbose_name=_("work unit"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("candidate unit")
        verbose_name_plural = _("candidate units")
        ordering = ["work_unit__name"]
        constraints = [models.UniqueConstraint(fields=["report", "work_unit"], name="candidate_once")]

    def __str__(self) -> str:
        return str(self.work_unit)

    def get_absolute_url(self) -> str:
        return reverse("evaluation:candidate_detail", args=[self.public_id])


class ReadinessEntry(AppendOnlyModel):
    """How ready a candidate unit is in one element, as somebody of the unit or an organiser says. The latest row counts."""

    candidate = models.ForeignKey(CandidateUnit, models.PROTECT, related_name="entries")
    element = models.CharField(_("element"), max_length=10, choices=Element.choices)
    state = models.CharField(_("how ready"), max_length=10, choices=Readiness.choices)
    # How many: officers, computers, megabits a second; what is counted the element says.
    amount = models.PositiveIntegerField(_("how many"), null=True)
    words = models.CharField(_("what there is, and what is missing"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("readiness of a unit")
        verbose_name_plural = _("readiness of units")
        ordering = ["id"]
        indexes = [models.Index(fields=["candidate", "element"])]
        constraints = [
            choice_check("element", Element.values, "readiness_entry_element"),
            choice_check("state", Readiness.values, "readiness_entry_state"),
            models.CheckConstraint(condition=~Q(source=""), name="readiness_has_a_source"),
            models.CheckConstraint(
                condition=Q(state=Readiness.READY) | ~Q(words=""), name="unready_says_what_is_missing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.element} {self.state}"


class CostItem(PublicIdModel):
    """What one cohort cost, one line a kind of spending. Struck out with a reason, never changed."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="costs")
    kind = models.CharField(_("kind"), max_length=10, choices=CostKind.choices)
    title = models.CharField(_("for what"), max_length=160)
    amount = models.DecimalField(_("amount in rupiah"), max_digits=15, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)
    # The browser's own name of it: sent again, it is the same line.
    client_key = models.CharField(max_length=64, default=new_id)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cost of a cohort")
        verbose_name_plural = _("costs of cohorts")
        ordering = ["cohort", "kind", "id"]
        constraints = [
            choice_check("kind", CostKind.values, "cost_item_kind"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_is_more_than_nothing"),
            models.UniqueConstraint(fields=["entered_by", "client_key"], name="cost_once"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_because="")
                | (Q(struck_at__isnull=False) & ~Q(struck_because="")),
                name="struck_cost_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReplicationDecision(AppendOnlyModel):
    """What the report recommends, with its reasons. Each saving is a row of its own; the latest counts, the earlier ones stay."""

    report = models.ForeignKey(ProgrammeReport, models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField()
    choice = models.CharField(_("recommendation"), max_length=14, choices=ReplicationChoice.choices)
    reasons = models.TextField(_("reasons"), max_length=6000)
    reasons_en = models.TextField(_("reasons in English"), max_length=6000)
    conditions = models.TextField(_("conditions and changes"), blank=True, max_length=6000)
    conditions_en = models.TextField(_("conditions and changes in English"), blank=True, max_length=6000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("decision on replication")
        verbose_name_plural = _("decisions on replication")
        ordering = ["number"]
        constraints = [
            choice_check("choice", ReplicationChoice.values, "replication_decision_choice"),
            models.UniqueConstraint(fields=["report", "number"], name="replication_decision_number"),
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(reasons_en=""), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=~Q(choice=ReplicationChoice.WITH_CHANGES) | ~Q(conditions=""), name="changes_are_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} #{self.number} {self.choice}"


class Dissent(PublicIdModel):
    """A unit that sees it otherwise says so here, and it is printed with the decision. Withdrawn by the unit, it stays on record."""

    report = models.ForeignKey(ProgrammeReport, models.PROTECT, related_name="dissents")
    column = models.CharField(_("work unit"), max_length=20, choices=Column.choices)
    words = models.TextField(_("what your unit sees otherwise"), max_length=3000)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("dissenting opinion")
        verbose_name_plural = _("dissenting opinions")
        ordering = ["at", "id"]
        constraints = [
            choice_check("column", Column.values, "dissent_column"),
            models.CheckConstraint(condition=~Q(words=""), name="dissent_has_words"),
            models.UniqueConstraint(
                fields=["report", "column"], condition=Q(withdrawn_at__isnull=True), name="one_dissent_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.column}"
