"""A cohort week by week, one week of one person, and one officer on one page."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Cohort
from courses.queries.visible import cohorts_visible_to
from fieldpractice import exports
from fieldpractice.enums import CellState
from fieldpractice.forms.overview import FieldFilterForm
from fieldpractice.models import Placement
from fieldpractice.queries import officer, overview
from fieldpractice.queries.totals import totals_of
from fieldpractice.signs import SIGNS
from fieldpractice.weeks import WEEKS
from lms.people import clock
from lms.people.access import check, found, needs, person, signed_in
from lms.ui.downloads import PDF, XLSX, file_answer

# Seconds for which the figures of a cohort stand as they were counted.
FIGURES_STAND = 300


def _cohort(request: HttpRequest, pid: str) -> Cohort:
    cohort = found(cohorts_visible_to(person(request)).select_related("version"), public_id=pid)
    check(request, "fieldpractice.see_field", cohort)
    return cohort


def placement_at(request: HttpRequest, pid: str, permission: str = "fieldpractice.read_evidence") -> Placement:
    """Return a placement this reader may see and do this with. Raises Http404 or PermissionDenied."""
    placement = officer.placement_for(person(request), pid)
    if placement is None:
        raise Http404
    check(request, permission, placement)
    return placement


@require_safe
@needs("fieldpractice.see_field")
def field_overview(request: HttpRequest, pid: str) -> HttpResponse:
    """People by their twelve weeks, a page of thirty."""
    cohort = _cohort(request, pid)
    everyone = overview.placements_in(cohort, person(request))
    form = FieldFilterForm(request.GET, units=overview.units_of_placements(everyone))
    wanted = form.wanted()
    rows: Any = overview.placements_in(cohort, person(request), wanted)
    if wanted.state:
        rows = overview.chosen_ids(cohort, rows, wanted, person(request))
    page = Paginator(rows, overview.PAGE).get_page(request.GET.get("page"))
    ids = [getattr(one, "pk", one) for one in page.object_list]
    # What was found a minute ago is shown as far as the reader may see it now.
    shown = overview.placements_in(cohort, person(request)).filter(pk__in=ids)
    lines = overview.lines_of(cohort, shown, among=ids)
    context = {
        "cohort": cohort,
        "form": form,
        "page": page,
        "lines": _drawn(lines),
        "columns": [str(week) for week in range(1, WEEKS + 1)],
        "legend": [(SIGNS[state], state.label) for state in CellState],
        "chosen": wanted != overview.Wanted(),
    }
    return render(request, "fieldpractice/field_overview.html", context)


def _drawn(lines: list[overview.Line]) -> list[dict[str, Any]]:
    """Lines as the map draws them: the address of a week is that of the person with its number."""
    looks = {
        state: {"tone": SIGNS[state].tone, "sign": SIGNS[state].sign, "label": str(state.label)} for state in SIGNS
    }
    notes = {
        days: _("%(n)s d") % {"n": days} if days else "" for line in lines for days in {c.days for c in line.cells}
    }
    found = []
    for line in lines:
        href = line.placement.get_absolute_url()
        cells = [
            {**looks[cell.state], "note": notes[cell.days], "href": f"{href}weeks/{cell.number}/"}
            for cell in line.cells
        ]
        found.append({"label": line.name, "note": line.unit, "href": href, "cells": cells})
    return found


@require_safe
@needs("fieldpractice.see_field")
def field_figures(request: HttpRequest, pid: str) -> HttpResponse:
    """The field practice of a cohort in sums."""
    cohort = _cohort(request, pid)
    key = f"field-totals:{cohort.pk}"
    # The weeks that were seen ask for every entry of every logbook.
    if (kept := cache.get(key)) is None:
        kept = clock.now(), totals_of(cohort)
        cache.set(key, kept, FIGURES_STAND)
    at, totals = kept
    return render(request, "fieldpractice/field_figures.html", {"cohort": cohort, "totals": totals, "at": at})


@require_safe
@needs("fieldpractice.see_field")
def field_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet, for everybody one may see."""
    cohort = _cohort(request, pid)
    body = exports.field_xlsx(cohort, overview.placements_in(cohort, person(request)))
    return file_answer(body, XLSX, _("field-practice") + f"-{cohort.number}.xlsx")


@require_safe
@needs("fieldpractice.see_field")
def field_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The same map on paper."""
    cohort = _cohort(request, pid)
    body = exports.field_pdf(cohort, overview.placements_in(cohort, person(request)))
    return file_answer(body, PDF, _("field-practice") + f"-{cohort.number}.pdf")


@require_safe
@signed_in
def placement_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One officer on one page: the chain of evidence, as far as the reader may know it."""
    placement = placement_at(request, pid)
    user = person(request)
    grades = user.has_perm("fieldpractice.read_grades", placement)
    context = {
        "placement": placement,
        "here": placement.get_absolute_url(),
        "one": officer.officer(placement, user, grades=grades),
        "grades": grades,
        "reports": user.has_perm("fieldpractice.read_report", placement),
        "own": placement.enrolment.user_id == user.pk,
        "lhpk": getattr(placement, "lhpk", None),
        "crumb": _back(request, placement),
    }
    return render(request, "fieldpractice/placement_detail.html", context)


def _back(request: HttpRequest, placement: Placement) -> str:
    cohort = placement.enrolment.cohort
    if person(request).has_perm("fieldpractice.see_field", cohort):
        return reverse("fieldpractice:field_overview", args=[cohort.public_id])
    return ""


@require_safe
@signed_in
def placement_week(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """What exactly stands behind one cell: opened beside the map, or a page of its own."""
    placement = placement_at(request, pid)
    if not 1 <= number <= WEEKS:
        raise Http404
    grades = person(request).has_perm("fieldpractice.read_grades", placement)
    week = officer.week_of(placement, number, person(request), grades=grades)
    context = {
        "placement": placement,
        "week": week,
        "cell": week.row.cell,
        "sign": SIGNS[week.row.cell.state],
        "grades": grades,
        "crumb": _back(request, placement),
        "before": number - 1,
        "after": number + 1 if number < WEEKS else 0,
    }
    part = bool(getattr(request, "htmx", None))
    template = "fieldpractice/_week.html" if part else "fieldpractice/placement_week.html"
    return render(request, template, context)
