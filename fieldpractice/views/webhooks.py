"""Zoom's door: what it tells is checked, kept, and answered at once; the worker does the rest."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fieldpractice import webhooks as wire
from fieldpractice.services import webhooks

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def zoom_webhook(request: HttpRequest) -> HttpResponse:
    """Take one notification. Nothing of it is read before its signature is found good; without a secret none is."""
    if _length(request) > wire.LARGEST_BODY:
        return HttpResponse(status=413)
    body, secret = request.body, settings.PADAN_ZOOM_WEBHOOK_SECRET
    signature, timestamp = request.headers.get("x-zm-signature", ""), request.headers.get("x-zm-request-timestamp", "")
    if not wire.is_genuine(secret=secret, signature=signature, timestamp=timestamp, body=body):
        log.warning(
            "A notification was turned away: %s.", "its signature is not good" if secret else "no secret is set"
        )
        return HttpResponse(status=403)
    try:
        sent = _read(body)
        if isinstance(sent, dict) and sent.get("event") == wire.VALIDATION:
            return JsonResponse(wire.validation_answer(secret, sent))
        webhooks.receive(sent=sent)
    except (ValueError, RecursionError) as error:
        log.warning("A genuine notification could not be read: %s.", type(error).__name__)
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _read(body: bytes) -> Any:
    return json.loads(body, parse_constant=_no_number)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number that JSON knows")
