"""Calls for nominations, a unit's letters, and the organiser's list of nominees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enums import EnrolmentState
from courses.forms import CallForm, NominationForm
from courses.forms.nominations import LETTER, LetterForm
from courses.models import Cohort, Enrolment, NominationCall
from courses.queries import nominations as queries
from courses.queries.seats import free_seats
from courses.services import enrolments, nominations
from courses.services.nominations import Letter
from courses.views.shared import cohort_to_edit, visible_cohort
from lms.files.models import StoredFile
from lms.files.services import receive_whole
from lms.people.access import found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted

S = EnrolmentState
PAGE = 50


@require_safe
@needs("courses.see_letters")
def nomination_list(request: HttpRequest) -> HttpResponse:
    """What the own units may nominate for, what is asked of them, and the letters sent."""
    user = person(request)
    page = Paginator(queries.letters_of(user), 20).get_page(request.GET.get("page"))
    context = {
        "offers": queries.offers_to(user),
        "questions": queries.open_questions_to(user),
        "page": page,
        "may_nominate": user.has_perm("courses.nominate"),
    }
    return render(request, "courses/nomination_list.html", context)


@require_http_methods(GET_POST)
@needs("courses.nominate")
def nomination_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Nominate several people of a unit with their letter of assignment. Somebody with several units chooses one first."""
    user = person(request)
    cohort = found(Cohort.objects.filter(call__in=queries.calls_to(user)), public_id=pid)
    offers = queries.offers_to(user, cohort)
    wanted = request.GET.get("unit", "")
    offer = next((one for one in offers if one.unit.public_id == wanted), offers[0] if offers else None)
    if offer is None:
        raise Http404
    more = "more" in request.POST
    if known := queries.sent_before(user, request.POST.get("key", "")):
        return redirect(known)
    form = NominationForm(posted(request), request.FILES or None, unit=offer.unit, cohort=cohort, owner=user, more=more)
    context = {"cohort": cohort, "offer": offer, "offers": offers, "form": form, "kept": _keep(request, form)}
    if more:
        form.errors.clear()
        return render(request, "courses/nomination_add.html", context)

    def act(data: dict[str, Any]) -> HttpResponse:
        letter = Letter(data["letter_number"], data["letter_date"], form.kept_file(), data["note"])
        nomination = nominations.nominate_from_unit(
            actor=user,
            cohort=cohort,
            unit=offer.unit,
            users=list(data["users"]),
            newcomers=form.newcomers(),
            letter=letter,
            key=data["key"],
        )
        return done(request, _("Sent. The organiser decides and you are told."), "courses:nomination_detail", nomination.public_id)  # fmt: skip

    return form_page(request, template="courses/nomination_add.html", form=form, act=act, context=context)


def _keep(request: HttpRequest, form: NominationForm) -> StoredFile | None:
    """Take in the letter before the rest is checked, and let the form remember it."""
    file = request.FILES.get("file")
    if file is None or not form.is_bound or "file" in form.errors:
        return form.kept_file()
    try:
        kept = receive_whole(actor=person(request), purpose=LETTER, name=file.name or "", content=file.read())
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None
    form.data["kept"] = kept.public_id  # type: ignore[index]
    return kept


@require_safe
@needs("courses.see_letters")
def nomination_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """A letter with its nominees, how each stands, and what is asked about them."""
    rows = queries.nominations_visible_to(person(request)).select_related("cohort", "work_unit", "letter", "sent_by")
    nomination = found(rows, public_id=pid)
    people = list(queries.nominees_of(nomination))
    context = {
        "nomination": nomination,
        "people": people,
        "may_answer": nomination.work_unit_id in queries.contact_units(person(request)),
    }
    return render(request, "courses/nomination_detail.html", context)


@require_http_methods(GET_POST)
@needs("courses.nominate")
def nomination_letter(request: HttpRequest, pid: str) -> HttpResponse:
    """Send a letter again that could not be taken as a file; the nominees stay as they are."""
    mine = queries.nominations_visible_to(person(request)).filter(work_unit__in=queries.contact_units(person(request)))
    nomination = found(mine.select_related("cohort", "work_unit", "letter"), public_id=pid)
    if request.method == "GET" and not (nomination.letter and nomination.letter.is_refused):
        return redirect(nomination)

    def act(data: dict[str, Any]) -> HttpResponse:
        file = data["file"]
        kept = receive_whole(actor=person(request), purpose=LETTER, name=file.name or "", content=file.read())
        nominations.send_letter_again(actor=person(request), nomination=nomination, file=kept)
        return done(request, _("Sent. Your nominees stay as they are."), "courses:nomination_detail", pid)

    form, context = LetterForm(posted(request), request.FILES or None), {"nomination": nomination}
    return form_page(request, template="courses/nomination_letter.html", form=form, act=act, context=context)


@require_safe
@needs("courses.manage_people")
def cohort_nominations(request: HttpRequest, pid: str) -> HttpResponse:
    """Who waits for a decision, with letter and questions, and how the units stand against their quotas."""
    cohort = visible_cohort(request, pid)
    which = request.GET.get("state", "")
    undecided = queries.undecided_of(cohort)
    page = Paginator(queries.with_questions(undecided, which), PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "call": NominationCall.objects.filter(cohort=cohort).first(),
        "page": page,
        "which": which,
        "total": undecided.count(),
        "free": free_seats(cohort),
        "units": queries.unit_lines(cohort),
    }
    return render(request, "courses/cohort_nominations.html", context)


@require_POST
@needs("courses.manage_people")
def nominations_accept(request: HttpRequest, pid: str) -> HttpResponse:
    """Accept the chosen nominees, or all of them, in the order they were nominated."""
    cohort = visible_cohort(request, pid)
    ids = None if "all" in request.POST else request.POST.getlist("one")
    if ids == []:
        messages.error(request, _("Choose at least one person first."))
        return redirect("courses:cohort_nominations", pid)
    try:
        _say_accepted(request, enrolments.accept_listed(actor=person(request), cohort=cohort, ids=ids))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:cohort_nominations", pid)


def _say_accepted(request: HttpRequest, rows: list[Enrolment]) -> None:
    seated = sum(one.state == S.ACCEPTED for one in rows)
    waiting = len(rows) - seated
    if not rows:
        messages.info(request, _("These people were decided on already. Nothing has changed."))
    if seated:
        words = ngettext("One person has a seat now.", "%(count)s people have a seat now.", seated)
        messages.success(request, words % {"count": seated})
    if waiting:
        words = ngettext(
            "All seats are taken: one person waits and moves up by itself.",
            "All seats are taken: %(count)s people wait and move up by themselves.",
            waiting,
        )
        messages.info(request, words % {"count": waiting})


@require_http_methods(GET_POST)
@needs("courses.edit_cohort")
def cohort_call(request: HttpRequest, pid: str) -> HttpResponse:
    """Until when units may nominate, and how many people each."""
    cohort = cohort_to_edit(request, pid)
    form = CallForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        kept = {name: data[name] for name in ("until", "note", "only_quota", "seen")}
        nominations.set_call(actor=person(request), cohort=cohort, quotas=form.quotas(), **kept)
        return done(request, _("Saved. The contacts of the units are told."), "courses:cohort_nominations", pid)

    return form_page(request, template="courses/cohort_call.html", form=form, act=act, context={"cohort": cohort})
