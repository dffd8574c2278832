"""What happens with one nominee: a question and its answer, a replacement, another unit, another cohort."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.forms import AnswerForm, CohortTransferForm, QuestionForm, ReplaceForm, UnitTransferForm
from courses.forms.nominations import LETTER
from courses.queries.nominations import open_question
from courses.services import nominations, successions
from courses.views.shared import enrolment_to_decide, visible_enrolment
from lms.files.models import StoredFile
from lms.files.services import receive_whole
from lms.people.access import check, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted


@require_http_methods(GET_POST)
@signed_in
def enrolment_ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask the unit something before deciding."""
    enrolment = enrolment_to_decide(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        nominations.ask(actor=person(request), enrolment=enrolment, text=data["text"])
        return done(request, _("Asked. You are told of the answer."), "courses:enrolment_detail", pid)

    context = {"enrolment": enrolment}
    form = QuestionForm(posted(request))
    return form_page(request, template="courses/enrolment_ask.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def enrolment_answer(request: HttpRequest, pid: str) -> HttpResponse:
    """Answer the organiser's question about a nominee of the own unit."""
    enrolment = visible_enrolment(request, pid)
    check(request, "courses.answer_question", enrolment)
    question = open_question(enrolment)
    if question is None:
        if request.method == "POST":
            return done(request, _("This question was answered already."), "courses:enrolment_detail", pid)
        raise Http404

    def act(data: dict[str, Any]) -> HttpResponse:
        nominations.answer(
            actor=person(request), question=question, text=data["text"], file=_received(request, data["file"])
        )
        return done(request, _("Answered. The organiser is told."), "courses:enrolment_detail", pid)

    context = {"enrolment": enrolment, "question": question}
    form = AnswerForm(posted(request), request.FILES or None)
    return form_page(request, template="courses/enrolment_answer.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def enrolment_replace(request: HttpRequest, pid: str) -> HttpResponse:
    """Put another person of the unit in somebody's place."""
    enrolment = visible_enrolment(request, pid)
    check(request, "courses.replace_nominee", enrolment)
    form = ReplaceForm(posted(request), enrolment=enrolment)

    def act(data: dict[str, Any]) -> HttpResponse:
        new = successions.replace_person(
            actor=person(request),
            enrolment=enrolment,
            user=data["user"],
            newcomer=form.newcomer(),
            reason=data["reason"],
        )
        words = _("%(name)s takes the place.") % {"name": new.user}
        return done(request, words, "courses:enrolment_detail", new.public_id)

    context = {"enrolment": enrolment}
    return form_page(request, template="courses/enrolment_replace.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def enrolment_unit(request: HttpRequest, pid: str) -> HttpResponse:
    """Count an enrolment for another unit, with the reason."""
    enrolment = enrolment_to_decide(request, pid)
    form = UnitTransferForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        may_edit = person(request).has_perm("people.edit_person", enrolment.user)
        successions.transfer_to_unit(
            actor=person(request),
            enrolment=enrolment,
            unit=data["unit"],
            reason=data["reason"],
            with_person=data["with_person"] and may_edit,
        )
        return done(request, _("Moved to %(unit)s.") % {"unit": data["unit"]}, "courses:enrolment_detail", pid)

    context = {"enrolment": enrolment}
    return form_page(request, template="courses/enrolment_unit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def enrolment_transfer(request: HttpRequest, pid: str) -> HttpResponse:
    """Move somebody to another cohort; finished lessons go along."""
    enrolment = enrolment_to_decide(request, pid)
    form = CohortTransferForm(posted(request), enrolment=enrolment)

    def act(data: dict[str, Any]) -> HttpResponse:
        new = successions.transfer_to_cohort(
            actor=person(request), enrolment=enrolment, cohort=data["cohort"], reason=data["reason"]
        )
        words = _("%(name)s goes on in %(cohort)s.") % {"name": new.user, "cohort": new.cohort}
        return done(request, words, "courses:enrolment_detail", new.public_id)

    context = {"enrolment": enrolment}
    return form_page(request, template="courses/enrolment_transfer.html", form=form, act=act, context=context)


def _received(request: HttpRequest, file: Any) -> StoredFile | None:
    if not file:
        return None
    return receive_whole(actor=person(request), purpose=LETTER, name=file.name or "", content=file.read())
