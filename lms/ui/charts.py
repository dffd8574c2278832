"""What the chart templates draw. Places across are percentages, so a chart fits any width while its words keep their size.

All coordinates leave here as strings with a point: a template would write them in the reader's language, with a comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, floor, log10, pi, sin
from textwrap import wrap
from typing import Any

from django.utils.text import slugify

Number = Any

ROW = 44
# So many signs of a label stand beside the figure on the narrowest phone; pixels from one line of it to the next.
LABEL, LINE = 36, 18
PLOT_TOP, PLOT_HEIGHT = 16, 180
PLOT_LEFT, PLOT_WIDTH = 9.0, 87.0
CELL_HEIGHT, HEAD_HEIGHT, NAME_WIDTH = 30, 26, 30.0
LEVELS = 4
# A radar keeps its own square, which a narrow screen makes smaller as a whole.
SQUARE, RADIUS, NUMBERS = 300, 112, 132
LEAST_AXES = 3


def chart_id(title: str) -> str:
    """Return a stable id for the title, so that the page is the same bytes each time."""
    return f"chart-{slugify(title) or 'x'}"


def percent(part: float) -> str:
    return f"{part:.2f}%"


def scale(highest: float) -> list[float]:
    """Return the marks of the scale from 0 to at least the highest value: at most six, 1, 2 or 5 times a power of ten
    apart, whole numbers wherever the values reach 5."""
    if highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** floor(log10(highest))
    step = next(power * k for k in (0.2, 0.5, 1, 2) if highest / (power * k) <= 5)
    return [step * k for k in range(ceil(highest / step - 1e-9) + 1)]


@dataclass(frozen=True)
class Bar:
    """A bar under its label, which stands in as many lines as a phone needs: words of a drawing do not break by themselves."""

    label: str
    value: Number
    width: str
    y: int
    text_y: int
    lines: tuple[tuple[str, int], ...]


def bars(rows: Iterable[tuple[str, Number]], top: float | None = None) -> tuple[list[Bar], int]:
    """Return the bars of a bar chart, `top` (the longest if None) at the full width, and the height in pixels."""
    listed = [(str(label), value) for label, value in rows]
    highest = float(top) if top else max((float(value) for _label, value in listed if value > 0), default=1.0)
    drawn, down = list[Bar](), 0
    for label, value in listed:
        texts = wrap(label, LABEL) or [label]
        more = (len(texts) - 1) * LINE
        lines = tuple((text, down + 14 + i * LINE) for i, text in enumerate(texts))
        width = percent(min(max(float(value), 0.0) / highest, 1.0) * 100)
        drawn.append(Bar(label, value, width, down + more + 22, down + 14, lines))
        down += ROW + more
    return drawn, down


@dataclass(frozen=True)
class Point:
    label: str
    value: Number
    x: str
    y: str


@dataclass(frozen=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Line:
    name: str
    place: int
    points: list[Point]
    strokes: list[Stroke]


@dataclass(frozen=True)
class Tick:
    value: Number
    y: str
    text_y: str


def lines(series: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a line chart draws of series `{"name": …, "points": [(label, value or None), …]}` with common labels.

    A missing value (None) interrupts its line: nothing is invented between two weeks.
    """
    labels = [str(label) for label, _value in series[0]["points"]] if series else []
    values = [float(v) for one in series for _label, v in one["points"] if v is not None]
    marks = scale(max(values, default=0.0))
    top = marks[-1]
    drawn = [_line(i, one, top) for i, one in enumerate(series)]
    return {
        "lines": drawn,
        "labels": [(label, percent(_across(i, len(labels)))) for i, label in enumerate(labels)],
        "every": max(1, ceil(len(labels) / 6)),
        "ticks": [Tick(_plain(v), f"{_down(v, top):.1f}", f"{_down(v, top) + 4:.1f}") for v in marks],
        "height": PLOT_TOP + PLOT_HEIGHT + 28,
        "label_y": PLOT_TOP + PLOT_HEIGHT + 20,
        "left": percent(PLOT_LEFT),
        "right": percent(PLOT_LEFT + PLOT_WIDTH),
        "rows": [(label, [one["points"][i][1] for one in series]) for i, label in enumerate(labels)],
    }


def _line(place: int, one: Mapping[str, Any], top: float) -> Line:
    count = len(one["points"])
    spots = [
        None
        if value is None
        else Point(str(label), value, percent(_across(i, count)), f"{_down(float(value), top):.1f}")
        for i, (label, value) in enumerate(one["points"])
    ]
    strokes = [Stroke(a.x, a.y, b.x, b.y) for a, b in pairwise(spots) if a and b]
    return Line(str(one["name"]), place, [spot for spot in spots if spot], strokes)


def _across(place: int, count: int) -> float:
    return PLOT_LEFT + (PLOT_WIDTH * place / (count - 1) if count > 1 else PLOT_WIDTH / 2)


def _down(value: float, top: float) -> float:
    return PLOT_TOP + PLOT_HEIGHT * (1 - value / top)


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else round(value, 2)


@dataclass(frozen=True)
class Cell:
    value: Number | None
    level: int
    x: str
    middle: str


@dataclass(frozen=True)
class HeatRow:
    label: str
    y: int
    text_y: int
    cells: list[Cell]


def heat(
    columns: Sequence[str], rows: Iterable[tuple[str, Sequence[Number | None]]], top: float | None
) -> dict[str, Any]:
    """Return what a heat map draws: four levels up to `top` (the highest value if None), empty cells marked as such."""
    listed = [(str(label), list(values)) for label, values in rows]
    highest = top or max((float(v) for _l, values in listed for v in values if v is not None), default=1.0) or 1.0
    wide = (100.0 - NAME_WIDTH) / max(len(columns), 1)
    places = [NAME_WIDTH + i * wide for i in range(len(columns))]
    drawn = [
        HeatRow(
            label,
            HEAD_HEIGHT + i * CELL_HEIGHT,
            HEAD_HEIGHT + i * CELL_HEIGHT + 18,
            [
                Cell(value, _level(value, highest), percent(x), percent(x + wide / 2))
                for x, value in zip(places, values, strict=True)
            ],
        )
        for i, (label, values) in enumerate(listed)
    ]
    return {
        "columns": [(str(label), percent(x + wide / 2)) for label, x in zip(columns, places, strict=True)],
        "rows": drawn,
        "cell_width": percent(wide - 0.3),
        "cell_height": CELL_HEIGHT - 3,
        "height": HEAD_HEIGHT + len(drawn) * CELL_HEIGHT,
    }


def _level(value: Number | None, highest: float) -> int:
    """Return 0 for nothing, else 1 to LEVELS."""
    if value is None or float(value) <= 0:
        return 0
    return min(LEVELS, ceil(float(value) / highest * LEVELS))


@dataclass(frozen=True)
class Spoke:
    number: int
    label: str
    note: str
    x: str
    y: str
    text_x: str
    text_y: str
    values: list[tuple[str, Number | None]]


@dataclass(frozen=True)
class Web:
    """One series of a radar. `outline` holds the corners when none is missing; else only strokes between neighbours are drawn."""

    name: str
    place: int
    points: list[Point]
    strokes: list[Stroke]
    outline: str


def radar(axes: Sequence[Mapping[str, Any]], series: Sequence[Mapping[str, Any]], top: float | None) -> dict[str, Any]:
    """Return what a radar draws of axes `{"label": …, "note": …}` and series `{"name": …, "values": [value or None, …]}`.

    The last series is the one drawn in full, those before it are dashed. Fewer than three axes span no area: then nothing is drawn, and
    the table says it all. Raises ValueError when a series has not one value for each axis.
    """
    if any(len(one["values"]) != len(axes) for one in series):
        raise ValueError("A series of a radar has one value for each axis.")
    values = [float(v) for one in series for v in one["values"] if v is not None]
    marks = scale(float(top) if top else max(values, default=0.0))
    spokes = [
        _spoke(i, len(axes), one, [(str(row["name"]), row["values"][i]) for row in series])
        for i, one in enumerate(axes)
    ]
    return {
        "spokes": spokes,
        "webs": [_web(len(series) - 1 - i, one, axes, marks[-1]) for i, one in enumerate(series)],
        "rings": [(_plain(mark), f"{RADIUS * mark / marks[-1]:.1f}", _ring(mark, marks[-1])) for mark in marks[1:]],
        "drawn": len(axes) >= LEAST_AXES,
        "square": SQUARE,
        "middle": SQUARE // 2,
        "noted": any(spoke.note for spoke in spokes),
    }


def _spoke(place: int, many: int, axis: Mapping[str, Any], values: list[tuple[str, Number | None]]) -> Spoke:
    (x, y), (text_x, text_y) = _round(place, many, RADIUS), _round(place, many, NUMBERS)
    spots = (f"{x:.1f}", f"{y:.1f}", f"{text_x:.1f}", f"{text_y + 5:.1f}")
    return Spoke(place + 1, str(axis["label"]), str(axis.get("note", "")), *spots, values)


def _web(place: int, one: Mapping[str, Any], axes: Sequence[Mapping[str, Any]], top: float) -> Web:
    many = len(axes)
    spots = [
        None if value is None else Point(str(axis["label"]), value, *_spot(i, many, float(value), top))
        for i, (axis, value) in enumerate(zip(axes, one["values"], strict=True))
    ]
    known = [spot for spot in spots if spot]
    whole = len(known) == many
    around = [] if whole else pairwise([*spots, *spots[:1]])
    strokes = [Stroke(a.x, a.y, b.x, b.y) for a, b in around if a and b]
    outline = " ".join(f"{spot.x},{spot.y}" for spot in known) if whole else ""
    return Web(str(one["name"]), place, known, strokes, outline)


def _spot(place: int, many: int, value: float, top: float) -> tuple[str, str]:
    x, y = _round(place, many, RADIUS * min(max(value / top, 0.0), 1.0))
    return f"{x:.1f}", f"{y:.1f}"


def _round(place: int, many: int, far: float) -> tuple[float, float]:
    """Return the point so far from the middle on the axis of this place: the first points up, the others follow clockwise."""
    angle = 2 * pi * place / max(many, 1)
    return SQUARE / 2 + far * sin(angle), SQUARE / 2 - far * cos(angle)


def _ring(mark: float, top: float) -> str:
    return f"{SQUARE / 2 - RADIUS * mark / top - 2:.1f}"
