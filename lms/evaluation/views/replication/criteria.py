"""Criteria and thresholds: drafted, changed, sent to the units, opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.evaluation.forms.replication import CriterionForm, WhyForm
from lms.evaluation.services import replication as services
from lms.evaluation.views.replication.shared import criterion_of, form_page, report_to_change, visible_report
from lms.people import clock
from lms.people.access import check, needs, person
from lms.people.errors import Refusal
from lms.programme.forms import DueForm
from lms.ui.form_pages import GET_POST, done, posted

USUAL_DAYS = 14
PAGE = "evaluation:replication_detail"


@require_POST
@needs("evaluation.see_replication")
def scorecard_start(request: HttpRequest, pid: str) -> HttpResponse:
    """Begin with the usual criteria, to be changed."""
    report = report_to_change(request, pid)
    try:
        services.start_scorecard(actor=person(request), report=report)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pid)
    return done(request, _("The usual criteria are drafted. Change them, then have the units sign them."), PAGE, pid)


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def criterion_add(request: HttpRequest, pid: str) -> HttpResponse:
    """One more criterion."""
    report = report_to_change(request, pid)
    form = CriterionForm(posted(request))

    def act(_data: dict[str, Any]) -> HttpResponse:
        services.add_criterion(actor=person(request), report=report, words=form.words())
        return done(request, _("The criterion is added."), PAGE, pid)

    return form_page(request, template="evaluation/criterion_add.html", form=form, act=act, context={"report": report})


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def criterion_edit(request: HttpRequest, pid: str, criterion: str) -> HttpResponse:
    """What a criterion says."""
    report = report_to_change(request, pid)
    row = criterion_of(report, criterion)
    form = CriterionForm(posted(request), criterion=row)

    def act(data: dict[str, Any]) -> HttpResponse:
        seq = data["seq"] or 0
        services.change_criterion(actor=person(request), criterion=row, words=form.words(), seq=seq)
        return done(request, _("The criterion is saved."), PAGE, pid)

    context = {"report": report, "criterion": row}
    return form_page(request, template="evaluation/criterion_edit.html", form=form, act=act, context=context)


@require_POST
@needs("evaluation.see_replication")
def criterion_remove(request: HttpRequest, pid: str, criterion: str) -> HttpResponse:
    """Take a criterion out before it is agreed."""
    report = report_to_change(request, pid)
    try:
        services.remove_criterion(actor=person(request), criterion=criterion_of(report, criterion))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(PAGE, pid)
    return done(request, _("The criterion is taken out."), PAGE, pid)


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def scorecard_send(request: HttpRequest, pid: str) -> HttpResponse:
    """Have the units of activity 10 sign the criteria."""
    report = report_to_change(request, pid)
    form = DueForm(posted(request), initial={"due_on": clock.today() + timedelta(days=USUAL_DAYS)})

    def act(data: dict[str, Any]) -> HttpResponse:
        review = services.send_scorecard(actor=person(request), report=report, due_on=data["due_on"])
        return done(
            request, _("The units are asked to sign the criteria."), "programme:review_detail", review.public_id
        )

    return form_page(request, template="evaluation/scorecard_send.html", form=form, act=act, context={"report": report})


@require_http_methods(GET_POST)
@needs("evaluation.see_replication")
def scorecard_reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Open agreed criteria again, as long as nothing is judged."""
    report = visible_report(request, pid)
    check(request, "evaluation.reopen_scorecard", report)
    form = WhyForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        services.reopen_scorecard(actor=person(request), report=report, reason=data["reason"])
        return done(request, _("The criteria can be changed again. The units sign them anew."), PAGE, pid)

    return form_page(
        request, template="evaluation/scorecard_reopen.html", form=form, act=act, context={"report": report}
    )
