"""The field-practice report (LHPK): read, written, handed in, decided on, printed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.queries.learning import facts_of
from fieldpractice import papers_lhpk
from fieldpractice.forms.overview import DecisionForm, ReportForm
from fieldpractice.models import Lhpk, Placement
from fieldpractice.queries import lhpk as queries
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.officer import officer
from fieldpractice.services.lhpk import decide_report, hand_in_report, save_report
from fieldpractice.views.overview import placement_at
from lms.people.access import check, person, signed_in
from lms.people.errors import Conflict, Refusal
from lms.ui.downloads import PDF, file_answer
from lms.ui.form_pages import GET_POST, done, form_page, posted

READ, WRITE, DECIDE = (f"fieldpractice.{verb}_report" for verb in ("read", "write", "decide"))


def _facts(placement: Placement, request: HttpRequest) -> dict[str, Any]:
    jp = field_jp(facts_of(placement.enrolment.cohort).outline)
    return queries.facts_of_report(officer(placement, person(request), grades=True), jp_whole=jp)


def _lhpk(placement: Placement) -> Lhpk | None:
    return getattr(placement, "lhpk", None)


@require_http_methods(GET_POST)
@signed_in
def lhpk_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The report: its writer writes, others read; a press on "save" keeps it as the background saving does."""
    placement = placement_at(request, pid, READ)
    lhpk = _lhpk(placement)
    form = ReportForm(posted(request), lhpk=lhpk)

    def act(data: dict[str, Any]) -> HttpResponse:
        check(request, "fieldpractice.read_own_logbook", placement)
        save_report(actor=person(request), placement=placement, sections=form.sections(), seq=data["seq"])
        return done(request, _("Saved."), "fieldpractice:lhpk_detail", pid)

    if request.method == "POST":
        check(request, "fieldpractice.read_own_logbook", placement)
    may_write = person(request).has_perm(WRITE, placement)
    context = {
        "placement": placement,
        "lhpk": lhpk,
        "sections": queries.sections_of(lhpk),
        "facts": _facts(placement, request),
        "missing": queries.missing_for(placement, lhpk) if may_write else [],
        "history": queries.history_of_report(lhpk) if lhpk else [],
        "may_write": may_write,
        "may_decide": person(request).has_perm(DECIDE, placement),
        "own": placement.enrolment.user_id == person(request).pk,
    }
    template = "fieldpractice/lhpk_detail.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


@require_POST
@signed_in
def lhpk_save(request: HttpRequest, pid: str) -> HttpResponse:
    """Keep what was typed, in the background: the answer is the line that says so, with the next `seq`."""
    placement = placement_at(request, pid, "fieldpractice.read_own_logbook")
    form = ReportForm(request.POST, lhpk=_lhpk(placement))
    context: dict[str, Any] = {"placement": placement, "seq": request.POST.get("seq", "0"), "problem": ""}
    try:
        if form.is_valid():
            saved = save_report(
                actor=person(request), placement=placement, sections=form.sections(), seq=form.cleaned_data["seq"]
            )
            context |= {"lhpk": saved, "seq": saved.seq}
        else:
            context["problem"] = _("Not saved: a part is too long.")
    except Refusal as refusal:
        context["problem"] = str(refusal)
        context["conflict"] = isinstance(refusal, Conflict)
    return render(request, "fieldpractice/_lhpk_saved.html", context)


@require_http_methods(GET_POST)
@signed_in
def lhpk_hand_in(request: HttpRequest, pid: str) -> HttpResponse:
    """Look once more at what is handed in, then freeze it."""
    placement = placement_at(request, pid, "fieldpractice.read_own_logbook")
    lhpk = _lhpk(placement)
    form = ReportForm(posted(request), lhpk=lhpk)

    def act(data: dict[str, Any]) -> HttpResponse:
        version = hand_in_report(actor=person(request), placement=placement, seq=data["seq"])
        words = _("Handed in as number %(n)s. Your facilitator is told.") % {"n": version.number}
        return done(request, words, "fieldpractice:lhpk_detail", pid)

    context = {
        "placement": placement,
        "lhpk": lhpk,
        "sections": queries.sections_of(lhpk),
        "missing": queries.missing_for(placement, lhpk),
    }
    return form_page(request, template="fieldpractice/lhpk_hand_in.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def lhpk_decide(request: HttpRequest, pid: str) -> HttpResponse:
    """Accept a report that was handed in, or return it, with the reason."""
    placement = placement_at(request, pid, DECIDE)
    lhpk = placement.lhpk
    current = lhpk.current
    if current is None:
        raise Http404
    form = DecisionForm(posted(request), initial={"version": current.number})

    def act(data: dict[str, Any]) -> HttpResponse:
        decide_report(actor=person(request), lhpk=lhpk, **data)
        return done(request, _("Decided; the writer is told."), "fieldpractice:lhpk_detail", pid)

    sections = queries.sections_in(current)
    context = {"placement": placement, "lhpk": lhpk, "version": current, "sections": sections}
    return form_page(request, template="fieldpractice/lhpk_decide.html", form=form, act=act, context=context)


@require_safe
@signed_in
def lhpk_pdf(request: HttpRequest, pid: str) -> HttpResponse:
    """The report on paper: what was handed in last as it was frozen; until then, or with `?draft`, the draft from live data."""
    placement = placement_at(request, pid, READ)
    lhpk = _lhpk(placement)
    version = lhpk.current if lhpk and "draft" not in request.GET else None
    if version:
        content = version.content
        body = papers_lhpk.report_pdf(placement, content["sections"], content["facts"], version)
    else:
        body = papers_lhpk.report_pdf(placement, lhpk.sections if lhpk else {}, _facts(placement, request))
    return file_answer(body, PDF, f"LHPK-{placement.public_id}.pdf")
