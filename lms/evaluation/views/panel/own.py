"""A participant's own result, and objecting to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.enums import LEARNING
from courses.models import Enrolment
from lms.evaluation import schemes
from lms.evaluation.forms.panel import ObjectionForm
from lms.evaluation.models import ParticipantEvaluation
from lms.evaluation.queries.panel.history import told_to_participant
from lms.evaluation.queries.panel.own import own_result
from lms.evaluation.services.panel import closing
from lms.people import clock
from lms.people.access import check, found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted


def _mine(request: HttpRequest, pid: str) -> Enrolment:
    rows = Enrolment.objects.filter(user=person(request), state__in=LEARNING).select_related("cohort", "user")
    return found(rows, cohort__public_id=pid)


@require_safe
@needs("evaluation.open_own_result")
def my_result(request: HttpRequest, pid: str) -> HttpResponse:
    """My result: what it is made of, whether it passes and why, and how to object."""
    enrolment = _mine(request, pid)
    evaluation = ParticipantEvaluation.objects.filter(enrolment=enrolment).select_related("scheme").first()
    objections = list(evaluation.objections.select_related("release").order_by("-at")) if evaluation else []
    own, last, objected = None, None, False
    if evaluation is not None and evaluation.is_released:
        own, last = own_result(evaluation), closing.last_day(evaluation)
        release = closing.release_of(evaluation)
        # One at a time: an earlier one that waits is answered first.
        objected = any(one.is_open or one.release_id == release.pk for one in objections)
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "evaluation": evaluation,
        "own": own,
        "rules": schemes.read(evaluation.scheme.content) if evaluation else None,
        "last_day": last,
        "may_object": last is not None and clock.today() <= last and not objected,
        "objections": objections,
        "history": told_to_participant(evaluation),
    }
    return render(request, "evaluation/my_result.html", context)


@require_http_methods(GET_POST)
@needs("evaluation.open_own_result")
def objection_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Object to the own result."""
    enrolment = _mine(request, pid)
    rows = ParticipantEvaluation.objects.select_related("enrolment__cohort", "scheme")
    evaluation = rows.filter(enrolment=enrolment).first()
    if evaluation is None or not evaluation.is_released:
        return redirect("evaluation:my_result", pid)
    check(request, "evaluation.read_own_result", evaluation)
    form = ObjectionForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        closing.object_to(actor=person(request), evaluation=evaluation, text=data["text"])
        return done(request, _("Your objection is handed in. You are told of the answer."), "evaluation:my_result", pid)

    context = {"cohort": enrolment.cohort, "last_day": closing.last_day(evaluation)}
    return form_page(
        request, template="evaluation/objection_add.html", form=form, act=act, context=context, told_apart=True
    )
