"""A socket for the floors above: what else can be reached from a cohort's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Cohort
from lms.people.models import User


@dataclass(frozen=True)
class CohortLink:
    """A way on from a cohort: `url_name` takes the cohort's id; shown to those who have `permission` on the cohort."""

    url_name: str
    label: Any
    permission: str
    order: int


_links: list[CohortLink] = []


def add_cohort_link(link: CohortLink) -> None:
    """Let a room above add a way on, from its AppConfig.ready()."""
    if link not in _links:
        _links.append(link)
        _links.sort(key=lambda entry: entry.order)


def cohort_links(user: User, cohort: Cohort) -> list[CohortLink]:
    """Return the ways on that are open to somebody."""
    return [link for link in _links if user.has_perm(link.permission, cohort)]
