"""Cohorts: the list, one at a glance, planning, opening, ending."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import exports
from courses.forms import (
    PROGRESS_STATES,
    CloneForm,
    CohortEditForm,
    CohortForm,
    ConfirmForm,
    PeopleFilterForm,
    ReasonForm,
)
from courses.models import Cohort
from courses.plan import next_monday, shifted, usual_plan
from courses.queries import progress
from courses.queries.cohorts import cohort_list as cohorts_of
from courses.queries.cohorts import now_of, seated_of, timeline_of, units_in
from courses.queries.learning import facts_of
from courses.queries.moves import newer_versions
from courses.queries.visible import charges_held
from courses.services import cohorts
from courses.views.shared import cohort_to_edit, say_promoted, visible_cohort
from lms.people import clock
from lms.people.access import check, needs, person
from lms.programme.models import Programme
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("courses.list_cohorts")
def cohort_list(request: HttpRequest) -> HttpResponse:
    """The cohorts one may see, with stage and seats."""
    page = Paginator(cohorts_of(person(request)), 20).get_page(request.GET.get("page"))
    rows = [(cohort, now_of(cohort)) for cohort in page.object_list]
    may_add = person(request).has_perm("courses.add_cohort")
    return render(request, "courses/cohort_list.html", {"page": page, "rows": rows, "may_add": may_add})


@require_safe
@needs("courses.list_cohorts")
def cohort_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One cohort at a glance: stages, seats, and people by modules, those who stand still first."""
    cohort = visible_cohort(request, pid)
    facts = facts_of(cohort)
    seated = seated_of(cohort, person(request))
    form = PeopleFilterForm(request.GET, units=units_in(seated), states=PROGRESS_STATES)
    unit, state = form.wanted()
    rows = progress.filtered(facts, seated.filter(work_unit=unit) if unit else seated, state)
    page = Paginator(rows, progress.PAGE).get_page(request.GET.get("page"))
    may = _may(request, cohort)
    context = {
        "cohort": cohort,
        "facts": facts,
        "figures": progress.figures_of(facts),
        "timeline": timeline_of(cohort),
        "facilitators": charges_held().filter(cohort=cohort).select_related("user"),
        "form": form,
        "page": page,
        "rows": progress.rows_of(facts, page.object_list),  # type: ignore[arg-type]
        "stuck_days": progress.stuck_days(),
        "may": may,
        "newer": newer_versions(cohort) if may["edit_cohort"] else [],
    }
    return render(request, "courses/cohort_detail.html", context)


@require_safe
@needs("courses.list_cohorts")
def cohort_progress(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet, for everybody one may see."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.export_progress", cohort)
    body = exports.progress_xlsx(facts_of(cohort), seated_of(cohort, person(request)))
    return file_answer(body, XLSX, _("progress") + f"-{cohort.number}.xlsx")


@require_http_methods(GET_POST)
@needs("courses.add_cohort")
def cohort_add(request: HttpRequest) -> HttpResponse:
    """Plan a cohort on a published version."""
    programme = Programme.objects.order_by("code").first()
    starts_on = next_monday(clock.today())
    initial = {"number": cohorts.next_number(programme) if programme else 1, "starts_on": starts_on}
    form = CohortForm(posted(request), initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        cohort = cohorts.create_cohort(actor=person(request), **data)
        return done(
            request,
            _("The cohort is planned. Check its stages, then open it."),
            "courses:cohort_detail",
            cohort.public_id,
        )

    context = {"plan": usual_plan(starts_on)}
    return form_page(request, template="courses/cohort_add.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Name, seats, zone."""
    cohort = cohort_to_edit(request, pid)
    form = CohortEditForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        say_promoted(request, cohorts.edit_cohort(actor=person(request), cohort=cohort, **data))
        return done(request, _("Saved."), "courses:cohort_detail", pid)

    return form_page(request, template="courses/cohort_edit.html", form=form, act=act, context={"cohort": cohort})


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_clone(request: HttpRequest, pid: str) -> HttpResponse:
    """Another cohort like this one: the dates are shown (GET) before they are saved (POST)."""
    cohort = cohort_to_edit(request, pid)
    before = cohorts.stage_plans(cohort)
    day = next_monday(max(clock.today(), before[-1].ends_on))
    initial = {"number": cohorts.next_number(cohort.programme), "starts_on": day}
    asked = posted(request) or (request.GET if "starts_on" in request.GET else None)
    form = CloneForm(asked, source=cohort, initial=initial)
    chosen = form.cleaned_data["starts_on"] if asked and form.is_valid() else None

    def act(data: dict[str, Any]) -> HttpResponse:
        clone = cohorts.clone_cohort(actor=person(request), source=cohort, **data)
        return done(
            request,
            _("The cohort is planned. Check its stages, then open it."),
            "courses:cohort_detail",
            clone.public_id,
        )

    preview = list(zip(before, shifted(before, chosen), strict=True)) if chosen else []
    context = {"cohort": cohort, "preview": preview}
    return form_page(request, template="courses/cohort_clone.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a planned cohort, after a look at what that means."""
    cohort = cohort_to_edit(request, pid)

    def act(_data: dict[str, Any]) -> HttpResponse:
        cohorts.open_cohort(actor=person(request), cohort=cohort)
        return done(request, _("The cohort is open."), "courses:cohort_detail", pid)

    context = {"cohort": cohort, "timeline": timeline_of(cohort), "figures": progress.figures_of(facts_of(cohort))}
    return form_page(
        request, template="courses/cohort_open.html", form=ConfirmForm(posted(request)), act=act, context=context
    )


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_finish(request: HttpRequest, pid: str) -> HttpResponse:
    """End a running cohort, after a look at who completes and who does not."""
    cohort = cohort_to_edit(request, pid)

    def act(_data: dict[str, Any]) -> HttpResponse:
        cohorts.finish_cohort(actor=person(request), cohort=cohort)
        return done(request, _("The cohort is finished."), "courses:cohort_detail", pid)

    context = {"cohort": cohort, "figures": progress.figures_of(facts_of(cohort))}
    return form_page(
        request, template="courses/cohort_finish.html", form=ConfirmForm(posted(request)), act=act, context=context
    )


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def cohort_cancel(request: HttpRequest, pid: str) -> HttpResponse:
    """Call a cohort off, with the reason."""
    cohort = cohort_to_edit(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        cohorts.cancel_cohort(actor=person(request), cohort=cohort, reason=data["reason"])
        return done(request, _("The cohort is cancelled."), "courses:cohort_detail", pid)

    form = ReasonForm(posted(request))
    context = {"cohort": cohort, "figures": progress.figures_of(facts_of(cohort))}
    return form_page(request, template="courses/cohort_cancel.html", form=form, act=act, context=context)


def _may(request: HttpRequest, cohort: Cohort) -> dict[str, bool]:
    verbs = ("edit_cohort", "list_people", "manage_people", "export_progress", "read_lessons")
    return {verb: person(request).has_perm(f"courses.{verb}", cohort) for verb in verbs}
