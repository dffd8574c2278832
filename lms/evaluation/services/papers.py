"""Papers that the worker sets once and keeps: their row says what is to be done, and is tried again while it fails.

A row has `path`, `sha256`, `size`, `made_at`, `failure`, `tries` and `next_try_at`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from lms.files import store
from lms.files.pdf import TypesetFailed
from lms.people import clock, outbox
from lms.people.bell import ring
from lms.people.errors import NotAllowed
from lms.people.ids import new_id
from lms.people.models import User

log = logging.getLogger(__name__)

# Minutes until a paper that could not be made is tried again.
BACK_OFF = (1, 5, 30, 120)


def make(paper: Any, *, name: str, typeset: Callable[[], bytes], tell: Callable[[], None] | None = None) -> bool:
    """Set a paper once, keep it under a name of its own, and `tell` with it. Returns whether this call made it.

    Safe to run twice at once: the second finds the paper made and drops its own. What fails is tried again by the schedule.
    """
    if paper.made_at is not None or not take(paper, waits=BACK_OFF):
        return False
    try:
        body = typeset()
    except TypesetFailed as error:
        log.warning("The paper %s could not be set: %s", name, str(error)[:300])
        _row(paper).update(failure=str(error)[:300])
        return False
    # A name of its own: a store may put a second file of one name over the first.
    path = store.put(f"{name}-{new_id()}.pdf", body)
    done = {"path": path, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body), "made_at": clock.now()}
    with transaction.atomic():
        kept = _row(paper).filter(made_at__isnull=True).update(**done, failure="")
        if kept and tell is not None:
            tell()
    if not kept:
        store.remove([path])
    return bool(kept)


def take(paper: Any, *, waits: tuple[int, ...]) -> bool:
    """Take a paper for one try; the last wait goes on until it is made.

    While its next try lies ahead somebody is at it, or it has just failed: whoever read it since then does not get it either.
    """
    as_seen = _row(paper).filter(made_at__isnull=True, tries=paper.tries, next_try_at__lte=clock.now())
    return outbox.take(as_seen, paper.tries, waits=waits, forever=True, counter="tries", following="next_try_at")


def make_due(rows: models.QuerySet[Any], make_one: Callable[[int], bool], *, limit: int) -> int:
    """Make the papers of these that wait; returns how many were made."""
    due = rows.filter(made_at__isnull=True, next_try_at__lte=clock.now()).order_by("next_try_at", "pk")
    return sum(make_one(pk) for pk in due.values_list("pk", flat=True)[:limit])


def try_again(*, actor: User, rows: models.QuerySet[Any], task: str) -> list[Any]:
    """Let those of these papers that could not be made be tried again now; returns them. Raises NotAllowed (no organiser)."""
    if not actor.has_perm("evaluation.run_reports"):
        raise NotAllowed(_("Only a coordinator or an administrator may do this."))
    waiting = list(rows.filter(made_at__isnull=True).exclude(failure=""))
    for paper in waiting:
        _row(paper).filter(made_at__isnull=True).update(next_try_at=clock.now())
        ring(task, paper.pk)
    return waiting


def _row(paper: Any) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = type(paper).objects.filter(pk=paper.pk)
    return rows
