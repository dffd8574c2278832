"""The one screen of a session under way, and the small acts on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldpractice.enums import MinutesKind, QueueState
from fieldpractice.forms.minutes import FollowUpForm, ItemEditForm, ItemForm, QueueForm, SeqForm
from fieldpractice.models import MinutesItem, MonitoringSession
from fieldpractice.queries.minutes import running
from fieldpractice.queries.minutes.content import agenda_of, approvals_of, content_of, digest_of, items_of
from fieldpractice.queries.minutes.queue import queue_of
from fieldpractice.queries.visible import constraints_visible_to
from fieldpractice.services.minutes import follow_ups, items, queue
from fieldpractice.services.minutes.items import Overtaken
from fieldpractice.views.minutes.shared import session_to_run, small_act
from lms.people.access import found, needs, person
from lms.people.ids import new_id
from lms.ui.form_pages import GET_POST, posted


@require_safe
@needs("fieldpractice.run_session")
def session_run(request: HttpRequest, pid: str) -> HttpResponse:
    """Agenda, queue of constraints, who is here, minutes and follow-ups on one screen."""
    return _run_page(request, session_to_run(request, pid))


@require_safe
@needs("fieldpractice.run_session")
def session_live(request: HttpRequest, pid: str) -> HttpResponse:
    """The parts of that screen that others change, as they stand now."""
    return render(request, "fieldpractice/session_live.html", _live(session_to_run(request, pid)))


@require_POST
@needs("fieldpractice.run_session")
def minutes_item_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Write a new line of the minutes."""
    session = session_to_run(request, pid)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        item = items.write_item(actor=person(request), session=session, **data)
        return {"id": item.public_id, "seq": item.seq}

    return _small(request, session, ItemForm(request.POST), act, "item_form")


@require_http_methods(GET_POST)
@needs("fieldpractice.run_session")
def minutes_item_edit(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Change a line; when somebody else was first, both texts are shown and one is chosen."""
    session = session_to_run(request, pid)
    row = _item(session, item)
    form = ItemEditForm(posted(request), item=row)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        saved = items.change_item(actor=person(request), item=row, **data)
        return {"id": saved.public_id, "seq": saved.seq}

    def again(form: forms.Form, status: int) -> HttpResponse:
        row.refresh_from_db()
        context = {"session": session, "item": row, "form": form, "differs": status == Overtaken.status}
        return render(request, "fieldpractice/minutes_item_edit.html", context, status=status)

    if request.method != "POST":
        return again(form, 200)
    back = f"{_run_address(session)}#item-{row.public_id}"
    return small_act(request, form=form, act=act, back=back, again=again)


@require_POST
@needs("fieldpractice.run_session")
def minutes_item_strike(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Strike a line out."""
    session = session_to_run(request, pid)
    row = _item(session, item)

    def act(data: dict[str, Any]) -> None:
        items.strike_item(actor=person(request), item=row, seq=data["seq"])

    return _small(request, session, SeqForm(request.POST), act, "strike_form")


@require_POST
@needs("fieldpractice.run_session")
def queue_mark(request: HttpRequest, pid: str, constraint: str) -> HttpResponse:
    """Take up a constraint of the queue, put it off, or note what was said about it."""
    session = session_to_run(request, pid)
    row = found(constraints_visible_to(person(request)).filter(cohort=session.cohort_id), public_id=constraint)

    def act(data: dict[str, Any]) -> None:
        who: dict[str, Any] = {"actor": person(request), "session": session, "constraint": row}
        if data["to"] == QueueState.DISCUSSED:
            queue.discuss_in_session(**who, note=data["note"], key=data["key"])
        else:
            (queue.take_up if data["to"] == QueueState.NOW else queue.postpone)(**who)

    return _small(request, session, QueueForm(request.POST), act, "queue_form", "#queue")


@require_POST
@needs("fieldpractice.run_session")
def session_follow_up(request: HttpRequest, pid: str) -> HttpResponse:
    """Add a line to the follow-up plan of a session."""
    session = session_to_run(request, pid)
    form = FollowUpForm(request.POST, cohort=session.cohort, session=session)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        row = follow_ups.add_follow_up(
            actor=person(request), cohort=session.cohort, session=session, plan=form.plan(), key=data["key"]
        )
        return {"id": row.public_id}

    return _small(request, session, form, act, "follow_up_form", "#follow-ups")


def _small(
    request: HttpRequest, session: MonitoringSession, form: forms.Form, act: Any, name: str, part: str = "#minutes"
) -> HttpResponse:
    """A small act on the one screen: back to its part, or the screen again with what was typed."""

    def again(form: forms.Form, status: int) -> HttpResponse:
        return _run_page(request, session, status, **{name: form})

    return small_act(request, form=form, act=act, back=_run_address(session) + part, again=again)


def _run_page(request: HttpRequest, session: MonitoringSession, status: int = 200, **typed: forms.Form) -> HttpResponse:
    context = {
        **_live(session),
        "cohort": session.cohort,
        "agenda": agenda_of(session),
        "labels": running.labels_of(session, session.cohort_id),
        "item_form": ItemForm(),
        "follow_up_form": FollowUpForm(cohort=session.cohort, session=session),
        **typed,
        "refused": next(iter(typed.values()), None),
    }
    return render(request, "fieldpractice/session_run.html", context, status=status)


def _live(session: MonitoringSession) -> dict[str, Any]:
    approvals = approvals_of(session)
    last = approvals[0] if approvals else None
    return {
        "session": session,
        "items": items_of(session),
        "kinds": MinutesKind.choices,
        "queue": queue_of(session),
        "room": running.room_of(session),
        "follow_ups": running.follow_ups_of(session),
        "approval": last,
        "changed_since": last is not None and digest_of(content_of(session)) != last.sha256,
        "new_key": new_id(),
    }


def _run_address(session: MonitoringSession) -> str:
    return reverse("fieldpractice:session_run", args=[session.public_id])


def _item(session: MonitoringSession, pid: str) -> MinutesItem:
    row = session.minutes_items.select_related("changed_by", "session").filter(public_id=pid).first()
    if row is None:
        raise Http404
    return row
