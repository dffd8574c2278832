"""The pieces of the homes that this room draws."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people.access import person
from lms.people.registry import Panel
from lms.people.roles import hats_of
from lms.programme.enums import CellState
from lms.programme.queries import matrix as matrices
from lms.programme.queries.reviews import ReviewRow, open_reviews
from lms.programme.wording import Reminder, reminder, timing


def reviewer_reviews(request: HttpRequest) -> Panel:
    """What waits for my unit's signature, each with its direct link."""
    rows = open_reviews(person(request))
    waiting = [row for row in rows if row.awaited]
    return Panel("programme/panel_reviewer.html", {"waiting": waiting, "following": len(rows) - len(waiting)})


def matrix_glance(request: HttpRequest) -> Panel | None:
    """The matrix at a glance: every activity, and for a reviewer the own unit's cell in it."""
    programme = matrices.the_programme()
    if programme is None:
        return None
    own = sorted(hats_of(request.user).columns)
    matrix = matrices.matrix_of(programme)
    rows = [
        (row, timing(row.activity, row.state), [row.cells[one] for one in own if one in row.cells])
        for row in matrix.rows
    ]
    return Panel("programme/panel_matrix.html", {"rows": rows, "has_own": bool(own)})


def coordinator_reviews(request: HttpRequest) -> Panel:
    """Open reviews with who is awaited and a reminder to paste, and the activities that are late."""
    rows = open_reviews(person(request))
    reviews = [(row, _reminders(request, row)) for row in rows]
    return Panel("programme/panel_coordinator.html", {"reviews": reviews, "late": _late()})


def _reminders(request: HttpRequest, row: ReviewRow) -> list[Reminder]:
    address = request.build_absolute_uri(row.review.get_absolute_url())
    awaited = {column: tally.awaited for column, tally in row.tallies.items() if tally.awaited}
    return [reminder(row.review, column, count, address) for column, count in awaited.items()]


def _late() -> list[matrices.Row]:
    programme = matrices.the_programme()
    rows = matrices.matrix_of(programme).rows if programme else []
    return [row for row in rows if any(cell.state == CellState.LATE for cell in row.cells.values())]


def administrator_reviews(request: HttpRequest) -> Panel | None:
    """Reviews past their due date: only an administrator can close them on record."""
    late = [row for row in open_reviews(person(request)) if row.review.is_late]
    return Panel("programme/panel_administrator.html", {"rows": late}) if late else None
