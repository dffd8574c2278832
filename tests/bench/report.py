"""The figures as a table to read; what is beyond a promise is marked, never asserted."""

from __future__ import annotations

from typing import Any

COLD, WARM, REQUESTS, GROWTH, MEMORY = 60 * 1024, 15 * 1024, 8, 1.5, 150.0


def _cells(values: list[str], widths: list[int]) -> str:
    return "| " + " | ".join(value.rjust(width) for value, width in zip(values, widths, strict=True)) + " |"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Lay rows out as a Markdown table that also reads as plain text."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    rule = "|" + "|".join("-" * (width + 1) + ":" for width in widths) + "|"
    return "\n".join([_cells(heads, widths), rule, *(_cells(row, widths) for row in rows)])


def _marked(text: str, beyond: bool) -> str:
    return f"{text} !" if beyond else text


def _row(name: str, sizes: list[dict[str, Any] | None]) -> list[str]:
    there = [size for size in sizes if size]
    first, last = there[0], there[-1]
    light = first["of_participant"]
    is_page = first["requests"] > 0
    growth = last["p95"] / first["p95"]
    same = len({size["queries"] for size in there}) == 1
    return [
        name,
        " / ".join(_marked(f"{size['cpu']:.1f}", False) for size in there),
        f"{last['floor']:.1f}",
        f"{last['frame']:.1f}",
        " / ".join(_marked(f"{size['ratio']:.1f}", is_page and size["ratio"] > size["floors"]) for size in there),
        _marked(" / ".join(str(size["queries"]) for size in there), not same),
        " / ".join(f"{size['p95']:.1f}" for size in there),
        _marked(f"{growth:.2f}", growth > GROWTH) if len(there) > 1 else "–",
        _marked(f"{last['cold'] / 1024:.1f}", light and last["cold"] > COLD) if is_page else "–",
        _marked(f"{last['warm'] / 1024:.1f}", light and last["warm"] > WARM) if is_page else "–",
        _marked(str(last["requests"]), light and last["requests"] > REQUESTS) if is_page else "–",
    ]


def journeys(worlds: list[dict[str, Any]]) -> str:
    """Return the table of the journeys, sizes beside each other in each cell."""
    by_size = [{row["name"]: row for row in world["journeys"]} for world in worlds]
    names = list(dict.fromkeys(name for rows in by_size for name in rows))
    heads = [
        "journey",
        "CPU ms",
        "floor ms",
        "frame ms",
        "ratio",
        "queries",
        "p95 ms",
        "growth",
        "cold KB",
        "warm KB",
        "requests",
    ]
    return table(heads, [_row(name, [rows.get(name) for rows in by_size]) for name in names])


def whole(result: dict[str, Any]) -> str:
    """Return everything a reader needs to judge the figures: where, what, how many, and what was not there."""
    where, worlds = result["where"], result["worlds"]
    sizes = " / ".join(f"{world['people']:,}" for world in worlds)
    lines = [
        f"{where['database']} · {where['cache']} · {sizes} people · {result['rounds']} requests of each over HTTP, medians · ! is beyond a promise",
        f"{where['cpu']} · {where['cores']} cores · {where['memory_gb']} GB · Python {where['python']} · Django {where['django']} · commit {where['commit']} · {where['date']}",
        "",
        journeys(worlds),
        "",
    ]
    for world in worlds:
        lines.append(f"World of {world['people']:,} people built in {world['world_seconds']} s.")
        if kept := world.get("memory"):
            said = f"{kept['end_mb']} MB after {kept['requests']:,} requests ({kept['start_mb']} MB after one of each page)"
            lines.append(_marked(f"Web worker: PSS {said}", kept["end_mb"] > MEMORY))
        lines += [f"Not measured: {name} ({reason})." for name, reason in world["missing"].items()]
    return "\n".join(lines)
