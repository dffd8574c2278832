"""Who was at a session: board, decisions, window, list by hand, identity desk; and the notifications that could not be worked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Enrolment
from fieldpractice.enums import PresenceState
from fieldpractice.forms.presence import DecisionForm, ReasonForm, WindowForm
from fieldpractice.models import MonitoringSession, ParticipationRow, ReportWatch
from fieldpractice.queries import notifications, strangers
from fieldpractice.queries import presence as queries
from fieldpractice.queries.participation import asked_to
from fieldpractice.queries.visible import sessions_visible_to
from fieldpractice.services import identities, presence, reports, webhooks
from lms.people.access import check, found, needs, person, signed_in
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, form_page, posted, pressed


def session_to_decide(request: HttpRequest, pid: str) -> MonitoringSession:
    """Return a session whose presence this reader decides: Http404 when unseen, PermissionDenied when only seen."""
    rows = sessions_visible_to(person(request)).select_related("cohort", "group", "host", "facilitator")
    session = found(rows, public_id=pid)
    check(request, "fieldpractice.decide_presence", session)
    return session


def of_session(session: MonitoringSession, pid: str) -> Enrolment:
    """Return the enrolment of this id in a session's cohort, or raise Http404."""
    return found(Enrolment.objects.filter(cohort=session.cohort_id).select_related("user", "cohort"), public_id=pid)


@require_safe
@signed_in
def session_presence(request: HttpRequest, pid: str) -> HttpResponse:
    """Everybody asked to a session, with what is known and what was decided."""
    session = session_to_decide(request, pid)
    context = _board(request, session) | {"watch": ReportWatch.objects.filter(session=session).first()}
    return render(request, "fieldpractice/session_presence.html", context)


@require_safe
@signed_in
def presence_board(request: HttpRequest, pid: str) -> HttpResponse:
    """The board alone, as a piece of its page that asks for itself anew while the session goes on."""
    session = session_to_decide(request, pid)
    return render(request, "fieldpractice/_presence_board.html", _board(request, session))


def _board(request: HttpRequest, session: MonitoringSession) -> dict[str, Any]:
    return {
        "session": session,
        "cohort": session.cohort,
        "board": queries.board_of(session),
        "may_set_window": person(request).has_perm("fieldpractice.set_window", session),
    }


@require_http_methods(GET_POST)
@signed_in
def presence_decide(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """One person's presence with what it rests on; a decision about it, with the reason."""
    session = session_to_decide(request, pid)
    who = of_session(session, enrolment)
    line = queries.line_of(session, who)
    form = DecisionForm(posted(request), initial={"seen": line.state, "state": line.state})

    def act(data: dict[str, Any]) -> HttpResponse:
        presence.decide(
            actor=person(request),
            session=session,
            enrolment=who,
            state=PresenceState(data["state"]),
            reason=data["reason"],
            seen=data["seen"],
        )
        return done(request, _("The decision is on record."), "fieldpractice:session_presence", pid)

    context = {"session": session, "cohort": session.cohort, "who": who, "line": line, "back": ReasonForm()}
    context |= queries.story_of(session, who)
    template = "fieldpractice/presence_decide.html"
    return form_page(request, template=template, form=form, act=act, context=context, told_apart=True)


@require_POST
@signed_in
def presence_take_back(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """Take a decision back: the stays count again."""
    session = session_to_decide(request, pid)
    who, reason = of_session(session, enrolment), request.POST.get("reason", "")

    def act() -> str:
        presence.take_back(actor=person(request), session=session, enrolment=who, reason=reason)
        return _("The decision is taken back: the stays count again.")

    return pressed(request, act, "fieldpractice:presence_decide", pid, enrolment)


@require_http_methods(GET_POST)
@signed_in
def session_window(request: HttpRequest, pid: str) -> HttpResponse:
    """Set within which time presence counts."""
    session = session_to_decide(request, pid)
    check(request, "fieldpractice.set_window", session)

    def act(data: dict[str, Any]) -> HttpResponse:
        presence.set_window(
            actor=person(request),
            session=session,
            opens=data["opens"],
            closes=data["closes"],
            reason=data["reason"],
        )
        return done(request, _("Presence is counted anew."), "fieldpractice:session_presence", pid)

    form = WindowForm(posted(request), session=session)
    context = {"session": session, "cohort": session.cohort}
    return form_page(request, template="fieldpractice/session_window.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def presence_list(request: HttpRequest, pid: str) -> HttpResponse:
    """A list by hand: tap the names of who was there."""
    session = session_to_decide(request, pid)
    uuid = f"hand:{session.public_id}"
    if request.method == "POST":
        chosen = asked_to(session).filter(public_id__in=request.POST.getlist("here")).select_related("user")
        try:
            many = presence.take_list(actor=person(request), session=session, enrolments=list(chosen))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("fieldpractice:presence_list", pid)
        words = _("The list is on record: %(many)s people.") % {"many": many}
        return done(request, words, "fieldpractice:session_presence", pid)
    tapped = ParticipationRow.objects.filter(instance__uuid=uuid).values_list("enrolment__public_id", flat=True)
    context = {
        "session": session,
        "cohort": session.cohort,
        "people": strangers.people_to_choose(session),
        "tapped": set(tapped),
    }
    return render(request, "fieldpractice/presence_list.html", context)


@require_POST
@signed_in
def presence_report(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask Zoom for the report now."""
    session = session_to_decide(request, pid)

    def act() -> str:
        reports.ask_now(actor=person(request), session=session)
        return _("Zoom is asked for its report. Look again in a minute.")

    return pressed(request, act, "fieldpractice:session_presence", pid)


@require_safe
@signed_in
def identity_desk(request: HttpRequest, pid: str) -> HttpResponse:
    """Names that nobody was recognised by, each with whom it may be."""
    session = session_to_decide(request, pid)
    waiting, decided = strangers.strangers_of(session)
    context = {
        "session": session,
        "cohort": session.cohort,
        "waiting": waiting,
        "decided": decided,
        "people": strangers.unseen_first(session),
    }
    return render(request, "fieldpractice/identity_desk.html", context)


@require_POST
@signed_in
def identity_decide(request: HttpRequest, pid: str) -> HttpResponse:
    """Say who a name is: a button names the person, or the list does."""
    session = session_to_decide(request, pid)
    who = request.POST.get("who") or request.POST.get("other", "")
    try:
        if not who:
            raise Refusal(_("Choose who it is, or say that it is nobody of ours."))
        enrolment = None if who == "nobody" else asked_to(session).filter(public_id=who).select_related("user").first()
        if enrolment is None and who != "nobody":
            raise Refusal(_("This person is not asked to this session any more. Load the page anew."))
        match = identities.decide_identity(
            actor=person(request),
            session=session,
            key=request.POST.get("key", ""),
            enrolment=enrolment,
            seen=request.POST.get("seen", ""),
            only_here=request.POST.get("only_here") == "on",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("“%(name)s” is %(who)s.") if enrolment else _("“%(name)s” is nobody of ours.")
        messages.success(request, words % {"name": match.name or match.email, "who": enrolment and enrolment.user})
    return redirect("fieldpractice:identity_desk", pid)


@require_safe
@needs("fieldpractice.work_notifications")
def notification_list(request: HttpRequest) -> HttpResponse:
    """Notifications of Zoom that could not be worked, and reports that fail."""
    failed, sums = notifications.failed_events()
    context = {"failed": failed, "sums": sums, "watches": notifications.troubled_reports()}
    return render(request, "fieldpractice/notification_list.html", context)


@require_POST
@needs("fieldpractice.work_notifications")
def notification_retry(request: HttpRequest) -> HttpResponse:
    """Let the failed ones be worked again."""
    many = webhooks.try_again(actor=person(request))
    return done(
        request, _("%(many)s notifications are worked again.") % {"many": many}, "fieldpractice:notification_list"
    )
