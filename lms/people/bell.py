"""Ring a worker's bell. What is to be done stands in a row; the bell only saves the minute until the schedule looks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

Bell = tuple[str, tuple[Any, ...]]

_held: ContextVar[dict[Bell, None] | None] = ContextVar("held_bells", default=None)


def ring(task: str, *args: Any) -> None:
    """Start the task of this dotted name after the transaction commits. A broker that is down costs nobody their work."""
    transaction.on_commit(lambda: _ring(task, args))


@contextmanager
def rung_once() -> Iterator[None]:
    """Ring what is rung within when the block has ended, each bell once: for who does in a minute what else takes a year."""
    bells: dict[Bell, None] = {}
    token = _held.set(bells)
    try:
        yield
    finally:
        _held.reset(token)
        for task, args in bells:
            _ring(task, args)


def _ring(task: str, args: tuple[Any, ...]) -> None:
    if (bells := _held.get()) is not None:
        bells[task, args] = None
        return
    from lms.celery import app

    try:
        app.signature(task, args=args).apply_async(retry=False)
    except (OSError, OperationalError) as error:
        log.warning("The bell for %s did not ring (%s); the schedule will do it.", task, type(error).__name__)
