"""The pieces of the homes that are about grading."""

from __future__ import annotations

from django.http import HttpRequest

from assignments.queries.desk import Wanted, filtered, page_of, piles_of, works_visible_to
from assignments.queries.graders import ages_by_grader
from assignments.queries.results import latest_results
from lms.people.access import person
from lms.people.registry import Panel

AT_HAND = 5


def facilitator(request: HttpRequest) -> Panel | None:
    """What waits to be graded by me, the oldest first."""
    user = person(request)
    works = works_visible_to(user)
    piles = [pile for pile in piles_of(works) if pile.needs_somebody]
    if not piles:
        return None
    mine = page_of(filtered(works, Wanted(grader="me"), user), size=AT_HAND)
    context = {
        "rows": mine.rows,
        "piles": piles,
        "waiting": sum(pile.waiting for pile in piles),
        "asked": sum(pile.asked for pile in piles),
    }
    return Panel("assignments/panel_grading.html", context)


def coordinator(request: HttpRequest) -> Panel | None:
    """How much waits and for how long, by grader."""
    ages = list(ages_by_grader(works_visible_to(person(request))))
    if not ages:
        return None
    context = {"ages": ages, "waiting": sum(int(str(age["waiting"])) for age in ages)}
    return Panel("assignments/panel_grading_ages.html", context)


def participant(request: HttpRequest) -> Panel | None:
    """What was graded lately."""
    rows = latest_results(person(request))
    return Panel("assignments/panel_results.html", {"rows": rows}) if rows else None
