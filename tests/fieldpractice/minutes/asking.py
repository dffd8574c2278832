"""Short words for asking pages in tests."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.courses.asking import as_user, queries, status

__all__ = ["address", "as_user", "queries", "send", "status"]


def address(name: str, *args: Any) -> str:
    """The address of a page of this room."""
    return reverse(f"fieldpractice:{name}", args=args)


def send(client: Client, url: str, **data: Any) -> tuple[int, dict[str, Any]]:
    """What the page's script gets back."""
    answer = client.post(url, data, headers={"Accept": "application/json"})
    return answer.status_code, answer.json()
