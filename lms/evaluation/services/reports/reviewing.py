"""What is locked, in which order, and taking an edit of a report into its open review.

A signature locks its review, and the last one then the report. So whoever edits locks the same way: open reviews first, then the report,
then its scorecard. Who opens a review locks the activity before all of them, as `lms.programme.services.open_review` does.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.evaluation.models import ProgrammeReport, Scorecard
from lms.evaluation.models.reports import REPORT_ACTIVITY
from lms.evaluation.queries.reports.reviewing import open_review_of
from lms.people.errors import Conflict
from lms.people.models import User
from lms.programme.enums import ReviewState
from lms.programme.models import Activity, Review
from lms.programme.services import refresh_review
from lms.programme.services.reviews import Refreshed


def lock_activity() -> None:
    """Lock the activity under which report and criteria are signed: two who open a review do it one after the other."""
    list(Activity.objects.select_for_update().filter(no=REPORT_ACTIVITY).order_by("-programme_id")[:1])


def lock_report(report: ProgrammeReport) -> ProgrammeReport:
    """Return the report as it is now, locked until the transaction ends, and before it the reviews in which it or its criteria are signed.

    Raises Conflict when a review was opened in this very moment.
    """
    signed = _open_reviews(report)
    locked = set(signed.select_for_update().order_by("pk").values_list("pk", flat=True))
    found = lock_row(report)
    if not locked.issuperset(signed.values_list("pk", flat=True)):
        raise Conflict(_("The units were asked in this very moment. Look at the report once more."))
    return found


def lock_row(report: ProgrammeReport) -> ProgrammeReport:
    """Return the report as it is now, its row locked: for who holds its review already."""
    rows = ProgrammeReport.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=report.pk)


def _open_reviews(report: ProgrammeReport) -> QuerySet[Review]:
    of_report, of_criteria = (ContentType.objects.get_for_model(one) for one in (ProgrammeReport, Scorecard))
    criteria = Scorecard.objects.filter(report=report).values("pk")
    about = Q(subject_type=of_report, subject_id=report.pk) | Q(subject_type=of_criteria, subject_id__in=criteria)
    return Review.objects.filter(about, state=ReviewState.OPEN)


def take_in(*, report: ProgrammeReport, actor: User) -> Refreshed | None:
    """Let the open review take in what the report says now: what was signed on the parts that changed lapses, the rest holds."""
    review = open_review_of(report)
    return refresh_review(review=review, actor=actor) if review is not None else None
