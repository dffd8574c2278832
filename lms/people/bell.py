"""Ring a worker's bell. What is to be done stands in a row; the bell only saves the minute until the schedule looks."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: str, *args: Any) -> None:
    """Start the task of this dotted name after the transaction commits. A broker that is down costs nobody their work."""
    transaction.on_commit(lambda: _ring(task, args))


def _ring(task: str, args: tuple[Any, ...]) -> None:
    from lms.celery import app

    try:
        app.signature(task, args=args).apply_async(retry=False)
    except (OSError, OperationalError) as error:
        log.warning("The bell for %s did not ring (%s); the schedule will do it.", task, type(error).__name__)
