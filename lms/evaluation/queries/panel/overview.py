"""The panel at a glance: the evaluator's queue, the seats, differences to meet on, how many are locked. No query beyond the board's, but one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from courses.models import Cohort
from lms.evaluation.enums import EvaluationState
from lms.evaluation.models import Objection, PanelMember, PanelScore
from lms.evaluation.queries.panel.board import Board, Person
from lms.people.enums import Column
from lms.people.models import User


@dataclass(frozen=True)
class Queue:
    """What an evaluator has before him: so many people, so many scored, and who is next."""

    expected: int
    given: int
    next: Person | None

    @property
    def left(self) -> int:
        return self.expected - self.given


@dataclass(frozen=True)
class OwnRow:
    """One participant in an evaluator's list: the own score alone."""

    person: Person
    score: PanelScore | None
    barred: str
    # Barred by rule: there is no declaration to take back.
    bound: bool
    locked: bool
    to_meet: bool


@dataclass(frozen=True)
class SeatRow:
    """One evaluator, and how far: of how many people, how many are scored, in how many there is a conflict of interest."""

    member: PanelMember
    unit: str
    expected: int
    given: int
    barred: int


@dataclass(frozen=True)
class Counts:
    """How many are evaluated, scored by the whole panel, locked, released."""

    people: int
    complete: int
    locked: int
    released: int

    @property
    def open(self) -> int:
        return self.people - self.locked - self.released


def own_queue(board: Board, seat: PanelMember | None) -> Queue:
    """Return how far an evaluator is: locked people are waited for no more."""
    if seat is None:
        return Queue(0, 0, None)
    mine = [one for one in board.people if one.id in board.panels and seat.pk in board.panels[one.id].expected]
    waiting = [one for one in mine if seat.pk in board.panels[one.id].awaited and not board.locked(one)]
    given = sum(seat.pk in board.panels[one.id].given for one in mine)
    return Queue(given + len(waiting), given, waiting[0] if waiting else None)


def place_of(board: Board, seat: PanelMember, person: Person) -> tuple[Person | None, Person | None]:
    """Return who comes before and after somebody among those an evaluator is to score, round the open ones first."""
    mine = [one for one in board.people if one.id in board.panels and seat.pk in board.panels[one.id].expected]
    ids = [one.id for one in mine]
    if person.id not in ids:
        return None, next(iter(mine), None)
    here = ids.index(person.id)
    return (mine[here - 1] if here else None), (mine[here + 1] if here + 1 < len(mine) else None)


def next_open(board: Board, seat: PanelMember, person: Person) -> Person | None:
    """Return the next participant without the own score after somebody, going round."""
    ids = [one.id for one in board.people]
    here = ids.index(person.id)
    ring = [*board.people[here + 1 :], *board.people[:here]]
    return next((one for one in ring if seat.pk in board.panels[one.id].awaited and not board.locked(one)), None)


def own_rows(board: Board, seat: PanelMember | None, people: Iterable[Person]) -> list[OwnRow]:
    """Return the people of a page as an evaluator's list shows them."""
    if seat is None or board.rules is None:
        return []
    found = []
    for one in people:
        panel = board.panels[one.id]
        mine = panel.newest.get(seat.pk)
        barred = panel.barred.get(seat.pk, "")
        to_meet = bool(mine) and not barred and panel.to_meet
        found.append(OwnRow(one, mine, barred, seat.pk in panel.bound, board.locked(one), to_meet))
    return found


def seat_rows(board: Board) -> list[SeatRow]:
    """Return the seats with how far each is: numbers alone."""
    found = []
    for member in board.members:
        panels = list(board.panels.values())
        found.append(
            SeatRow(
                member,
                str(Column(member.column).label),
                sum(member.pk in one.expected for one in panels) if member.sits else 0,
                sum(member.pk in one.newest and member.pk not in one.barred for one in panels),
                sum(member.pk in one.barred for one in panels),
            )
        )
    return found


def lacks(board: Board) -> str:
    """Return which side a panel lacks, `ilo` or `ministry`; nothing where both sit, or nobody does yet."""
    columns = {one.column for one in board.sitting}
    if not columns or (Column.ILO in columns and len(columns) > 1):
        return ""
    return "ministry" if Column.ILO in columns else "ilo"


@dataclass(frozen=True)
class Difference:
    """A difference that asks for a meeting, for who may know its scores."""

    person: Person
    spread: Decimal
    low: Decimal
    high: Decimal


def to_meet(board: Board, user: User, *, organises: bool) -> list[Difference]:
    """Return the differences above the tolerance, the largest first, as far as somebody may know the scores."""
    found = []
    for one in board.people:
        panel = board.panels.get(one.id)
        if panel is None or not panel.to_meet or board.locked(one):
            continue
        shown = board.shown_to(user, one.id, organises=organises)
        if shown:
            percents = [score.percent for score in shown]
            found.append(Difference(one, panel.spread, min(percents), max(percents)))
    return sorted(found, key=lambda one: -one.spread)


def counts_of(board: Board) -> Counts:
    """Return the cohort in numbers."""
    states = [one.state for one in board.people]
    return Counts(
        people=len(board.people),
        complete=sum(panel.complete for panel in board.panels.values()),
        locked=states.count(EvaluationState.LOCKED),
        released=states.count(EvaluationState.RELEASED),
    )


def open_objections(cohort: Cohort) -> list[Objection]:
    """Return the objections that wait for an answer, the oldest first: one query."""
    rows = Objection.objects.filter(evaluation__enrolment__cohort=cohort, verdict="")
    return list(rows.select_related("evaluation__enrolment__user").order_by("at", "pk"))
