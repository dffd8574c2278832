"""The steps of a constraint, each a form that carries what its reader saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldpractice.enums import SessionState
from fieldpractice.forms.constraints import (
    AssignForm,
    DiscussForm,
    MergeForm,
    ReasonForm,
    ResolveForm,
    StepForm,
    StrengthenForm,
    lesson_choices,
)
from fieldpractice.models import Constraint, MonitoringSession
from fieldpractice.queries.constraints.lessons import later_versions, lesson_of, lessons_of, offer_for
from fieldpractice.queries.constraints.register import similar_to
from fieldpractice.services import constraints as services
from fieldpractice.views.constraints.shared import constraint_to_lead
from lms.people import clock
from lms.people.access import needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted

# What a session that is about to begin may already be named for.
SOON = timedelta(days=1)
DUE_IN = timedelta(days=14)


def _step_page(
    request: HttpRequest,
    constraint: Constraint,
    form: StepForm,
    step: Callable[[dict[str, Any]], str],
    **more: Any,
) -> HttpResponse:
    """Show the form of a step; sent, take the step and go back to the constraint with the words it returns."""
    name = str(request.resolver_match.url_name) if request.resolver_match else ""

    def act(data: dict[str, Any]) -> HttpResponse:
        return done(request, step(data), "fieldpractice:constraint_detail", constraint.public_id)

    context = {"constraint": constraint, "cohort": constraint.cohort, **more}
    return form_page(request, template=f"fieldpractice/{name}.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_discuss(request: HttpRequest, pid: str) -> HttpResponse:
    """Record in which session a constraint was discussed, and what was said."""
    constraint = constraint_to_lead(request, pid)
    sessions = MonitoringSession.objects.filter(cohort=constraint.cohort, starts_at__lte=clock.now() + SOON)
    sessions = sessions.exclude(state=SessionState.CANCELLED).order_by("-starts_at")
    asked = request.GET.get("session", "")
    initial = {"session": asked or next((one.public_id for one in sessions[:1]), "")}
    form = DiscussForm(posted(request), constraint=constraint, sessions=sessions, initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.discuss(actor=person(request), constraint=constraint, **data)
        return _("What was said is on record, and those concerned are told.")

    return _step_page(request, constraint, form, step)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_assign(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a constraint to an author, with the lesson that should answer it and a due day."""
    constraint = constraint_to_lead(request, pid)
    initial = {
        "to": constraint.assigned_to.public_id if constraint.assigned_to else person(request).public_id,
        "due_on": constraint.due_on or clock.today() + DUE_IN,
        "lesson": str(constraint.lesson_key or ""),
    }
    lessons = lessons_of(constraint.cohort.version)
    form = AssignForm(posted(request), constraint=constraint, lessons=lessons, initial=initial)

    def step(data: dict[str, Any]) -> str:
        lesson = data.pop("lesson")
        services.assign(actor=person(request), constraint=constraint, lesson_key=lesson, **data)
        return _("It is given to %(name)s, who is told.") % {"name": data["to"]}

    return _step_page(request, constraint, form, step)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_strengthen(request: HttpRequest, pid: str) -> HttpResponse:
    """Record which published version made the lesson stronger."""
    constraint = constraint_to_lead(request, pid, "fieldpractice.answer_constraint")
    versions, offer = later_versions(constraint), offer_for(constraint)
    newest = versions.first()
    lessons = dict(lesson_choices(lessons_of(newest or constraint.cohort.version)))
    asked = request.GET.get("version", "")
    initial = {
        "lesson": str(constraint.lesson_key or ""),
        "after": asked or (offer[0].public_id if offer else newest.public_id if newest else ""),
    }
    form = StrengthenForm(posted(request), constraint=constraint, lessons=lessons, versions=versions, initial=initial)

    def step(data: dict[str, Any]) -> str:
        services.strengthen(
            actor=person(request),
            constraint=constraint,
            lesson_key=data["lesson"],
            after=data["after"],
            text=data["text"],
            seen=data["seen"],
        )
        return _("The strengthened lesson is on record. Those concerned are told, and asked whether it helps.")

    more = {
        "newest": newest,
        "offer": offer,
        "change": offer[1].as_text() if offer else "",
        "editor": _editor(constraint),
    }
    return _step_page(request, constraint, form, step, **more)


def _editor(constraint: Constraint) -> str:
    """The address of the lesson in the editor; "" when no lesson is named."""
    lesson = lesson_of(constraint.lesson_version, constraint.lesson_key) if constraint.lesson_version else None
    return reverse("wagtailadmin_pages:edit", args=[lesson.revision.object_id]) if lesson else ""


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_resolve(request: HttpRequest, pid: str) -> HttpResponse:
    """Close a constraint with its proof."""
    constraint = constraint_to_lead(request, pid, "fieldpractice.answer_constraint")
    form = ResolveForm(posted(request), constraint=constraint)

    def step(data: dict[str, Any]) -> str:
        services.resolve(actor=person(request), constraint=constraint, **data)
        return _("The constraint is resolved. Those concerned are told.")

    return _step_page(request, constraint, form, step)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a constraint again, with the reason."""
    constraint = constraint_to_lead(request, pid)
    form = ReasonForm(posted(request), constraint=constraint)

    def step(data: dict[str, Any]) -> str:
        services.reopen(actor=person(request), constraint=constraint, **data)
        return _("The constraint is open again. Those concerned are told.")

    return _step_page(request, constraint, form, step)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_merge(request: HttpRequest, pid: str) -> HttpResponse:
    """Put a duplicate into another constraint."""
    constraint = constraint_to_lead(request, pid)
    form = MergeForm(posted(request), constraint=constraint, others=similar_to(constraint))

    def step(data: dict[str, Any]) -> str:
        services.merge(actor=person(request), constraint=constraint, into=data["into"], reason=data["reason"])
        return _("Merged. Voices, comments and answers count there now.")

    return _step_page(request, constraint, form, step, others=similar_to(constraint).exists())


@require_http_methods(GET_POST)
@needs("fieldpractice.list_constraints")
def constraint_part(request: HttpRequest, pid: str) -> HttpResponse:
    """Undo a merge."""
    constraint = constraint_to_lead(request, pid)
    form = ReasonForm(posted(request), constraint=constraint)

    def step(data: dict[str, Any]) -> str:
        services.part(actor=person(request), constraint=constraint, reason=data["reason"])
        return _("The merge is undone.")

    return _step_page(request, constraint, form, step)
