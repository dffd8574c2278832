"""Steering a review: taking in edits, moving its due date, closing it on record, withdrawing it, asking again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.people import clock
from lms.people.access import check, person, signed_in
from lms.people.errors import Refusal
from lms.programme.forms import DueForm, ReasonForm
from lms.programme.models import Review
from lms.programme.queries.standing import standing_of
from lms.programme.services import close_on_record, move_due_date, open_review, refresh_review, withdraw_review
from lms.programme.views.shared import form_page, visible_review
from lms.ui.form_pages import GET_POST, done

USUAL_DAYS = 14


@require_POST
@signed_in
def review_refresh(request: HttpRequest, pid: str) -> HttpResponse:
    """Take in what the subject says now."""
    review = visible_review(request, pid)
    check(request, "programme.refresh_review", review)
    try:
        taken = refresh_review(review=review, actor=person(request))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(review)
    counts = {"changed": len(taken.changed), "added": len(taken.added), "removed": len(taken.removed)}
    words = _("Changed parts: %(changed)s, added: %(added)s, taken out: %(removed)s.") % counts
    return done(request, words if taken.anything else _("Nothing has changed."), "programme:review_detail", pid)


@require_http_methods(GET_POST)
@signed_in
def review_due(request: HttpRequest, pid: str) -> HttpResponse:
    """Give the units more time."""
    review = _steered(request, pid)
    form = DueForm(request.POST or None, initial={"due_on": max(review.due_on, clock.today())})

    def act(_data: dict[str, Any]) -> HttpResponse:
        move_due_date(review=review, due_on=form.cleaned_data["due_on"], actor=person(request))
        return done(request, _("The due date is moved."), "programme:review_detail", pid)

    return form_page(request, template="programme/review_due.html", form=form, act=act, context={"review": review})


@require_http_methods(GET_POST)
@signed_in
def review_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close past the due date, objections and missing answers on record."""
    review = visible_review(request, pid)
    check(request, "programme.close_review", review)
    form = ReasonForm(request.POST or None)

    def act(_data: dict[str, Any]) -> HttpResponse:
        close_on_record(review=review, reason=form.cleaned_data["reason"], actor=person(request))
        return done(request, _("The review is closed; what was open stands on record."), "programme:review_detail", pid)

    context = {"review": review, "progress": standing_of(review).progress()}
    return form_page(request, template="programme/review_close.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def review_withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the question back."""
    review = _steered(request, pid)
    form = ReasonForm(request.POST or None)

    def act(_data: dict[str, Any]) -> HttpResponse:
        withdraw_review(review=review, reason=form.cleaned_data["reason"], actor=person(request))
        return done(request, _("The review is withdrawn."), "programme:review_detail", pid)

    return form_page(request, template="programme/review_withdraw.html", form=form, act=act, context={"review": review})


@require_http_methods(GET_POST)
@signed_in
def review_again(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a new round on the same subject, for example after a late objection."""
    review = _steered(request, pid)
    subject: Any = review.subject
    form = DueForm(request.POST or None, initial={"due_on": clock.today() + timedelta(days=USUAL_DAYS)})

    def act(_data: dict[str, Any]) -> HttpResponse:
        due_on = form.cleaned_data["due_on"]
        again = open_review(subject=subject, activity_no=review.activity.no, due_on=due_on, actor=person(request))
        return done(request, _("A new round is open."), "programme:review_detail", again.public_id)

    return form_page(request, template="programme/review_again.html", form=form, act=act, context={"review": review})


def _steered(request: HttpRequest, pid: str) -> Review:
    review = visible_review(request, pid)
    check(request, "programme.steer_review", review)
    return review
