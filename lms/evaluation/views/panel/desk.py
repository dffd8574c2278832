"""One participant on an evaluator's sheet, with the evidence beside. Every key of the sheet has its button; looking scores nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Enrolment
from lms.evaluation.forms.panel import MeetingForm, ScoreForm, WhyForm
from lms.evaluation.models import PanelDraft, PanelMember, PanelScore
from lms.evaluation.queries.panel import overview
from lms.evaluation.queries.panel.board import Board, Person, PersonPanel, criteria_rows, scores_as_data
from lms.evaluation.queries.panel.evidence import evidence_of
from lms.evaluation.services.panel import scoring, seats
from lms.evaluation.views.panel.shared import board_at, enrolment_at, person_on
from lms.people import clock
from lms.people.access import needs, person
from lms.people.errors import NotAllowed, Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted
from lms.ui.times import instant_in_words

SHEET = "X-Sheet"


def _sheet_at(request: HttpRequest, pid: str, enrolment: str) -> tuple[Board, PanelMember, Person, Enrolment]:
    """Return the panel, the reader's own seat on it, and the participant."""
    board, reader = board_at(request, pid, "evaluation.score")
    if reader.seat is None:
        raise NotAllowed(_("Only who sits on the panel scores."))
    one = person_on(board, enrolment)
    return board, reader.seat, one, enrolment_at(board.cohort, enrolment)


@require_safe
@needs("evaluation.score")
def score_detail(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """The sheet of one participant: evidence, rubric, the own draft; the others' scores when the own is given."""
    return _sheet(request, *_sheet_at(request, pid, enrolment))


def _sheet(
    request: HttpRequest, board: Board, seat: PanelMember, one: Person, enrolment: Enrolment, *, problem: str = ""
) -> HttpResponse:
    panel = board.panels.get(one.id)
    if board.rules is None or panel is None:
        return render(request, "evaluation/no_scheme.html", {"cohort": board.cohort})
    draft = PanelDraft.objects.filter(member=seat, enrolment=enrolment).first()
    mine = panel.newest.get(seat.pk)
    typed = ScoreForm(posted(request)).levels() if problem else (mine or draft or PanelDraft()).levels
    before, after = overview.place_of(board, seat, one)
    shown = _shown(request, board, one)
    context = {
        "cohort": board.cohort,
        "board": board,
        "one": one,
        **_standing(board, seat, one, panel),
        "mine": mine,
        "draft": draft,
        "comment": request.POST.get("comment", "") if problem else (mine or draft or PanelDraft()).comment,
        "criteria": criteria_rows(board.rules.criteria["panel"], typed),
        "shown": shown,
        "may_revise": mine is not None and bool(shown) and panel.complete and not board.locked(one),
        "before": before,
        "after": after,
        "evidence": evidence_of(board, enrolment, person(request)),
        "same_unit": bool(one.unit) and enrolment.work_unit_id == person(request).work_unit_id,
        "problem": problem,
    }
    template = "evaluation/_score_sheet.html" if SHEET in request.headers else "evaluation/score_detail.html"
    answer = render(request, template, context, status=422 if problem else 200)
    patch_vary_headers(answer, [SHEET])
    return answer


def _standing(board: Board, seat: PanelMember, one: Person, panel: PersonPanel) -> dict[str, Any]:
    """Return what a seat is to a participant, and how far its evaluator is."""
    return {
        "panel": panel,
        "barred": panel.barred.get(seat.pk, ""),
        "bound": seat.pk in panel.bound,
        "locked": board.locked(one),
        "queue": overview.own_queue(board, seat),
    }


def _shown(request: HttpRequest, board: Board, one: Person) -> list[tuple[PanelMember, PanelScore]]:
    names = {member.pk: member for member in board.members}
    return [(names[score.member_id], score) for score in board.shown_to(person(request), one.id, organises=False)]


@require_POST
@needs("evaluation.score")
def score_draft(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Keep what is on the sheet; it gives nothing. The page's script sends it as it is typed, the page by a button."""
    board, seat, one, row = _sheet_at(request, pid, enrolment)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return _refused(request, board, seat, one, row, _("Not saved: the text is too long."))
    data = form.cleaned_data
    draft = scoring.save_draft(
        actor=person(request), member=seat, enrolment=row, levels=form.levels(), comment=data["comment"],
        seq=data["seq"] or 0,
    )  # fmt: skip
    if SHEET not in request.headers:
        messages.add_message(
            request, messages.SUCCESS if draft else messages.WARNING, _("Your draft is saved.") if draft else _newer()
        )
        return redirect("evaluation:score_detail", pid, enrolment)
    if draft is None:
        return JsonResponse({"refused": _newer()}, status=409)
    saved = _("Saved %(time)s") % {"time": instant_in_words(draft.saved_at, style="time")}
    return JsonResponse({"saved": saved, "seq": draft.seq})


def _newer() -> str:
    return _("Another of your tabs or devices has newer text for this person. Reload to see it.")


@require_POST
@needs("evaluation.score")
def score_give(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Give the score and go on to the next participant who has none of yours."""
    board, seat, one, row = _sheet_at(request, pid, enrolment)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return _refused(request, board, seat, one, row, _("The text is too long."))
    try:
        score = scoring.give_score(
            actor=person(request),
            member=seat,
            enrolment=row,
            levels=form.levels(),
            comment=form.cleaned_data["comment"],
        )
    except Refusal as refusal:
        return _refused(request, board, seat, one, row, str(refusal))
    after = overview.next_open(board, seat, one)
    words = _("%(name)s: %(score)s given.") % {"name": one.name, "score": number_format(score.percent, decimal_pos=2)}
    to = (
        reverse("evaluation:score_detail", args=[pid, after.public_id])
        if after
        else reverse("evaluation:panel_detail", args=[pid])
    )
    if SHEET in request.headers:
        return JsonResponse({"next": to, "sheet": after is not None, "said": words})
    messages.success(request, words)
    return redirect(to)


def _refused(
    request: HttpRequest, board: Board, seat: PanelMember, one: Person, row: Enrolment, words: str
) -> HttpResponse:
    if SHEET in request.headers:
        return JsonResponse({"refused": words}, status=422)
    return _sheet(request, board, seat, one, row, problem=words)


@require_http_methods(GET_POST)
@needs("evaluation.score")
def score_revise(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Change the own score after the panel has spoken, with the reason."""
    board, seat, one, row = _sheet_at(request, pid, enrolment)
    panel = board.panels.get(one.id)
    mine = panel.newest.get(seat.pk) if panel else None
    if board.rules is None or panel is None or mine is None or seat.pk in panel.barred:
        return redirect("evaluation:score_detail", pid, enrolment)
    form = ScoreForm(posted(request), initial={"comment": mine.comment, "seen": mine.number})

    def act(data: dict[str, Any]) -> HttpResponse:
        scoring.revise_score(
            actor=person(request), member=seat, enrolment=row, levels=form.levels(), comment=data["comment"],
            reason=data["reason"], seen=data["seen"] or 0,
        )  # fmt: skip
        words = _("Your score is changed; the first one stays on record.")
        return done(request, words, "evaluation:score_detail", pid, enrolment)

    context = {
        "cohort": board.cohort,
        "one": one,
        "criteria": criteria_rows(board.rules.criteria["panel"], form.levels() if form.is_bound else mine.levels),
        "shown": _shown(request, board, one),
    }
    return form_page(
        request, template="evaluation/score_revise.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@needs("evaluation.score")
def interest_declare(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Declare a conflict of interest in one participant, or take the declaration back, with the reason."""
    board, seat, one, row = _sheet_at(request, pid, enrolment)
    panel = board.panels.get(one.id)
    if panel is not None and seat.pk in panel.bound:
        raise Refusal(_("You do not evaluate this person: %(reason)s.") % {"reason": panel.barred[seat.pk]})
    declared = panel is not None and seat.pk in panel.barred
    words = (
        _("Why it does not hold.")
        if declared
        else _("For example: related, a close colleague, I supervise this person.")
    )
    form = WhyForm(posted(request), help_text=words)

    def act(data: dict[str, Any]) -> HttpResponse:
        act_of = seats.lift_conflict if declared else seats.declare_conflict
        act_of(actor=person(request), member=seat, enrolment=row, reason=data["reason"])
        said = (
            _("Taken back: you evaluate this person.") if declared else _("Declared: you do not evaluate this person.")
        )
        return done(request, said, "evaluation:panel_detail", pid)

    context = {"cohort": board.cohort, "one": one, "declared": declared}
    return form_page(
        request, template="evaluation/interest_declare.html", form=form, act=act, context=context, told_apart=True
    )


@require_http_methods(GET_POST)
@needs("evaluation.see_panel")
def meeting_record(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Write down what the panel found on a difference; for who may know the scores."""
    board, reader = board_at(request, pid, "evaluation.see_panel")
    one, row = person_on(board, enrolment), enrolment_at(board.cohort, enrolment)
    shown = board.shown_to(person(request), one.id, organises=reader.organises)
    if not shown or not board.panels[one.id].complete:
        raise NotAllowed(_("The panel meets when every evaluator has given a score."))
    seen = ",".join(f"{seat}:{percent}" for seat, percent in scores_as_data(shown).items())
    form = MeetingForm(posted(request), initial={"seen": seen, "held_on": clock.today()})

    def act(data: dict[str, Any]) -> HttpResponse:
        scoring.record_meeting(
            actor=person(request), enrolment=row, held_on=data["held_on"], text=data["text"], seen=form.scores()
        )
        return done(request, _("Written down: it holds for these scores."), "evaluation:panel_detail", pid)

    names = {member.pk: member for member in board.members}
    context = {
        "cohort": board.cohort,
        "one": one,
        "panel": board.panels[one.id],
        "shown": [(names[score.member_id], score) for score in shown],
        "rules": board.rules,
    }
    return form_page(
        request, template="evaluation/meeting_record.html", form=form, act=act, context=context, told_apart=True
    )
