"""What the stand-in remembers, and how it was told to fail."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lms.people import clock

FAILURES = frozenset({"400", "401", "404", "429-second", "429-daily", "500", "503", "cut", "slow", "garbage", "empty"})


@dataclass
class Failure:
    """How requests go wrong. With `done` the work is done first and only the answer is lost. `times` counts down; -1 is for ever."""

    kind: str
    method: str = ""
    path: str = ""
    times: int = 1
    done: bool = False
    retry_after: str = ""
    seconds: float = 1.0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is to fail."""
        return bool(
            self.times and self.method in {"", method} and (not self.path or re.search(self.path, path) is not None)
        )


def _rows() -> dict[str, Any]:
    """Everything in one tree of plain values, so that it can be written down as it is."""
    return {"meetings": {}, "registrants": {}, "tokens": {}, "recordings": {}, "unknown_hosts": [], "more": {}}


@dataclass
class State:
    """All the stand-in knows. Handlers run one at a time, under `lock`."""

    # Where it listens, unless links are to lead elsewhere.
    base_url: str = ""
    account_id: str = "practice-account"
    client_id: str = "practice-client"
    client_secret: str = "insecure-practice-secret"  # noqa: S105 - known to everybody, and of use here only
    webhook_secret: str = "insecure-practice-secret"  # noqa: S105
    webhook_url: str = ""
    scopes: list[str] = field(default_factory=list)
    snapshot: Path | None = None
    rows: dict[str, Any] = field(default_factory=_rows)
    failures: list[Failure] = field(default_factory=list)
    # Every request in order, as `METHOD path`: tests count them.
    log: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        if self.snapshot is not None and self.snapshot.exists():
            self.rows = _rows() | json.loads(self.snapshot.read_text())

    @property
    def meetings(self) -> dict[str, Any]:
        """Meetings by their number as text."""
        rows: dict[str, Any] = self.rows["meetings"]
        return rows

    def registrants_of(self, meeting: str) -> dict[str, Any]:
        """Registrants of a meeting, by id."""
        rows: dict[str, Any] = self.rows["registrants"].setdefault(meeting, {})
        return rows

    def more(self, name: str) -> dict[str, Any]:
        """A part of the memory for another module."""
        rows: dict[str, Any] = self.rows["more"].setdefault(name, {})
        return rows

    def fail(self, kind: str, **how: Any) -> Failure:
        """Let the next fitting requests fail."""
        if kind not in FAILURES:
            raise ValueError(f"no failure {kind!r}")
        if how.get("done") and kind[0] == "4":
            raise ValueError("A refusal comes before the work.")
        failure = Failure(kind, **how)
        with self.lock:
            self.failures.append(failure)
        return failure

    def failure_for(self, method: str, path: str) -> Failure | None:
        """Return how this request fails, and count it."""
        for failure in self.failures:
            if failure.fits(method, path):
                failure.times -= failure.times > 0
                return failure
        return None

    def keep(self) -> None:
        """Write everything down, so that the next start remembers. The file is whole or the old one."""
        if self.snapshot is None:
            return
        draft = self.snapshot.with_suffix(".part")
        draft.write_text(json.dumps(self.rows))
        os.replace(draft, self.snapshot)  # noqa: PTH105 - atomic where both lie


def new_uuid() -> str:
    """A UUID as Zoom has them: base 64, so it may hold `/` and even begin with it."""
    return base64.b64encode(secrets.token_bytes(16)).decode()


def new_number(taken: dict[str, Any]) -> int:
    """A meeting's number: eleven digits, more than 32 bits hold."""
    while True:
        number = 80_000_000_000 + secrets.randbelow(9_999_999_999)
        if str(number) not in taken:
            return number


def now_text() -> str:
    return text_of(clock.now())


def text_of(at: datetime) -> str:
    """An instant as Zoom writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
