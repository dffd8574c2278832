"""Taking an edit of a report into its open review."""

from __future__ import annotations

from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.reports.reviewing import open_review_of
from lms.people.models import User
from lms.programme.services import refresh_review
from lms.programme.services.reviews import Refreshed


def take_in(*, report: ProgrammeReport, actor: User) -> Refreshed | None:
    """Let the open review take in what the report says now: what was signed on the parts that changed lapses, the rest holds."""
    review = open_review_of(report)
    return refresh_review(review=review, actor=actor) if review is not None else None
