"""An address found by its first word is the one that trying all of them finds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from lms.addresses import rooms
from lms.urls import patterns

PLAIN = URLResolver(RoutePattern(""), list(patterns))
QUICK = rooms(patterns)[0]
SAMPLES = {"pid": "0123456789ab", "int": "7", "str": "kata", "slug": "kata-kunci", "path": "a/b.css", "uuid": "0" * 8}


def _filled(route: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "kata"), route)


def _paths(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        route = before + _filled(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _paths(pattern, route)


PATHS = sorted({*_paths(PLAIN), "pustaka/kios/", "pustaka", "tidak-ada/sama/sekali", "cohorts", "a", "-/"})


def _found(resolver: URLResolver, path: str) -> object:
    try:
        match = resolver.resolve(path)
    except Resolver404:
        return None
    return match.func, match.args, match.kwargs, match.view_name, match.namespaces, match.route


def test_the_first_word_leads_to_the_same_page() -> None:
    assert len(PATHS) > 500
    assert [path for path in PATHS if _found(QUICK, path) != _found(PLAIN, path)] == []


def test_most_patterns_are_not_tried() -> None:
    with pytest.raises(Resolver404) as quick:
        QUICK.resolve("cohorts/ini-bukan-alamat/x/y/z")
    with pytest.raises(Resolver404) as plain:
        PLAIN.resolve("cohorts/ini-bukan-alamat/x/y/z")
    assert len(quick.value.args[0]["tried"]) < len(plain.value.args[0]["tried"]) / 2
