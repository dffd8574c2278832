"""Attendance: the trainer's screen with its code and board, the participant's scan, badges, corrections, closing a class."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import codes, drawing
from courses.enums import SEATED, AttendanceState, ScanWay
from courses.meeting_forms import BadgeForm, CorrectionForm, HoldForm
from courses.models import ClassMeeting, Enrolment
from courses.queries import board
from courses.queries.letters import EXCUSE
from courses.queries.meetings import todays_classes
from courses.queries.scanning import admitted
from courses.queries.visible import enrolments_visible_to
from courses.services import attendance
from courses.services.attendance import Seen
from courses.views.classes import kept_paper, visible_meeting
from lms.people import clock
from lms.people.access import check, found, person, signed_in
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User
from lms.ui.form_pages import GET_POST, done, form_page, posted
from lms.ui.workers import worker_answer

MOST_AT_ONCE = 500
# A tap that comes in within this time had a line.
SENT_AT_ONCE = timedelta(minutes=1)
WORKER = Path(__file__).parents[1] / "static" / "courses" / "classes-sw.js"


def meeting_to_run(request: HttpRequest, pid: str) -> ClassMeeting:
    """Return a class this reader takes attendance in: Http404 when unseen, PermissionDenied when only seen."""
    meeting = visible_meeting(request, pid)
    check(request, "courses.run_class", meeting)
    return meeting


def to_correct(request: HttpRequest, meeting: ClassMeeting, pid: str) -> Enrolment:
    """Return the enrolment of this id with a seat in the cohort of a class, for organisers also one that left it since; else Http404."""
    listed = Q(state__in=SEATED)
    if _organises(request, meeting):
        listed |= Q(pk__in=board.leavers_of(meeting).values("pk"))
    rows = Enrolment.objects.filter(listed, cohort=meeting.stage.cohort_id)
    return found(rows.select_related("user", "cohort"), public_id=pid)


def _organises(request: HttpRequest, meeting: ClassMeeting) -> bool:
    return person(request).has_perm("courses.plan_classes", meeting.stage.cohort)


@require_safe
@signed_in
def class_attendance(request: HttpRequest, pid: str) -> HttpResponse:
    """The trainer's screen: the code to scan, who is in, who is not yet."""
    meeting = meeting_to_run(request, pid)
    context = _board(request, meeting) | _code(request, meeting) | {"badge": BadgeForm()}
    return render(request, "courses/class_attendance.html", context)


@require_safe
@signed_in
def class_code(request: HttpRequest, pid: str) -> HttpResponse:
    """The code of now, as a piece of the trainer's screen; it asks for the next one by itself."""
    meeting = meeting_to_run(request, pid)
    answer = render(request, "courses/_code.html", _code(request, meeting))
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@signed_in
def class_board(request: HttpRequest, pid: str) -> HttpResponse:
    """Who is in and who is not yet, as a piece of the trainer's screen."""
    meeting = meeting_to_run(request, pid)
    return render(request, "courses/_board.html", _board(request, meeting))


def _board(request: HttpRequest, meeting: ClassMeeting) -> dict[str, Any]:
    search = request.GET.get("q", "").strip()[:80]
    missing, known = board.board_of(meeting, search=search)
    return {
        "meeting": meeting,
        "cohort": meeting.stage.cohort,
        "counts": board.counts_of(meeting),
        "missing": missing,
        "known": known,
        "newcomers": board.newcomers_of(meeting, search=search),
        # Who ran the class decides about those in it; about who is gone, who keeps the list.
        "leavers": board.left_of(meeting, search=search) if _organises(request, meeting) else [],
        "q": search,
        "most": board.MOST,
        "open": meeting.is_planned and meeting.times.is_open(clock.now()),
        "opens_at": meeting.times.opens_at,
        "before": clock.now() < meeting.times.opens_at,
        # Who is in already is then tapped once more.
        "second": meeting.needs_end_scan and meeting.times.at_the_end(clock.now()),
        "may_close": meeting.is_planned and clock.now() >= meeting.times.hold_from,
    }


def _code(request: HttpRequest, meeting: ClassMeeting) -> dict[str, Any]:
    now = clock.now()
    second = meeting.needs_end_scan and meeting.times.at_the_end(now)
    # A class that was closed takes the second scan and nothing else.
    takes = (meeting.is_planned or (meeting.is_held and second)) and meeting.times.takes_code(now)
    token = codes.code_at(meeting.public_id, meeting.secret, now)
    address = request.build_absolute_uri(reverse("courses:class_scan", args=[token]))
    return {
        "meeting": meeting,
        "takes_code": takes,
        "qr": drawing.qr(address, title=_("Code of this class")) if takes else "",
        "seconds": codes.seconds_left(now),
        "at_the_end": second,
        "over": now >= (meeting.ends_at if meeting.needs_end_scan else meeting.times.scan_closes_at),
    }


@require_http_methods(GET_POST)
@signed_in
def class_scan(request: HttpRequest, token: str) -> HttpResponse:
    """The participant's own phone has opened the code: show the class, take the word. A GET writes nothing."""
    user = person(request)
    if request.method == "POST":
        return _scanned(request, token)
    try:
        admission = admitted(user, token)
    except Refusal as refusal:
        return render(request, "courses/class_scan.html", {"refusal": refusal}, status=refusal.status)
    ticket = codes.ticket(admission.meeting.public_id, user.public_id, clock.now())
    context = {"admission": admission, "meeting": admission.meeting, "ticket": ticket, "token": token}
    return render(request, "courses/class_scan.html", context)


def _scanned(request: HttpRequest, token: str) -> HttpResponse:
    user, code = person(request), codes.parsed(token)
    opened = codes.ticket_time(
        request.POST.get("ticket", ""), meeting=code.meeting if code else "", user=user.public_id, now=clock.now()
    )
    try:
        # Without a good ticket the code itself must still be good.
        admission = admitted(user, token, opened_at=opened)
        if admission.early:
            return render(request, "courses/class_scan.html", {"admission": admission, "meeting": admission.meeting})
        attendance.scan(user=user, meeting=admission.meeting, enrolment=admission.enrolment, at=opened or clock.now())
    except Refusal as refusal:
        return render(request, "courses/class_scan.html", {"refusal": refusal}, status=refusal.status)
    messages.success(request, _("You are in. Your attendance is on record."))
    return redirect("courses:class_detail", admission.meeting.public_id)


@require_POST
@signed_in
def class_tap(request: HttpRequest, pid: str) -> HttpResponse:
    """The trainer taps a name."""
    meeting = meeting_to_run(request, pid)
    unknown = _("This person has no seat in this cohort any more. Load the page anew.")
    return _seen(request, meeting, request.POST.get("enrolment", ""), ScanWay.TAP, unknown)


@require_POST
@signed_in
def class_badge(request: HttpRequest, pid: str) -> HttpResponse:
    """The trainer types the number on a badge."""
    meeting = meeting_to_run(request, pid)
    number = "".join(request.POST.get("badge", "").lower().split()).replace("-", "")
    unknown = _("No badge of this cohort has this number. Look at it again, or tap the name.")
    return _seen(request, meeting, number, ScanWay.BADGE, unknown)


def _seen(request: HttpRequest, meeting: ClassMeeting, pid: str, way: ScanWay, unknown: str) -> HttpResponse:
    """Take one fact of now, and go back to the screen."""
    rows = Enrolment.objects.filter(cohort=meeting.stage.cohort_id, state__in=SEATED).select_related("user", "cohort")
    enrolment = rows.filter(public_id=pid).first()
    try:
        if enrolment is None:
            raise Refusal(unknown)
        fact = Seen(enrolment, clock.now(), way, request.POST.get("client_id", "")[:64] or str(uuid.uuid4()))
        attendance.take(actor=person(request), meeting=meeting, seen=[fact])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is in.") % {"name": enrolment.user})
    return redirect("courses:class_attendance", meeting.public_id)


@require_POST
@signed_in
def class_sync(request: HttpRequest, pid: str) -> HttpResponse:
    """Take what a trainer tapped without a line: JSON in, for each tap "" or why not out, and whose those are. Sent again it changes nothing."""
    meeting = meeting_to_run(request, pid)
    taps = _taps(request)
    if taps is None:
        return JsonResponse({"refused": _("What was sent cannot be read. Load the page anew.")}, status=422)
    people = {
        one.public_id: one
        for one in Enrolment.objects.filter(
            cohort=meeting.stage.cohort_id, public_id__in={tap["enrolment"] for tap in taps}
        ).select_related("user", "cohort")
    }
    told = {tap["id"]: _taken(request, meeting, people.get(tap["enrolment"]), tap) for tap in taps}
    who = {tap["id"]: str(people[tap["enrolment"]].user) for tap in taps if tap["enrolment"] in people}
    return JsonResponse({"taps": told, "who": {pk: name for pk, name in who.items() if told[pk]}})


def _taken(request: HttpRequest, meeting: ClassMeeting, enrolment: Enrolment | None, tap: dict[str, Any]) -> str:
    """Take one tap; "" when it is kept, else why not."""
    if enrolment is None:
        return _("This person is not on the list of this cohort.")
    try:
        late = clock.now() - tap["at"] > SENT_AT_ONCE
        fact = Seen(enrolment, tap["at"], ScanWay.OFFLINE if late else ScanWay.TAP, tap["id"])
        attendance.take(actor=person(request), meeting=meeting, seen=[fact])
    except Refusal as refusal:
        return str(refusal)
    return ""


def _taps(request: HttpRequest) -> list[dict[str, Any]] | None:
    """Return the taps in a request, or None when it is not what the page sends."""
    try:
        sent = json.loads(request.body)["taps"]
        taps: list[dict[str, Any]] = [
            {"id": str(one["id"]), "enrolment": str(one["enrolment"]), "at": _instant(one["at"])} for one in sent
        ]
    except (ValueError, KeyError, TypeError):
        return None
    good = len(taps) <= MOST_AT_ONCE and all(8 <= len(tap["id"]) <= 64 for tap in taps)
    return taps if good else None


def _instant(text: Any) -> datetime:
    at = parse_datetime(str(text))
    if at is None or at.tzinfo is None:
        raise ValueError
    return at


@require_safe
@signed_in
def class_offline(request: HttpRequest, pid: str) -> HttpResponse:
    """All names of a class to tap, kept by the browser of the trainer who opened it, for a room without a line."""
    meeting = meeting_to_run(request, pid)
    context = {"meeting": meeting, "cohort": meeting.stage.cohort, "lines": board.lines_of(meeting)}
    answer = render(request, "courses/class_offline.html", context)
    if not getattr(request, "viewed_as", None):
        answer["X-Padan-Person"] = person(request).public_id
        # Until when the names are of use without a line; no browser shows them later.
        answer["X-Padan-Until"] = str(int(meeting.times.closes_at.timestamp()))
    return answer


@require_safe
def class_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker of the trainers' pages; asked for anew each time."""
    return worker_answer(WORKER)


@require_safe
@signed_in
def class_session(request: HttpRequest, pid: str) -> HttpResponse:
    """Say who is signed in, with a token for sending. Asked before anything kept in a browser is sent."""
    meeting = meeting_to_run(request, pid)
    told = {"person": person(request).public_id, "class": meeting.public_id, "token": get_token(request)}
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(GET_POST)
@signed_in
def class_hold(request: HttpRequest, pid: str) -> HttpResponse:
    """Close a class: who was not seen is absent, the JP are earned."""
    meeting = meeting_to_run(request, pid)

    def act(data: dict[str, Any]) -> HttpResponse:
        attendance.hold(actor=person(request), meeting=meeting, remarks=data["remarks"])
        return done(request, _("The class is closed, its JP are earned."), "courses:class_attendance", pid)

    context = {"meeting": meeting, "cohort": meeting.stage.cohort, "counts": board.counts_of(meeting)}
    return form_page(
        request, template="courses/class_hold.html", form=HoldForm(posted(request)), act=act, context=context
    )


@require_http_methods(GET_POST)
@signed_in
def attendance_correct(request: HttpRequest, pid: str, enrolment: str) -> HttpResponse:
    """One person's attendance with what it rests on; a decision about it, with the reason."""
    meeting = meeting_to_run(request, pid)
    who = to_correct(request, meeting, enrolment)
    line = board.line_of(meeting, who.pk)
    standing, story = line.state if line else "", board.story_of(meeting, who)
    initial = {"seen": standing, "state": standing}
    form = CorrectionForm(posted(request), request.FILES or None, initial=initial)

    def act(data: dict[str, Any]) -> HttpResponse:
        letter = kept_paper(request, EXCUSE, data["letter"])
        attendance.correct(
            actor=person(request),
            meeting=meeting,
            enrolment=who,
            state=AttendanceState(data["state"]),
            reason=data["reason"],
            seen=data["seen"],
            letter=letter,
        )
        return done(request, _("The correction is on record."), "courses:class_attendance", pid)

    context: dict[str, Any] = {"meeting": meeting, "cohort": meeting.stage.cohort, "who": who, "line": line}
    context |= {"story": story, "left": who.state not in SEATED}
    return form_page(request, template="courses/attendance_correct.html", form=form, act=act, context=context)


@require_http_methods(GET_POST)
@signed_in
def badge_scan(request: HttpRequest, pid: str) -> HttpResponse:
    """A badge was scanned with the phone's camera: to its trainer it offers the class that is open now."""
    enrolment = _of_badge(request, pid)
    classes = _open_classes(person(request), enrolment)
    if request.method == "POST":
        wanted = request.POST.get("class", classes[0].public_id if classes else "")
        meeting = next((one for one in classes if one.public_id == wanted), None)
        if meeting is None:
            raise NotAllowed(_("No class of this cohort is open to you now."))
        name = request.POST.get("client_id", "")[:64] or str(uuid.uuid4())
        attendance.take(
            actor=person(request), meeting=meeting, seen=[Seen(enrolment, clock.now(), ScanWay.BADGE, name)]
        )
        words = _("%(name)s is in.") % {"name": enrolment.user}
        return done(request, words, "courses:class_attendance", meeting.public_id)
    context = {"enrolment": enrolment, "classes": classes, "client_id": uuid.uuid4()}
    return render(request, "courses/badge_scan.html", context)


def _of_badge(request: HttpRequest, pid: str) -> Enrolment:
    """Return the enrolment of a badge: one this reader may see, or of a cohort in which this reader teaches today."""
    user = person(request)
    taught = {one.stage.cohort_id for one in todays_classes(user, [])}
    rows = Enrolment.objects.filter(Q(pk__in=enrolments_visible_to(user).values("pk")) | Q(cohort__in=taught))
    return found(rows.select_related("user", "work_unit", "cohort__version"), public_id=pid)


def _open_classes(user: User, enrolment: Enrolment) -> list[ClassMeeting]:
    """Return the classes of a badge's cohort that are open now and this reader's to run. In a break the coming class stands first."""
    now = clock.now()
    classes = [
        one
        for one in todays_classes(user, [enrolment.cohort_id])
        if one.stage.cohort_id == enrolment.cohort_id
        and one.times.is_open(now)
        and user.has_perm("courses.run_class", one)
    ]
    return sorted(classes, key=lambda one: (one.ends_at <= now, one.starts_at))
