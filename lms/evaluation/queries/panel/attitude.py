"""What a facilitator said of people's attitude, as the page of marks shows it: the own marks alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.evaluation.models import AttitudeMark
from lms.evaluation.queries.panel.board import Board, Person, criteria_rows
from lms.people.models import User

Typed = Mapping[str, tuple[dict[str, str], str]]


@dataclass(frozen=True)
class AttitudeRow:
    person: Person
    criteria: list[dict[str, Any]]
    comment: str
    mark: AttitudeMark | None
    locked: bool


def attitude_rows(board: Board, people: Iterable[Person], reader: User, typed: Typed) -> list[AttitudeRow]:
    """Return a page of people with the reader's own last mark, or with what was typed: one query."""
    _adopted, rules = board.in_force
    mine: dict[int, AttitudeMark] = {}
    shown = list(people)
    rows = AttitudeMark.objects.filter(actor=reader, enrolment__in=[one.id for one in shown])
    for mark in rows.order_by("at", "pk"):
        mine[mark.enrolment_id] = mark
    found = []
    for one in shown:
        mark = mine.get(one.id)
        levels, comment = typed.get(one.public_id, (mark.levels if mark else {}, mark.comment if mark else ""))
        criteria = criteria_rows(rules.criteria["attitude"], levels)
        found.append(AttitudeRow(one, criteria, comment, mark, board.locked(one)))
    return found
