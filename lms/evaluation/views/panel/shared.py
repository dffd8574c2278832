"""What the pages of the panel share: the cohort, a participant of it, and what the reader is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from courses.models import Cohort, Enrolment
from courses.queries.visible import cohorts_visible_to
from lms.evaluation.models import PanelMember
from lms.evaluation.queries.panel.board import Board, Person, board_of, evaluated
from lms.people.access import check, found, person


@dataclass(frozen=True)
class Reader:
    """What somebody is on a panel: with a seat, as who organises, or both."""

    seat: PanelMember | None
    organises: bool

    @property
    def scores(self) -> bool:
        return self.seat is not None and self.seat.sits


def cohort_at(request: HttpRequest, pid: str, permission: str) -> Cohort:
    """Return a cohort this reader may do this with: Http404 when unseen, PermissionDenied when only seen."""
    cohort = found(cohorts_visible_to(person(request)).select_related("version", "programme"), public_id=pid)
    check(request, permission, cohort)
    return cohort


def board_at(request: HttpRequest, pid: str, permission: str) -> tuple[Board, Reader]:
    """Return the panel of a cohort, and what the reader is there."""
    board = board_of(cohort_at(request, pid, permission))
    return board, reader_of(request, board)


def reader_of(request: HttpRequest, board: Board) -> Reader:
    user = person(request)
    seat = board.seat_of(user) if user.has_perm("evaluation.score", board.cohort) else None
    return Reader(seat, user.has_perm("evaluation.manage_panel", board.cohort))


def person_on(board: Board, enrolment: str) -> Person:
    """Return a participant of the board, or raise Http404."""
    one = next((one for one in board.people if one.public_id == enrolment), None)
    if one is None:
        raise Http404
    return one


def enrolment_at(cohort: Cohort, pid: str) -> Enrolment:
    """Return an evaluated participant of a cohort, or raise Http404."""
    return found(evaluated(cohort).select_related("user", "work_unit", "cohort__version"), public_id=pid)
