"""Reads the permission table and the site's addresses, and asks each address as each role.

A line of `table.txt`: `METHOD url:name object | outcome for each role`. Outcomes: `ok` (served, redirected, or refused only for what
was filled in), `in` (sent to sign in), `403`, `404`, `405`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("table.txt")
ROLES = (
    "anonymous",
    "participant",
    "facilitator",
    "coordinator",
    "reviewer",
    "supervisor",
    "unit_contact",
    "admin",
    "outsider",
)
# Whole trees that bring their own permissions; each has its own rows by address in the table.
FOREIGN = ("admin:", "wagtailadmin", "wagtaildocs", "wagtailimages", "wagtailsnippets", "wagtail")


@dataclass(frozen=True)
class Row:
    """One address under one method on one object, and what each role gets."""

    method: str
    name: str
    object: str
    outcomes: tuple[str, ...]


def rows() -> list[Row]:
    """Return the table. Raises ValueError with the line when one is not of its form."""
    found = []
    for number, line in enumerate(TABLE.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, bar, right = line.partition("|")
        what, outcomes = left.split(), tuple(right.split())
        if not bar or len(what) != 3 or len(outcomes) != len(ROLES):
            raise ValueError(f"table.txt line {number}: {line!r}")
        found.append(Row(*what, outcomes))
    return found


def names(patterns: list[URLPattern | URLResolver] | None = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the full name of every address that is ours; an address of ours without a name is an error."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) in {"cms/", "admin/", "documents/", "accounts/"}:
                continue
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from names(entry.url_patterns, inner)
        elif not str(entry.name or "").startswith("wagtail_serve"):
            if not entry.name:
                raise ValueError(f"{entry.pattern} has no name")
            yield ":".join([*spaces, entry.name])


def outcome(client: Client, row: Row, kwargs: dict[str, str]) -> str:
    """Ask the address and say what came back in the table's words."""
    path = row.name if row.name.startswith("/") else reverse(row.name, kwargs=kwargs)
    answer = client.generic(row.method, path)
    if answer.status_code in {302, 303} and answer["Location"].startswith("/accounts/login/"):
        return "in"
    return str(answer.status_code) if answer.status_code in {403, 404, 405, 500} else "ok"
