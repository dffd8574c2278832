"""The supervisor's page: by a personal link without an account, and signed in; what staff does with the links."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enums import SEATED
from fieldpractice.enums import LinkState
from fieldpractice.forms.supervision import WordForm
from fieldpractice.models import Placement, SupervisorLink
from fieldpractice.queries import supervision as queries
from fieldpractice.queries.logbook import WeekRow, for_weeks, week_rows
from fieldpractice.queries.placements import present_link, reach_of, supervisor_name
from fieldpractice.services import links
from fieldpractice.services import supervision as services
from fieldpractice.views.placements import visible_placement
from lms.people.access import check, found, needs, person
from lms.people.enums import Language
from lms.people.errors import NotAllowed, Refusal
from lms.people.limits import address, within_limit
from lms.ui.form_pages import GET_POST, done, pressed, refused

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page opened by who holds a link: kept by nobody, found by no search engine, its address told to no other site; in one language throughout."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(_language(request)):
            answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        # Not `no-referrer`: a browser then hides the origin of the form too, and the form would be refused.
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


@private
@require_http_methods(GET_POST)
def supervise_link(request: HttpRequest, token: str) -> HttpResponse:
    """The weeks of one placement, for who holds its link. Every other link gets a page that says what to do."""
    if not within_limit("supervise", address(request), limit=60, seconds=60):
        return render(request, "429.html", status=429)
    link = queries.link_by_token(token)
    if link is None:
        return _closed(request, None, "forged", token)
    if not within_limit("supervise-link", link.public_id, limit=60, seconds=60):
        return render(request, "429.html", status=429)
    if trouble := _trouble(link):
        return _closed(request, link, trouble, token)
    return _weeks_page(request, link, token)


def _language(request: HttpRequest) -> str:
    """Return the language chosen on this device; without one, Indonesian, whatever the browser asks for."""
    chosen = request.COOKIES.get("language")
    return str(chosen) if chosen in Language.values else Language.ID


def _trouble(link: SupervisorLink) -> str:
    """Return why a link opens nothing, or nothing."""
    if link.placement.enrolment.state not in SEATED:
        return "closed"
    if link.state != LinkState.OPEN:
        return str(link.state)
    return "" if link.is_open else "expired"


def _closed(request: HttpRequest, link: SupervisorLink | None, trouble: str, token: str) -> HttpResponse:
    renewable = trouble in {"expired", LinkState.REPLACED, LinkState.USED} and link is not None
    context = {
        "trouble": trouble,
        "token": token,
        "renewable": bool(renewable and link and reach_of(link.placement) == "mail"),
    }
    return render(request, "fieldpractice/supervise_closed.html", context, status=404 if trouble == "forged" else 410)


def _weeks_page(request: HttpRequest, link: SupervisorLink, token: str) -> HttpResponse:
    placement = _with_weeks(link.placement)

    def act(row: WeekRow, data: dict[str, Any]) -> HttpResponse:
        services.confirm_week(placement=placement, link=link, week=row.number, **_said(data))
        return done(request, _thanks(row), "fieldpractice:supervise_link", token)

    context = {"placement": placement, "link": link, "name": supervisor_name(placement)}
    return _words_page(request, placement, "fieldpractice/supervise_link.html", act, context)


def _with_weeks(placement: Placement) -> Placement:
    rows = for_weeks(Placement.objects.filter(pk=placement.pk))
    return rows.select_related("enrolment__user", "enrolment__cohort", "work_unit", "supervisor").get()


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {"verdict": data["verdict"], "reason": data["reason"], "seen": data["seen"]}


def _thanks(row: WeekRow) -> str:
    return _("Thank you: your word on week %(week)s is recorded.") % {"week": row.number}


def _words_page(
    request: HttpRequest,
    placement: Placement,
    template: str,
    act: Callable[[WeekRow, dict[str, Any]], HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:
    """Show the weeks that are over, each that waits with its form; sent, give the word on the one it is for."""
    rows, status = week_rows(placement), 200
    forms = [WordForm(request.POST if request.method == "POST" else None, row) for row in rows if row.ended]
    for form in forms:
        if not form.is_bound:
            continue
        status = 422
        try:
            if form.is_valid():
                return act(form.row, form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused(form, refusal)
            status = refusal.status
    waiting = [form for form in forms if form.row.waits or form.is_bound]
    spoken = [form for form in forms if not form.row.waits and not form.is_bound]
    current = next((row for row in rows if row.begun and not row.ended), None)
    told = {"waiting": waiting, "spoken": spoken[::-1], "current": current}
    return render(request, template, {**context, **told}, status=status)


@private
@require_POST
def supervise_renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link to the address on file, at the wish of who holds an old one. The link itself is never shown."""
    link = queries.link_by_token(token)
    if link is None:
        return _closed(request, None, "forged", token)
    often = within_limit("supervise-renew", str(link.placement_id), limit=3, seconds=3600)
    if not often or not within_limit("supervise-renew", address(request), limit=20, seconds=3600):
        return render(request, "429.html", status=429)
    if services.renew_link(link=link) is None:
        return _closed(request, link, _trouble(link) or "closed", token)
    return render(request, "fieldpractice/supervise_renew.html")


# --- Signed in ---


@require_safe
@needs("fieldpractice.list_supervised")
def supervise_list(request: HttpRequest) -> HttpResponse:
    """My people, and the weeks that wait for my word."""
    return render(request, "fieldpractice/supervise_list.html", {"people": queries.my_people(person(request))})


@never_cache
@require_http_methods(GET_POST)
@needs("fieldpractice.list_supervised")
def supervise_placement(request: HttpRequest, pid: str) -> HttpResponse:
    """One of my people: the weeks, each with my word."""
    placement = found(for_weeks(queries.supervised_by(person(request))), public_id=pid)
    check(request, "fieldpractice.confirm_week", placement)

    def act(row: WeekRow, data: dict[str, Any]) -> HttpResponse:
        services.confirm_week(placement=placement, actor=person(request), week=row.number, **_said(data))
        return done(request, _thanks(row), "fieldpractice:supervise_placement", pid)

    return _words_page(request, placement, "fieldpractice/supervise_placement.html", act, {"placement": placement})


# --- What staff does with the links ---


@require_POST
@needs("fieldpractice.list_placements")
def link_send(request: HttpRequest, pid: str) -> HttpResponse:
    """Make a new link: by mail where there is an address, else to be passed on."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.send_link", placement)

    def act() -> str:
        link = services.send_link(actor=person(request), placement=placement)
        by_mail = _("A new link is on its way by e-mail. The old one no longer works.")
        by_hand = _("A new link is made. Pass it on as a text for WhatsApp. The old one no longer works.")
        return by_mail if link.placement.supervisor_email else by_hand

    return pressed(request, act, "fieldpractice:placement_plan", pid)


@never_cache
@require_POST
@needs("fieldpractice.list_placements")
def link_share(request: HttpRequest, pid: str) -> HttpResponse:
    """Show the words and the link for WhatsApp. It opens the page, so showing it is written down."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.send_link", placement)
    link = present_link(placement)
    if link is None or not link.is_open:
        messages.error(request, _("There is no open link any more. Make a new one first."))
        return redirect("fieldpractice:placement_plan", pid)
    share = links.share_link(actor=person(request), link=link)
    return render(request, "fieldpractice/link_share.html", {"placement": placement, "link": link, "share": share})


@require_POST
@needs("fieldpractice.list_placements")
def link_revoke(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the link back."""
    placement = visible_placement(request, pid)
    check(request, "fieldpractice.send_link", placement)
    link = present_link(placement)
    try:
        if link is not None:
            links.revoke_link(actor=person(request), link=link)
            messages.success(request, _("The link was revoked. It no longer opens anything."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("fieldpractice:placement_plan", pid)
