"""Lists of people brought in from a spreadsheet: the file, its rows, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.enums import ImportState, RowState
from courses.models.cohorts import Cohort
from courses.models.enrolments import Enrolment
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class ImportedFile(PublicIdModel):
    """A file read and judged by the worker and let in on somebody's word. The row is its own outbox: a task takes it up, and a later one
    goes on where it stopped.
    """

    # States in which there is something for a worker to do.
    TO_DO: tuple[ImportState, ...] = (ImportState.WAITING, ImportState.CONFIRMED)

    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=160, blank=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    total = models.PositiveIntegerField(default=0)
    # What concerns the file as a whole: why it was refused, or columns that are not read.
    remark = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, default=clock.now)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether a worker has it or will take it up."""
        return self.state in self.TO_DO and self.next_attempt_at is not None


class PeopleImport(ImportedFile):
    """One file for one cohort."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="imports")
    # Give seats (or places on the waiting list) in the order of the file; otherwise the people are only nominated.
    gives_seats = models.BooleanField(default=True)
    done = models.PositiveIntegerField(default=0)

    class Meta(ImportedFile.Meta):
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        constraints = [
            choice_check("state", ImportState.values, "people_import_state"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="people_import_within_total"),
            models.CheckConstraint(
                condition=~Q(state=ImportState.REFUSED) | ~Q(remark=""), name="refused_import_says_why"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("courses:import_detail", args=[self.public_id])


class ImportRow(models.Model):
    """A row of the file as it stands there, what is wrong with it, and the enrolment it led to."""

    source = models.ForeignKey(PeopleImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    # Cells as shown, by the name of their column.
    cells = models.JSONField(default=dict)
    # What is written once the row is taken: fields of a person, unit and letter.
    values = models.JSONField(default=dict)
    # Each {column, value, message}.
    faults = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RowState.choices)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="import_row_once"),
            choice_check("state", RowState.values, "import_row_state"),
            models.CheckConstraint(
                condition=~Q(state=RowState.TAKEN) | Q(enrolment__isnull=False), name="taken_row_has_an_enrolment"
            ),
        ]
        indexes = [models.Index(fields=["source", "state"])]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.number}"
