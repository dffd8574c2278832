"""Which address is answered by which function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fieldpractice.standin.state import State


@dataclass(frozen=True)
class Asked:
    """One request. `args` are the named segments of the path, decoded."""

    method: str
    path: str
    args: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is answered: a JSON object, or a page, or nothing."""

    status: int = 200
    body: dict[str, Any] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[State, Asked], Answer]
_routes: list[tuple[str, list[str], Handler]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    """Answer `method` at `pattern`; `{name}` stands for one segment."""

    def add(handler: Handler) -> Handler:
        _routes.append((method, pattern.split("/"), handler))
        return handler

    return add


def refusal(status: int, code: int, message: str, **headers: str) -> Answer:
    """Return a refusal as Zoom words it."""
    return Answer(status, {"code": code, "message": message}, headers)


def find(
    method: str, target: str, body: dict[str, Any], headers: dict[str, str]
) -> tuple[Asked, Handler | None, list[str]]:
    """Return the request, who answers it, and which methods the address knows."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    segments, known = parts.path.split("/"), list[str]()
    for verb, pattern, handler in _routes:
        args = _matched(pattern, segments)
        if args is None:
            continue
        known.append(verb)
        if verb == method:
            return Asked(method, parts.path, args, query, body, headers), handler, known
    return Asked(method, parts.path, {}, query, body, headers), None, known


def _matched(pattern: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    args: dict[str, str] = {}
    for wanted, got in zip(pattern, segments, strict=True):
        if wanted.startswith("{"):
            value = _decoded(got)
            if not value:
                return None
            args[wanted[1:-1]] = value
        elif wanted != got:
            return None
    return args


def _decoded(segment: str) -> str:
    """Decode like Zoom: its gateway decodes once, so a UUID that begins with `/` or holds `//` arrives whole only when encoded twice."""
    once = unquote(segment)
    if once.startswith("/") or "//" in once:
        return ""
    return unquote(once)
