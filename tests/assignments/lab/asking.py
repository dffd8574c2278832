"""Short words for asking pages of this room in tests."""

from __future__ import annotations

from typing import Any

from django.urls import reverse


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"assignments:{name}", args=args)
