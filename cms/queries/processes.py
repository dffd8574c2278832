"""The map of the business processes: boxes in lanes, and the same as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.enums import Lane
from cms.models import BusinessProcess

LEFT, TOP = 170, 34
COLUMN, LANE, MARK = 84, 76, 30
BOX_WIDTH, BOX_HEIGHT = 60, 44


@dataclass(frozen=True)
class Box:
    """A process in a lane, in the drawing's units."""

    number: int
    title: str
    x: int
    y: int

    @property
    def middle_x(self) -> int:
        return self.x + BOX_WIDTH // 2

    @property
    def middle_y(self) -> int:
        return self.y + BOX_HEIGHT // 2


@dataclass(frozen=True)
class Band:
    """A lane with its boxes, or a row of marks (who assists, where a survey is filled in)."""

    label: str
    y: int
    height: int
    boxes: list[Box]
    marks: list[Box]
    tone: str = ""

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Link:
    """A line that ties the boxes of one process together."""

    x: int
    top: int
    bottom: int


@dataclass(frozen=True)
class ProcessMap:
    """The drawing (width and height in its own units) and the processes behind it."""

    processes: list[BusinessProcess]
    lanes: list[Band]
    marks: list[Band]
    links: list[Link]
    columns: list[Box]
    width: int
    height: int


def process_map() -> ProcessMap:
    """Return the map of all processes. One query."""
    processes = list(BusinessProcess.objects.all())
    lanes = _lanes(processes)
    marks = _marks(processes, TOP + LANE * len(lanes) + 12)
    return ProcessMap(
        processes=processes,
        lanes=lanes,
        marks=marks,
        links=_links(lanes),
        columns=[_box(process, place, 0) for place, process in enumerate(processes)],
        width=LEFT + COLUMN * len(processes) + 8,
        height=TOP + LANE * len(lanes) + 12 + MARK * len(marks) + 4,
    )


def _lanes(processes: list[BusinessProcess]) -> list[Band]:
    rows: list[tuple[str, Any]] = [(str(lane.label), lane) for lane in Lane]
    if any(not process.lanes for process in processes):
        rows.append((_("No lane in the source"), None))
    return [_lane(label, lane, row, processes) for row, (label, lane) in enumerate(rows)]


def _lane(label: str, lane: Lane | None, row: int, processes: list[BusinessProcess]) -> Band:
    top = TOP + LANE * row
    there = [
        _box(process, place, top + (LANE - BOX_HEIGHT) // 2)
        for place, process in enumerate(processes)
        if (lane in process.lanes if lane else not process.lanes)
    ]
    return Band(label, top, LANE, there, [], str(lane or "none"))


def _links(lanes: list[Band]) -> list[Link]:
    places: dict[int, list[int]] = {}
    for box in (box for lane in lanes for box in lane.boxes):
        places.setdefault(box.middle_x, []).append(box.middle_y)
    return [Link(x, min(ys), max(ys)) for x, ys in places.items() if len(ys) > 1]


def _box(process: BusinessProcess, place: int, y: int) -> Box:
    return Box(process.number, process.local_title, LEFT + COLUMN * place + (COLUMN - BOX_WIDTH) // 2, y)


def _marks(processes: list[BusinessProcess], top: int) -> list[Band]:
    rows = [
        (_("LPK officer assists"), "assist_lpk_officer"),
        (_("Kiosk officer assists"), "assist_kios"),
        (_("Instructor assists"), "assist_instructor"),
        (_("Survey in SISNAKER"), "survey_in_sisnaker"),
    ]
    return [
        Band(
            label,
            top + MARK * row,
            MARK,
            [],
            [_box(process, place, 0) for place, process in enumerate(processes) if getattr(process, flag)],
            flag,
        )
        for row, (label, flag) in enumerate(rows)
    ]


def lane_lists(found: ProcessMap) -> list[tuple[str, list[BusinessProcess]]]:
    """Return the processes by lane, as a phone shows them."""
    by_number = {process.number: process for process in found.processes}
    return [(lane.label, [by_number[box.number] for box in lane.boxes]) for lane in found.lanes]
