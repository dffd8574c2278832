"""Monitoring sessions: the list, a cohort's, one of them; planned, changed, called off, joined, started."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.forms import ReasonForm
from courses.models import Cohort
from fieldpractice import zoom
from fieldpractice.forms.sessions import GroupForm, LinkForm, PlanForm, SessionForm
from fieldpractice.models import MonitoringSession
from fieldpractice.queries import sessions as queries
from fieldpractice.queries.visible import cohorts_with_sessions_visible_to, sessions_visible_to
from fieldpractice.registry import sections_of
from fieldpractice.services import groups, recordings, sessions
from lms.people import clock
from lms.people.access import check, found, person, signed_in
from lms.people.errors import Refusal
from lms.people.queries import latest_consent_text
from lms.ui.form_pages import GET_POST, done, form_page, posted


def visible_session(request: HttpRequest, pid: str) -> MonitoringSession:
    """Return a session this reader may see, with cohort, host and facilitator, or raise Http404."""
    return found(queries.with_people(sessions_visible_to(person(request))), public_id=pid)


def session_to_lead(request: HttpRequest, pid: str) -> MonitoringSession:
    """Return a session this reader may change and start: Http404 when unseen, PermissionDenied when only seen."""
    session = visible_session(request, pid)
    check(request, "fieldpractice.lead_session", session)
    return session


def cohort_to_plan(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort for which this reader may plan sessions: Http404 when unseen, PermissionDenied when only seen."""
    cohort = found(cohorts_with_sessions_visible_to(person(request)).select_related("programme"), public_id=pid)
    check(request, "fieldpractice.plan_sessions", cohort)
    return cohort


def door_opens(session: MonitoringSession) -> Any:
    """Return from when on a session can be joined."""
    return session.starts_at - timedelta(minutes=settings.PADAN_SESSION_DOOR_MINUTES)


def is_open(session: MonitoringSession) -> bool:
    """Whether a session can be joined now: closed at the start, and an hour longer than planned."""
    return not session.is_cancelled and door_opens(session) <= clock.now() < session.ends_at + timedelta(hours=1)


@require_safe
@signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """The sessions this reader is asked to, or sees."""
    user = person(request)
    since = clock.now() - timedelta(days=183)
    rows = queries.with_people(sessions_visible_to(user).filter(ends_at__gt=since)).order_by("starts_at", "id")
    coming, over = queries.split(rows)
    context = {
        "coming": coming[:50],
        "over": over[:50],
        "sees_zoom": user.has_perm("fieldpractice.manage_zoom"),
        "practice": settings.PADAN_ZOOM_PRACTICE,
    }
    return render(request, "fieldpractice/session_list.html", context)


@require_safe
@signed_in
def cohort_sessions(request: HttpRequest, pid: str) -> HttpResponse:
    """The sessions of a cohort."""
    user = person(request)
    cohort = found(cohorts_with_sessions_visible_to(user), public_id=pid)
    rows = queries.with_people(sessions_visible_to(user).filter(cohort=cohort)).order_by("starts_at", "id")
    coming, over = queries.split(rows)
    context = {
        "cohort": cohort,
        "coming": coming,
        "over": over,
        "held": sum(one.is_held for one in over),
        "planned": sum(not one.is_cancelled for one in [*coming, *over]),
        "may_plan": user.has_perm("fieldpractice.plan_sessions", cohort),
        "sees_cohort": user.has_perm("courses.list_cohorts"),
        "sees_zoom": user.has_perm("fieldpractice.manage_zoom"),
        "practice": settings.PADAN_ZOOM_PRACTICE,
    }
    return render(request, "fieldpractice/cohort_sessions.html", context)


@require_safe
@signed_in
def session_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One session: when, for whom, how to join or start it, and what the other parts show of it."""
    session, user = visible_session(request, pid), person(request)
    mine = queries.mine_in(session, user)
    leads = user.has_perm("fieldpractice.lead_session", session)
    text = latest_consent_text(recordings.CONSENT_PURPOSE) if session.is_recorded and mine else None
    context = {
        "session": session,
        "mine": mine,
        "leads": leads,
        "asked": queries.asked_to(session).count() if leads else 0,
        "registrant": queries.registrant_of(session, user) if mine else None,
        "work": getattr(session, "zoom_work", None) if leads else None,
        "is_open": is_open(session),
        "opens_at": door_opens(session),
        "is_over": session.ends_at <= clock.now(),
        "consent": text if text and not recordings.agreed(user) else None,
        "recordings": queries.recordings_of(session) if mine or leads else [],
        "sections": sections_of(request, session),
        "sees_cohort": user.has_perm("courses.list_cohorts"),
        "sees_zoom": user.has_perm("fieldpractice.manage_zoom"),
        "practice": settings.PADAN_ZOOM_PRACTICE,
    }
    return render(request, "fieldpractice/session_detail.html", context)


@require_http_methods(GET_POST)
@signed_in
def session_plan(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan sessions over the weeks: shown first, with clashes, then made in one step."""
    cohort = cohort_to_plan(request, pid)
    form = PlanForm(posted(request), cohort=cohort)
    context: dict[str, Any] = {"cohort": cohort}

    def act(_data: dict[str, Any]) -> HttpResponse:
        if "make" in request.POST:
            made = sessions.plan_sessions(actor=person(request), cohort=cohort, plan=form.plan())
            words = ngettext("%(n)s session is planned.", "%(n)s sessions are planned.", len(made)) % {"n": len(made)}
            return done(request, words, "fieldpractice:cohort_sessions", pid)
        context["dates"] = sessions.preview(cohort=cohort, plan=form.plan())
        context["free"] = sum(one.is_free for one in context["dates"])
        return render(request, "fieldpractice/session_plan.html", {**context, "form": form})

    return form_page(request, template="fieldpractice/session_plan.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def session_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Plan one session."""
    cohort = cohort_to_plan(request, pid)
    form = SessionForm(posted(request), cohort=cohort)

    def act(_data: dict[str, Any]) -> HttpResponse:
        session = sessions.add_session(actor=person(request), cohort=cohort, draft=form.draft())
        words = _("The session is planned, and everybody in it is told.")
        return done(request, words, "fieldpractice:session_detail", session.public_id)

    context = {"cohort": cohort}
    return form_page(request, template="fieldpractice/session_add.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def session_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change or move a session."""
    session = session_to_lead(request, pid)
    form = SessionForm(posted(request), cohort=session.cohort, session=session)

    def act(data: dict[str, Any]) -> HttpResponse:
        moved = sessions.change_session(
            actor=person(request), session=session, draft=form.draft(), seen=data["seen"] or 0
        )
        words = _("The session has moved; everybody in it is told.") if moved else _("Saved.")
        return done(request, words, "fieldpractice:session_detail", pid)

    context = {"session": session, "cohort": session.cohort}
    return form_page(request, template="fieldpractice/session_edit.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def session_cancel(request: HttpRequest, pid: str) -> HttpResponse:
    """Call a session off, with the reason."""
    session = session_to_lead(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        sessions.cancel_session(actor=person(request), session=session, reason=data["reason"])
        return done(
            request, _("The session is called off; everybody in it is told."), "fieldpractice:session_detail", pid
        )

    form, context = ReasonForm(posted(request)), {"session": session, "cohort": session.cohort}
    return form_page(request, template="fieldpractice/session_cancel.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def session_link(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a session a link by hand, for when Zoom cannot be reached."""
    session = session_to_lead(request, pid)
    form = LinkForm(posted(request), initial={"link": session.hand_link})

    def act(data: dict[str, Any]) -> HttpResponse:
        changed = sessions.give_link(actor=person(request), session=session, link=data["link"])
        words = _("Saved; everybody in the session is told.") if changed else _("Saved.")
        return done(request, words, "fieldpractice:session_detail", pid)

    context = {"session": session, "cohort": session.cohort}
    return form_page(request, template="fieldpractice/session_link.html", form=form, act=act, context=context)


@never_cache
@require_safe
@signed_in
def session_join(request: HttpRequest, pid: str) -> HttpResponse:
    """Lead a participant to the session by the link that is this person's alone. Writes nothing."""
    session, user = visible_session(request, pid), person(request)
    if queries.mine_in(session, user) is None:
        check(request, "fieldpractice.lead_session", session)
    elif session.is_recorded and not recordings.agreed(user):
        return redirect("fieldpractice:session_detail", pid)
    if not is_open(session):
        raise Refusal(_("The door of this session is closed now. Look at the hours on its page."))
    registrant = queries.registrant_of(session, user)
    link = session.hand_link or (registrant.join_url if registrant else "")
    if not link:
        raise Refusal(_("Your link is not ready yet. Try again in a minute, or ask your facilitator for a link."))
    return _away(link)


@require_POST
@signed_in
def session_agree(request: HttpRequest, pid: str) -> HttpResponse:
    """Agree to be recorded; then the session can be joined."""
    session = visible_session(request, pid)
    if queries.mine_in(session, person(request)) is None:
        check(request, "fieldpractice.lead_session", session)
    recordings.agree(actor=person(request), version=request.POST.get("version", ""))
    messages.success(request, _("Thank you. Your consent was recorded."))
    return redirect("fieldpractice:session_detail", session.public_id)


@never_cache
@require_safe
@signed_in
def session_start(request: HttpRequest, pid: str) -> HttpResponse:
    """Lead whoever opens the meeting to it, by a link asked for now and kept nowhere."""
    session = session_to_lead(request, pid)
    if session.hand_link:
        return _away(session.hand_link)
    if session.zoom_id is None or session.is_cancelled:
        raise Refusal(_("There is no meeting at Zoom for this session. Give it a link by hand."))
    try:
        return _away(zoom.current().start_url(session.zoom_id))
    except zoom.errors.ZoomError as error:
        raise Refusal(_("Zoom does not answer now. Try again in a minute, or give a link by hand.")) from error


@require_http_methods(GET_POST)
@signed_in
def recording_delete(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """Note that a recording was deleted at Zoom."""
    session = session_to_lead(request, pid)
    recording = found(session.recordings.select_related("session"), pk=number)

    def act(data: dict[str, Any]) -> HttpResponse:
        recordings.note_deleted(actor=person(request), recording=recording, reason=data["reason"])
        return done(request, _("Saved."), "fieldpractice:session_detail", pid)

    form, context = ReasonForm(posted(request)), {"session": session, "cohort": session.cohort}
    return form_page(request, template="fieldpractice/recording_delete.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def group_list(request: HttpRequest, pid: str) -> HttpResponse:
    """The groups of a cohort, and a new one."""
    cohort = cohort_to_plan(request, pid)
    form = GroupForm(posted(request), cohort=cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        groups.keep_group(actor=person(request), cohort=cohort, name=data["name"], members=form.chosen())
        return done(request, _("Saved."), "fieldpractice:group_list", pid)

    context = {"cohort": cohort, "groups": queries.groups_of(cohort)}
    return form_page(request, template="fieldpractice/group_list.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def group_edit(request: HttpRequest, pid: str, group: str) -> HttpResponse:
    """Change a group."""
    cohort = cohort_to_plan(request, pid)
    row = found(cohort.session_groups.all(), public_id=group)
    form = GroupForm(posted(request), cohort=cohort, group=row)

    def act(data: dict[str, Any]) -> HttpResponse:
        groups.keep_group(actor=person(request), cohort=cohort, name=data["name"], members=form.chosen(), group=row)
        return done(request, _("Saved."), "fieldpractice:group_list", pid)

    context = {"cohort": cohort, "group": row}
    return form_page(request, template="fieldpractice/group_edit.html", form=form, act=act, context=context)


def _away(link: str) -> HttpResponse:
    """Lead to another site without telling it where one came from."""
    answer = HttpResponse(status=302, headers={"Location": link, "Referrer-Policy": "no-referrer"})
    answer["Cache-Control"] = "no-store"
    return answer
