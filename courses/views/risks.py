"""Who of a cohort may not finish, who does well, what was done, and by which limits."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.forms.risks import RiskLimitsForm, RiskNoteForm
from courses.queries import risks
from courses.queries.cohorts import seated_of
from courses.queries.learning import facts_of
from courses.queries.progress import PAGE
from courses.registry import risk_rules
from courses.services.risks import note_risk, set_limits
from courses.views.shared import visible_cohort
from lms.people.access import check, found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("courses.list_cohorts")
def risk_list(request: HttpRequest, pid: str) -> HttpResponse:
    """The people at risk, each with the reasons, the next step and what was done; who does well; and the rules."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.list_risks", cohort)
    watch = risks.watch(facts_of(cohort), seated_of(cohort, person(request)))
    context = {
        "cohort": cohort,
        "page": Paginator(watch.at_risk, PAGE).get_page(request.GET.get("page")),
        "well": watch.well[:PAGE],
        "well_total": len(watch.well),
        "limits": watch.limits,
        "more_rules": risk_rules(watch.limits),
        "may_tune": person(request).has_perm("courses.tune_risks", cohort),
    }
    return render(request, "courses/risk_list.html", context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def risk_note(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """What was done about one person at risk, and one more thing that was."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.list_risks", cohort)
    people = seated_of(cohort, person(request))
    one = found(people.select_related("user", "work_unit"), public_id=enrolment)
    form = RiskNoteForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        note_risk(actor=person(request), enrolment=one, **data)
        return done(request, _("Kept on record."), "courses:risk_note", pid, enrolment)

    reasons = next(iter(risks.at_risk(facts_of(cohort), people.filter(pk=one.pk))), None)
    context = {"cohort": cohort, "one": one, "at_risk": reasons, "notes": risks.notes_of(one)}
    return form_page(request, template="courses/risk_note.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("courses.tune_risks")
def risk_limits(request: HttpRequest, pid: str) -> HttpResponse:
    """From when somebody counts as at risk, for all cohorts of the programme, with every earlier decision."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.tune_risks", cohort)
    form = RiskLimitsForm(posted(request), initial=asdict(risks.limits_of(cohort.pk)))

    def act(data: dict[str, Any]) -> HttpResponse:
        set_limits(actor=person(request), cohort=cohort, limits=form.limits(), reason=data["reason"])
        return done(request, _("Saved: it holds for every cohort of the programme."), "courses:risk_list", pid)

    context = {"cohort": cohort, "decided": risks.limits_decided(cohort), "default": risks.default_limits()}
    return form_page(request, template="courses/risk_limits.html", form=form, act=act, context=context)
