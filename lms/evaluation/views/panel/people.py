"""One participant's evaluation for who organises: components, scores as far as they may be known, decisions, history, objections."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.evaluation.components import title_of
from lms.evaluation.enums import ExceptionStep
from lms.evaluation.forms.panel import AnswerForm, WhyForm
from lms.evaluation.models import Objection, ParticipantEvaluation
from lms.evaluation.queries.panel.board import board_of
from lms.evaluation.queries.panel.history import history_of
from lms.evaluation.queries.panel.results import as_known, excused_of, results_of, titles_in
from lms.evaluation.services.panel import closing, scoring
from lms.evaluation.views.panel.shared import board_at, cohort_at, enrolment_at, person_on
from lms.people.access import found, needs, person
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_safe
@needs("evaluation.see_results")
def evaluation_detail(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """One participant: what the result is made of, and everything that was decided about it."""
    board, reader = board_at(request, pid, "evaluation.see_results")
    one = person_on(board, enrolment)
    if board.rules is None:
        return render(request, "evaluation/no_scheme.html", {"cohort": board.cohort})
    (row,) = as_known(results_of(board, {one.id}), board, person(request))
    panel = board.panels[one.id]
    names = {member.pk: member for member in board.members}
    shown = board.shown_to(person(request), one.id, organises=reader.organises)
    context = {
        "cohort": board.cohort,
        "one": one,
        "row": row,
        "rules": board.rules,
        "panel": panel,
        "shown": [(names[score.member_id], score) for score in shown],
        "awaited": [names[pk] for pk in sorted(panel.awaited)],
        "barred": [(names[pk], why) for pk, why in panel.barred.items()],
        "history": history_of(row.evaluation, scores=not row.withheld),
        "objections": list(row.evaluation.objections.select_related("answered_by", "release"))
        if row.evaluation
        else [],
        "decided": [(title_of(key), why) for key, why in row.excused.items()],
    }
    return render(request, "evaluation/evaluation_detail.html", context)


@require_http_methods(GET_POST)
@needs("evaluation.manage_panel")
def component_excuse(request: HttpRequest, pid: str, enrolment: str, component: str) -> HttpResponse:
    """Excuse one participant from a component, or take it back, with the reason."""
    board = board_of(cohort_at(request, pid, "evaluation.manage_panel"))
    one, row = person_on(board, enrolment), enrolment_at(board.cohort, enrolment)
    if board.rules is None or not board.rules.uses(component):
        raise Http404
    reason = excused_of(board.cohort)[one.id].get(component)
    step = ExceptionStep.LIFTED if reason else ExceptionStep.EXCUSED
    form = WhyForm(posted(request), help_text=_("The participant reads it with the result."))

    def act(data: dict[str, Any]) -> HttpResponse:
        scoring.decide_component(
            actor=person(request), enrolment=row, component=component, step=step, reason=data["reason"]
        )
        words = _("Excused: the rest weighs the whole.") if step == ExceptionStep.EXCUSED else _("No longer excused.")
        return done(request, words, "evaluation:evaluation_detail", pid, enrolment)

    context = {"cohort": board.cohort, "one": one, "title": title_of(component), "reason": reason}
    template = "evaluation/component_excuse.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


@require_http_methods(GET_POST)
@needs("evaluation.close_results")
def evaluation_reopen(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Open a locked or released result again, with the reason."""
    cohort = cohort_at(request, pid, "evaluation.close_results")
    row = enrolment_at(cohort, enrolment)
    evaluation = found(ParticipantEvaluation.objects.exclude(state="open"), enrolment=row)
    words = _("The participant reads it.") if evaluation.is_released else _("It stays in the history of the result.")
    form = WhyForm(posted(request), help_text=words)

    def act(data: dict[str, Any]) -> HttpResponse:
        closing.reopen_result(actor=person(request), evaluation=evaluation, reason=data["reason"])
        return done(request, _("The result is open again."), "evaluation:evaluation_detail", pid, enrolment)

    context = {"cohort": cohort, "enrolment": row, "evaluation": evaluation}
    template = "evaluation/evaluation_reopen.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


@require_http_methods(GET_POST)
@needs("evaluation.close_results")
def objection_answer(request: HttpRequest, pid: str, objection: str) -> HttpResponse:
    """Answer an objection in writing."""
    cohort = cohort_at(request, pid, "evaluation.close_results")
    related = ("evaluation__enrolment__user", "evaluation__scheme", "answered_by", "release")
    rows = Objection.objects.filter(evaluation__enrolment__cohort=cohort).select_related(*related)
    one = found(rows, public_id=objection)
    form = AnswerForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        closing.answer_objection(actor=person(request), objection=one, verdict=data["verdict"], answer=data["answer"])
        return done(request, _("Answered; the participant is told."), "evaluation:panel_detail", pid)

    facts = one.evaluation.facts
    context = {
        "cohort": cohort,
        "objection": one,
        "enrolment": one.evaluation.enrolment,
        "facts": facts,
        "titles": titles_in(facts) if facts else {},
        "released_anew": closing.release_of(one.evaluation).pk != one.release_id,
    }
    template = "evaluation/objection_answer.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)
