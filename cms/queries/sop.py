"""An SOP's table of steps, ready to be drawn: whose column, which symbol, and how the line runs to the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.enums import SopSymbol
from cms.models import SopPage

# Symbols after which the flow does not go on to the next row.
ENDS = frozenset({SopSymbol.END, SopSymbol.OFFPAGE})


@dataclass(frozen=True)
class Cell:
    """One executor's cell of a row. The lines run in percent of the cell: in from the top, along the top, out below."""

    executor: str
    symbol: str = ""
    comes_in: bool = False
    goes_out: bool = False
    along_left: bool = False
    along_right: bool = False


@dataclass(frozen=True)
class Step:
    """A row of the table."""

    number: int
    activity: str
    executor: str
    symbol: str
    symbol_label: str
    requirements: str
    minutes: int
    output: str
    note: str
    no_to: int | None
    yes_to: int | None
    cells: list[Cell]


def sop_steps(page: SopPage) -> list[Step]:
    """Return the steps of an SOP with the cells of the executors. No query."""
    values = [child.value for child in page.steps]
    columns = {executor: place for place, executor in enumerate(page.executors)}
    return [_step(number, values, columns) for number in range(1, len(values) + 1)]


def _step(number: int, values: list[Any], columns: dict[str, int]) -> Step:
    value = values[number - 1]
    before = values[number - 2] if number > 1 else None
    linked = before is not None and before["symbol"] not in ENDS
    goes_on = number < len(values) and value["symbol"] not in ENDS
    here = columns.get(value["executor"], 0)
    start = columns.get(before["executor"], 0) if linked and before is not None else here
    decision = value["symbol"] == SopSymbol.DECISION
    return Step(
        number=number,
        activity=value["activity"],
        executor=value["executor"],
        symbol=value["symbol"],
        symbol_label=str(SopSymbol(value["symbol"]).label),
        requirements=value["requirements"],
        minutes=value["minutes"],
        output=value["output"],
        note=value["note"] or "",
        no_to=value.get("no_to"),
        yes_to=number + 1 if decision and goes_on else None,
        cells=[
            Cell(
                executor=executor,
                symbol=value["symbol"] if place == here else "",
                comes_in=linked and place == here,
                goes_out=goes_on and place == here,
                along_left=linked and min(here, start) < place <= max(here, start),
                along_right=linked and min(here, start) <= place < max(here, start),
            )
            for executor, place in columns.items()
        ],
    )
