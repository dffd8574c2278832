"""The participant's logbook, with and without a line, and a cohort's totals for its staff."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.queries.learning import facts_of
from courses.views.shared import visible_cohort
from fieldpractice.forms.logbook import EntryForm, StrikeForm
from fieldpractice.models import LogbookEntry, Placement
from fieldpractice.queries import logbook as queries
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.placements import paused_on
from fieldpractice.services.logbook import EntryMoved, ReasonMissing, keep_entry, strike_entry
from fieldpractice.weeks import week_on
from fieldpractice.words import browser_words
from lms.people.access import check, found, needs, person
from lms.people.errors import Refusal
from lms.ui.form_pages import GET_POST, done, posted

View = Callable[..., HttpResponse]


def kept_by_phone(view: View) -> View:
    """A page that a phone may keep for when there is no line, marked with whose it is; the browser's own cache keeps none of it."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if not getattr(request, "viewed_as", None):
            answer["X-Padan-Person"] = person(request).public_id
        answer["Cache-Control"] = "private, no-store"
        return answer

    return needs("fieldpractice.open_logbook")(marked)


@require_http_methods(GET_POST)
@kept_by_phone
def logbook(request: HttpRequest) -> HttpResponse:
    """Today's entry, this week's days, and the weeks so far."""
    placement = queries.own_placement(person(request))
    if placement is None:
        return render(request, "fieldpractice/logbook_none.html")
    form = _form(request, placement)
    status = 200
    if request.method == "POST":
        answer, status = _keep(request, placement, form)
        if answer is not None:
            return answer
    return render(request, "fieldpractice/logbook.html", _page(request, placement, form), status=status)


def _form(request: HttpRequest, placement: Placement) -> EntryForm:
    today = queries.today_at(placement)
    initial = {"day": min(max(today, placement.starts_on), placement.ends_on), "key": uuid.uuid4().hex}
    return EntryForm(posted(request), today=today, first=placement.starts_on, last=placement.ends_on, initial=initial)


def _keep(request: HttpRequest, placement: Placement, form: EntryForm) -> tuple[HttpResponse | None, int]:
    """Keep what was typed. Returns where it leads, or None with the status under which the page is shown again."""
    if not form.is_valid():
        return None, 422
    try:
        entry = keep_entry(actor=person(request), placement=placement, **form.noted())
    except EntryMoved as moved:
        form.differs(moved.entry)
        form.add_error(None, str(moved))
        return None, moved.status
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None, refusal.status
    words = _("Noted: %(service)s, %(day)s.") % {"service": entry.get_service_display(), "day": f"{entry.day:%d-%m-%Y}"}
    if paused_on(placement, entry.day):
        words += " " + _("Your practice rests on this day: it is noted all the same.")
    return done(request, words, "fieldpractice:logbook"), 302


def _page(request: HttpRequest, placement: Placement, form: EntryForm) -> dict[str, Any]:
    rows, today = queries.week_rows(placement), queries.today_at(placement)
    number = week_on([row.week for row in rows], today)
    present = next((row for row in rows if row.number == number), None)
    # On a day of rest between two weeks, what was noted counts in the one that follows.
    latest = present or next((row for row in rows if row.begun and not row.ended), None)
    begun = [row for row in rows if row.begun]
    return {
        "placement": placement,
        "form": form,
        "may_keep": person(request).has_perm("fieldpractice.keep_logbook", placement),
        "today": today,
        "begun": today >= placement.starts_on,
        "over": today > placement.ends_on,
        "present": present,
        "latest": latest,
        "jp": f"{placement.enrolment.field_jp} / {field_jp(facts_of(placement.enrolment.cohort).outline)}",
        "pause": paused_on(placement, today),
        "rows": begun[::-1],
        "total": queries.sum_of([entry for row in rows for entry in row.entries]),
        "told": _told(request),
    }


def _told(request: HttpRequest) -> dict[str, Any]:
    """What the page's module is told: who this is, where things go, and the words it says."""
    return {
        "person": "" if getattr(request, "viewed_as", None) else person(request).public_id,
        "session": reverse("assignments:task_session"),
        "list": reverse("fieldpractice:logbook"),
        "offline": reverse("assignments:task_offline"),
        "sync": reverse("fieldpractice:logbook_sync"),
        "language": get_language(),
        "words": browser_words(),
    }


@require_POST
@kept_by_phone
def logbook_sync(request: HttpRequest) -> HttpResponse:
    """Keep one entry that a phone sends. Takes and answers JSON; 409 with what is here when it was noted elsewhere.

    The phone says whose entry it is: somebody else who signed in meanwhile does not get it.
    """
    sent = _sent(request)
    if sent is None:
        return JsonResponse(
            {"refused": _("This was sent in words the site does not know. Load the page anew.")}, status=400
        )
    if sent.pop("person") not in {"", person(request).public_id}:
        return JsonResponse({"refused": _("Somebody else is signed in here."), "signin": True}, status=403)
    placement = queries.own_placement(person(request))
    if placement is None:
        raise Http404
    try:
        entry = keep_entry(actor=person(request), placement=placement, **sent)
    except EntryMoved as moved:
        return JsonResponse({"refused": str(moved), "theirs": _as_json(moved.entry)}, status=409)
    except Refusal as refusal:
        why = isinstance(refusal, ReasonMissing)
        return JsonResponse({"refused": str(refusal), "why": why}, status=refusal.status)
    return JsonResponse({"kept": _as_json(entry)})


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """Return one entry as the service takes it, None for anything else."""
    try:
        sent = json.loads(request.body)
        day, key, seq = parse_date(sent["day"]), sent["key"], sent.get("seq")
        numbers = [int(sent["service"]), int(sent["served"])]
        hours = Decimal(str(sent["hours"]))
        words = [sent.get(name, "") for name in ("note", "reason", "person")]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, InvalidOperation):
        return None
    sound = (
        day is not None and isinstance(key, str) and 0 < len(key) <= 64 and all(isinstance(one, str) for one in words)
    )
    sound = sound and (seq is None or (isinstance(seq, int) and 0 < seq < 2**31)) and hours.is_finite()
    if not sound or max(map(abs, numbers)) > 2**31 or abs(hours) > 2**31:
        return None
    names = {"day": day, "service": numbers[0], "served": numbers[1], "hours": hours, "client_key": key, "seq": seq}
    return names | dict(zip(("note", "reason", "person"), words, strict=True))


def _as_json(entry: LogbookEntry) -> dict[str, Any]:
    return {
        "key": entry.client_key,
        "seq": entry.seq,
        "day": entry.day.isoformat(),
        "service": entry.service,
        "served": entry.served,
        "hours": f"{entry.hours.normalize():f}",
        "note": entry.note,
        "struck": entry.struck_at is not None,
        "url": reverse("fieldpractice:entry_edit", args=[entry.public_id]),
    }


@require_safe
@kept_by_phone
def logbook_week(request: HttpRequest, number: int) -> HttpResponse:
    """One week: its days, totals by service, the supervisor's word."""
    placement = queries.own_placement(person(request))
    row = queries.week_row(placement, number) if placement is not None else None
    if placement is None or row is None or not row.begun:
        raise Http404
    context = {
        "placement": placement,
        "row": row,
        "struck": queries.struck_in(placement, number),
        "services": queries.by_service(row.entries),
        "may_keep": person(request).has_perm("fieldpractice.keep_logbook", placement),
        "case": placement.cases.filter(week=number).order_by("-opened_at").first(),
    }
    return render(request, "fieldpractice/logbook_week.html", context)


def _own_entry(request: HttpRequest, pid: str) -> LogbookEntry:
    rows = LogbookEntry.objects.filter(placement__enrolment__user=person(request))
    rows = rows.select_related("placement__enrolment__user", "placement__enrolment__cohort", "placement__work_unit")
    entry = found(rows, public_id=pid)
    if not person(request).has_perm("fieldpractice.read_own_logbook", entry.placement):
        raise Http404
    return entry


@require_http_methods(GET_POST)
@needs("fieldpractice.open_logbook")
def entry_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Change an entry, or look at one; changed elsewhere meanwhile, both are shown."""
    entry, status = _own_entry(request, pid), 200
    placement = entry.placement
    names = ("day", "service", "served", "hours", "note", "seq")
    initial = {name: getattr(entry, name) for name in names} | {"key": entry.client_key}
    today = queries.today_at(placement)
    form = EntryForm(posted(request), today=today, first=placement.starts_on, last=placement.ends_on, initial=initial)
    if request.method == "POST":
        answer, status = _keep(request, placement, form)
        if answer is not None:
            return answer
    context = {
        "entry": entry,
        "form": form,
        "strike": StrikeForm(initial={"seq": entry.seq}),
        "may_keep": entry.struck_at is None and person(request).has_perm("fieldpractice.keep_logbook", placement),
    }
    return render(request, "fieldpractice/entry_edit.html", context, status=status)


@require_POST
@needs("fieldpractice.open_logbook")
def entry_strike(request: HttpRequest, pid: str) -> HttpResponse:
    """Strike an entry out; it stays readable."""
    entry, form = _own_entry(request, pid), StrikeForm(request.POST)
    try:
        if form.is_valid():
            data = form.cleaned_data
            strike_entry(actor=person(request), entry=entry, seq=data["seq"], reason=data["reason"])
            return done(request, _("The entry is struck out."), "fieldpractice:logbook")
        messages.error(request, _("This entry was changed elsewhere meanwhile. Compare with what stands here now."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("fieldpractice:entry_edit", pid)


@require_safe
@needs("fieldpractice.see_totals")
def cohort_logbook(request: HttpRequest, pid: str) -> HttpResponse:
    """A cohort's logbooks in figures: by service and by unit, and in all."""
    cohort = visible_cohort(request, pid)
    check(request, "fieldpractice.see_totals", cohort)
    context = {
        "cohort": cohort,
        "total": queries.total_of(cohort),
        "jp": queries.earned_by(cohort),
        "services": queries.totals_by_service(cohort),
        "units": queries.totals_by_unit(cohort),
    }
    return render(request, "fieldpractice/cohort_logbook.html", context)
