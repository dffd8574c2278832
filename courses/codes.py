"""The code on the trainer's screen: signed with the class's secret, another one every 20 seconds, good for one step more.

A code says which class and which step. Who opens it in time gets a ticket in his own name, which is what is sent; so a photo of the
code is of no use a minute later, and a ticket is of no use to anybody else. Pure but for the signing key.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from lms.people.ids import LENGTH

SECONDS = 20
GRACE = 1
TICKET_FOR = timedelta(minutes=2)
SIGNS = 20
SALT = "courses.class.ticket"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, before its signature was looked at."""

    meeting: str
    step: int
    signature: str


def step_at(at: datetime) -> int:
    """Return the number of the step an instant lies in."""
    return int(at.timestamp()) // SECONDS


def seconds_left(at: datetime) -> int:
    """Return how many whole seconds the code of this instant still shows; at least one."""
    return max(1, SECONDS - int(at.timestamp()) % SECONDS)


def code_at(meeting: str, secret: str, at: datetime) -> str:
    """Return the code of a class at an instant, as it stands in the address."""
    step = step_at(at)
    return f"{meeting}-{step}-{_signature(meeting, secret, step)}"


def parsed(token: str) -> Code | None:
    """Return what a code says; None for what is no code at all."""
    meeting, _dash, rest = token.partition("-")
    step, _dash, signature = rest.partition("-")
    # ASCII alone: the database takes no NUL, and signatures are compared as bytes of it.
    plain = token.isascii() and meeting.isalnum() and signature.isalnum()
    if not plain or len(meeting) != LENGTH or not step.isdigit() or len(step) > 12 or len(signature) != SIGNS:
        return None
    return Code(meeting, int(step), signature)


def is_genuine(code: Code, secret: str) -> bool:
    """Whether the class's own secret has signed it."""
    return hmac.compare_digest(code.signature, _signature(code.meeting, secret, code.step))


def is_fresh(code: Code, at: datetime) -> bool:
    """Whether it is the code of this step or of the one before; a code of the future was made by nobody's screen."""
    return 0 <= step_at(at) - code.step <= GRACE


def ticket(meeting: str, user: str, at: datetime) -> str:
    """Return the ticket of somebody who opened a good code at this instant."""
    return signing.dumps({"m": meeting, "u": user, "t": at.isoformat()}, salt=SALT)


def ticket_time(text: str, *, meeting: str, user: str, now: datetime) -> datetime | None:
    """Return when the code was opened, if the ticket is this person's for this class and not too old; else None."""
    try:
        told = signing.loads(text, salt=SALT)
        at = datetime.fromisoformat(told["t"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    good = (told.get("m"), told.get("u")) == (meeting, user) and timedelta(0) <= now - at <= TICKET_FOR
    return at if good else None


def _signature(meeting: str, secret: str, step: int) -> str:
    return hmac.new(secret.encode(), f"{meeting}-{step}".encode(), hashlib.sha256).hexdigest()[:SIGNS]
