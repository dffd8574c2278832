"""Who sees which review. One definition for lists, pages and permissions."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from lms.people.models import User
from lms.people.roles import hats_of
from lms.programme.models import Review, ReviewColumn
from lms.programme.rules import READERS


def reviews_visible_to(user: User) -> QuerySet[Review]:
    """Return all reviews for those who read every one, else those that the user's columns sign."""
    hats = hats_of(user)
    if hats.has(*READERS):
        return Review.objects.all()
    signing = ReviewColumn.objects.filter(review=OuterRef("pk"), column__in=hats.columns)
    return Review.objects.filter(Exists(signing)) if hats.columns else Review.objects.none()
