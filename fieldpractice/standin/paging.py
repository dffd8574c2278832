"""Lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fieldpractice.standin.routing import Asked


def page(rows: Sequence[dict[str, Any]], asked: Asked, key: str) -> dict[str, Any]:
    """Return one page of a list with the token of the next one."""
    size = max(1, min(int(asked.query.get("page_size") or 30), 300))
    token = asked.query.get("next_page_token") or ""
    start = int(token.removeprefix("page-")) if token.removeprefix("page-").isdigit() else 0
    left = start + size < len(rows)
    return {
        "page_size": size,
        "page_count": -(-len(rows) // size),
        "total_records": len(rows),
        "next_page_token": f"page-{start + size}" if left else "",
        key: list(rows[start : start + size]),
    }
