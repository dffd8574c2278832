"""The gradebook: everyone by everything, decisions on it, and the same figures as a spreadsheet and on paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments import exports
from assignments.enums import ColumnKind, ExceptionKind
from assignments.forms.grading import DropsForm, ExceptionForm
from assignments.queries import gradebook
from assignments.services.gradebook import decide_exception, set_drops
from assignments.views.grading.shared import cohort_at
from courses.forms import PeopleFilterForm
from courses.models import Cohort, Enrolment
from courses.queries.cohorts import units_in
from lms.people.access import found, needs, person
from lms.people.models import WorkUnit
from lms.ui.downloads import PDF, XLSX, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("assignments.see_gradebook")
def gradebook_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """People by tasks, quizzes and exercises, with what they come to; a page of fifty."""
    cohort = cohort_at(request, pid, "assignments.see_gradebook")
    form, chosen, _unit = _chosen(request, cohort)
    page = Paginator(chosen, gradebook.PAGE).get_page(request.GET.get("page"))
    columns = gradebook.columns_of(cohort)
    context = {
        "cohort": cohort,
        "form": form,
        "page": page,
        "columns": columns,
        "lines": gradebook.lines_of(cohort, page.object_list, columns=columns),  # type: ignore[arg-type]
        "drops": [(ColumnKind(kind).label, many) for kind, many in gradebook.drops_of(cohort).items() if many],
        "may_decide": person(request).has_perm("assignments.decide_exceptions", cohort),
    }
    return render(request, "assignments/gradebook_detail.html", context)


def _chosen(request: HttpRequest, cohort: Cohort) -> tuple[PeopleFilterForm, QuerySet[Enrolment], WorkUnit | None]:
    """Return the filter as it was asked for, whom it leaves of those one may see, and the unit that was chosen."""
    people = gradebook.people_of(cohort, person(request))
    form = PeopleFilterForm(request.GET, units=units_in(people), states=[])
    unit, _state = form.wanted()
    return form, people.filter(work_unit=unit) if unit else people, unit


@require_safe
@needs("assignments.see_gradebook")
def gradebook_xlsx(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures as a spreadsheet, for everybody one may see, or those of the unit that was chosen."""
    cohort = cohort_at(request, pid, "assignments.see_gradebook")
    _form, people, unit = _chosen(request, cohort)
    return file_answer(exports.gradebook_xlsx(cohort, people, unit), XLSX, _file_name(cohort, unit, "xlsx"))


@require_safe
@needs("assignments.see_gradebook")
def gradebook_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The same figures on paper; of a very large cohort the first people, and where the rest is."""
    cohort = cohort_at(request, pid, "assignments.see_gradebook")
    _form, people, unit = _chosen(request, cohort)
    return file_answer(exports.gradebook_pdf(cohort, people, unit), PDF, _file_name(cohort, unit, "pdf"))


def _file_name(cohort: Cohort, unit: WorkUnit | None, kind: str) -> str:
    """Return what the file is called: of a unit, which one."""
    parts = [_("gradebook"), str(cohort.number), *([slugify(unit.name)[:60]] if unit else [])]
    return f"{'-'.join(parts)}.{kind}"


@require_http_methods(GET_POST)
@needs("assignments.decide_exceptions")
def exception_edit(request: HttpRequest, pid: str, enrolment: str, subject: str) -> HttpResponse:
    """Excuse one person from one part, or take it back, with the reason."""
    cohort = cohort_at(request, pid, "assignments.decide_exceptions")
    one = found(gradebook.people_of(cohort, person(request)).select_related("user", "cohort"), public_id=enrolment)
    columns = {column.slug: column for column in gradebook.columns_of(cohort)}
    if (column := columns.get(subject)) is None:
        raise Http404
    history = gradebook.exceptions_of(one, column.subject)
    excused = bool(history) and history[-1].kind == ExceptionKind.EXCUSED

    def act(data: dict[str, Any]) -> HttpResponse:
        kind = ExceptionKind.LIFTED if excused else ExceptionKind.EXCUSED
        decide_exception(actor=person(request), enrolment=one, subject=column.subject, kind=kind, reason=data["reason"])
        words = _("%(name)s is excused.") if kind == ExceptionKind.EXCUSED else _("%(name)s is no longer excused.")
        return done(request, words % {"name": one.user}, _home(pid))

    context = {
        "cohort": cohort,
        "one": one,
        "column": column,
        "excused": excused,
        "history": history,
        "back": _home(pid),
    }
    form = ExceptionForm(posted(request))
    return form_page(request, template="assignments/exception_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.decide_exceptions")
def drops_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """How many of the lowest parts of a kind are left out of everybody's result."""
    cohort = cohort_at(request, pid, "assignments.decide_exceptions")

    def act(data: dict[str, Any]) -> HttpResponse:
        set_drops(actor=person(request), cohort=cohort, **data)
        return done(request, _("Saved: it holds for everybody in this cohort."), _home(pid))

    context = {"cohort": cohort, "rules": gradebook.drop_rules_of(cohort), "back": _home(pid)}
    form = DropsForm(posted(request))
    return form_page(request, template="assignments/drops_edit.html", form=form, act=act, context=context)


def _home(pid: str) -> str:
    return reverse("assignments:gradebook_detail", args=[pid])
