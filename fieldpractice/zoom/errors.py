"""What can go wrong with Zoom, as types. No message carries a token, a start link or a passcode: what Zoom says is cleaned first."""

from __future__ import annotations

import re
from datetime import datetime

_SECRET = re.compile(r"(?i)((?:tk|zak|pwd|access_token|password)=)[^&\s\"']+|https?://\S+")
_BEARER = re.compile(r"(?i)bearer\s+\S+|\beyJ[\w.-]{20,}")


def cleaned(words: str) -> str:
    """Return Zoom's words without addresses and tokens, short enough to be kept."""
    words = _BEARER.sub("…", _SECRET.sub(lambda found: (found.group(1) or "") + "…", words))
    return " ".join(words.split())[:300]


class ZoomError(Exception):
    """Zoom said no, or nothing. `status` is HTTP's (0: no answer came), `code` Zoom's own."""

    # Whether the same call may go well later, without anybody doing something.
    passes = False

    def __init__(self, message: str, *, status: int = 0, code: int = 0) -> None:
        self.message = cleaned(message)
        self.status = status
        self.code = code
        super().__init__(self.message)

    def __str__(self) -> str:
        numbers = " ".join(str(one) for one in (self.status, self.code) if one)
        return f"{numbers}: {self.message}" if numbers else self.message


class NotConfigured(ZoomError):
    """No account of Zoom stands in the settings."""


class TokenRefused(ZoomError):
    """Zoom gives no token for our credentials, or refuses the fresh one."""


class ScopeMissing(ZoomError):
    """The app at Zoom lacks a scope; `scopes` names what Zoom asked for."""

    def __init__(self, message: str, *, status: int = 0, code: int = 0, scopes: tuple[str, ...] = ()) -> None:
        super().__init__(message, status=status, code=code)
        self.scopes = scopes


class NotFound(ZoomError):
    """Zoom does not find it. One such answer does not prove that it is gone."""


class Refused(ZoomError):
    """Zoom refuses the call as it is: asked again it will refuse again."""


class RateLimited(ZoomError):
    """Too many calls. `retry_at` says from when on it may go well; `daily` tells the day's limit from the second's."""

    passes = True

    def __init__(self, message: str, *, retry_at: datetime, daily: bool, status: int = 429, code: int = 0) -> None:
        super().__init__(message, status=status, code=code)
        self.retry_at = retry_at
        self.daily = daily


class Unreachable(ZoomError):
    """No whole answer came: no connection, a cut one, or none in time. What was asked for may have been done."""

    passes = True


class ServerTrouble(ZoomError):
    """Zoom answered with 5xx. What was asked for may have been done."""

    passes = True


class BadAnswer(ZoomError):
    """Zoom said yes in a shape nobody expects."""

    passes = True
