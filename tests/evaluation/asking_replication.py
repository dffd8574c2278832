"""Short words for asking the pages of replication and of the units."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.courses.asking import as_user, queries, status

__all__ = ["address", "as_user", "queries", "status"]


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"evaluation:{name}", args=args)
