"""What is done with a survey: opened, more people asked, reminded, put off, closed; links and posters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.evaluation.forms.surveys.runs import ExtendForm
from lms.evaluation.queries import surveys as queries
from lms.evaluation.services import surveys as services
from lms.evaluation.survey_papers import poster_pdf
from lms.evaluation.views.surveys.runs import run_to_manage, survey_page, visible_run
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.downloads import PDF, file_answer
from lms.ui.form_pages import done, form_sent, pressed

PAGE = 50


@require_POST
@needs("evaluation.manage_surveys")
def survey_open(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a planned survey now."""
    run = run_to_manage(request, pid)

    def act() -> str:
        services.open_run(actor=person(request), run=run)
        return _("The survey is open. Everybody who is asked is told.")

    return pressed(request, act, run)


@require_POST
@needs("evaluation.manage_surveys")
def survey_ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask those who have joined since the opening."""
    run = run_to_manage(request, pid)

    def act() -> str:
        many = services.ask_newcomers(actor=person(request), run=run)
        words = ngettext("%(count)s more person is asked.", "%(count)s more people are asked.", many) % {"count": many}
        return words if many else _("Nobody has joined since: everybody is asked already.")

    return pressed(request, act, run)


@require_POST
@needs("evaluation.manage_surveys")
def survey_remind(request: HttpRequest, pid: str) -> HttpResponse:
    """Remind those who have not answered."""
    run = run_to_manage(request, pid)

    def act() -> str:
        many = services.remind_run(actor=person(request), run=run)
        return ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", many) % {"count": many}

    return pressed(request, act, run)


@require_POST
@needs("evaluation.manage_surveys")
def survey_extend(request: HttpRequest, pid: str) -> HttpResponse:
    """Put off the end."""
    run = run_to_manage(request, pid)
    form = ExtendForm(request.POST)

    def act(data: dict[str, Any]) -> HttpResponse:
        services.extend_run(actor=person(request), run=run, closes_at=data["closes_at"])
        return done(request, _("The survey stays open longer."), run)

    return form_sent(form, act=act, again=lambda _status: survey_page(request, run, extend=form))


@require_POST
@needs("evaluation.manage_surveys")
def survey_close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close an open survey now."""
    run = run_to_manage(request, pid)

    def act() -> str:
        services.close_run(actor=person(request), run=run)
        return _("The survey is closed. No answer is taken any more.")

    return pressed(request, act, run)


@require_POST
@needs("evaluation.manage_surveys")
def survey_delete(request: HttpRequest, pid: str) -> HttpResponse:
    """Delete a survey that never opened."""
    run = run_to_manage(request, pid)
    try:
        services.delete_run(actor=person(request), run=run)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(run)
    messages.success(request, _("The planned survey was deleted."))
    return redirect("evaluation:cohort_surveys", run.cohort.public_id)


@require_safe
@needs("evaluation.manage_surveys")
def survey_people(request: HttpRequest, pid: str) -> HttpResponse:
    """Who is asked by a personal link, and how it reaches them. Whether they have answered is not told here."""
    run = run_to_manage(request, pid)
    page = Paginator(queries.people_with_links(run), PAGE).get_page(request.GET.get("page"))
    context = {"run": run, "page": page, "people": page.object_list}
    return render(request, "evaluation/survey_people.html", context)


@never_cache
@require_POST
@needs("evaluation.manage_surveys")
def survey_link_share(request: HttpRequest, pid: str) -> HttpResponse:
    """Show the words and the link for WhatsApp. It opens the questions, so showing it is written down."""
    link = found(queries.links_visible_to(person(request)), public_id=pid)
    check(request, "evaluation.manage_surveys", link.invitee.run.cohort)
    try:
        share = services.share_link(actor=person(request), link=link)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluation:survey_people", link.invitee.run.public_id)
    return render(request, "evaluation/survey_link_share.html", {"link": link, "run": link.invitee.run, "share": share})


@require_POST
@needs("evaluation.manage_surveys")
def survey_link_send(request: HttpRequest, pid: str) -> HttpResponse:
    """Send a link again by mail."""
    link = found(queries.links_visible_to(person(request)), public_id=pid)
    check(request, "evaluation.manage_surveys", link.invitee.run.cohort)

    def act() -> str:
        services.send_link(actor=person(request), link=link)
        return _("The link is on its way by e-mail.")

    return pressed(request, act, "evaluation:survey_people", link.invitee.run.public_id)


@require_safe
@needs("evaluation.list_surveys")
def survey_poster(request: HttpRequest, pid: str) -> HttpResponse:
    """The posters for the counters, one page each; (`?counter=<id>`) of one."""
    run = visible_run(request, pid)
    wanted = request.GET.get("counter", "")
    counters = [one for one, _came in queries.counters_of(run) if not wanted or one.public_id == wanted]
    if not counters:
        raise Http404
    return file_answer(poster_pdf(run, counters), PDF, f"poster-{run.public_id}.pdf", inline=True)
