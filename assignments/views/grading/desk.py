"""The queue, and one work on the desk. Looking grades nothing; every key of the desk has its button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assignments.enums import WorkState
from assignments.forms.grading import QueueFilterForm, SheetForm
from assignments.models import Work
from assignments.queries import desk as queue
from assignments.queries import graders, sheets
from assignments.services import drafts, grading
from assignments.services.drafts import Marked
from assignments.views.grading.shared import keep_sheet, work_at
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.times import instant_in_words

DESK = "X-Desk"


@require_safe
@needs("assignments.see_desk")
def grading_list(request: HttpRequest) -> HttpResponse:
    """What waits: the piles by task, the ages by grader, and the works that are wanted, the oldest first."""
    user, wanted = person(request), queue.Wanted.of(request.GET)
    works = queue.works_visible_to(user)
    piles = queue.piles_of(works)
    choices = queue.choices_of(user)
    subjects = [(pile.subject, f"{pile.title} · {pile.cohort}") for pile in piles]
    page = queue.page_of(queue.filtered(works, wanted, user), request.GET.get("after", ""))
    context = {
        "wanted": wanted,
        "form": QueueFilterForm(request.GET, choices=choices, subjects=subjects),
        "piles": piles,
        "page": page,
        "after_query": wanted.only(after=page.after),
        "graders": list(graders.ages_by_grader(works)),
        "cohorts": choices.cohorts,
        "total": sum(pile.waiting for pile in piles),
        "late": queue.grading_days(),
        "filtered": bool(wanted.query),
        "may_allocate": user.has_perm("assignments.allocate_work"),
    }
    return render(request, "assignments/grading_list.html", context)


@require_safe
@needs("assignments.see_desk")
def work_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One work: what was handed in, its rubric and the grader's own draft. Asked for by the desk itself, only its part."""
    return _desk(request, work_at(request, pid))


@require_POST
@needs("assignments.see_desk")
def work_draft(request: HttpRequest, pid: str) -> HttpResponse:
    """Save what is on the sheet; it decides nothing. The desk sends it as it is typed, the page by a button."""
    work, form = _work_and_form(request, pid)
    if not form.is_valid():
        return _wrong(request, work, form)
    draft = _insert(request, work, form) if request.POST.get("insert") else _save(request, work, form)
    if draft is None:
        words = _(
            "Another of your tabs or devices has newer text for this work. What stands here is kept on this device; reload to see both."
        )
        return JsonResponse({"refused": words}, status=409)
    if DESK not in request.headers:
        messages.success(request, _("Your draft is saved."))
        return redirect(_address(work, request))
    saved = instant_in_words(draft.saved_at, style="time")
    others = ", ".join(str(one.grader) for one in sheets.others_at(work, person(request)))
    told = _("%(name)s is at this work too. Nothing will be overwritten: whoever is second is told.") % {"name": others}
    return JsonResponse(
        {"seq": draft.seq, "saved": _("Saved %(time)s") % {"time": saved}, "others": told if others else ""}
    )


@require_POST
@needs("assignments.see_desk")
def work_grade(request: HttpRequest, pid: str) -> HttpResponse:
    """Give the grade and go on to the next work."""
    work, form = _work_and_form(request, pid)
    if not form.is_valid():
        return _wrong(request, work, form)
    try:
        grade = grading.give_grade(
            actor=person(request),
            work=work,
            marked=form.marked(),
            seen=form.looked_at(),
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return _refused(request, work, str(refusal), refusal.status)
    return _onward(request, work, _graded_words(work, grade.points))


@require_POST
@needs("assignments.see_desk")
def work_return(request: HttpRequest, pid: str) -> HttpResponse:
    """Return a form for improvement and go on to the next work."""
    work, form = _work_and_form(request, pid)
    if not form.is_valid():
        return _wrong(request, work, form)
    try:
        grading.return_work(actor=person(request), work=work, marked=form.marked(), seen=form.looked_at())
    except Refusal as refusal:
        return _refused(request, work, str(refusal), refusal.status)
    return _onward(request, work, _("Returned for improvement."))


@require_safe
@needs("assignments.see_desk")
def work_compare(request: HttpRequest, pid: str) -> HttpResponse:
    """Two hand-ins of one form beside each other."""
    work = work_at(request, pid)
    sheet = sheets.sheet_of(work, person(request))
    number = request.GET.get("with", "")
    others = [one for one in sheet.versions if one != sheet.version]
    other = next((one for one in others if str(one.number) == number), others[0] if others else None)
    blocks = sheets.form_blocks(work, sheet.version, other, person(request)) if sheet.version and other else []
    context = {"sheet": sheet, "other": other, "others": others, "blocks": blocks, "back": _address(work, request)}
    return render(request, "assignments/work_compare.html", context)


def _work_and_form(request: HttpRequest, pid: str) -> tuple[Work, SheetForm]:
    work = work_at(request, pid)
    check(request, "assignments.grade_work", work.cohort)
    return work, SheetForm(request.POST)


def _save(request: HttpRequest, work: Work, form: SheetForm) -> Any:
    user, marked, seq = person(request), form.marked(), form.cleaned_data["seq"]
    if seq is None or DESK not in request.headers:
        return drafts.keep_text(actor=user, work=work, marked=marked)
    return drafts.save_draft(actor=user, work=work, marked=marked, seq=seq)


def _insert(request: HttpRequest, work: Work, form: SheetForm) -> Any:
    """Add a sentence of the bank to the comment, without JavaScript."""
    user, marked = person(request), form.marked()
    comment = found(sheets.bank_rows(user), pk=queue.whole(request.POST["insert"]) or 0)
    drafts.comment_used(comment=comment)
    text = "\n".join(filter(None, [marked.comment.rstrip(), comment.text]))
    fuller = Marked(**{**vars(marked), "comment": text})
    return drafts.keep_text(actor=user, work=work, marked=fuller)


def _desk(request: HttpRequest, work: Work, *, problem: str = "", status: int = 200) -> HttpResponse:
    user, wanted = person(request), queue.Wanted.of(request.GET)
    place = queue.place_of(work, queue.filtered(queue.works_visible_to(user), wanted, user))
    sheet = sheets.sheet_of(work, user)
    context = {
        "sheet": sheet,
        "work": work,
        "place": place,
        "wanted": wanted,
        "query": wanted.query,
        "problem": problem,
        "criteria": sheets.criteria_of(sheet),
        "total": sheets.total_of(sheet),
        "title": queue.titles_of({work.subject}).get(work.subject, ""),
        "changing": work.state in {WorkState.GRADED, WorkState.RELEASED},
        "may_release": user.has_perm("assignments.release_grades", work.cohort),
    }
    part = DESK in request.headers
    answer = render(request, f"assignments/{'_desk' if part else 'work_detail'}.html", context, status=status)
    patch_vary_headers(answer, [DESK])
    answer["Cache-Control"] = "no-store"
    return answer


def _wrong(request: HttpRequest, work: Work, form: SheetForm) -> HttpResponse:
    """Say what cannot be read on the sheet; what can is kept as the grader's draft."""
    keep_sheet(person(request), work, form)
    return _refused(request, work, _first_fault(form), 422)


def _refused(request: HttpRequest, work: Work, words: str, status: int) -> HttpResponse:
    """Say why nothing was decided; what was typed is kept as the grader's draft."""
    if DESK in request.headers:
        return JsonResponse({"refused": words}, status=status)
    return _desk(request, work_at(request, work.public_id), problem=words, status=status)


def _onward(request: HttpRequest, work: Work, words: str) -> HttpResponse:
    user, wanted = person(request), queue.Wanted.of(request.GET)
    after = queue.next_of(work, queue.filtered(queue.works_visible_to(user), wanted, user))
    following = reverse("assignments:work_detail", args=[after]) if after else ""
    to = (following or reverse("assignments:grading_list")) + wanted.query
    if DESK in request.headers:
        return JsonResponse({"next": to, "desk": bool(following), "said": words})
    messages.success(request, words)
    return redirect(to)


def _graded_words(work: Work, points: Any) -> str:
    if work.state == WorkState.WAITING:
        return _("Your marking is saved; the work waits for the other one.")
    return _("Graded: %(points)s of %(most)s.") % {"points": points, "most": work.points_max}


def _first_fault(form: SheetForm) -> str:
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {faults[0]}" if label else str(faults[0])


def _address(work: Work, request: HttpRequest) -> str:
    return reverse("assignments:work_detail", args=[work.public_id]) + queue.Wanted.of(request.GET).query
