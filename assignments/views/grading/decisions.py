"""Releasing, answering a request to look again, handing over, and the comment bank."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assignments.enums import RegradeState, WorkState
from assignments.forms.grading import AnswerForm, CommentForm, ReleaseForm, SheetForm, TransferForm
from assignments.models import Work
from assignments.queries import desk as queue
from assignments.queries.sheets import bank_rows
from assignments.services import allocation, drafts, releases
from assignments.views.grading.shared import keep_sheet, work_at
from lms.people.access import check, found, needs, person
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User
from lms.ui.form_pages import GET_POST, done, form_page, posted
from lms.ui.times import instant_in_words

DESK = "X-Desk"


@require_POST
@needs("assignments.see_desk")
def work_release(request: HttpRequest, pid: str) -> HttpResponse:
    """Show one grade to its participant."""
    work = work_at(request, pid)
    check(request, "assignments.release_grades", work.cohort)
    released = releases.release(actor=person(request), works=[work])
    if not released and work_at(request, pid).state != WorkState.RELEASED:
        messages.error(request, _("There is no grade to release yet: this work is still to be graded."))
        return redirect(_address(request, work))
    return done(request, _("Released: the participant can read it now."), _address(request, work))


@require_http_methods(GET_POST)
@needs("assignments.see_desk")
def grading_release(request: HttpRequest) -> HttpResponse:
    """Show all grades of what is chosen, now or at a set time, after a look at which they are (GET) and with one click (POST)."""
    user, wanted = person(request), queue.Wanted.of({**request.GET.dict(), "state": WorkState.GRADED})
    works = queue.filtered(queue.works_visible_to(user), wanted, user)
    # By its grade, not its work: whoever was given other points meanwhile is another row to look at.
    release_by_grade = dict(works.order_by().values_list("grade", "release_at"))
    many, seen = len(release_by_grade), queue.digest_of(release_by_grade)
    planned = any(release_by_grade.values())

    def act(data: dict[str, Any]) -> HttpResponse:
        if data["seen"] != seen:
            raise Conflict(_("The grades have changed meanwhile. Look at the list again, then release them."))
        words = _call_off(user, list(works)) if data["off"] else _release(user, list(works), data["at"])
        return done(request, words, reverse("assignments:grading_list"))

    form = ReleaseForm(posted(request), initial={"seen": seen})
    page = queue.page_of(works, request.GET.get("after", ""))
    context = {"page": page, "many": many, "seen": seen, "planned": planned, "wanted": wanted}
    return form_page(request, template="assignments/grading_release.html", form=form, act=act, context=context)


def _call_off(user: User, works: list[Work]) -> str:
    """Take back the times that were set; returns what to say of it."""
    many = releases.call_off(actor=user, works=works)
    words = ngettext("The time of %(n)s grade is called off.", "The times of %(n)s grades are called off.", many)
    return words % {"n": many}


def _release(user: User, works: list[Work], at: datetime | None) -> str:
    """Release now, or at a time to come; returns what to say of it."""
    if at is None:
        many = releases.release(actor=user, works=works)
        return ngettext("%(n)s grade is released.", "%(n)s grades are released.", many) % {"n": many}
    many = releases.release_later(actor=user, works=works, at=at)
    words = ngettext("%(n)s grade is released on %(when)s.", "%(n)s grades are released on %(when)s.", many)
    return words % {"n": many, "when": instant_in_words(at, style="short")}


@require_http_methods(GET_POST)
@needs("assignments.see_desk")
def regrade_answer(request: HttpRequest, pid: str) -> HttpResponse:
    """Let a grade stay, and say why."""
    work = work_at(request, pid)
    check(request, "assignments.grade_work", work.cohort)
    asked = getattr(work, "regrade_request", None)
    if asked is None:
        return redirect(_address(request, work))

    def act(data: dict[str, Any]) -> HttpResponse:
        releases.uphold(actor=person(request), request=asked, answer=data["answer"])
        return done(request, _("Answered: the grade stays."), _address(request, work))

    context = {
        "work": work,
        "asked": asked,
        "back": _address(request, work),
        "still": asked.state == RegradeState.ASKED,
    }
    form = AnswerForm(posted(request))
    return form_page(request, template="assignments/regrade_answer.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.see_desk")
def work_transfer(request: HttpRequest, pid: str) -> HttpResponse:
    """Hand a work over to another grader: one's own or nobody's, or, for those who organise, anybody's."""
    work, user = work_at(request, pid), person(request)
    check(request, "assignments.grade_work", work.cohort)
    form = TransferForm(posted(request), work=work)

    def act(data: dict[str, Any]) -> HttpResponse:
        second = form.second()
        holder = work.second_grader if second else work.grader
        if holder not in {None, user} and not user.has_perm("assignments.allocate_work"):
            raise NotAllowed(_("This is %(name)s’s work: the organiser can hand it over.") % {"name": holder})
        allocation.transfer(actor=user, works=[work], to=data["to"], reason=data["reason"], second=second)
        words = _("Handed over to %(name)s.") % {"name": data["to"]} if data["to"] else _("Open to whoever takes it.")
        return done(request, words, _address(request, work))

    context = {"work": work, "back": _address(request, work)}
    return form_page(request, template="assignments/work_transfer.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@needs("assignments.see_desk")
def comment_list(request: HttpRequest) -> HttpResponse:
    """The comment bank: one's own sentences and everybody's, and a new one."""
    user = person(request)

    def act(data: dict[str, Any]) -> HttpResponse:
        drafts.bank_comment(actor=user, text=data["text"], shared=data["shared"])
        return done(request, _("Kept."), reverse("assignments:comment_list"))

    context = {"comments": bank_rows(user), "may_drop_shared": user.has_perm("assignments.allocate_work")}
    form = CommentForm(posted(request))
    return form_page(request, template="assignments/comment_list.html", form=form, act=act, context=context)


@require_POST
@needs("assignments.see_desk")
def comment_add(request: HttpRequest) -> HttpResponse:
    """Keep the comment of a sheet in one's bank; without scripts the sheet itself is saved as a draft on the way."""
    user, words = person(request), ""
    pid = request.GET.get("work", "")
    work = queue.works_visible_to(user).filter(public_id=pid).first() if pid else None
    if work and DESK not in request.headers:
        keep_sheet(user, work, SheetForm(request.POST))
    try:
        drafts.bank_comment(actor=user, text=request.POST.get("comment", "")[:2000])
    except Refusal as refusal:
        words = str(refusal)
    if DESK in request.headers:
        return JsonResponse({"refused": words}, status=422) if words else JsonResponse({"said": _("Kept in the bank.")})
    to = _address(request, work) if work else reverse("assignments:comment_list")
    return done(request, words or _("Kept in the bank."), to)


@require_POST
@needs("assignments.see_desk")
def comment_use(request: HttpRequest) -> HttpResponse:
    """Count that a sentence was used. Sent by the desk itself; answers with nothing."""
    number = request.POST.get("comment", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return HttpResponse(status=400)
    drafts.comment_used(comment=found(bank_rows(person(request)), pk=int(number)))
    return HttpResponse(status=204)


@require_POST
@needs("assignments.see_desk")
def comment_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take a sentence out of the bank."""
    comment = found(bank_rows(person(request)), pk=number)
    if comment.owner_id is None:
        check(request, "assignments.allocate_work")
    drafts.drop_comment(actor=person(request), comment=comment)
    return done(request, _("Taken out of the bank."), reverse("assignments:comment_list"))


def _address(request: HttpRequest, work: Work) -> str:
    query = queue.Wanted.of(request.GET).query if "work" not in request.GET else ""
    return reverse("assignments:work_detail", args=[work.public_id]) + query
