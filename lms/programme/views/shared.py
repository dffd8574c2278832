"""What several screens need: the review one may see, and forms that end in a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lms.people.access import found, person
from lms.people.errors import Conflict, Refusal
from lms.programme.forms import SeenForm
from lms.programme.models import Review, ReviewPart
from lms.programme.queries.visible import reviews_visible_to

GET_POST = ["GET", "HEAD", "POST"]


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


def form_page(
    request: HttpRequest,
    *,
    template: str,
    form: forms.Form,
    act: Callable[[], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """Show a form, or, sent and in order, act. What is refused comes back with everything kept."""
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return act()
            status = 422
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Conflict) and isinstance(form, SeenForm):
                form.look_again()
            status = refusal.status
    return render(request, template, {**context, "form": form}, status=status)


def done(request: HttpRequest, words: str, to: str, *args: Any) -> HttpResponse:
    """Say that it is done, and go on to the page of this name."""
    messages.success(request, words)
    return redirect(to, *args)
