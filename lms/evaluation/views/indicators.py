"""Figures of the units: the list, one unit month by month, a month to report, files, a cohort before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Cohort
from courses.queries.imports import units_for_template
from courses.queries.visible import cohorts_visible_to
from lms.evaluation import indicator_exports, indicator_files
from lms.evaluation.forms.indicators import ConfirmFiguresForm, FiguresFileForm, MonthForm, WindowsForm
from lms.evaluation.indicators import FIELDS, LABELS, month_name
from lms.evaluation.models import IndicatorImport, UnitMonth
from lms.evaluation.queries import indicator_imports as files
from lms.evaluation.queries import indicators as queries
from lms.evaluation.services import indicator_imports
from lms.evaluation.services.indicators import report_month, set_windows
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.people.models import WorkUnit
from lms.ui.downloads import XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 30


def cohort_at(request: HttpRequest, pid: str, permission: str = "evaluation.see_outcomes") -> Cohort:
    """Return a cohort this reader may see and do this with. Raises Http404 or PermissionDenied."""
    cohort = found(cohorts_visible_to(person(request)).select_related("version", "programme"), public_id=pid)
    check(request, permission, cohort)
    return cohort


def cohort_frame(request: HttpRequest, cohort: Cohort) -> dict[str, Any]:
    """What each page about a cohort's outcomes is framed by: reviewers do not get the cohort's own row of pages."""
    return {"cohort": cohort, "tabless": not person(request).has_perm("courses.list_people", cohort)}


@require_safe
@needs("evaluation.list_indicators")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The units one may read: when each last reported, and which months a comparison waits for."""
    user, chosen = person(request), request.GET.get("show", "")
    page = Paginator(_listed(request), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.unit_lines(list(page.object_list)),
        "everybody": chosen == "all",
        "may_import": user.has_perm("evaluation.import_indicators"),
        "sheet": reverse("evaluation:indicator_list_xlsx") + ("?show=all" if chosen == "all" else ""),
    }
    return render(request, "evaluation/indicator_list.html", context)


@require_safe
@needs("evaluation.list_indicators")
def indicator_list_xlsx(request: HttpRequest) -> HttpResponse:
    """The whole list as a spreadsheet."""
    units = _listed(request)
    return file_answer(
        indicator_exports.lines_xlsx(queries.unit_lines(list(units))), XLSX, _("figures-of-units") + ".xlsx"
    )


def _listed(request: HttpRequest) -> QuerySet[WorkUnit]:
    """The units on the list: those with participants or figures, or all that one may read."""
    units = queries.units_to_read(person(request)).order_by("name", "pk")
    return units if request.GET.get("show", "") == "all" else queries.units_with_a_stake(units)


@require_safe
@needs("evaluation.list_indicators")
def indicator_unit(request: HttpRequest, pid: str) -> HttpResponse:
    """One unit month by month."""
    unit = _unit(request, pid)
    everything = request.GET.get("show") == "all"
    rows = queries.months_of(unit, queries.OLDEST_MONTHS if everything else queries.SHOWN_MONTHS)
    lines = queries.series_of(rows, ("registered", "placed", "vacancies", "filled"))
    series = [
        {"name": str(LABELS[key]), "points": [(f"{month:%m/%y}", value) for month, value in points]}
        for key, points in lines
    ]
    context = {
        "unit": unit,
        "rows": rows,
        "fields": FIELDS,
        "series": series,
        "reported": any(one.row for one in rows),
        "everything": everything,
        "may_report": person(request).has_perm("evaluation.report_indicators", unit),
    }
    return render(request, "evaluation/indicator_unit.html", context)


def _unit(request: HttpRequest, pid: str) -> WorkUnit:
    return found(queries.units_to_read(person(request)), public_id=pid)


@require_http_methods(GET_POST)
@needs("evaluation.list_indicators")
def indicator_edit(request: HttpRequest, pid: str, year: int, number: int) -> HttpResponse:
    """Report a month, or correct it with a reason; below it how it came to stand so."""
    unit, month = _unit(request, pid), _month(year, number)
    check(request, "evaluation.report_indicators", unit)
    row: UnitMonth | None = queries.month_at(unit, month)
    form = MonthForm(posted(request), row=row)

    def act(data: dict[str, Any]) -> HttpResponse:
        typed = {name: data.get(name, "") for name in ("note", "reason")}
        report_month(actor=person(request), unit=unit, month=month, values=form.figures(), seq=data["seq"], **typed)
        words = _("The figures of %(month)s are kept.") % {"month": month_name(month)}
        return done(request, words, "evaluation:indicator_unit", pid)

    context = {
        "unit": unit,
        "month": month,
        "month_name": month_name(month),
        "row": row,
        "changes": queries.changes_of(row) if row else [],
        "reportable": queries.may_be_reported(month),
        "fields": FIELDS,
    }
    template = "evaluation/indicator_edit.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


def _month(year: int, number: int) -> date:
    if not (1 <= number <= 12 and 1900 <= year <= 2200):
        raise Http404
    return date(year, number, 1)


# --- Files ---


@require_safe
@needs("evaluation.import_indicators")
def indicator_template(request: HttpRequest) -> HttpResponse:
    """A workbook to fill in, with a row for each of the last twelve months of the units one reports for."""
    units = queries.units_to_report(person(request)).order_by("name", "pk")
    rows = files.rows_of_template(list(queries.units_with_a_stake(units)) or list(units[:PAGE]))
    return file_answer(indicator_files.template(rows, units_for_template()), XLSX, _("figures-of-units") + ".xlsx")


@require_http_methods(GET_POST)
@needs("evaluation.import_indicators")
def indicator_import_add(request: HttpRequest) -> HttpResponse:
    """Upload a file with figures, and see the former ones."""
    form = FiguresFileForm(posted(request), request.FILES or None)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        return redirect(indicator_imports.upload(actor=person(request), name=file.name or "", content=file.read()))

    context = {"imports": files.former_imports(person(request))[:20]}
    return form_page(request, template="evaluation/indicator_import_add.html", form=form, act=act, context=context)


@require_safe
@needs("evaluation.import_indicators")
def indicator_import_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """What a file would do, and what is wrong with which cell. Asked by the page itself it answers with the part that changes."""
    source = _import(request, pid)
    outlook = files.outlook_of(source)
    page = Paginator(source.faulty, PAGE).get_page(request.GET.get("page"))
    context = {
        "source": source,
        "outlook": outlook,
        "page": page,
        "form": ConfirmFiguresForm(changed=bool(outlook.changed)),
    }
    part = getattr(request, "htmx", False)
    template = "evaluation/_indicator_import.html" if part else "evaluation/indicator_import_detail.html"
    return render(request, template, context)


@require_POST
@needs("evaluation.import_indicators")
def indicator_import_confirm(request: HttpRequest, pid: str) -> HttpResponse:
    """Let the valid rows in."""
    source = _import(request, pid)
    form = ConfirmFiguresForm(request.POST, changed=bool(files.outlook_of(source).changed))
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return redirect(source)
    try:
        reason = form.cleaned_data.get("reason", "")
        many = indicator_imports.confirm(actor=person(request), source=source, reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    words = _("%(many)s months are kept.") % {"many": many}
    return done(request, words, "evaluation:indicator_list")


@require_POST
@needs("evaluation.import_indicators")
def indicator_import_drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Bring in none of the rows."""
    source = _import(request, pid)
    try:
        indicator_imports.give_up(actor=person(request), source=source)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    words = _("Given up: nothing was brought in, and the file is deleted.")
    return done(request, words, "evaluation:indicator_import_add")


@require_safe
@needs("evaluation.import_indicators")
def indicator_import_faulty(request: HttpRequest, pid: str) -> HttpResponse:
    """The faulty rows as a file to correct and upload again."""
    rows = files.rows_to_correct(_import(request, pid))
    return file_answer(indicator_files.to_correct(rows, units_for_template()), XLSX, _("rows-to-correct") + ".xlsx")


def _import(request: HttpRequest, pid: str) -> IndicatorImport:
    return found(files.imports_visible_to(person(request)), public_id=pid)


# --- A cohort ---


@require_safe
@needs("evaluation.see_outcomes")
def cohort_indicators(request: HttpRequest, pid: str) -> HttpResponse:
    """A cohort's units before its training, and three and six months after."""
    cohort = cohort_at(request, pid)
    comparison = queries.comparison_of(cohort)
    context = {
        **cohort_frame(request, cohort),
        "comparison": comparison,
        "decisions": queries.decisions_of(cohort),
        "limits": indicator_exports.limits_of(comparison),
        "may_set": person(request).has_perm("evaluation.set_months", cohort),
        "may_read": person(request).has_perm("evaluation.list_indicators"),
        "drawn": [(one, indicator_exports.drawn(one, later=comparison.later_shown)) for one in comparison.rows],
        "later_shown": comparison.later_shown,
    }
    return render(request, "evaluation/cohort_indicators.html", context)


@require_safe
@needs("evaluation.see_outcomes")
def cohort_indicators_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet, with each unit's months behind them."""
    cohort = cohort_at(request, pid)
    body = indicator_exports.comparison_xlsx(queries.comparison_of(cohort))
    return file_answer(body, XLSX, _("indicators") + f"-{cohort.number}.xlsx")


@require_http_methods(GET_POST)
@needs("evaluation.see_outcomes")
def follow_up_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Decide which months are compared, with the reason."""
    cohort = cohort_at(request, pid, "evaluation.set_months")
    current = queries.windows_of(cohort)
    form = WindowsForm(posted(request), windows=current.windows, seen=current.seen)

    def act(data: dict[str, Any]) -> HttpResponse:
        set_windows(actor=person(request), cohort=cohort, reason=data["reason"], seen=data["seen"], **form.months())
        return done(request, _("These months are compared from now on."), "evaluation:cohort_indicators", pid)

    context = {"cohort": cohort, "current": current}
    template = "evaluation/follow_up_edit.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)
