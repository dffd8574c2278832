"""The matrix, one activity, its dates and deliverables."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people import clock
from lms.people.access import found, needs, person
from lms.people.enums import Column
from lms.people.roles import hats_of
from lms.programme.enums import SHORT_NAMES
from lms.programme.forms import DatesForm, DeliverableForm, DueForm
from lms.programme.models import Activity, Deliverable
from lms.programme.queries import matrix as matrices
from lms.programme.queries.reviews import open_reviews, rows_of
from lms.programme.queries.visible import reviews_visible_to
from lms.programme.services import (
    add_deliverable,
    change_deliverable,
    change_plan,
    open_review,
    remove_deliverable,
)
from lms.programme.views.shared import form_page
from lms.ui.form_pages import GET_POST, done

USUAL_DAYS = 14


@require_safe
@needs("programme.view_matrix")
def matrix(request: HttpRequest) -> HttpResponse:
    """Ten activities by eight units, live."""
    programme = matrices.the_programme()
    found_matrix = matrices.matrix_of(programme) if programme else None
    context = {
        "programme": programme,
        "matrix": found_matrix,
        "table": matrices.as_table(found_matrix) if found_matrix else [],
        "columns": [str(SHORT_NAMES[Column(column)]) for column in Column.values],
        "waiting": [row for row in open_reviews(person(request)) if row.awaited],
        "own": hats_of(request.user).columns,
        "now": clock.now(),
    }
    return render(request, "programme/matrix.html", context)


@require_safe
@needs("programme.view_matrix")
def activity_detail(request: HttpRequest, no: int) -> HttpResponse:
    """One activity: dates planned and actual, deliverables by unit, reviews."""
    activity = _activity(no)
    row = matrices.matrix_of(activity.programme, no=no).rows[0]
    reviews = reviews_visible_to(person(request)).filter(activity=activity).select_related("activity")
    due = sorted(row.deliverables, key=lambda one: _place(one.column))
    context = {
        "activity": activity,
        "row": row,
        "brought": sum(one.done_on is not None for one in due),
        "planned": len(due),
        "deliverables": [(column, list(rows)) for column, rows in groupby(due, key=lambda one: one.column)],
        "reviews": rows_of(reviews, person(request)),
        "may_change": person(request).has_perm("programme.change_plan"),
    }
    return render(request, "programme/activity_detail.html", context)


def _place(column: str) -> int:
    return Column.values.index(column) if column else -1


def _activity(no: int) -> Activity:
    programme = matrices.the_programme()
    activity = Activity.objects.filter(programme=programme, no=no).select_related("programme").first()
    if activity is None:
        raise Http404
    return activity


@require_http_methods(GET_POST)
@needs("programme.change_plan")
def activity_edit(request: HttpRequest, no: int) -> HttpResponse:
    """Dates of an activity."""
    activity = _activity(no)
    form = DatesForm(request.POST or None, activity=activity)

    def act(_data: dict[str, Any]) -> HttpResponse:
        change_plan(activity=activity, seen=form.seen_dates(), dates=form.dates(), actor=person(request))
        return done(request, _("The dates are saved."), "programme:activity_detail", no)

    return form_page(
        request, template="programme/activity_edit.html", form=form, act=act, context={"activity": activity}
    )


@require_http_methods(GET_POST)
@needs("programme.change_plan")
def deliverable_add(request: HttpRequest, no: int) -> HttpResponse:
    """Something more that an activity must bring forth."""
    activity = _activity(no)
    form = DeliverableForm(request.POST or None, activity=activity)

    def act(_data: dict[str, Any]) -> HttpResponse:
        add_deliverable(activity=activity, promise=form.promise(), actor=person(request))
        return done(request, _("The deliverable is added."), "programme:activity_detail", no)

    return form_page(
        request, template="programme/deliverable_add.html", form=form, act=act, context={"activity": activity}
    )


@require_http_methods(GET_POST)
@needs("programme.change_plan")
def deliverable_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Words, unit, due date of a deliverable; when it was done and where it is."""
    row = found(Deliverable.objects.select_related("activity__programme"), public_id=pid)
    form = DeliverableForm(request.POST or None, activity=row.activity, deliverable=row)

    def act(_data: dict[str, Any]) -> HttpResponse:
        change_deliverable(deliverable=row, seen=form.seen_promise(), promise=form.promise(), actor=person(request))
        return done(request, _("The deliverable is saved."), "programme:activity_detail", row.activity.no)

    context = {"activity": row.activity, "deliverable": row}
    return form_page(request, template="programme/deliverable_edit.html", form=form, act=act, context=context)


@require_POST
@needs("programme.change_plan")
def deliverable_remove(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a deliverable out of the plan."""
    row = found(Deliverable.objects.select_related("activity__programme"), public_id=pid)
    remove_deliverable(deliverable=row, actor=person(request))
    return done(request, _("The deliverable is taken out."), "programme:activity_detail", row.activity.no)


@require_http_methods(GET_POST)
@needs("programme.change_plan")
def plan_review_open(request: HttpRequest, no: int) -> HttpResponse:
    """Put the programme's plan before the units of an activity."""
    activity = _activity(no)
    form = DueForm(request.POST or None, initial={"due_on": clock.today() + timedelta(days=USUAL_DAYS)})

    def act(_data: dict[str, Any]) -> HttpResponse:
        due_on = form.cleaned_data["due_on"]
        review = open_review(subject=activity.programme, activity_no=no, due_on=due_on, actor=person(request))
        return done(request, _("The review is open."), "programme:review_detail", review.public_id)

    context = {"activity": activity, "columns": [Column(row.column).label for row in activity.columns.all()]}
    return form_page(request, template="programme/plan_review_open.html", form=form, act=act, context=context)
