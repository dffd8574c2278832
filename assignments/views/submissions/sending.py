"""What the browser's module asks: who is signed in, to keep a draft, to take a hand-in; and the worker that serves without a line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assignments import schema
from assignments.models import SubmissionVersion
from assignments.services import submissions
from assignments.services.submissions import DraftMoved, Incomplete
from assignments.views.submissions.shared import form_at_hand, kept_by_phone
from lms.people import clock
from lms.people.access import person
from lms.people.errors import Refusal
from lms.ui.workers import worker_answer

MOST_STAMPS = 50
WORKER = Path(__file__).parents[2] / "static" / "assignments" / "sw.js"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may serve every page; asked for anew each time."""
    answer = worker_answer(WORKER)
    answer["Service-Worker-Allowed"] = "/"
    return answer


@require_safe
@kept_by_phone
def task_offline(request: HttpRequest) -> HttpResponse:
    """What stands in place of a page that was never opened on this phone, while there is no line."""
    return render(request, "assignments/task_offline.html")


@require_safe
def task_session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in (nobody: ""), with a token for sending. Asked before anything kept on a phone is sent."""
    signed_in = request.user.is_authenticated and not getattr(request, "viewed_as", None)
    told = {"person": person(request).public_id if signed_in else "", "token": get_token(request)}
    answer = JsonResponse({**told, "now": clock.now().isoformat()})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@kept_by_phone
def task_draft(request: HttpRequest, pid: str, ordinal: int) -> HttpResponse:
    """Keep a draft. Takes and answers JSON; 409 with what is here when it was saved from elsewhere."""
    sent = _sent(request)
    if sent is None or not _is_number(sent.get("seq")):
        return _misspelt()
    form = form_at_hand(request, pid, ordinal)
    submission = form.begun(str(sent.get("version", "")))
    try:
        seq = submissions.save_draft(
            actor=person(request),
            submission=submission,
            answers=sent["answers"],
            seq=sent["seq"],
            stamp=str(sent.get("stamp", "")),
            own=_stamps(sent),
        )
    except DraftMoved as moved:
        return _moved(moved)
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal), "over": True}, status=refusal.status)
    warnings = schema.client_data_warnings(form.form_version.schema, sent["answers"])
    told = {"seq": seq, "saved_at": clock.now().isoformat(), "warnings": [one._asdict() for one in warnings]}
    return JsonResponse(told)


@require_POST
@kept_by_phone
def task_hand_in(request: HttpRequest, pid: str, ordinal: int) -> HttpResponse:
    """Take a hand-in. Takes and answers JSON; sent again with the same key it answers the same."""
    sent = _sent(request)
    if sent is None:
        return _misspelt()
    form = form_at_hand(request, pid, ordinal)
    submission = form.begun(str(sent.get("version", "")))
    try:
        version = submissions.hand_in(
            actor=person(request),
            submission=submission,
            answers=sent["answers"],
            idempotency_key=str(sent.get("key", "")),
            client_at=_instant(sent.get("pressed_at")),
            client_sent_at=_instant(sent.get("sent_at")),
            seq=sent["seq"] if _is_number(sent.get("seq")) else None,
            own=_stamps(sent),
        )
    except DraftMoved as moved:
        return _moved(moved)
    except Incomplete as incomplete:
        told = {"refused": str(incomplete), "faults": [one._asdict() for one in incomplete.faults]}
        return JsonResponse(told, status=422)
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=refusal.status)
    return JsonResponse(_receipt(submission.public_id, version))


def _receipt(pid: str, version: SubmissionVersion) -> dict[str, Any]:
    return {
        "receipt": version.receipt,
        "received_at": version.received_at.isoformat(),
        "sha256": version.sha256,
        "late": version.late,
        "url": reverse("assignments:submission_receipt", args=[pid, version.number]),
    }


def _moved(moved: DraftMoved) -> JsonResponse:
    told = {"refused": str(moved), "answers": moved.answers, "seq": moved.seq}
    return JsonResponse(told, status=409)


def _stamps(sent: dict[str, Any]) -> list[str]:
    """Return the names of the saves this browser got no answer to."""
    own = sent.get("own")
    return (
        [one for one in own if isinstance(one, str) and len(one) <= 36][-MOST_STAMPS:] if isinstance(own, list) else []
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was sent as an object with answers, else None."""
    try:
        sent = json.loads(request.body)
    except ValueError:
        return None
    return sent if isinstance(sent, dict) and isinstance(sent.get("answers"), dict) else None


def _misspelt() -> JsonResponse:
    return JsonResponse(
        {"refused": _("This was sent in words the site does not know. Load the page anew.")}, status=400
    )


def _instant(text: Any) -> datetime | None:
    """Return an aware instant, None for anything else: the phone's clock decides nothing."""
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
