"""Addresses that open without signing in: signed from a person, a purpose and the installation's key."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from lms.notices.models import CalendarToken
from lms.people.models import User

# Stands for every optional kind that comes in the daily summary.
EVERYTHING = "*"

_unsubscribe = Signer(sep="~", salt="lms.notices.unsubscribe")
_calendar = Signer(sep="~", salt="lms.notices.calendar")


def unsubscribe_token(user: User, kind: str) -> str:
    """Return the token that switches off mail of one optional kind, or of all of them."""
    return _unsubscribe.sign(f"{user.public_id}:{kind}")


def read_unsubscribe(token: str) -> tuple[str, str] | None:
    """Return (public id, kind) of a token that this installation signed, else None."""
    return _read(_unsubscribe, token)


def calendar_token(row: CalendarToken) -> str:
    """Return the token of somebody's calendar: as long as it is not renewed."""
    return _calendar.sign(f"{row.user.public_id}:{row.nonce}")


def read_calendar(token: str) -> tuple[str, str] | None:
    """Return (public id, nonce) of a token that this installation signed, else None."""
    return _read(_calendar, token)


def _read(signer: Signer, token: str) -> tuple[str, str] | None:
    try:
        public_id, _colon, rest = signer.unsign(token).partition(":")
    except BadSignature:
        return None
    return public_id, rest
