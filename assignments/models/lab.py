"""The matching lab: cases, the panel's rankings, and what participants hand in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.enums import CaseKind, TaskState
from assignments.models.rubrics import RubricVersion
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Evidence
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class MatchingCase(PublicIdModel):
    """A case for good; its cards are in its versions, the newest of which is `current`."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind.choices)
    # 1 (first steps) to 5 (several traps).
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), default=1)
    current = models.OneToOneField("CaseVersion", models.PROTECT, null=True, related_name="current_of")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("matching case")
        verbose_name_plural = _("matching cases")
        ordering = ["difficulty", "code"]
        constraints = [
            choice_check("kind", CaseKind.values, "case_kind"),
            models.CheckConstraint(condition=Q(difficulty__gte=1, difficulty__lte=5), name="case_difficulty"),
        ]

    def __str__(self) -> str:
        return self.code


class CaseVersion(AppendOnlyModel):
    """The cards, the vacancy or jobseeker, the hard constraints and the debriefing, at one time (`assignments.lab.cards`)."""

    case = models.ForeignKey(MatchingCase, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=160)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.INFERRED)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_version_number"),
            choice_check("evidence", Evidence.values, "case_version_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class PanelRanking(AppendOnlyModel):
    """One facilitator's own complete ranking of a case (`assignments.lab.cards`). The newest of each facilitator counts."""

    version = models.ForeignKey(CaseVersion, models.PROTECT, related_name="rankings")
    facilitator = models.ForeignKey(User, models.PROTECT, related_name="+")
    ranking = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["version", "at", "id"]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.facilitator_id}"


class MatchingExercise(PublicIdModel):
    """A case set for a cohort, scored against the panel's ranking as it stood when the exercise was opened."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="exercises", verbose_name=_("cohort"))
    version = models.ForeignKey(CaseVersion, models.PROTECT, related_name="exercises")
    rubric = models.ForeignKey(RubricVersion, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=TaskState.choices, default=TaskState.DRAFT)
    # How many of the first places count as the shortlist.
    top_k = models.PositiveSmallIntegerField(_("places of the shortlist"), default=3)
    opens_on = models.DateField(_("first day"), null=True, blank=True)
    due_on = models.DateField(_("last day"), null=True, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=0)
    # What the panel agreed on at the opening (`assignments.lab.scores.Panel`), and the rankings it came from; set once.
    panel = models.JSONField(null=True)
    rankings = models.ManyToManyField(PanelRanking, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("matching exercise")
        verbose_name_plural = _("matching exercises")
        ordering = ["cohort", "opens_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "version"], name="exercise_once"),
            choice_check("state", TaskState.values, "exercise_state"),
            models.CheckConstraint(condition=Q(top_k__gte=1), name="exercise_top_k"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="exercise_weight"),
            models.CheckConstraint(
                condition=Q(state=TaskState.DRAFT) | Q(panel__isnull=False), name="open_exercise_has_a_panel"
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class MatchingAnswer(PublicIdModel):
    """One participant's ranking (`assignments.lab.cards`), kept as it is made; handed in, it stays with its score."""

    exercise = models.ForeignKey(MatchingExercise, models.PROTECT, related_name="answers")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="matchings")
    body = models.JSONField(default=dict)
    # Raised with every save; a page sends the one it started from, so that two devices find out about each other.
    seq = models.PositiveIntegerField(default=0)
    # Which opening of the page saved it, and its count: the same page may go on from its own save, though it never heard of it.
    tab = models.CharField(max_length=24, blank=True)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    handed_in_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    # Worked out at hand-in (`assignments.lab.scores.Score`).
    ndcg = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    overlap = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    violations = models.JSONField(default=list)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("matching answer")
        verbose_name_plural = _("matching answers")
        constraints = [
            models.UniqueConstraint(fields=["exercise", "enrolment"], name="one_matching_answer"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, ndcg__isnull=True, overlap__isnull=True, points__isnull=True)
                | (
                    Q(handed_in_at__isnull=False, ndcg__isnull=False, overlap__isnull=False, points__isnull=False)
                    & ~Q(digest="")
                ),
                name="matching_handed_in_is_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}@{self.exercise_id}"
