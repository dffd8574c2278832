"""Where the current request comes from, for the audit trail and the logs."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Set by RequestContextMiddleware; empty in tasks and commands."""

    ip: str | None = None
    request_id: str = ""


origin: ContextVar[Origin | None] = ContextVar("origin", default=None)
