"""Taking a quiz: my quizzes, the start page, the attempt, and its result. Works without JavaScript; GET writes nothing."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assignments.enums import AttemptState
from assignments.models import Attempt, AttemptItem, Quiz
from assignments.queries.outcomes import outcomes_of
from assignments.queries.quiz_results import cohorts_in_charge
from assignments.queries.quizzes import attempts_of, enrolment_for, quizzes_for, quizzes_visible_to
from assignments.queries.sittings import (
    asked,
    cards_of,
    ended_in_words,
    given,
    items_of,
    late_in_words,
    number_of,
    time_of,
    touched,
)
from assignments.questions.replies import answer_in_words
from assignments.services import attempts
from assignments.services.attempts import Outcome, Saved
from courses.queries.learning import facts_of
from lms.people.access import found, person, signed_in
from lms.people.errors import Refusal


@require_safe
@signed_in
def quiz_list(request: HttpRequest) -> HttpResponse:
    """My quizzes: what can be done now, what is to come, what came out; for those in charge, their cohorts."""
    user = person(request)
    context = {"cards": cards_of(user), "cohorts": cohorts_in_charge(user)}
    return render(request, "assignments/quiz_list.html", context)


@require_safe
@signed_in
@never_cache
def quiz_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """The start page: rules, time, attempts left, window, and what came out so far."""
    user = person(request)
    quiz = quizzes_for(user).filter(public_id=pid).select_related("cohort").first()
    card = next(iter(cards_of(user, quiz=quiz)), None) if quiz else None
    if card is None:
        # Who is in charge finds the page of those in charge.
        found(quizzes_visible_to(user), public_id=pid)
        return redirect("assignments:quiz_manage", pid)
    return render(request, "assignments/quiz_detail.html", {"card": card, "quiz": quiz})


@require_POST
@signed_in
def attempt_start(request: HttpRequest, pid: str) -> HttpResponse:
    """Begin an attempt, or go on with the one under way."""
    quiz: Quiz = found(quizzes_for(person(request)), public_id=pid)
    enrolment = enrolment_for(person(request), quiz)
    if enrolment is None:
        raise Http404
    try:
        attempt = attempts.start(actor=person(request), quiz=quiz, enrolment=enrolment)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assignments:quiz_detail", pid)
    return redirect("assignments:attempt_detail", attempt.public_id)


@require_safe
@signed_in
@never_cache
def attempt_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """All questions on one page, with the answers as they stand."""
    attempt = _attempt(request, pid)
    if attempt.state != AttemptState.OPEN:
        return redirect("assignments:attempt_result", pid)
    return _page(request, attempt, items_of(attempt), checks="check" in request.GET)


@require_POST
@signed_in
def attempt_save(request: HttpRequest, pid: str) -> HttpResponse:
    """Save the whole page, and hand it in when that was asked for: what a phone without JavaScript does."""
    attempt = _attempt(request, pid)
    items = items_of(attempt)
    sent = [given(item, request.POST) for item in items if touched(item, request.POST)]
    saved = attempts.save_answers(actor=person(request), attempt=attempt, answers=sent)
    typed = {one.order: one.answer for one, result in zip(sent, saved, strict=True) if _conflicts(result)}
    if typed:
        return _page(request, attempt, items_of(attempt), typed=typed, status=409)
    if any(result.outcome in {Outcome.OVER, Outcome.HANDED_IN} for result in saved):
        messages.error(
            request, _("What you sent came after the attempt was over. It is kept below, but does not count.")
        )
        return redirect("assignments:attempt_result", pid)
    if "hand_in" not in request.POST:
        messages.success(request, _("Your answers are saved on the server."))
        return redirect("assignments:attempt_detail", pid)
    if any(one.missing for one in asked(items_of(attempt))) and request.POST["hand_in"] != "anyway":
        return redirect(f"{request.path.removesuffix('save/')}?check=1")
    return _handed_in(request, attempt)


@require_POST
@signed_in
def attempt_hand_in(request: HttpRequest, pid: str) -> HttpResponse:
    """Hand in what stands on the server; a second click finds it handed in."""
    return _handed_in(request, _attempt(request, pid))


@require_POST
@signed_in
def answer_save(request: HttpRequest, pid: str) -> HttpResponse:
    """Save one answer as it is given; the page says what became of it."""
    attempt = _attempt(request, pid)
    order = number_of(request.POST.get("order"))
    item: AttemptItem | None = attempt.items.select_related("version__question").filter(order=order).first()
    if item is None:
        raise Refusal(_("This attempt has no such question. Reload the page."))
    result = attempts.save_answer(actor=person(request), attempt=attempt, given=given(item, request.POST))
    return JsonResponse(_told(attempt, result), status=409 if _conflicts(result) else 200)


@require_safe
@signed_in
@never_cache
def attempt_clock(request: HttpRequest, pid: str) -> HttpResponse:
    """The seconds left by the server's clock, and whether the attempt is still under way or how it ended."""
    attempt = _attempt(request, pid)
    under_way = attempt.state == AttemptState.OPEN
    return JsonResponse({"open": under_way, "ended": ended_in_words(attempt), **time_of(attempt, attempt.quiz)})


@require_safe
@signed_in
@never_cache
def attempt_result(request: HttpRequest, pid: str) -> HttpResponse:
    """What came out, with answers and feedback when they may be seen, and where to read again."""
    attempt = _attempt(request, pid)
    if attempt.state == AttemptState.OPEN:
        return redirect("assignments:attempt_detail", pid)
    facts = facts_of(attempt.quiz.cohort)
    result = outcomes_of(attempt, facts.outline, facts.public_id)
    return render(
        request, "assignments/attempt_result.html", {"attempt": attempt, "quiz": attempt.quiz, "result": result}
    )


def _attempt(request: HttpRequest, pid: str) -> Attempt:
    """Return the reader's own attempt, or raise Http404."""
    return found(attempts_of(person(request)).select_related("quiz__cohort__version", "enrolment"), public_id=pid)


def _page(
    request: HttpRequest,
    attempt: Attempt,
    items: list[AttemptItem],
    *,
    typed: dict[int, Any] | None = None,
    checks: bool = False,
    status: int = 200,
) -> HttpResponse:
    questions = asked(items, typed)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "questions": questions,
        "missing": [one for one in questions if one.missing],
        "conflicts": [one for one in questions if one.conflict],
        "checks": checks,
        "time": time_of(attempt, attempt.quiz),
        "words": json.dumps(_words()),
    }
    return render(request, "assignments/attempt_detail.html", context, status=status)


def _handed_in(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    attempts.hand_in(actor=person(request), attempt=attempt)
    messages.success(request, _("Handed in."))
    return redirect("assignments:attempt_result", attempt.public_id)


def _conflicts(result: Saved) -> bool:
    return result.outcome == Outcome.CONFLICT


def _words() -> dict[str, str]:
    """What the page's script says, in the reader's language."""
    return {
        "phone": _("saved on this phone, not yet on the server"),
        "server": _("saved on the server"),
        "memory": _("not saved yet: this browser keeps nothing"),
        "over": _("came too late and does not count; it is kept"),
        "elsewhere": _("Answered in another tab or on another device meanwhile. There stands:"),
        "mine": _("Use my answer here"),
        "theirs": _("Keep the other one"),
        "away": _("No line. What you answer is kept on this phone and sent as soon as the line is back."),
        "back": _("The line is back: everything is on the server."),
        "signin": _(
            "You have been signed out. Your answers are kept on this phone: sign in again, then open this page."
        ),
        "reload": _("This page is too old to send. Your answers are kept on this phone: reload the page."),
        "waits": _("Handing in waits for the line. Leave this page open; your answers are kept on this phone."),
        "found": _("Answers that had not reached the server were found on this phone."),
        "up": _("The time is up. Handing in …"),
        "hours": _("%(h)s h %(m)s min"),
        "minutes": _("%(m)s min %(s)s s"),
    }


def _told(attempt: Attempt, result: Saved) -> dict[str, Any]:
    """What the page needs to know of an answer that was sent: what became of it, what stands, and the time left."""
    item, time = result.item, time_of(attempt, attempt.quiz)
    told = {"outcome": result.outcome.value, "seq": item.seq, "late": item.late_seconds, **time}
    if result.outcome in {Outcome.OVER, Outcome.HANDED_IN}:
        attempt.refresh_from_db()
        told["ended"] = ended_in_words(attempt)
    if item.late_seconds and result.counted:
        told["words"] = late_in_words(item.late_seconds)
    if _conflicts(result):
        question = item.version.question
        told["standing"] = answer_in_words(question.kind, item.version.body, item.answer) or "–"
    return told
