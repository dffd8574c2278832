"""How the states of a week are drawn, on the screen and on paper: a sign each, so that colour is never alone."""

from __future__ import annotations

from typing import NamedTuple

from fieldpractice.enums import CellState


class Sign(NamedTuple):
    """A sign, and the tone of lms.ui's map that goes with it."""

    sign: str
    tone: str


SIGNS: dict[CellState, Sign] = {
    CellState.DONE: Sign("✓", "ok"),
    CellState.WAITING: Sign("◷", "wait"),
    CellState.RETURNED: Sign("↩", "back"),
    CellState.LATE: Sign("!", "late"),
    CellState.PAUSED: Sign("||", "rest"),
    CellState.RUNNING: Sign("…", "now"),
    CellState.NOTHING: Sign("–", "none"),
    CellState.COMING: Sign("·", "plan"),
}
