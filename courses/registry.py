"""A socket for the upper rooms: which pages about a cohort stand beside its overview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CohortTab:
    """A page about one cohort; `url_name` takes the cohort's public id. Shown to who may list the cohort's people, or may do what is named."""

    url_name: str
    label: Any
    order: int
    permission: str = "courses.list_people"


_tabs: list[CohortTab] = []


def add_cohort_tab(tab: CohortTab) -> None:
    """Put a page beside the cohort's overview."""
    if tab not in _tabs:
        _tabs.append(tab)
        _tabs.sort(key=lambda one: one.order)


def cohort_tabs() -> list[CohortTab]:
    """Return the pages about a cohort, in order."""
    return list(_tabs)
