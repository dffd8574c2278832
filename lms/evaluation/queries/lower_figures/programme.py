"""What the activities brought, and how far the units were asked and signed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared, shared_facts
from lms.people.enums import Column
from lms.programme.enums import ReviewState
from lms.programme.models import Deliverable, Review
from lms.programme.queries.tallies import tallies_of

ACTIVITIES = range(1, 11)


@shared_facts
def deliverables(cohort: Cohort) -> dict[int, list[Deliverable]]:
    """Return what the activities of the cohort's programme must bring, by activity: one query."""
    rows = Deliverable.objects.filter(activity__programme=cohort.programme_id).select_related("activity")
    found: dict[int, list[Deliverable]] = {}
    for one in rows.order_by("activity__no", "due_on", "pk"):
        found.setdefault(one.activity.no, []).append(one)
    return found


def _brought(no: int) -> Any:
    def read(cohort: Cohort) -> Reading:
        rows = deliverables(cohort).get(no, [])
        if not rows:
            return Reading(None, why=_("Nothing is planned to be brought."))
        return Reading(Decimal(sum(one.done_on is not None for one in rows)), of=len(rows))

    return read


def _rows(no: int) -> Any:
    def rows(cohort: Cohort) -> Rows:
        heads = [_("Deliverable"), _("Unit"), _("Due"), _("Done")]
        return Rows(heads, [_row(one) for one in deliverables(cohort).get(no, [])])

    return rows


def _row(one: Deliverable) -> list[Any]:
    unit = Column(one.column).label if one.column else _("All units")
    return [one.title, unit, one.due_on, one.done_on]


def _matrix(no: int) -> Any:
    return lambda _cohort: reverse("programme:activity_detail", args=[no])


@shared
def curriculum_words(cohort: Cohort) -> list[tuple[str, str, int, int, int]]:
    """Return how far each unit has signed the cohort's version: review, unit, parts, approved, objected. Four queries."""
    of_version = ContentType.objects.get_for_model(type(cohort.version))
    rounds = Review.objects.filter(subject_type=of_version, subject_id=cohort.version_id).order_by("opened_at", "pk")
    # The last round under each activity; one that was withdrawn asks nobody any more.
    last = {one.activity_id: one for one in rounds.exclude(state=ReviewState.WITHDRAWN)}
    reviews = {one.pk: one for one in last.values()}
    tallies = tallies_of(list(reviews))
    return [
        (f"{review.title} ({review.round})", str(Column(column).label), one.parts, one.approved, one.objected)
        for pk, review in reviews.items()
        for column, one in tallies.get(pk, {}).items()
    ]


def _signed(cohort: Cohort) -> Reading:
    rows = curriculum_words(cohort)
    asked = sum(row[2] for row in rows)
    if not asked:
        return Reading(None, why=_("No review of the cohort’s version has been opened."))
    return Reading(Decimal(sum(row[3] for row in rows)) * 100 / asked, n=len(rows))


def _word_rows(cohort: Cohort) -> Rows:
    heads = [_("Review"), _("Unit"), _("Parts"), _("Approved"), _("Objected")]
    return Rows(heads, curriculum_words(cohort))


def _activity_figure(no: int) -> Figure:
    return Figure(
        key=f"activity.{no}.brought",
        title=format_lazy("{} {}", _("Deliverables brought, activity"), no),
        unit=Unit.COUNT,
        criterion=Criterion.EFFICIENCY,
        activity_no=no,
        read=_brought(no),
        rows=_rows(no),
        source=_("Deliverables of the activity with a day on which they were done, of all planned."),
        href=_matrix(no),
    )


PROGRAMME_FIGURES = (
    Figure(
        key="curriculum.signed",
        title=_("Signatures of the units under the curriculum"),
        unit=Unit.PERCENT,
        criterion=Criterion.COHERENCE,
        activity_no=4,
        read=_signed,
        rows=_word_rows,
        source=_(
            "Parts approved by the units at their present digest, of the parts each unit was asked to sign in the last round under each activity."
        ),
        href=lambda _cohort: reverse("programme:review_list"),
    ),
    *(_activity_figure(no) for no in ACTIVITIES),
)
