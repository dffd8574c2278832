"""Answering: signed in, by a personal link, or at a counter. First how answers are kept, then the questions, then thanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fieldpractice.views.supervision import private
from lms.evaluation.forms.surveys.sheet import Sheet, typed_from
from lms.evaluation.models import SurveyCounter, SurveyInvitee, SurveyLink, SurveyRun
from lms.evaluation.queries import surveys as queries
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys.answering import new_ticket
from lms.people.access import person, signed_in
from lms.people.enums import Language
from lms.people.errors import Conflict, Refusal
from lms.people.limits import address, within_limit
from lms.ui.form_pages import GET_POST

Give = Callable[[Mapping[str, Any]], bool]
# Who came by a link or a code came for this page alone: no navigation stands round it, whatever becomes of the survey.
BARE = {"frame": "ui/bare_page.html"}


@never_cache
@require_http_methods(GET_POST)
@signed_in
def survey_answer(request: HttpRequest, pid: str) -> HttpResponse:
    """Answer a survey one is asked in; a supervisor answers about each of the own people in turn."""
    user = person(request)
    mine = queries.my_invitees(user, pid)
    if not mine:
        raise Http404
    about = request.GET.get("about", "")
    named = [one for one in mine if one.enrolment and one.enrolment.public_id == about]
    invitee = next(iter(named or [one for one in mine if not one.answered] or mine))
    context = {
        "left": sum(1 for one in mine if not one.answered and one.pk != invitee.pk),
        "place": mine.index(invitee) + 1,
        "many": len(mine),
        "keep": f"padan-survey:{pid}:{user.public_id}:{invitee.pk}",
        "again": reverse("evaluation:survey_answer", args=[pid]),
        "template": "evaluation/survey_answer.html",
    }
    return _asked(request, invitee, context)


@private
@require_http_methods(GET_POST)
def survey_link(request: HttpRequest, token: str) -> HttpResponse:
    """Answer by a personal link, or at the counter whose code was scanned. Without an account."""
    if not within_limit("survey-link", address(request), limit=120, seconds=60):
        return render(request, "429.html", BARE, status=429)
    with override(_language(request)):
        if (link := queries.link_by_token(token)) is not None:
            return _by_link(request, link, token)
        if (counter := queries.counter_by_code(token)) is not None:
            return _at_counter(request, counter)
        context = {**BARE, "trouble": "forged"}
        return render(request, "evaluation/survey_closed.html", context, status=404)


def _language(request: HttpRequest) -> str:
    """Return the language chosen on this device; without one, Indonesian, whatever the browser asks for."""
    chosen = request.COOKIES.get("language")
    return str(chosen) if chosen in Language.values else Language.ID


def _by_link(request: HttpRequest, link: SurveyLink, token: str) -> HttpResponse:
    context = {
        **BARE,
        "keep": f"padan-survey:{link.public_id}",
        "again": reverse("evaluation:survey_link", args=[token]),
        "template": "evaluation/survey_link.html",
        "name": link.invitee.name,
    }
    return _asked(request, link.invitee, context)


def _asked(request: HttpRequest, invitee: SurveyInvitee, context: dict[str, Any]) -> HttpResponse:
    """Let somebody who is asked answer once; whoever has answered is thanked, whatever is sent again."""
    if (enrolment := invitee.about) is not None and enrolment.user_id != invitee.user_id:
        context["about"] = enrolment.user
        context["about_id"] = enrolment.public_id
    if invitee.answered:
        return _thanked(request, invitee.run, context)
    return _pages(request, invitee.run, lambda typed: services.give_answers(invitee=invitee, typed=typed), context)


def _at_counter(request: HttpRequest, counter: SurveyCounter) -> HttpResponse:
    """Let whoever stands at a counter answer. No cookie of ours says who, and nothing typed stays on the device."""
    context = {
        **BARE,
        "counter": counter,
        "keep": "",
        "again": reverse("evaluation:survey_link", args=[counter.code]),
        "template": "evaluation/survey_link.html",
        "ticket": request.POST.get("ticket") or new_ticket(counter),
    }
    if request.GET.get("thanks"):
        return _thanked(request, counter.run, context)
    if request.method == "POST" and not within_limit(
        "survey-counter", f"{counter.pk}:{address(request)}", limit=60, seconds=3600
    ):
        return render(request, "429.html", BARE, status=429)

    def give(typed: Mapping[str, Any]) -> bool:
        return services.give_at_counter(counter=counter, ticket=request.POST.get("ticket", ""), typed=typed)

    return _pages(request, counter.run, give, context)


def _pages(request: HttpRequest, run: SurveyRun, give: Give, context: dict[str, Any]) -> HttpResponse:
    """Show how answers are kept, then the questions; sent, keep the answers."""
    if not run.takes_answers:
        return render(
            request, "evaluation/survey_closed.html", {**context, "run": run, "trouble": "closed"}, status=410
        )
    content = run.version.content
    if request.method != "POST":
        begun = request.GET.get("begin") == "1"
        return _page(request, run, Sheet(content), context, step="questions" if begun else "declared")
    typed = typed_from(content, request.POST)
    try:
        give(typed)
    except services.AnswersFaulty as refusal:
        return _page(request, run, Sheet(content, typed, refusal.faults), context, step="questions", status=422)
    except Conflict:
        run.refresh_from_db(fields=["state"])
        closed = {**context, "run": run, "trouble": "closed", "lost": True}
        return render(request, "evaluation/survey_closed.html", closed, status=410)
    except Refusal as refusal:
        sheet = Sheet(content, typed)
        fresh = {**context, "said": str(refusal)}
        if "counter" in context:
            fresh["ticket"] = new_ticket(context["counter"])
        return _page(request, run, sheet, fresh, step="questions", status=422)
    return redirect(f"{context['again']}?thanks=1&about={context.get('about_id', '')}")


def _page(
    request: HttpRequest, run: SurveyRun, sheet: Sheet, context: dict[str, Any], *, step: str, status: int = 200
) -> HttpResponse:
    shown = {**context, "run": run, "sheet": sheet, "step": step, "intro": _intro(run)}
    return render(request, context["template"], shown, status=status)


def _intro(run: SurveyRun) -> Mapping[str, str]:
    intro: Mapping[str, str] = run.version.content.get("intro") or {}
    return intro


def _thanked(request: HttpRequest, run: SurveyRun, context: dict[str, Any]) -> HttpResponse:
    return render(request, context["template"], {**context, "run": run, "step": "thanks"})
