"""Reads the permission table and the site's addresses, and asks each address as each role.

A line of `table.txt`: `METHOD what object | outcome for each role`, where `what` is the name of an address of ours, or a path for
what the packages bring. See docs/permissions.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.http import HttpResponse
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
OUTCOMES = frozenset({"ok", "in", "403", "404", "410"})
# Trees that bring their own permissions; each has its rows by path.
FOREIGN = ("cms/", "admin/", "documents/", "accounts/")
SIGN_IN = "/accounts/login/"
DOORS = (SIGN_IN, "/admin/login/", "/cms/login/")


@dataclass(frozen=True)
class Row:
    """One address under one method on one object, and what each role gets."""

    method: str
    name: str
    object: str
    outcomes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.object}"

    @property
    def wanted(self) -> dict[str, str]:
        """The outcome of each role."""
        return dict(zip(ROLES, self.outcomes, strict=True))


def rows() -> list[Row]:
    """Return the table. Raises ValueError with the line when one is not of its form or stands there twice."""
    found: dict[str, Row] = {}
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, bar, right = line.partition("|")
        what, outcomes = left.split(), tuple(right.split())
        sound = bar and len(what) == 3 and len(outcomes) == len(ROLES) and OUTCOMES.issuperset(outcomes)
        if not sound or " ".join(what) in found:
            raise ValueError(f"table.txt line {number}: {line!r}")
        found[" ".join(what)] = Row(*what, outcomes)
    return list(found.values())


def names(patterns: list[URLPattern | URLResolver] | None = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the full name of every address that is ours; an address of ours without a name is an error."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            if str(entry.pattern) in FOREIGN:
                continue
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from names(entry.url_patterns, inner)
        elif not str(entry.name or "").startswith("wagtail"):
            if not entry.name:
                raise ValueError(f"{entry.pattern} has no name")
            yield ":".join([*spaces, entry.name])


def foreign_paths(
    tree: str, patterns: list[URLPattern | URLResolver] | None = None, before: str = "/"
) -> Iterator[str]:
    """Yield the addresses without parameters of what a package brings below `tree`."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{before}{entry.pattern}".replace("^", "").replace("$", "")
        if isinstance(entry, URLResolver):
            if path == "/" or path.startswith(f"/{tree}"):
                yield from foreign_paths(tree, entry.url_patterns, path)
        elif path.startswith(f"/{tree}") and path.isascii() and not set("<([*\\").intersection(path):
            yield path


def address(name: str, kwargs: dict[str, str]) -> str:
    """Return the path of a row: by its name, or the path itself with the object's words filled in."""
    query = f"?{kwargs['?']}" if "?" in kwargs else ""
    if name.startswith("/"):
        return name.format(**kwargs)
    return reverse(name, kwargs={key: value for key, value in kwargs.items() if key != "?"}) + query


def ask(client: Client, method: str, path: str) -> tuple[str, HttpResponse]:
    """Ask an address and say what came back in the table's words, with the answer itself.

    A signed-in person whom an editor sends to a sign-in page is followed to what is found there. Wagtail's own refusal, which leads
    back to the editor's first page, counts as 403.
    """
    answer = client.generic(method, path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    to = urlsplit(answer["Location"]).path if answer.status_code in {301, 302, 303} else ""
    if to in DOORS and path != to:
        last = client.get(answer["Location"], follow=True)
        if last.request["PATH_INFO"] == SIGN_IN and last.status_code == 200:
            return "in", answer
        return _word(last.status_code), last
    if to == "/cms/" and path.startswith("/cms/"):
        return "403", answer
    answer.body = body
    return _word(answer.status_code), answer


def _word(status: int) -> str:
    return str(status) if status in {403, 404, 405, 410} or status in {500, 501, 502} else "ok"
