"""The pieces of the homes that this room draws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.http import HttpRequest

from lms.people.access import person
from lms.people.registry import Panel
from lms.people.roles import hats_of
from lms.programme.enums import CellState
from lms.programme.queries import matrix as matrices
from lms.programme.queries.reviews import ReviewRow, open_reviews
from lms.programme.wording import Asked, Reminder, reminders


def reviewer_reviews(request: HttpRequest) -> Panel:
    """What waits for my unit's signature, each with its direct link."""
    rows = open_reviews(person(request))
    waiting = [row for row in rows if row.awaited]
    context = {"waiting": waiting, "following": len(rows) - len(waiting)}
    return Panel("programme/panel_reviewer.html", context, asks=bool(waiting))


def matrix_glance(request: HttpRequest) -> Panel | None:
    """The matrix at a glance: what is going on or to come; for a reviewer where the own units take part, with their cells."""
    programme = matrices.the_programme()
    if programme is None:
        return None
    own = sorted(hats_of(request.user).columns)
    rows = [
        (row, [row.cells[one] for one in own if one in row.cells])
        for row in matrices.matrix_of(programme, at_a_glance=True).rows
        if not own or any(one in row.cells for one in own)
    ]
    done = [row for row, cells in rows if _is_done(row, cells)]
    ahead = [(row, cells) for row, cells in rows if row not in done]
    return Panel("programme/panel_matrix.html", {"rows": ahead, "done": done, "has_own": bool(own)})


def _is_done(row: matrices.Row, cells: Sequence[matrices.Cell]) -> bool:
    states = [cell.state for cell in cells] or [row.state]
    return all(state == CellState.DONE for state in states)


def coordinator_reviews(request: HttpRequest) -> Panel:
    """Open reviews with who is awaited, a message to each unit that is, and the activities that are late."""
    rows = open_reviews(person(request))
    context = {"rows": rows, "reminders": _reminders(request, rows), "late": _late()}
    return Panel("programme/panel_coordinator.html", context)


def _reminders(request: HttpRequest, rows: Sequence[ReviewRow]) -> list[Reminder]:
    asked: dict[str, list[Asked]] = defaultdict(list)
    for row in rows:
        address = request.build_absolute_uri(row.review.get_absolute_url())
        for column, tally in row.tallies.items():
            if tally.awaited:
                asked[column].append(Asked(row.review, tally.awaited, address))
    return reminders(asked)


def _late() -> list[matrices.Row]:
    programme = matrices.the_programme()
    rows = matrices.matrix_of(programme, at_a_glance=True).rows if programme else []
    return [row for row in rows if any(cell.state == CellState.LATE for cell in row.cells.values())]


def administrator_reviews(request: HttpRequest) -> Panel | None:
    """Reviews past their due date: only an administrator can close them on record."""
    late = [row for row in open_reviews(person(request)) if row.review.is_late]
    return Panel("programme/panel_administrator.html", {"rows": late}) if late else None
