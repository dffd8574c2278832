"""What several screens need: the review one may see, and its parts."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest

from lms.people.access import found, person
from lms.programme.models import Review, ReviewPart
from lms.programme.queries.visible import reviews_visible_to
from lms.ui.form_pages import form_page as shared_form_page

# On the screens of signing, a conflict and a refusal are told apart by their status too.
form_page = partial(shared_form_page, told_apart=True)


def visible_review(request: HttpRequest, pid: str) -> Review:
    """Return a review this reader may see, with its activity, or raise Http404."""
    rows = reviews_visible_to(person(request)).select_related("activity", "opened_by", "closed_by")
    return found(rows.prefetch_related("columns"), public_id=pid)


def visible_part(request: HttpRequest, pid: str, part: str) -> ReviewPart:
    """Return a part of a review this reader may see, or raise Http404."""
    review = visible_review(request, pid)
    row = found(review.parts.all(), public_id=part)
    row.review = review
    return row
