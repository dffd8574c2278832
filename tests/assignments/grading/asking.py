"""Short words for tests of the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from assignments.models import Work
from assignments.services.drafts import Marked
from assignments.services.grading import Seen
from assignments.services.grading import give_grade as give
from lms.people.models import User

GOOD = {"isi": "b", "bukti": "b"}
BEST = {"isi": "u", "bukti": "u"}
FAIR = {"isi": "c", "bukti": "c"}


def at(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"assignments:{name}", args=args)


def marked(levels: dict[str, str] | None = None, **rest: Any) -> Marked:
    """A sheet: 60 of 100 points unless said otherwise."""
    return Marked(levels=GOOD if levels is None else levels, **rest)


def seen(work: Work) -> Seen:
    """What a grader sees who opens the work now."""
    version = Work.objects.get(pk=work.pk).submission.current.number if work.submission else None
    return Seen(grades=work.grades.count(), version=version)


def grade(actor: User, work: Work, levels: dict[str, str] | None = None, **rest: Any) -> Decimal:
    """Grade a work as it stands; returns the points."""
    reason = rest.pop("reason", "")
    return give(actor=actor, work=work, marked=marked(levels, **rest), seen=seen(work), reason=reason).points


def sheet(work: Work, levels: dict[str, str] | None = None, **rest: Any) -> dict[str, Any]:
    """What a browser sends for a work as it stands."""
    looked = seen(work)
    chosen = {f"level-{key}": level for key, level in (GOOD if levels is None else levels).items()}
    return {"seen": looked.grades, "version": looked.version or "", **chosen, **rest}
