"""Stages, gates, facilitators and the version of a cohort."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.models import CurriculumVersion
from courses.forms import FacilitatorEndForm, FacilitatorForm, GatesForm, MoveForm, StagesForm
from courses.models import Cohort
from courses.queries.moves import Change, Changes, changes_of_move, newer_versions
from courses.services import facilitators, moves, stages
from courses.services.cohorts import stage_plans
from courses.views.shared import cohort_to_edit
from lms.people.access import needs, person
from lms.people.errors import Conflict
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_stages(request: HttpRequest, pid: str) -> HttpResponse:
    """The five stages: dates, mode, venue, what opens them."""
    cohort = cohort_to_edit(request, pid)
    form = StagesForm(posted(request), stages=stage_plans(cohort), plan_no=cohort.plan_no)

    def act(data: dict[str, Any]) -> HttpResponse:
        stages.change_stages(actor=person(request), cohort=cohort, stages=form.plans(), seen_plan_no=data["plan_no"])
        return done(request, _("The stages are saved."), "courses:cohort_detail", pid)

    return form_page(request, template="courses/cohort_stages.html", form=form, act=act, context={"cohort": cohort})


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_gates(request: HttpRequest, pid: str) -> HttpResponse:
    """When each module opens."""
    cohort = cohort_to_edit(request, pid)
    form = GatesForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        stages.change_gates(actor=person(request), cohort=cohort, gates=form.gates(), seen_plan_no=data["plan_no"])
        return done(request, _("The opening of modules is saved."), "courses:cohort_detail", pid)

    return form_page(request, template="courses/cohort_gates.html", form=form, act=act, context={"cohort": cohort})


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_facilitators(request: HttpRequest, pid: str) -> HttpResponse:
    """Who facilitates, since when, until when; and adding somebody."""
    cohort = cohort_to_edit(request, pid)
    form = FacilitatorForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        facilitators.add_facilitator(actor=person(request), cohort=cohort, user=data["user"])
        return done(request, _("The facilitator is added."), "courses:cohort_facilitators", pid)

    rows = cohort.facilitators.select_related("user").order_by("-valid_from", "-id")
    context = {"cohort": cohort, "rows": rows}
    return form_page(request, template="courses/cohort_facilitators.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def facilitator_end(request: HttpRequest, pid: str, pk: int) -> HttpResponse:
    """End somebody's charge with a day."""
    cohort = cohort_to_edit(request, pid)
    row = cohort.facilitators.select_related("user", "cohort").filter(pk=pk).first()
    if row is None:
        raise Http404

    def act(data: dict[str, Any]) -> HttpResponse:
        facilitators.end_facilitator(actor=person(request), facilitator=row, on=data["on"])
        return done(request, _("Saved."), "courses:cohort_facilitators", pid)

    form, context = FacilitatorEndForm(posted(request)), {"cohort": cohort, "row": row}
    return form_page(request, template="courses/facilitator_end.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_move(request: HttpRequest, pid: str) -> HttpResponse:
    """What moving to a newer version changes for this cohort, then the move, with the reason."""
    cohort = cohort_to_edit(request, pid)
    versions = newer_versions(cohort)
    wanted = request.POST.get("to") or request.GET.get("to")
    target = next((one for one in versions if one.public_id == wanted), versions[0] if versions else None)
    seen = {"before": cohort.version.public_id, "to": target.public_id if target else ""}
    form = MoveForm(posted(request), initial=seen)

    def act(data: dict[str, Any]) -> HttpResponse:
        _move(request, cohort, target, data)
        return done(request, _("The cohort reads the newer version now."), "courses:cohort_detail", pid)

    changes = changes_of_move(cohort, target) if target else None
    context = {"cohort": cohort, "versions": versions, "target": target, "changes": changes, "groups": _groups(changes)}
    return form_page(request, template="courses/cohort_move.html", form=form, act=act, context=context)


def _groups(changes: Changes | None) -> list[tuple[str, list[Change], str]]:
    """The changes under the words that say what they mean for people."""
    if changes is None:
        return []
    return [
        (_("Changed"), changes.changed, _("Who had done them keeps the JP; they show as updated.")),
        (_("New"), changes.added, _("They have to be read by everybody.")),
        (_("Taken out"), changes.removed, _("They earn nothing any more, also for those who had done them.")),
    ]


def _move(request: HttpRequest, cohort: Cohort, target: CurriculumVersion | None, data: dict[str, Any]) -> None:
    # What was read on the page, and nothing else, is what the cohort moves to.
    if target is None or (data["before"], data["to"]) != (cohort.version.public_id, target.public_id):
        raise Conflict(
            _("The versions are not those you compared any more. Look at what changes now, then decide again.")
        )
    moves.move_cohort_to_version(actor=person(request), cohort=cohort, version=target, reason=data["reason"])
