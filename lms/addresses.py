"""Addresses found by their first word.

The rooms bring some four hundred patterns, and none of them has a prefix of its own: Django tries one after the other, in every room, and
writes down each that did not fit. On a light page that was a seventh of the work. Here an address is tried against those patterns alone that
begin with its first word, or with none that is known. Reversing, namespaces and what a pattern may say stay Django's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern

# A pattern of which it cannot be said what it begins with: any word may lead to it.
ANY = None
Pattern = URLPattern | URLResolver


def rooms(patterns: Sequence[Pattern]) -> list[URLResolver]:
    """Return the patterns of the site as the one resolver that knows their first words."""
    return [ByFirstWord(RoutePattern(""), list(patterns))]


class ByFirstWord(URLResolver):
    """All patterns of the site; what is asked of it goes to those of the address's first word."""

    def resolve(self, path: str) -> ResolverMatch:
        """Return the match of an address. Raises Resolver404."""
        word = str(path).partition("/")[0]
        return self._narrow.get(word, self._others).resolve(path)

    @cached_property
    def _narrow(self) -> dict[str, URLResolver]:
        words = {word for pattern in self.url_patterns for word in _words(pattern) if word is not ANY}
        return {word: _narrowed(self, word) for word in words}

    @cached_property
    def _others(self) -> URLResolver:
        return _narrowed(self, ANY)


def _words(pattern: Pattern) -> Iterable[str | None]:
    """Yield the first words of the addresses this pattern may fit."""
    if isinstance(pattern, URLResolver) and _route(pattern) == "":
        for inner in pattern.url_patterns:
            yield from _words(inner)
    else:
        yield _word(pattern)


def _word(pattern: Pattern) -> str | None:
    route = _route(pattern)
    if route is None:
        return ANY
    word, slash, _rest = route.partition("/")
    whole = bool(slash) or isinstance(pattern, URLPattern)
    return word if whole and "<" not in word else ANY


def _route(pattern: Pattern) -> str | None:
    return str(pattern.pattern) if isinstance(pattern.pattern, RoutePattern) else None


def _narrowed(resolver: URLResolver, word: str | None) -> URLResolver:
    """Return this resolver with those patterns alone that an address of this first word may fit."""
    kept: list[Any] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and _route(pattern) == "":
            inner = _narrowed(pattern, word)
            if inner.url_patterns:
                kept.append(inner)
        elif _word(pattern) in {word, ANY}:
            kept.append(pattern)
    return URLResolver(
        resolver.pattern, kept, resolver.default_kwargs, app_name=resolver.app_name, namespace=resolver.namespace
    )
