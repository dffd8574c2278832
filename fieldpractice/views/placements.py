"""Placements of a cohort in one step, one placement's plan, its changes and pauses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import Cohort
from courses.views.shared import visible_cohort
from fieldpractice.forms.placements import Choices, PauseForm, PlacementForm, RowForm, WhyForm
from fieldpractice.models import Placement, PlacementPause
from fieldpractice.queries import placements as queries
from fieldpractice.queries.logbook import today_at
from fieldpractice.queries.visible import placements_visible_to
from fieldpractice.services import placements as services
from fieldpractice.services.placements.pausing import check_pause
from fieldpractice.weeks import Span, weeks_of
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.people.models import WorkUnit
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 25
SHOWN = "-starts_on"


@require_http_methods(GET_POST)
@needs("fieldpractice.list_placements")
def cohort_placements(request: HttpRequest, pid: str) -> HttpResponse:
    """Everyone with a seat: who is placed where, and, prefilled, who is still to be placed."""
    cohort = visible_cohort(request, pid)
    check(request, "fieldpractice.list_placements", cohort)
    may_place = person(request).has_perm("fieldpractice.place", cohort)
    if request.method == "POST":
        check(request, "fieldpractice.place", cohort)
    rows, waiting, trouble = _to_place(request, cohort) if may_place else ([], None, "")
    if request.method == "POST" and not trouble and (answer := _place(request, cohort, rows)) is not None:
        return answer
    page = Paginator(queries.placements_of(cohort), PAGE).get_page(request.GET.get("placed"))
    context = {
        "cohort": cohort,
        "rows": rows,
        "waiting": waiting,
        "trouble": trouble,
        "page": page,
        "placed": page.paginator.count,
        "may_place": may_place,
        "stage": queries.field_days(cohort),
    }
    return render(request, "fieldpractice/cohort_placements.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _to_place(request: HttpRequest, cohort: Cohort) -> tuple[list[RowForm], Any, str]:
    """Return the forms of one page of those still to be placed, the page, and why nobody can be placed, if so."""
    unplaced = queries.unplaced(cohort)
    if request.method == "POST":
        # The rows that were shown: somebody may have placed some of them meanwhile.
        unplaced = unplaced.filter(public_id__in=[key[: -len(SHOWN)] for key in request.POST if key.endswith(SHOWN)])
    people = Paginator(unplaced, PAGE).get_page(request.GET.get("page"))
    stage = queries.field_days(cohort)
    if stage is None:
        return [], people, _("This cohort has no field practice. Give it that stage first.")
    drafts = queries.drafts_for(stage, people.object_list)
    units = WorkUnit.objects.filter(is_active=True) if drafts else []
    choices = Choices(list(units), list(queries.supervisors()) if drafts else [])
    return [RowForm(posted(request), draft, choices) for draft in drafts], people, ""


def _place(request: HttpRequest, cohort: Cohort, rows: list[RowForm]) -> HttpResponse | None:
    """Save this page's rows as typed, and with `all` everybody else as proposed. Returns None to show the page again."""
    # Every row is looked at, so that each fault is shown at once.
    faulty = [row for row in rows if not row.is_valid()]
    if faulty:
        messages.error(request, _("Some rows need another look: nobody has been placed yet."))
        return None
    try:
        placed = services.place_cohort(actor=person(request), cohort=cohort, rows=[row.wanted() for row in rows])
        made, missing = len(placed.made), len(placed.missing)
        if request.POST.get("all"):
            rest = services.place_cohort(actor=person(request), cohort=cohort)
            made, missing = made + len(rest.made), len(rest.missing)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None
    _say(request, made, missing)
    return redirect("fieldpractice:cohort_placements", cohort.public_id)


def _say(request: HttpRequest, made: int, missing: int) -> None:
    if made:
        words = ngettext("%(count)s person is placed and told.", "%(count)s people are placed and told.", made)
        messages.success(request, words % {"count": made})
    else:
        messages.info(request, _("Nobody new was placed: everyone with a work unit is placed already."))
    if missing:
        words = ngettext("%(count)s person has no work unit yet.", "%(count)s people have no work unit yet.", missing)
        messages.warning(request, words % {"count": missing})


def visible_placement(request: HttpRequest, pid: str) -> Placement:
    """Return a placement this reader may see, with its plan, or raise Http404."""
    return found(queries.placement_with_plan(placements_visible_to(person(request))), public_id=pid)


@require_safe
@needs("fieldpractice.list_placements")
def placement_plan(request: HttpRequest, pid: str) -> HttpResponse:
    """One placement for those who look after it: weeks, pauses, moves, the supervisor's link."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.follow_placement", placement)
    user = person(request)
    context = {
        "placement": placement,
        "enrolment": placement.enrolment,
        "weeks": placement.weeks(),
        "today": today_at(placement),
        "supervisor": queries.supervisor_name(placement),
        "reach": queries.reach_of(placement),
        "link": queries.present_link(placement),
        "may_change": user.has_perm("fieldpractice.manage_placement", placement),
        "may_pause": user.has_perm("fieldpractice.pause_placement", placement),
    }
    return render(request, "fieldpractice/placement_plan.html", context)


@require_http_methods(GET_POST)
@needs("fieldpractice.list_placements")
def placement_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Another unit, another supervisor, another first day, from a day on and with the reason."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.manage_placement", placement)
    form = PlacementForm(
        posted(request),
        placement,
        WorkUnit.objects.filter(is_active=True),
        queries.supervisors(),
        seen=queries.fingerprint(placement),
        today=today_at(placement),
    )

    def act(data: dict[str, Any]) -> HttpResponse:
        move = services.change_placement(
            actor=person(request),
            placement=placement,
            values=form.values(),
            from_day=data["from_day"],
            reason=data["reason"],
            seen=data["seen"],
        )
        words = _("The placement is changed; everybody concerned is told.") if move else _("Nothing was changed.")
        return done(request, words, "fieldpractice:placement_plan", pid)

    context = {"placement": placement, "enrolment": placement.enrolment}
    return form_page(
        request, template="fieldpractice/placement_edit.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@needs("fieldpractice.list_placements")
def pause_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Let the practice rest. First what it moves is shown, then, said once more, it is saved."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.pause_placement", placement)
    form, context = PauseForm(posted(request)), {"placement": placement, "enrolment": placement.enrolment}

    def act(data: dict[str, Any]) -> HttpResponse:
        days = {name: data[name] for name in ("kind", "starts_on", "ends_on", "reason")}
        if not data["shown"]:
            check_pause(placement, **days)
            effect = _effect(placement, Span(data["starts_on"], data["ends_on"]))
            return render(request, "fieldpractice/pause_add.html", {**context, **effect, "form": form})
        services.add_pause(actor=person(request), placement=placement, **days)
        return done(request, _("The practice rests; the participant is told."), "fieldpractice:placement_plan", pid)

    return form_page(request, template="fieldpractice/pause_add.html", form=form, act=act, context=context)


def _effect(placement: Placement, pause: Span) -> dict[str, Any]:
    """What a pause would move: weeks before and after, due days, and what stays."""
    spans = [*queries.in_force(placement), pause]
    weeks = zip(placement.weeks(), weeks_of(placement.starts_on, spans), strict=True)
    shifts = queries.due_shifts(placement, spans)
    return {
        "effect": True,
        "weeks": [(before, after) for before, after in weeks if before != after],
        "shifts": [one for one in shifts if not one.stays],
        "stays": [one for one in shifts if one.stays],
    }


@require_http_methods(GET_POST)
@needs("fieldpractice.list_placements")
def pause_take_back(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a pause back, with the reason."""
    rows = PlacementPause.objects.filter(placement__in=placements_visible_to(person(request)))
    rows = rows.select_related("placement__enrolment__user", "placement__enrolment__cohort")
    pause = found(rows, public_id=pid)
    check(request, "fieldpractice.pause_placement", pause.placement)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.take_pause_back(actor=person(request), pause=pause, reason=data["reason"])
        words = _("The pause is taken back; the participant is told.")
        return done(request, words, "fieldpractice:placement_plan", pause.placement.public_id)

    context = {"pause": pause, "placement": pause.placement, "enrolment": pause.placement.enrolment}
    form = WhyForm(posted(request))
    return form_page(request, template="fieldpractice/pause_take_back.html", form=form, act=act, context=context)
