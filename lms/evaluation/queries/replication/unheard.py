"""Criteria that the units agreed on, and that the report they are signing has not heard of."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.queries.replication.parts import SCORECARD
from lms.programme.enums import ReviewState
from lms.programme.models import Review, ReviewPart


def unheard_criteria() -> list[Scorecard]:
    """Return agreed criteria that are no part of the review in which their report is signed: one query."""
    of_report = ContentType.objects.get_for_model(ProgrammeReport)
    open_ones = Review.objects.filter(subject_type=of_report, subject_id=OuterRef("report_id"), state=ReviewState.OPEN)
    asked = ReviewPart.objects.filter(
        review__subject_type=of_report,
        review__subject_id=OuterRef("report_id"),
        review__state=ReviewState.OPEN,
        key=SCORECARD,
        is_present=True,
    )
    agreed = Scorecard.objects.filter(Exists(open_ones), ~Exists(asked), agreed_at__isnull=False)
    return list(agreed.select_related("report", "created_by").order_by("pk"))
