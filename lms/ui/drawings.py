"""Components that draw figures: SVG made here, with a title, a description and a table of the same figures.

`lms.ui.templatetags.ui` gives each its template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.ui import charts
from lms.ui.props import chosen, listed, said, shaped

CELL_TONES = ("plan", "ok", "wait", "late", "none")


def bar_chart(*, title: str, desc: str, rows: Iterable[tuple[str, Any]], top: float | None = None) -> dict[str, Any]:
    """Horizontal bars of `(label, value)`; below nothing there is no bar, and the figure says it."""
    said("bar_chart", title=title, desc=desc)
    listed("bar_chart", rows=rows)
    drawn, height = charts.bars(rows, top)
    return {"id": charts.chart_id(title), "title": title, "desc": desc, "bars": drawn, "height": height}


def line_chart(*, title: str, desc: str, series: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Lines of series `{name, points: [(label, value or None), …]}` that share their labels; four at most."""
    said("line_chart", title=title, desc=desc)
    series = shaped("line_chart", series, needed=("name", "points"))
    return {"id": charts.chart_id(title), "title": title, "desc": desc, **charts.lines(series)}


def radar_chart(
    *,
    title: str,
    desc: str,
    axes: Sequence[Mapping[str, Any]],
    series: Sequence[Mapping[str, Any]],
    axis_label: str,
    note_label: str = "",
    top: float | None = None,
) -> dict[str, Any]:
    """Several sides of one thing, before and after, with the figures as a table that is always open: the drawing names its axes by
    number. The last of the series `{"name": …, "values": […]}` is drawn in full."""
    said("radar_chart", title=title, desc=desc, axis_label=axis_label)
    axes = shaped("radar_chart", axes, needed=("label",), optional=("note",))
    series = shaped("radar_chart", series, needed=("name", "values"))
    words = {"title": title, "desc": desc, "axis_label": axis_label, "note_label": note_label}
    return {"id": charts.chart_id(title), **words, **charts.radar(axes, series, top)}


def heat_map(
    *,
    title: str,
    desc: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, Sequence[Any]]],
    top: float | None = None,
) -> dict[str, Any]:
    """Rows of `(label, values)`; the figure stands in each cell, so that the shade is never alone."""
    said("heat_map", title=title, desc=desc)
    listed("heat_map", columns=columns, rows=rows)
    return {"id": charts.chart_id(title), "title": title, "desc": desc, **charts.heat(columns, rows, top)}


def matrix_table(
    *, title: str, desc: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], corner: str = ""
) -> dict[str, Any]:
    """A matrix that folds on a phone. Rows: `number`, `label`, `note`, optional `href`, and `cells`, one for each
    column: None (takes no part) or `{label, tone, href, did}` with tone ok, wait, late or plan; `did` is a second, quieter line."""
    said("matrix_table", title=title, desc=desc)
    listed("matrix_table", columns=columns)
    rows = shaped("matrix_table", rows, needed=("number", "label", "cells"), optional=("note", "href"))
    return {
        "title": title,
        "desc": desc,
        "corner": corner,
        "columns": columns,
        "rows": [{**row, "cells": _cells(columns, row["cells"])} for row in rows],
    }


def _cells(columns: Sequence[str], cells: Sequence[Mapping[str, Any] | None]) -> list[dict[str, Any]]:
    return [
        {"column": column, "tone": "none"}
        if cell is None
        else {**cell, "column": column, "tone": chosen("matrix_table", "tone", str(cell["tone"]), CELL_TONES)}
        for column, cell in zip(columns, cells, strict=True)
    ]
