"""Zoom's notifications: whether one is genuine, what it tells, what of it may be kept. Knows no database."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from lms.people import clock

# Zoom tries again after 5, 20 and 60 minutes with the signature of the first time.
OLDEST = timedelta(minutes=90)
# A sender's clock may run ahead by this much.
AHEAD = timedelta(minutes=5)
LARGEST_BODY = 64 * 1024
VALIDATION = "endpoint.url_validation"
# What opens a door: it is neither kept nor logged.
SECRETS = frozenset({"plaintoken", "tk", "zak"})
BLANK = "••••"
_OPENS = ("_url", "password", "passcode", "token")
# A link within a text, a recording's or somebody's own.
_LINK = re.compile(r"(?i)https?://\S+")

STARTED, ENDED = "meeting.started", "meeting.ended"
JOINED = frozenset({"meeting.participant_joined", "meeting.participant_admitted"})
LEFT = frozenset({"meeting.participant_left"})
WAITING_JOINED = frozenset({"meeting.participant_joined_waiting_room", "meeting.participant_put_in_waiting_room"})
WAITING_LEFT = frozenset({"meeting.participant_left_waiting_room"})
KNOWN = frozenset({STARTED, ENDED}) | JOINED | LEFT | WAITING_JOINED | WAITING_LEFT


class Malformed(ValueError):
    """A genuine notification that does not look as Zoom describes them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one notification tells. `at` is when it happened."""

    event: str
    meeting_id: int | None
    uuid: str
    at: datetime | None
    user_id: str = ""
    name: str = ""
    email: str = ""
    registrant_id: str = ""
    account_id: str = ""
    started_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.event in WAITING_JOINED | WAITING_LEFT

    @property
    def key(self) -> str:
        """The same told twice has the same key, whatever the sender's tracking id."""
        at = self.at.isoformat() if self.at else ""
        words = "\x1f".join((self.event, str(self.meeting_id or ""), self.uuid, self.user_id, at))
        return hashlib.sha256(words.encode()).hexdigest()


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature that belongs to these bytes at this time."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_genuine(*, secret: str, signature: str, timestamp: str, body: bytes) -> bool:
    """Whether this comes from Zoom and is not too old. Without a secret nothing is genuine."""
    if not secret:
        return False
    expected = signature_of(secret, timestamp, body)
    same = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    return same and _is_fresh(timestamp)


def _is_fresh(timestamp: str) -> bool:
    # Ten digits: seconds. Longer ones would be no date at all.
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        return False
    sent, now = datetime.fromtimestamp(int(timestamp), UTC), clock.now()
    return now - OLDEST <= sent <= now + AHEAD


def validation_answer(secret: str, sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the answer by which Zoom sees that we hold the secret. Raises Malformed."""
    payload = sent.get("payload")
    plain = payload.get("plainToken") if isinstance(payload, dict) else None
    if not isinstance(plain, str) or not 0 < len(plain) <= 200:
        raise Malformed("plainToken")
    return {
        "plainToken": plain,
        "encryptedToken": hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest(),
    }


def told_by(sent: Any) -> Told:
    """Return what a notification tells. Raises Malformed for what has not the shape of one."""
    if not isinstance(sent, dict) or not isinstance(sent.get("event"), str) or not 0 < len(sent["event"]) <= 80:
        raise Malformed("event")
    payload = sent.get("payload")
    meeting = _mapping(payload.get("object") if isinstance(payload, dict) else None)
    person = _mapping(meeting.get("participant"))
    return Told(
        event=sent["event"],
        meeting_id=_number(meeting.get("id")),
        uuid=_text(meeting.get("uuid"), 120),
        at=_happened(sent, meeting, person),
        user_id=_text(person.get("user_id"), 80) or _text(person.get("participant_uuid"), 80),
        name=_text(person.get("user_name"), 200),
        email=_text(person.get("email"), 254).lower(),
        registrant_id=_text(person.get("registrant_id"), 80),
        account_id=_text(person.get("id"), 80) or _text(person.get("participant_user_id"), 80),
        started_at=_instant(meeting.get("start_time")),
    )


def fit_to_keep(value: Any) -> Any:
    """Return what was sent, but for what opens a door, and for signs that no database takes."""
    if isinstance(value, dict):
        return {_clean(key): BLANK if _opens(key) else fit_to_keep(one) for key, one in value.items()}
    if isinstance(value, list):
        return [fit_to_keep(one) for one in value]
    return _clean(value) if isinstance(value, str) else value


def _opens(key: str) -> bool:
    """Whether what stands under this name may open a door: a link, a passcode, a token."""
    return key.lower() in SECRETS or key.lower().endswith(_OPENS)


def _clean(text: str) -> str:
    return _LINK.sub(BLANK, text.replace("\x00", "").encode("utf-8", "replace").decode())


def _happened(sent: Mapping[str, Any], meeting: Mapping[str, Any], person: Mapping[str, Any]) -> datetime | None:
    """Return when it happened: what the event itself names, else when it was sent."""
    event = sent["event"]
    if event in {STARTED, ENDED}:
        named = [meeting.get("start_time" if event == STARTED else "end_time")]
    elif event in LEFT | WAITING_LEFT:
        named = [person.get("leave_time"), person.get("date_time")]
    else:
        named = [person.get("join_time"), person.get("date_time")]
    return next((at for one in named if (at := _instant(one))), None) or _sent_at(sent.get("event_ts"))


def _sent_at(milliseconds: Any) -> datetime | None:
    number = _number(milliseconds)
    return datetime.fromtimestamp(number / 1000, UTC) if number and 0 < number < 10**14 else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any, most: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:most]


def _number(value: Any) -> int | None:
    """Return a number that came as one or as text; numbers of meetings have up to eleven digits and more."""
    text = _text(value, 24).replace(" ", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) < 2**63 else None


def _instant(value: Any) -> datetime | None:
    try:
        at = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if at is None or not 2000 <= at.year <= 2200:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
