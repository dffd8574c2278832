"""Work units and the audit trail."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.people import queries
from lms.people.access import needs
from lms.people.actions import action_label
from lms.people.changes import changes_in_words
from lms.people.forms import AuditFilterForm, UnitFilterForm

PAGE = 50


@require_safe
@needs("people.view_units")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The ministry's units, ILO-Jakarta and the training centres, by column of the matrix and time zone."""
    form = UnitFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.units_overview(column=wanted.get("column", ""), zone=wanted.get("zone", ""))
    return render(request, "people/unit_list.html", {"form": form, "rows": rows})


@require_safe
@needs("people.view_audit")
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where."""
    form = AuditFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    entries = queries.audit_search(
        text=wanted.get("q", ""),
        action=wanted.get("room", ""),
        actor=wanted.get("person"),
        since=wanted.get("since"),
        until=wanted.get("until"),
    )
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    rows = [(entry, action_label(entry.action), changes_in_words(entry.changes)) for entry in page.object_list]
    return render(request, "people/audit_list.html", {"form": form, "page": page, "rows": rows})
