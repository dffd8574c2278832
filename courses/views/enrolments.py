"""A cohort's people, one enrolment, and the steps it takes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enums import TRANSITIONS, EnrolmentState
from courses.forms import ENROLMENT_STATES, EnrolForm, PeopleFilterForm, ReasonForm
from courses.models import Enrolment
from courses.queries import progress
from courses.queries.board import my_classes
from courses.queries.cohorts import people_of, units_in
from courses.queries.history import history_of
from courses.queries.learning import facts_of
from courses.queries.ledger import CLASS, FIELD, LESSON, ledger, sums_of
from courses.queries.nominations import open_question
from courses.queries.seats import free_seats
from courses.services import enrolments
from courses.services.nominations import UNDECIDED
from courses.views.shared import enrolment_to_decide, say_promoted, visible_cohort, visible_enrolment
from lms.people import clock
from lms.people.access import check, needs, person, signed_in
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed

S = EnrolmentState


@require_safe
@needs("courses.list_cohorts")
def cohort_people(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody on the list, with state, invitation and what can be done."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.list_people", cohort)
    people = people_of(cohort, person(request))
    form = PeopleFilterForm(request.GET, units=units_in(people), states=ENROLMENT_STATES)
    unit, state = form.wanted()
    people = people.filter(work_unit=unit) if unit else people
    page = Paginator(people.filter(state=state) if state else people, progress.PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "figures": progress.figures_of(facts_of(cohort)),
        "left": progress.given_up(cohort.pk).count(),
        "form": form,
        "page": page,
        "now": clock.now(),
        "may_manage": person(request).has_perm("courses.manage_people", cohort),
    }
    return render(request, "courses/cohort_people.html", context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def enrolment_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Enrol one person: somebody who is here already, or somebody new, who is invited."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.manage_people", cohort)
    form = EnrolForm(posted(request))

    def act(data: dict[str, Any]) -> HttpResponse:
        enrolment, new = enrolments.enrol_by_email(actor=person(request), cohort=cohort, **data)
        words = {
            (S.ACCEPTED, True): _("%(name)s is added, has a seat, and is invited by e-mail."),
            (S.ACCEPTED, False): _("%(name)s has a seat and finds it on the home."),
            (S.WAITLISTED, True): _("%(name)s is added. All seats are taken: the person waits and moves up by itself."),
            (S.WAITLISTED, False): _("All seats are taken: %(name)s waits and moves up by itself."),
        }[S(enrolment.state), new]
        return done(request, words % {"name": enrolment.user}, "courses:cohort_people", pid)

    context = {"cohort": cohort, "free": free_seats(cohort)}
    return form_page(request, template="courses/enrolment_add.html", form=form, act=act, context=context)


@require_safe
@signed_in
def enrolment_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One person in one cohort: JP with evidence, progress, history."""
    enrolment = visible_enrolment(request, pid)
    facts = facts_of(enrolment.cohort)
    entries = list(ledger([enrolment.pk], facts.outline))
    sums = sums_of(entries)
    context = {
        "enrolment": enrolment,
        "entries": entries[::-1],
        "sums": sums,
        "online_jp": sums.by_source[LESSON],
        "class_jp": sums.by_source[CLASS],
        "field_jp": sums.by_source[FIELD],
        "classes": my_classes(enrolment, reader=person(request)),
        "modules": [(module, sums.by_module.get(module.key, 0)) for module in facts.outline.online_modules],
        "jp_total": facts.outline.online_jp,
        "history": history_of(enrolment, person(request)),
        "question": open_question(enrolment) if enrolment.state in UNDECIDED else None,
        "own": enrolment.user_id == person(request).pk,
        "may": _may(request, enrolment),
        "sees_cohort": person(request).has_perm("courses.list_cohorts"),
        "steps": TRANSITIONS[enrolment.state],
    }
    return render(request, "courses/enrolment_detail.html", context)


def _may(request: HttpRequest, enrolment: Enrolment) -> dict[str, bool]:
    verbs = ("answer_question", "replace_nominee")
    may = {verb: person(request).has_perm(f"courses.{verb}", enrolment) for verb in verbs}
    return may | {"manage_people": person(request).has_perm("courses.manage_people", enrolment.cohort)}


@require_POST
@signed_in
def enrolment_accept(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a nominated person a seat, or a place on the waiting list."""
    enrolment = enrolment_to_decide(request, pid)

    def act() -> str:
        enrolments.accept(actor=person(request), enrolment=enrolment)
        words = _("%(name)s is now: %(state)s.")
        return words % {"name": enrolment.user, "state": enrolment.get_state_display()}

    return pressed(request, act, "courses:cohort_people", enrolment.cohort.public_id)


@require_http_methods(GET_POST)
@signed_in
def enrolment_decline(request: HttpRequest, pid: str) -> HttpResponse:
    """Turn somebody down, with the reason."""
    enrolment = enrolment_to_decide(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        enrolments.decline(actor=person(request), enrolment=enrolment, reason=data["reason"])
        words = _("%(name)s is declined.") % {"name": enrolment.user}
        return done(request, words, "courses:cohort_people", enrolment.cohort.public_id)

    form, context = ReasonForm(posted(request)), {"enrolment": enrolment}
    return form_page(request, template="courses/enrolment_decline.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def enrolment_withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Take somebody off the cohort, with the reason; the first waiting moves up."""
    enrolment = enrolment_to_decide(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        say_promoted(request, enrolments.withdraw(actor=person(request), enrolment=enrolment, reason=data["reason"]))
        words = _("%(name)s is withdrawn.") % {"name": enrolment.user}
        return done(request, words, "courses:cohort_people", enrolment.cohort.public_id)

    form, context = ReasonForm(posted(request)), {"enrolment": enrolment}
    return form_page(request, template="courses/enrolment_withdraw.html", form=form, act=act, context=context)


@require_POST
@signed_in
def enrolment_take_up(request: HttpRequest, pid: str) -> HttpResponse:
    """The participant says yes to the place."""
    enrolment = visible_enrolment(request, pid)
    check(request, "courses.answer_enrolment", enrolment)
    try:
        enrolments.take_up(actor=person(request), enrolment=enrolment)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dashboard")
    messages.success(request, _("You take part. Welcome!"))
    return redirect("courses:learn_contents", enrolment.cohort.public_id)
