"""Personal data made unreadable for lists, logs and the audit trail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SECRET_KEYS = frozenset({"password", "token", "nonce", "secret", "birth_date", "birth_place"})


def mask_nip(nip: str | None) -> str:
    """`198501012010011001` becomes `1985••••••••••1001`."""
    return f"{nip[:4]}{'•' * (len(nip) - 8)}{nip[-4:]}" if nip and len(nip) > 8 else ("•" * len(nip or ""))


def mask_phone(phone: str) -> str:
    """`+628123456789` becomes `+62••••••6789`."""
    return f"{phone[:3]}{'•' * (len(phone) - 7)}{phone[-4:]}" if len(phone) > 7 else "•" * len(phone)


def mask_email(email: str) -> str:
    """`ratna@example.test` becomes `r••••@example.test`."""
    local, at, host = email.partition("@")
    return f"{local[:1]}••••{at}{host}" if at else "••••"


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# Also as people write them: `19850101 201001 1 001`, `0812-3456-7890`, `+62 812 3456 7890`.
_NIP = re.compile(r"(?<!\d)(?:\d{16,18}|\d{8} \d{6} ?\d ?\d{3})(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?62|0)[ .-]?8\d{1,2}(?:[ .-]?\d){6,10}(?!\d)")
# What opens a door by itself: the link of an invitation, of a new password, to less mail, of a calendar, of a supervisor, to a survey.
_LINK = re.compile(r"(/invitations/|/password/reset/key/|/notices/unsubscribe/|/calendar/|/supervise/|/s/)[^/\s\"'<>]+")


def mask_text(text: str) -> str:
    """Mask every e-mail address, NIP or NIK, mobile number and link that opens an account inside a text."""
    text = _LINK.sub(r"\1••••", text)
    text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    text = _NIP.sub(lambda found: mask_nip(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def masked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return `changes` fit for the audit trail: secrets blanked, addresses, NIPs and phones masked, the rest as JSON can hold it."""
    return {key: "••••" if key in SECRET_KEYS else _masked_value(value) for key, value in changes.items()}


def _masked_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return masked(value)
    if isinstance(value, list | tuple | set):
        return [_masked_value(item) for item in value]
    return mask_text(str(value))
