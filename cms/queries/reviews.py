"""Where a version stands with its two reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from cms.models import CurriculumVersion
from cms.parts import digests_of
from lms.programme.enums import ReviewState
from lms.programme.models import Review, ReviewPart

OUTLINE_ACTIVITY, LESSONS_ACTIVITY = 4, 5
REVIEW_ACTIVITIES = (OUTLINE_ACTIVITY, LESSONS_ACTIVITY)
DECIDED = frozenset({ReviewState.CLOSED, ReviewState.CLOSED_ON_RECORD})


@dataclass(frozen=True)
class Standing:
    """The latest round of one activity's review of a version; `review` is None before it was opened."""

    activity_no: int
    review: Review | None


def reviews_of(version: CurriculumVersion) -> Any:
    """Return all rounds of all reviews of a version, newest first, with their activity."""
    subject_type = ContentType.objects.get_for_model(CurriculumVersion)
    return Review.objects.filter(subject_type=subject_type, subject_id=version.pk).select_related("activity")


def open_reviews(version: CurriculumVersion) -> list[Review]:
    """Return the reviews of a version that still wait for signatures."""
    return list(reviews_of(version).filter(state=ReviewState.OPEN))


def standings(version: CurriculumVersion) -> list[Standing]:
    """Return the latest round for each of the two activities. One query."""
    latest: dict[int, Review] = {}
    for review in reviews_of(version).order_by("round"):
        latest[review.activity.no] = review
    return [Standing(number, latest.get(number)) for number in REVIEW_ACTIVITIES]


def blockers(version: CurriculumVersion) -> list[str]:
    """Return why a version cannot be published yet, in words; empty when it can."""
    reasons: list[str] = []
    for standing in standings(version):
        review = standing.review
        if review is None or review.state == ReviewState.WITHDRAWN:
            reasons.append(_("The review of activity %s has not been opened.") % standing.activity_no)
        elif review.state not in DECIDED:
            reasons.append(_("The review of activity %s is still open.") % standing.activity_no)
        elif not _signed_present_text(version, standing.activity_no, review):
            reasons.append(_("The text changed after the review of activity %s closed.") % standing.activity_no)
    return reasons


def unasked(version: CurriculumVersion) -> list[int]:
    """Return the activities whose units have not been asked about the present text."""
    return [standing.activity_no for standing in standings(version) if not _asked(version, standing)]


def _asked(version: CurriculumVersion, standing: Standing) -> bool:
    review = standing.review
    if review is None or review.state == ReviewState.WITHDRAWN:
        return False
    return review.state == ReviewState.OPEN or _signed_present_text(version, standing.activity_no, review)


def _signed_present_text(version: CurriculumVersion, activity_no: int, review: Review) -> bool:
    signed = ReviewPart.objects.filter(review=review, is_present=True).values_list("key", "digest")
    return dict(signed) == digests_of(version, activity_no)
