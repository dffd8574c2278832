"""A socket for the rooms above: what became of a handed-in form, shown on its page. And where this room's pages about a cohort stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.people.models import User

# The entry of a cohort's pages under which those of this room stand.
WORK = _("Tasks and marks")


@dataclass(frozen=True)
class Trace:
    """Something a handed-in form has become: in words, and where it stands (a path of this site)."""

    label: Any
    title: str
    url: str


TraceSource = Callable[[Any, User], list[Trace]]

_traces: list[TraceSource] = []


def add_traces(source: TraceSource) -> None:
    """Let a room say what a handed-in form has become, for one reader. Asked for each page of a submission: no query where it is nothing."""
    if source not in _traces:
        _traces.append(source)


def traces_of(submission: Any, reader: User) -> list[Trace]:
    """Return what a handed-in form has become, as far as this reader may see it."""
    return [trace for source in _traces for trace in source(submission, reader)]
