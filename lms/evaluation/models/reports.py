"""The programme evaluation report: its sections and their texts, its figures as read and as frozen, and what became final."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.enums import ReportState, SectionKind
from lms.files.models import StoredFile
from lms.people import clock
from lms.people.append_only import AppendOnlyModel
from lms.people.enums import Language
from lms.people.ids import PublicIdModel, new_id
from lms.people.models import User, choice_check
from lms.programme.models import Programme, Review, SignOff
from lms.programme.reviewable import Part

# The activity under which all eight units sign the report.
REPORT_ACTIVITY = 10


class ReportUnderReview:
    """Gives `ProgrammeReport` what `lms.programme.reviewable.Reviewable` asks."""

    pk: Any
    public_id: str
    title: str
    sections: Any

    def digest_parts(self, activity_no: int) -> list[Part]:
        """Return what is signed: each section that says something, the figures by criterion, the files, and what other parts add."""
        from lms.evaluation.report_parts import parts_of  # it reads models

        return parts_of(self)  # type: ignore[arg-type]

    def review_title(self, activity_no: int) -> str:
        return self.title

    def continues(self) -> list[Any]:
        """Its earlier rounds are known by themselves."""
        return []

    def may_edit(self, user: User) -> bool:
        """Organisers, and whoever writes one of its sections and still holds a role with which sections are written."""
        return bool(user.has_perm("evaluation.draft_report", self))  # type: ignore[arg-type]

    def review_closed(self, review: Review, actor: User) -> None:
        """What follows is done by `lms.evaluation.services.reports.finishing`, in the same transaction, at the signal."""


class ProgrammeReport(ReportUnderReview, PublicIdModel):
    """The report on one or several cohorts of a programme, reviewed under activity 10 by all eight columns."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reports")
    cohorts = models.ManyToManyField(Cohort, related_name="reports")
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    # When the figures were read last for the marks of what has moved.
    read_at = models.DateTimeField(null=True)
    # The form's own name of it: sent again, it is the same report.
    client_key = models.CharField(max_length=64, default=new_id, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("programme evaluation report")
        verbose_name_plural = _("programme evaluation reports")
        ordering = ["-created_at", "id"]
        constraints = [
            choice_check("state", ReportState.values, "programme_report_state"),
            models.UniqueConstraint(fields=["created_by", "client_key"], name="report_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report_detail", args=[self.public_id])

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.state == ReportState.IN_REVIEW

    @property
    def is_final(self) -> bool:
        return self.state == ReportState.FINAL


class ReportSection(PublicIdModel):
    """One section: what it is about, who writes it and until when. Its words are its texts, one a language."""

    report = models.ForeignKey(ProgrammeReport, models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=9, choices=SectionKind.choices)
    criterion = models.CharField(max_length=14, blank=True)
    activity_no = models.PositiveSmallIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    author = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="report_sections", verbose_name=_("author")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        ordering = ["report", "order"]
        constraints = [
            choice_check("kind", SectionKind.values, "report_section_kind"),
            models.UniqueConstraint(fields=["report", "key"], name="report_section_key"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if get_language() == "en" else self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:section_detail", args=[self.report.public_id, self.key])

    @property
    def is_late(self) -> bool:
        """Whether its last day, by WIB, lies behind."""
        return self.due_on is not None and self.due_on < clock.today()


class ReportText(models.Model):
    """The words of a section in one language. Two people write at once: each saves against the `seq` seen.

    `read` holds the figures quoted in it as they were when it was last saved or looked through, by reference.
    """

    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.TextField(_("text"), blank=True)
    seq = models.PositiveIntegerField(default=0)
    read = models.JSONField(default=dict)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("text of a section")
        verbose_name_plural = _("texts of sections")
        ordering = ["section", "language"]
        constraints = [
            choice_check("language", Language.values, "report_text_language"),
            models.UniqueConstraint(fields=["section", "language"], name="report_text_each_language"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.language}"


class ReportRevision(AppendOnlyModel):
    """What a text said before somebody else, or the same person later on, wrote over it. Append-only: nothing written is lost."""

    text = models.ForeignKey(ReportText, models.CASCADE, related_name="revisions")
    seq = models.PositiveIntegerField()
    content = models.TextField()
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["text", "seq"], name="one_revision_of_a_save")]

    def __str__(self) -> str:
        return f"{self.text_id} #{self.seq}"


class ReportFigure(models.Model):
    """One figure of one cohort in a report: as read last, and as frozen when the review opened (`lms.evaluation.frozen` says of what shape).

    `rows` are the rows the frozen one was read from, as compressed JSON; their digest is in `frozen`.
    """

    report = models.ForeignKey(ProgrammeReport, models.CASCADE, related_name="figures")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    live = models.JSONField(default=dict)
    frozen = models.JSONField(null=True)
    frozen_digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    rows = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("figure of a report")
        verbose_name_plural = _("figures of reports")
        ordering = ["report", "key", "cohort"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key", "cohort"], name="report_figure_once"),
            models.CheckConstraint(
                condition=Q(frozen__isnull=True, frozen_digest="") | (Q(frozen__isnull=False) & ~Q(frozen_digest="")),
                name="frozen_figure_has_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"


class ReportFile(PublicIdModel):
    """A file that goes with the report: signed with it by its digest."""

    report = models.ForeignKey(ProgrammeReport, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "file"], condition=Q(removed_at__isnull=True), name="report_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReportFinal(AppendOnlyModel):
    """The report as its review closed on it: text, figures, files, parts with their digests, and who signed. Append-only.

    `digest` is that of the parts (`lms.evaluation.report_parts.digest_of_parts`): what stands under the signatures.
    """

    report = models.ForeignKey(ProgrammeReport, models.PROTECT, related_name="finals")
    number = models.PositiveSmallIntegerField()
    review = models.OneToOneField(Review, models.PROTECT, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("final report")
        verbose_name_plural = _("final reports")
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_final_number")]

    def __str__(self) -> str:
        return f"{self.report_id} #{self.number}"


class ReportFinalRows(AppendOnlyModel):
    """The rows behind one figure of a final report, compressed as `ReportFigure` had them: read only for the annex. Append-only.

    Taken up again, a report reads its figures anew; the rows of what was signed stay with what was signed.
    """

    final = models.ForeignKey(ReportFinal, models.PROTECT, related_name="rows")
    key = models.CharField(max_length=60)
    cohort_number = models.PositiveSmallIntegerField()
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("rows of a final report")
        verbose_name_plural = _("rows of final reports")
        ordering = ["final", "key", "cohort_number"]
        constraints = [
            models.UniqueConstraint(fields=["final", "key", "cohort_number"], name="report_final_rows_of_a_figure")
        ]

    def __str__(self) -> str:
        return f"{self.final_id} {self.key}"


class ReportPaper(models.Model):
    """A final report as PDF in one language, made once by the worker and kept."""

    final = models.ForeignKey(ReportFinal, models.PROTECT, related_name="papers")
    language = models.CharField(max_length=2, choices=Language.choices)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    # What went wrong the last time; it is tried again.
    failure = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("report as PDF")
        verbose_name_plural = _("reports as PDF")
        indexes = [models.Index(fields=["made_at", "next_try_at"])]
        constraints = [
            choice_check("language", Language.values, "report_paper_language"),
            models.UniqueConstraint(fields=["final", "language"], name="report_paper_each_language"),
        ]

    def __str__(self) -> str:
        return f"{self.final_id} {self.language}"


class ObjectionAnswer(AppendOnlyModel):
    """What those who write answered an objection (or notes): printed beside it. Append-only."""

    report = models.ForeignKey(ProgrammeReport, models.PROTECT, related_name="answers")
    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="+")
    text = models.TextField(_("answer"), max_length=2000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="objection_answer_says_something")]

    def __str__(self) -> str:
        return self.text[:80]
